package rooms

import (
	"context"
	"slices"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db/local"
	"sartor/internal/server/bench"
)

// What of stores waits.
const (
	mostApprovals  = 20
	approvalWithin = 24 * time.Hour // a store that asked waits a day at most
	lateAfter      = 2              // whole hours without a receipt, in which some are usual
)

// late adds the stores whose tills have said nothing for hours in which they usually
// sell.
func (t *Tally) late(_ context.Context, scope view.Scope, out *view.Today) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	chain, now := t.chain.DB.Catalogue(), t.chain.Clock()
	var silent []view.BenchItem
	for number, shop := range chain.Stores {
		s := t.stores[uint32(number)]
		if shop.ID == "" || s == nil || !scope.Allows(shop.ID) || s.last.IsZero() || now.Sub(s.last) < lateAfter*time.Hour {
			continue
		}
		if t.sellsUsually(s, uint32(number), now) {
			silent = append(silent, view.BenchItem{Kind: view.BenchLate, At: s.last, By: now, Store: shop.ID, StoreName: shop.Name, Count: 1})
		}
	}
	if len(silent) == 0 {
		return nil
	}
	slices.SortFunc(silent, func(a, b view.BenchItem) int { return a.At.Compare(b.At) })
	one := silent[0]
	one.Count = int64(len(silent))
	out.Bench = append(out.Bench, one)
	return nil
}

// sellsUsually reports whether each of the last whole hours usually sells, for sure.
func (t *Tally) sellsUsually(s *storeTally, store uint32, now time.Time) bool {
	local := now.In(t.chain.DB.Catalogue().Location(store))
	for back := 1; back <= lateAfter; back++ {
		hour := local.Add(-time.Duration(back) * time.Hour)
		if u := usual([]*storeTally{s}, t.chain.Today(store), hour.Hour()); !u.Known() || u.Low <= 0 {
			return false
		}
	}
	return true
}

// days is the running day with what waits for a hand.
type days struct {
	*Tally
	more []bench.Adds
}

// Today is the day so far.
func (d days) Today(ctx context.Context, scope view.Scope) (view.Today, error) {
	out := d.day(scope)
	b := bench.Bench{
		DB: d.chain.DB, Sight: d.chain.Sight, Clock: d.chain.Clock, Segments: d.chain.Segments, Accounts: d.costly.Accounts,
		More: append([]bench.Adds{d.approvals, d.late}, d.more...),
	}
	err := b.Lay(ctx, scope, &out)
	return out, err
}

// approvals adds the stores' versions that wait for head office.
func (t *Tally) approvals(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	queue, err := t.local.Queue(ctx, local.Row{}, mostApprovals)
	for i := range queue {
		s := &queue[i]
		out.Bench = append(out.Bench, view.BenchItem{
			Kind: view.BenchApproval, At: s.Submitted.Time(), By: s.Submitted.Time().Add(approvalWithin), Promotion: s.Promotion, Name: s.Centre.NameIn(view.Language(ctx)),
			Store: s.Store, StoreName: s.Shop.Name, Note: s.Comment,
		})
	}
	return err
}
