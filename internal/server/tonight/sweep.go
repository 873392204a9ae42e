package tonight

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// Sweep accepts what stands of the current plan.
type Sweep struct {
	Stores    []uint32 // none: all
	Kind      string
	Class     string
	LeastGain int64
	Actor     string
	Reason    string
	At        retail.Micros // names the sweep, with its actor; 0: now
}

// AcceptAll accepts all that the current plan proposes and that fits; lines that somebody
// decided stay as they are. It returns how many it accepted.
func (d *Desk) AcceptAll(ctx context.Context, w Sweep) (count int64, err error) {
	const op = "tonight.AcceptAll"
	if err := cmp.Or(checkReason(w.Reason), checkFilter(w.Kind, w.Class)); err != nil {
		return 0, fault.At(op, err)
	}
	run, found, err := d.DB.Plans().Current(ctx)
	if err != nil || !found {
		return 0, fault.At(op, err)
	}
	stores := w.Stores
	if len(stores) == 0 {
		if stores, err = d.DB.Plans().Stores(ctx, run.Number, plan.Proposed); err != nil {
			return 0, fault.At(op, err)
		}
	}
	at := cmp.Or(w.At, retail.MicrosOf(d.Clock()))
	for _, store := range stores {
		n, err := d.DB.Plans().AcceptAll(ctx, plan.Sweep{
			Filter: plan.Filter{Run: run.Number, Kind: w.Kind, Class: w.Class}, Store: store, LeastGain: least(w.LeastGain), Actor: w.Actor, Reason: w.Reason, At: at,
		})
		if err != nil {
			return count, fault.At(op, err)
		}
		count += n
	}
	return count, nil
}

// Unsweep takes back what a sweep accepted.
type Unsweep struct {
	Sweep retail.Micros // the moment that names it
	Actor string        // who swept: nobody else takes it back
	In    func(store uint32) bool
}

// Undone is what became of a sweep that was taken back.
type Undone struct {
	Back int64 // proposed again; lapsed where a newer plan says what is proposed
	Sent int64 // had gone out, and stays
}

// UndoAll takes back what a sweep accepted and what neither went out nor was decided since;
// the same again is the same answer.
func (d *Desk) UndoAll(ctx context.Context, u Unsweep) (out Undone, err error) {
	const op = "tonight.UndoAll"
	run, _, err := d.DB.Plans().Current(ctx)
	if err != nil {
		return out, fault.At(op, err)
	}
	rows, err := d.DB.Plans().Swept(ctx, u.Sweep, u.Actor)
	if err != nil {
		return out, fault.At(op, err)
	}
	for _, r := range rows {
		if r.State != plan.Accepted || !u.In(r.Store) {
			continue
		}
		w := plan.Sweep{Filter: plan.Filter{Run: run.Number}, Store: r.Store, Actor: u.Actor, At: u.Sweep}
		if err := d.DB.Plans().UndoAll(ctx, w, retail.MicrosOf(d.Clock())); err != nil {
			return out, fault.At(op, err)
		}
	}
	rows, err = d.DB.Plans().Swept(ctx, u.Sweep, u.Actor)
	for _, r := range rows {
		switch {
		case !u.In(r.Store):
		case r.State == plan.Sent:
			out.Sent += r.Count
		case r.State != plan.Accepted:
			out.Back += r.Count
		}
	}
	return out, fault.At(op, err)
}

// AcceptAll accepts what waits, in the stores that somebody acts for.
func (p Pages) AcceptAll(ctx context.Context, who view.Actor, q stock.Query) (stock.Swept, error) {
	w := Sweep{Kind: q.Kind, Class: q.Class, Actor: who.Staff, At: retail.MicrosOf(p.Clock())}
	if !q.Scope.All || q.Store != "" {
		for _, s := range p.places(q.Scope) {
			if number, ok := p.DB.Catalogue().StoreNumber(s.ID); ok && (q.Store == "" || q.Store == s.ID) {
				w.Stores = append(w.Stores, number)
			}
		}
		if len(w.Stores) == 0 {
			return stock.Swept{}, fault.New(fault.NotFound, "no_store", "")
		}
	}
	n, err := p.Desk.AcceptAll(ctx, w)
	return stock.Swept{N: n, Sweep: int64(w.At)}, err
}

// UndoAll takes back what somebody accepted at once, in the stores that they act for.
func (p Pages) UndoAll(ctx context.Context, who view.Actor, scope view.Scope, sweep int64) (stock.Undone, error) {
	out, err := p.Desk.UndoAll(ctx, Unsweep{Sweep: retail.Micros(sweep), Actor: who.Staff, In: func(store uint32) bool {
		return scope.Allows(p.DB.Catalogue().Store(store).ID)
	}})
	return stock.Undone(out), err
}

// checkFilter refuses a kind or class that no line has: it would match nothing without a
// word.
func checkFilter(kind, class string) error {
	if kinds := []string{"", string(kernel.Order), string(kernel.Move)}; !slices.Contains(kinds, kind) {
		return fault.AtField("/kind", "%.20q is no kind of line; there are %s and %s", kind, kinds[1], kinds[2])
	}
	if class != "" && !slices.Contains(Classes(), class) {
		return fault.AtField("/class", "%.20q is no class; there are A, B, C and fresh", class)
	}
	return nil
}

// least is the gain from which lines are accepted; 0 asks for none, also where a shelf is
// filled at a loss for the sake of those who come.
func least(gain int64) int64 {
	const lowest = -1 << 62
	if gain == 0 {
		return lowest
	}
	return gain
}
