package rollout

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"sartor/internal/db/rollout"
	"sartor/internal/fault"
	"sartor/internal/retail"
	domain "sartor/internal/rollout"
	"sartor/internal/touchpoint"
)

// Desk is where rollouts are shown and steps taken. It is what httpapi/rollout and
// console/rollout ask.
type Desk struct{ Keeper }

func (d Desk) rows() rollout.Store { return d.DB.Rollouts() }

// List shows rollouts, the last changed first, behind the last one of an earlier list
// (nil: from the start).
func (d Desk) List(ctx context.Context, after *domain.Shown, most int) ([]domain.Shown, error) {
	var last *domain.Entry
	if after != nil {
		last = &after.Entry
	}
	all, err := d.rows().Newest(ctx, last, most)
	if err != nil {
		return nil, err
	}
	out := make([]domain.Shown, len(all))
	for i := range all {
		if out[i], err = d.shown(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Show shows one; absence is fault.NotFound.
func (d Desk) Show(ctx context.Context, id domain.ID) (domain.Shown, error) {
	e, err := d.rows().Find(ctx, id)
	if err != nil {
		return domain.Shown{}, err
	}
	return d.shown(ctx, &e)
}

func (d Desk) shown(ctx context.Context, e *domain.Entry) (domain.Shown, error) {
	out := domain.Shown{Entry: *e, Today: d.Today(1)}
	last, read, err := d.rows().Reading(ctx, e.ID)
	out.Reading, out.Read = last, read && last.Version == e.Version
	return out, err
}

// Called are the names of who took steps; what is no person stays as it is.
func (d Desk) Called(ctx context.Context) (func(actor string) string, error) {
	names, err := d.StaffNames(ctx)
	return names.Of, err
}

// History lists what was done to one before a version, newest first.
func (d Desk) History(ctx context.Context, id domain.ID, before int64, most int) ([]domain.Entry, error) {
	return d.rows().History(ctx, id, before, most)
}

// Make proposes a rollout. The same id with the same plan is the same rollout; with
// another one it is a Conflict.
func (d Desk) Make(ctx context.Context, id domain.ID, plan domain.Plan, who domain.Actor) (domain.Shown, error) {
	const op = "rollout.Make"
	plan = plan.Defaults()
	if err := domain.CheckID(id); err != nil {
		return domain.Shown{}, fault.At(op, err)
	}
	if err := d.check(&plan); err != nil {
		return domain.Shown{}, fault.At(op, err)
	}
	who.At = retail.MicrosOf(d.Clock())
	made := domain.Entry{Rollout: domain.Rollout{ID: id, Version: 1, State: domain.Draft, Plan: plan, Stages: []domain.Step{}}, Do: domain.Make, Actor: who}
	err := d.rows().Put(ctx, &made)
	if fault.Is(err, fault.Stale) {
		was, e := d.rows().Find(ctx, id)
		if e != nil || !reflect.DeepEqual(was.Plan, plan) {
			return domain.Shown{}, fault.At(op, fault.New(fault.Conflict, "rollout_known", "%s is there already; choose another id, or change that one", id))
		}
		return d.shown(ctx, &was)
	}
	if err != nil {
		return domain.Shown{}, fault.At(op, err)
	}
	return d.after(ctx, &made)
}

// check refuses a plan that names what the chain does not have.
func (d Desk) check(p *domain.Plan) error {
	if err := p.Check(); err != nil {
		return err
	}
	chain := d.DB.Catalogue()
	if _, ok := chain.CategoryNumber(p.Category); !ok {
		return fault.AtField("/category", "no product is in the category %.60q; name one that the chain sells", p.Category)
	}
	for _, id := range p.Kin {
		if _, ok := chain.ProductNumber(id); !ok {
			return fault.AtField("/kin", "there is no product %.60q", string(id))
		}
	}
	return nil
}

// after has a step read anew behind the tills, and shows what stands.
func (d Desk) after(ctx context.Context, e *domain.Entry) (domain.Shown, error) {
	if err := d.ask(ctx); err != nil {
		return domain.Shown{}, err
	}
	return d.shown(ctx, e)
}

// Take takes a step. It is fault.Stale when another version stands than the one it was
// decided on.
func (d Desk) Take(ctx context.Context, id domain.ID, t domain.Taking) (domain.Shown, error) {
	const op = "rollout.Take"
	was, err := d.Show(ctx, id)
	if err != nil {
		return was, fault.At(op, err)
	}
	if t.Version != domain.AnyVersion && t.Version != was.Version {
		return was, fault.At(op, fault.New(fault.Stale, "stale", "somebody changed this rollout meanwhile; read it again"))
	}
	t.Actor.At = retail.MicrosOf(d.Clock())
	cmd := t.Command(&was)
	if cmd.From, err = d.end(ctx); err != nil {
		return was, fault.At(op, err)
	}
	if err := d.may(&was, &t, &cmd); err != nil {
		return was, fault.At(op, err)
	}
	next, err := was.Next(cmd)
	if err != nil {
		return was, fault.At(op, err)
	}
	e := domain.Entry{Rollout: next, Do: t.Do, Actor: t.Actor}
	if err := d.rows().Put(ctx, &e); err != nil {
		return was, fault.At(op, err)
	}
	out, err := d.after(ctx, &e)
	return out, fault.At(op, err)
}

// may refuses stores and plans that the chain does not know.
func (d Desk) may(was *domain.Shown, t *domain.Taking, cmd *domain.Command) error {
	if t.Do == domain.Edit && t.Plan != nil {
		plan := t.Plan.Defaults()
		return d.check(&plan)
	}
	if t.Do != domain.Approve || cmd.Stage == nil {
		return nil
	}
	return cmd.Stage.Check(&was.Rollout, func(id retail.StoreID) bool {
		_, ok := d.DB.Catalogue().StoreNumber(id)
		return ok
	})
}

// end is where the journal ends.
func (d Desk) end(ctx context.Context) (touchpoint.Position, error) {
	e, err := d.DB.Harvest().End(ctx)
	return e.Through, err
}

// mostNotes bounds the notes of one call.
const mostNotes = 1000

// AddNotes keeps what somebody saw of demand; the rollout is read anew on the next day,
// or at once for a draft.
func (d Desk) AddNotes(ctx context.Context, id domain.ID, notes []domain.Note, who domain.Actor) (int, error) {
	const op = "rollout.AddNotes"
	e, err := d.rows().Find(ctx, id)
	if err != nil {
		return 0, fault.At(op, err)
	}
	if len(notes) == 0 || len(notes) > mostNotes {
		return 0, fault.At(op, fault.AtField("/notes", "%d notes; from 1 to %d in a call", len(notes), mostNotes))
	}
	if !e.State.Open() {
		return 0, fault.At(op, fault.New(fault.Conflict, "rollout_ended", "this rollout is %s; what is seen of demand belongs to one that is not", e.State))
	}
	for i := range notes {
		if err := d.checkNote(fmt.Sprintf("/notes/%d", i), &notes[i]); err != nil {
			return 0, fault.At(op, err)
		}
	}
	who.At = retail.MicrosOf(d.Clock())
	added, err := d.rows().AddNotes(ctx, id, notes, who)
	if err != nil || added == 0 || e.State != domain.Draft {
		return added, fault.At(op, err)
	}
	return added, fault.At(op, d.reread(ctx, &e))
}

// checkNote refuses a note of a place that the chain does not have, or of a day that is
// not there yet; one without a day is of today.
func (d Desk) checkNote(at string, n *domain.Note) error {
	store, known := d.storeAt(n)
	if n.Day == 0 {
		n.Day = d.Today(store)
	}
	if err := n.Check(at, d.Today(store)); err != nil || known {
		return err
	}
	if n.Store != "" {
		return fault.AtField(at+"/store", "there is no store %.60q", string(n.Store))
	}
	return fault.AtField(at+"/region", "no store where one can walk in is in the region %.60q", n.Region)
}

// storeAt is a store of a note's place; ok is false when there is none.
func (d Desk) storeAt(n *domain.Note) (number uint32, ok bool) {
	chain := d.DB.Catalogue()
	if n.Store != "" {
		return chain.StoreNumber(n.Store)
	}
	at := slices.IndexFunc(chain.Stores, func(s retail.Store) bool { return s.ID != "" && s.Kind != retail.Online && s.Region == n.Region })
	return uint32(max(at, 0)), at >= 0
}

// reread has a draft read again although nothing was decided.
func (d Desk) reread(ctx context.Context, e *domain.Entry) error {
	last, read, err := d.rows().Reading(ctx, e.ID)
	if err != nil || !read {
		return err
	}
	last.Version = 0
	if err := d.rows().PutReading(ctx, e.ID, &last); err != nil {
		return err
	}
	return d.ask(ctx)
}

// Delistings are the products that lose money, as last read.
func (d Desk) Delistings(ctx context.Context) (domain.Delistings, error) {
	out, _, err := d.rows().Delistings(ctx)
	return out, err
}
