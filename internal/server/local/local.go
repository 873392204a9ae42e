// Package local lets people take the steps of stores' versions of promotions: it
// reads what stands, lets package promotion decide, writes, and lets tills know. It
// refuses deciding who may (package access and the store in the call do), and
// speaking: API and console have words of their own.
//
// What always holds: a step on a version that no longer stands is *Stale and writes
// nothing, the same step again is the same answer (TestTake_TwiceIsOnce); what goes
// live is at the tills when Take returns (TestTake_IsAtTheTillAtOnce); a store in
// which the promotion does not run has no version of it (TestRead_OtherStores).
package local

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/local"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// Chain is what the desk needs of the open chain.
type Chain struct {
	DB      *db.DB
	Sight   func() *till.Sight
	Refresh func(context.Context) error // lets what was written act at once
	Clock   func() time.Time
}

// Desk is where steps are taken. It is safe for concurrent use.
type Desk struct {
	Chain
	mu    sync.Mutex
	sold  map[retail.StoreID]retail.Minor
	asked time.Time // when sold was read
}

// New returns a desk on an open chain.
func New(c Chain) *Desk { return &Desk{Chain: c} }

// At names a store's version.
type At struct {
	Promotion retail.PromotionID
	Store     retail.StoreID
}

// State is a store's version with what it stands on.
type State struct {
	local.Row
	Centre    db.NumberedPromotion // as it stands
	Shop      retail.Store
	Effective promotion.Promotion    // the centre's promotion with the changes as last saved
	AtTill    promotion.Promotion    // what this store's tills go by: its live version, else the centre's
	Diff      []promotion.Difference // of Effective
	Account   db.BudgetRow           // of the store's own promotion; empty before it first goes live
	Share     retail.Minor           // of the centre's budget that going live gets, or got
}

// Stale is a step on a version that no longer stands; State is what does.
type Stale struct {
	error
	State State
}

// Unwrap returns the fault inside.
func (s *Stale) Unwrap() error { return s.error }

// Read returns a store's version, also where none was ever written. It is
// fault.NotFound for an unknown promotion or store, and for a store in which the
// promotion does not run.
func (d *Desk) Read(ctx context.Context, at At) (State, error) {
	const op = "local.Read"
	centre, store, err := d.find(ctx, at)
	if err != nil {
		return State{}, fault.At(op, err)
	}
	row, _, err := d.DB.Locals().Find(ctx, centre.Number, store.Number)
	if err != nil {
		return State{}, fault.At(op, err)
	}
	s, err := d.state(ctx, &centre, row)
	return s, fault.At(op, err)
}

func (d *Desk) find(ctx context.Context, at At) (db.NumberedPromotion, retail.Store, error) {
	centre, err := d.DB.Promotion(ctx, at.Promotion)
	if err != nil {
		return centre, retail.Store{}, err
	}
	chain := d.DB.Catalogue()
	number, ok := chain.StoreNumber(at.Store)
	store := chain.Store(number)
	if !ok || !runsIn(&centre.Promotion, &store) {
		return centre, store, fault.New(fault.NotFound, "", "promotion %s has no store %q", at.Promotion, at.Store)
	}
	store.Number = number
	return centre, store, nil
}

// runsIn reports whether the promotion is for the store, whatever the day.
func runsIn(p *promotion.Promotion, store *retail.Store) bool {
	return (len(p.Stores) == 0 || slices.Contains(p.Stores, store.ID)) && (len(p.Regions) == 0 || slices.Contains(p.Regions, store.Region)) &&
		store.Currency == p.Budget.Currency
}

// state puts a row and what it stands on together.
func (d *Desk) state(ctx context.Context, centre *db.NumberedPromotion, row local.Row) (State, error) {
	s := State{Row: row, Centre: *centre, Shop: d.DB.Catalogue().Store(row.StoreNumber)}
	s.Promotion, s.Store = centre.ID, s.Shop.ID
	var err error
	if s.Effective, err = promotion.Apply(centre.Promotion, s.Changes, s.Store); err != nil {
		s.Effective = centre.Promotion // the centre changed under a draft: nothing can be made of both
	}
	s.Effective.State = centre.State
	s.Diff, s.AtTill = promotion.Diff(centre.Promotion, s.Effective), centre.Promotion
	if s.Share, err = d.share(ctx, &centre.Promotion, s.Store); err != nil || s.Child == 0 {
		return s, err
	}
	if s.Account, err = d.DB.Account(ctx, s.Child); err != nil {
		return s, err
	}
	own, err := d.DB.PromotionOf(ctx, s.Child)
	switch {
	case err != nil:
	case s.Live == nil:
		s.Share = max(0, own.Budget.Amount-s.Account.Cap) // what it had when it left
	default:
		s.AtTill = own.Promotion
		s.Effective.Budget.Amount, s.AtTill.Budget.Amount = s.Account.Cap, s.Account.Cap
	}
	return s, err
}

// List returns the versions of a promotion that were ever written, behind a store,
// by store number; it skips stores that are not in scope (none: all).
func (d *Desk) List(ctx context.Context, of Of) ([]State, error) {
	const op = "local.List"
	centre, err := d.DB.Promotion(ctx, of.Promotion)
	if err != nil {
		return nil, fault.At(op, err)
	}
	chain := d.DB.Catalogue()
	after, _ := chain.StoreNumber(of.After)
	var rows []local.Row
	if len(of.Scope) == 0 {
		rows, err = d.DB.Locals().Of(ctx, centre.Number, after, of.Most)
	} else {
		rows, err = d.some(ctx, centre.Number, after, &of)
	}
	if err != nil {
		return nil, fault.At(op, err)
	}
	out, err := d.states(ctx, rows)
	return out, fault.At(op, err)
}

// Of asks for a promotion's versions.
type Of struct {
	Promotion retail.PromotionID
	Scope     []retail.StoreID // empty: all
	After     retail.StoreID   // of the list before; "" from the start
	Most      int
}

// some reads the versions of a few stores one by one.
func (d *Desk) some(ctx context.Context, centre, after uint32, of *Of) (rows []local.Row, err error) {
	chain := d.DB.Catalogue()
	numbers := make([]uint32, 0, len(of.Scope))
	for _, id := range of.Scope {
		if n, ok := chain.StoreNumber(id); ok && n > after {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		row, found, err := d.DB.Locals().Find(ctx, centre, n)
		if err != nil {
			return nil, err
		}
		if found && len(rows) < of.Most {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// states puts rows of different promotions together with what they stand on.
func (d *Desk) states(ctx context.Context, rows []local.Row) ([]State, error) {
	centres := map[uint32]*db.NumberedPromotion{}
	out := make([]State, 0, len(rows))
	for _, r := range rows {
		if centres[r.Centre] == nil {
			p, err := d.DB.PromotionOf(ctx, r.Centre)
			if err != nil {
				return nil, err
			}
			centres[r.Centre] = &p
		}
		s, err := d.state(ctx, centres[r.Centre], r)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// OfStore returns a store's versions, by promotion number.
func (d *Desk) OfStore(ctx context.Context, store retail.StoreID, most int) ([]State, error) {
	const op = "local.OfStore"
	number, ok := d.DB.Catalogue().StoreNumber(store)
	if !ok {
		return nil, fault.At(op, fault.New(fault.NotFound, "", "store %q is not known", store))
	}
	rows, err := d.DB.Locals().OfStore(ctx, number, 0, most)
	if err != nil {
		return nil, fault.At(op, err)
	}
	out, err := d.states(ctx, rows)
	return out, fault.At(op, err)
}

// Queue returns what waits for head office behind a state of an earlier page, the
// longest waiting first.
func (d *Desk) Queue(ctx context.Context, after local.Row, most int) ([]State, error) {
	const op = "local.Queue"
	rows, err := d.DB.Locals().Waiting(ctx, &after, most)
	if err != nil {
		return nil, fault.At(op, err)
	}
	out, err := d.states(ctx, rows)
	return out, fault.At(op, err)
}

// History returns the steps of a version before a number (0: all), newest first.
func (d *Desk) History(ctx context.Context, at At, before int64, most int) ([]local.Row, error) {
	const op = "local.History"
	centre, store, err := d.find(ctx, at)
	if err != nil {
		return nil, fault.At(op, err)
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	out, err := d.DB.Locals().History(ctx, &local.Row{Centre: centre.Number, StoreNumber: store.Number}, before, most)
	return out, fault.At(op, err)
}

// Editions returns the versions of head office's promotion before a number (0: all),
// newest first.
func (d *Desk) Editions(ctx context.Context, id retail.PromotionID, before int64, most int) ([]db.Past, error) {
	const op = "local.Editions"
	centre, err := d.DB.Promotion(ctx, id)
	if err != nil {
		return nil, fault.At(op, err)
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	out, err := d.DB.PromotionHistory(ctx, centre.Number, before, most)
	return out, fault.At(op, err)
}

// Ask is one step that somebody asks for.
type Ask struct {
	At      At
	Number  int64 // of the version it was decided on, 0 for none; AnyNumber: whichever stands
	Do      promotion.Do
	Changes promotion.Changes // of a save
	Comment string
	Actor   string
}

// AnyNumber is the Number of a step that is meant whatever stands.
const AnyNumber = -1

// Take takes a step and returns what stands then; what went live, or left, is so at
// the tills.
func (d *Desk) Take(ctx context.Context, ask Ask) (State, error) {
	const op = "local.Take"
	was, err := d.Read(ctx, ask.At)
	if err != nil {
		return State{}, fault.At(op, err)
	}
	if ask.Number != AnyNumber && ask.Number != was.Number {
		if repeated(&was.Row, &ask) {
			return was, nil
		}
		return State{}, fault.At(op, stale(was))
	}
	next, err := d.next(ctx, &was, &ask)
	if err != nil {
		return State{}, fault.At(op, err)
	}
	_, err = d.DB.Locals().Put(ctx, local.Step{Was: was.Row, Row: next, Centre: was.Centre.Promotion, Share: was.Share, Reason: ask.Comment})
	if fault.Is(err, fault.Stale) {
		if stands, again := d.Read(ctx, ask.At); again == nil {
			if repeated(&stands.Row, &ask) {
				return stands, nil
			}
			err = stale(stands)
		}
	}
	if err != nil {
		return State{}, fault.At(op, err)
	}
	if next.Live != was.Live {
		if err := d.Refresh(ctx); err != nil {
			return State{}, fault.At(op, err)
		}
	}
	out, err := d.Read(ctx, ask.At)
	return out, fault.At(op, err)
}

// next is the row after a step, as package promotion decides.
func (d *Desk) next(ctx context.Context, was *State, ask *Ask) (local.Row, error) {
	cmd := promotion.Command{Do: ask.Do, Changes: ask.Changes, Comment: ask.Comment, Actor: ask.Actor, At: retail.MicrosOf(d.Clock())}
	if ask.Do == promotion.Undo {
		const decided = 2 // approving and going live with it
		rows, err := d.DB.Locals().History(ctx, &was.Row, was.Number, decided)
		if err != nil {
			return local.Row{}, err
		}
		for i := range rows {
			cmd.Past = append(cmd.Past, rows[i].Version)
		}
	}
	out := was.Row
	var err error
	out.Version, err = was.Next(was.Centre.Promotion, cmd, d.DB.Catalogue())
	if err == nil && slices.Contains([]promotion.Do{promotion.Submit, promotion.Approve, promotion.Publish}, ask.Do) {
		err = local.Tailored(out.Changes, d.DB.Catalogue())
	}
	return out, err
}

// repeated reports whether the step that was taken last is this one: a form sent
// twice, a call made again.
func repeated(r *local.Row, ask *Ask) bool {
	if ask.Number == AnyNumber || r.Number != ask.Number+1 || r.Command != ask.Do || r.Actor != ask.Actor {
		return false
	}
	if ask.Do != promotion.Save {
		return true
	}
	a, err := json.Marshal(r.Changes)
	if err != nil {
		return false
	}
	b, err := json.Marshal(ask.Changes)
	return err == nil && string(a) == string(b)
}

func stale(s State) error {
	return &Stale{fault.New(fault.Stale, "stale", "somebody changed this version meanwhile; what stands now is shown"), s}
}
