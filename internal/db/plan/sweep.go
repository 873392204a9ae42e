package plan

import (
	"context"
	"math"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Sweep accepts everything that fits, in one store.
type Sweep struct {
	Filter
	Store     uint32
	LeastGain int64
	MostUnits int64 // a line; 0: any
	Actor     string
	Reason    string
	At        retail.Micros
}

// AcceptAll accepts what a run proposes to a store, and returns how many it were; the
// audit has one row for all of them.
func (s Store) AcceptAll(ctx context.Context, w Sweep) (count int64, err error) {
	most := w.MostUnits
	if most == 0 {
		most = math.MaxInt64
	}
	err = s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		var err error
		count, err = tx.Exec(ctx, s.Query("proposal.accept_all"), int64(w.Store), w.Run, w.Kind, w.Class, w.LeastGain, most, w.Actor, w.Reason, int64(w.At))
		if err != nil || count == 0 {
			return err
		}
		object := ID{Store: w.Store, Run: w.Run}.String()
		return tx.Run(ctx, []engine.Step{s.trail(staff.Trail{Actor: w.Actor, Action: "proposal.accept", Object: object, Reason: w.Reason, At: w.At})})
	})
	return count, fault.At("plan.AcceptAll", err)
}

// Swept is how many lines of a sweep stand in a state, in one store.
type Swept struct {
	Store uint32
	State State
	Count int64
}

// Swept counts what somebody accepted at one moment and nobody decided since, by store and
// state: what was taken back keeps the moment.
func (s Store) Swept(ctx context.Context, at retail.Micros, actor string) (out []Swept, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("proposal.swept"), []any{int64(at), actor}, func(scan func(...any) error) error {
		var one Swept
		err := scan(&one.Store, &one.State, &one.Count)
		out = append(out, one)
		return err
	})
	return out, fault.At("plan.Swept", err)
}

// UndoAll proposes again what a sweep accepted in its store, as far as it neither went out
// nor was decided since; what an earlier run than w.Run proposed lapses. The sweep is named
// by its actor and moment.
func (s Store) UndoAll(ctx context.Context, w Sweep, at retail.Micros) error {
	err := s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		count, err := tx.Exec(ctx, s.Query("proposal.undo_all"), int64(w.Store), int64(w.At), w.Actor, w.Run)
		if err != nil || count == 0 {
			return err
		}
		object := ID{Store: w.Store, Run: w.Run}.String()
		return tx.Run(ctx, []engine.Step{s.trail(staff.Trail{Actor: w.Actor, Action: "proposal.undo", Object: object, Reason: w.Reason, At: at})})
	})
	return fault.At("plan.UndoAll", err)
}
