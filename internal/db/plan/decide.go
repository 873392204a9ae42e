package plan

import (
	"context"
	"math"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Find reads one proposal; absence is fault.NotFound.
func (s Store) Find(ctx context.Context, id ID) (Row, error) {
	const op = "plan.Find"
	all, err := s.list(ctx, "proposal.find", int64(id.Store), id.Run, id.Line)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "no_proposal", "there is no proposal %.60q", id.String())
	}
	if err != nil {
		return Row{}, fault.At(op, err)
	}
	return all[0], nil
}

// Filter is which proposals of a run are meant; empty fields mean all.
type Filter struct {
	Run   int64
	State State // needed where no store is named
	Kind  string
	Class string
	Since retail.Micros // of what was rejected or went out
	End   uint32        // the store that decided ones come to or leave
}

// Decided reports whether somebody's decision leads there: that stands whatever newer
// runs propose.
func (s State) Decided() bool { return s == Accepted || s == Adjusted || s == Rejected || s == Sent }

// List lists proposals in a state, the greatest gain first, behind a row of an earlier
// list (nil: from the start): the run's, or what was decided of any run.
func (s Store) List(ctx context.Context, f Filter, after *Row, most int) ([]Row, error) {
	at := Row{Gain: math.MaxInt64, ID: ID{Store: math.MaxUint32, Run: math.MaxInt64}}
	if after != nil {
		at = *after
	}
	if f.State.Decided() {
		out, err := s.list(ctx, "proposal.decided_of", string(f.State), int64(f.Since), int64(f.End), f.Kind, f.Class, at.Gain, int64(at.Store), at.Run, at.Line, int64(most))
		return out, fault.At("plan.List", err)
	}
	out, err := s.list(ctx, "proposal.of_run", f.Run, string(f.State), f.Kind, f.Class, at.Gain, int64(at.Store), at.Line, int64(most))
	return out, fault.At("plan.List", err)
}

// OfStore lists what a run proposes to a store, behind a line.
func (s Store) OfStore(ctx context.Context, store uint32, f Filter, after int64, most int) ([]Row, error) {
	out, err := s.list(ctx, "proposal.of_store", int64(store), f.Run, string(f.State), f.Kind, after, int64(most))
	return out, fault.At("plan.OfStore", err)
}

// FromStore lists what a run moves away from a store.
func (s Store) FromStore(ctx context.Context, store uint32, run int64, most int) ([]Row, error) {
	out, err := s.list(ctx, "proposal.from_store", int64(store), run, int64(most))
	return out, fault.At("plan.FromStore", err)
}

// Sum is how many of a run's proposals stand where.
type Sum struct {
	Kind   string
	State  State
	Class  string
	Count  int64
	Agreed int64 // units
	Gain   int64
}

// Sums counts what List lists, by kind, state and class.
func (s Store) Sums(ctx context.Context, run int64, since retail.Micros) (out []Sum, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("proposal.sums"), []any{run, int64(since)}, func(scan func(...any) error) error {
		var one Sum
		err := scan(&one.Kind, &one.State, &one.Class, &one.Count, &one.Agreed, &one.Gain)
		out = append(out, one)
		return err
	})
	return out, fault.At("plan.Sums", err)
}

// Decision is what somebody decides of a proposal.
type Decision struct {
	State  State // accepted, adjusted, rejected; proposed takes a decision back
	Agreed int64 // units of what is accepted or adjusted
	Actor  string
	Reason string
	At     retail.Micros
}

// action is what the audit calls a decision.
func (d *Decision) action() string {
	switch d.State {
	case Accepted:
		return "proposal.accept"
	case Adjusted:
		return "proposal.adjust"
	case Rejected:
		return "proposal.reject"
	}
	return "proposal.undo"
}

// Decide writes a decision on a proposal as it was read. It is fault.Stale when it
// changed since, lapsed or went out; then nothing is written.
func (s Store) Decide(ctx context.Context, was Row, d Decision) (Row, error) {
	const op = "plan.Decide"
	err := s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		return tx.Run(ctx, []engine.Step{
			{Query: s.Query("proposal.decide"), Want: 1, Args: []any{
				int64(was.Store), was.Run, was.Line, was.Version, string(d.State), d.Agreed, d.Actor, d.Reason, int64(d.At),
			}},
			s.trail(staff.Trail{Actor: d.Actor, Action: d.action(), Object: was.ID.String(), Reason: d.Reason, At: d.At}),
		})
	})
	if _, raced := engine.LostAt(err); raced {
		err = fault.New(fault.Stale, "stale", "somebody decided this proposal meanwhile, or a newer plan replaced it; read it again")
	}
	if err != nil {
		return Row{}, fault.At(op, err)
	}
	was.State, was.Agreed, was.Actor, was.Reason, was.Decided = d.State, d.Agreed, d.Actor, d.Reason, d.At
	was.Version++
	return was, nil
}

// Stores are those that a run has proposals to in a state.
func (s Store) Stores(ctx context.Context, run int64, state State) (out []uint32, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("proposal.stores"), []any{run, string(state)}, func(scan func(...any) error) error {
		var n uint32
		err := scan(&n)
		out = append(out, n)
		return err
	})
	return out, fault.At("plan.Stores", err)
}

// Changed lists orders that people changed since a moment, the oldest first.
func (s Store) Changed(ctx context.Context, since retail.Micros, most int) ([]Row, error) {
	out, err := s.list(ctx, "proposal.changed", int64(since), int64(most))
	return out, fault.At("plan.Changed", err)
}

// Agreed lists what was agreed on and has not gone out, by store, behind a row.
func (s Store) Agreed(ctx context.Context, after ID, most int) ([]Row, error) {
	out, err := s.list(ctx, "proposal.agreed", int64(after.Store), after.Run, after.Line, int64(most))
	return out, fault.At("plan.Agreed", err)
}
