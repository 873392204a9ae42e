package api

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	rows "sartor/internal/db/local"
	"sartor/internal/httpapi"
	port "sartor/internal/httpapi/local"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/local"
)

// versions answers for stores' versions of promotions.
type versions struct{ *local.Desk }

func newVersions(c *server.Chain) versions {
	return versions{local.New(local.Chain{DB: c.DB, Sight: c.Sight, Refresh: c.Refresh, Clock: c.Clock})}
}

func stateOf(s *local.State) port.State {
	return port.State{
		Version: s.Version, Centre: s.Centre.Promotion, Effective: s.Effective, Diff: s.Diff,
		Account: port.Account{Amount: s.Account.Cap, Reserved: s.Account.Reserved, Spent: s.Account.Spent, Share: s.Share},
	}
}

func statesOf(all []local.State) []port.State {
	out := make([]port.State, len(all))
	for i := range all {
		out[i] = stateOf(&all[i])
	}
	return out
}

// Version reads one.
func (v versions) Version(ctx context.Context, at port.At) (port.State, error) {
	s, err := v.Read(ctx, local.At(at))
	return stateOf(&s), err
}

// Versions lists those of a promotion.
func (v versions) Versions(ctx context.Context, page port.Page) ([]port.State, error) {
	all, err := v.List(ctx, local.Of(page))
	return statesOf(all), err
}

// Steps lists what became of a version.
func (v versions) Steps(ctx context.Context, at port.At, before int64, most int) ([]promotion.Version, error) {
	all, err := v.History(ctx, local.At(at), before, most)
	out := make([]promotion.Version, len(all))
	for i := range all {
		out[i] = all[i].Version
	}
	return out, err
}

// Take takes a step.
func (v versions) Take(ctx context.Context, at port.At, step port.Step) (port.State, error) {
	s, err := v.Desk.Take(ctx, local.Ask{
		At: local.At(at), Number: step.Number, Do: step.Do, Changes: step.Changes, Comment: step.Comment, Actor: step.Actor,
	})
	if old, ok := errors.AsType[*local.Stale](err); ok {
		return port.State{}, port.NewStale(err, stateOf(&old.State))
	}
	return stateOf(&s), err
}

// Waiting lists what waits for head office; a place in the list is when it came, and
// what it is.
func (v versions) Waiting(ctx context.Context, after string, most int) ([]port.State, string, error) {
	var row rows.Row
	if after != "" {
		parts := strings.Split(after, ".")
		at, err1 := strconv.ParseInt(parts[0], 10, 64)
		if len(parts) != 3 || err1 != nil {
			return nil, "", httpapi.ErrForeignCursor()
		}
		centre, err2 := strconv.ParseUint(parts[1], 10, 32)
		store, err3 := strconv.ParseUint(parts[2], 10, 32)
		if errors.Join(err2, err3) != nil {
			return nil, "", httpapi.ErrForeignCursor()
		}
		row.Submitted, row.Centre, row.StoreNumber = retail.Micros(at), uint32(centre), uint32(store)
	}
	all, err := v.Queue(ctx, row, most+1)
	if err != nil || len(all) <= most {
		return statesOf(all), "", err
	}
	last := &all[most-1]
	return statesOf(all[:most]), fmt.Sprintf("%d.%d.%d", last.Submitted, last.Row.Centre, last.StoreNumber), nil
}

// Transfer moves money.
func (v versions) Transfer(ctx context.Context, m port.Move) (free [2]retail.Minor, err error) {
	err = v.Desk.Transfer(ctx, local.Move{Promotion: m.Promotion, From: m.From, To: m.To, Amount: m.Amount, Reason: m.Reason, Actor: m.Actor})
	if err != nil {
		return free, err
	}
	for i, store := range []retail.StoreID{m.From, m.To} {
		if free[i], err = v.Free(ctx, local.At{Promotion: m.Promotion, Store: store}); err != nil {
			return free, err
		}
	}
	return free, nil
}

// Restore makes an earlier version stand again.
func (v versions) Restore(ctx context.Context, r port.Restore) (promotion.Promotion, error) {
	return v.Desk.Restore(ctx, local.Restore(r))
}

// Past lists the versions of head office's promotion.
func (v versions) Past(ctx context.Context, id retail.PromotionID, before int64, most int) ([]port.Past, error) {
	all, err := v.Editions(ctx, id, before, most)
	out := make([]port.Past, len(all))
	for i := range all {
		out[i] = port.Past{Promotion: all[i].Promotion, Actor: all[i].Actor, At: all[i].At}
	}
	return out, err
}
