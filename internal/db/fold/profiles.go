package fold

import (
	"context"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// profiles folds the next entries, by customer so that neighbouring rows are
// written together, and looks anew at customers who answered meanwhile.
func (w *work) profiles(ctx context.Context) (bool, error) {
	s, err := w.slice(ctx, profiles)
	if err != nil {
		return false, err
	}
	answers, err := w.answers(ctx, s.most())
	if err != nil || len(s.entries) == 0 && len(answers.customers) == 0 {
		return false, err
	}
	if _, err := w.settle(ctx); err != nil {
		return false, err
	}
	of := map[retail.CustomerID][]touchpoint.Entry{}
	for _, id := range answers.customers {
		of[id] = nil
	}
	for _, e := range s.entries {
		if e.Customer != 0 {
			of[e.Customer] = append(of[e.Customer], e)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		steps, ok, err := w.customer(ctx, turnover{id: id, entries: of[id], end: s.end})
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		if err := w.fill(ctx, steps, s.chunk); err != nil {
			return false, err
		}
	}
	return s.full || answers.full, w.flush(ctx, w.advance(profiles, s.end), w.advance(consents, answers.end))
}

func (s slice) most() int {
	if s.full {
		return sliceFar
	}
	return sliceNear
}

// answered are customers whose consent to a profile was answered behind a place.
type answered struct {
	customers []retail.CustomerID
	end       touchpoint.Position
	full      bool
}

func (f *Folds) answers(ctx context.Context, most int) (a answered, err error) {
	if a.end, err = f.position(ctx, consents); err != nil {
		return a, err
	}
	n := 0
	err = engine.Each(ctx, f.Engine.Reader(), f.Query("consent.after"), []any{a.end.Epoch, a.end.Seq, int64(most)}, func(scan func(...any) error) error {
		var id retail.CustomerID
		err := scan(&a.end.Epoch, &a.end.Seq, &id)
		a.customers = append(a.customers, id)
		n++
		return err
	})
	a.full = n == most
	return a, err
}

// turnover is one customer's turn: their new entries, which end at end.
type turnover struct {
	id      retail.CustomerID
	entries []touchpoint.Entry
	end     touchpoint.Position
	afresh  bool // whatever stands was folded by other rules
}

// checkpoint is a customer as the fold finds them.
type checkpoint struct {
	allowed bool            // there may be a profile
	stands  bool            // there is one
	body    []byte          // of it
	state   *customer.State // nil when there is none that can be read
}

// customer folds one customer's new entries into their profile, or their whole
// journal when these do not simply follow. ok is false when nothing changes.
// Without consent there is no profile.
func (w *work) customer(ctx context.Context, t turnover) (steps []engine.Step, ok bool, err error) {
	w.breathe()
	c, err := w.checkpoint(ctx, t.id)
	if err != nil {
		return nil, false, err
	}
	if !c.allowed {
		return w.drop(t.id), c.stands, nil
	}
	if c.state != nil && !t.afresh && len(t.entries) == 0 {
		return nil, false, nil // an answer that changes nothing
	}
	state, follows := c.state, c.state != nil && !t.afresh
	for i := 0; i < len(t.entries) && follows; i++ {
		if follows, err = state.Extend(&t.entries[i], w.chain); err != nil {
			return nil, false, err
		}
	}
	if !follows {
		if state, err = w.refold(ctx, t.id, t.end); err != nil {
			return nil, false, err
		}
	}
	if state.Through == (touchpoint.Position{}) {
		return w.drop(t.id), c.stands, nil
	}
	return []engine.Step{w.put(t.id, state.Through, state.Append(nil))}, true, nil
}

// drop takes a customer's profile, and what was learned from it.
func (w *work) drop(id retail.CustomerID) []engine.Step {
	return append(w.Forget(id), engine.Step{Query: w.Query("profile.drop"), Want: engine.AnyRows, Args: []any{int64(id), int64(id.Bucket())}})
}

// put writes a profile if, in that very moment, consent to it stands: it may have
// been withdrawn while the profile was being folded.
func (w *work) put(id retail.CustomerID, at touchpoint.Position, body []byte) engine.Step {
	return engine.Step{Query: w.Query("profile.put"), Want: engine.AnyRows, Args: []any{
		int64(id), int64(id.Bucket()), at.Epoch, at.Seq, body, declares(w.declared),
	}}
}

// declares is 1 when the chain's default allows profiles.
func declares(c customer.Consent) int64 {
	if c.Allows(customer.ProfilePurpose) {
		return 1
	}
	return 0
}

// checkpoint reads consent and profile at one moment; nobody known, and nobody
// erased, is allowed one. A profile of another version is as good as none.
func (w *work) checkpoint(ctx context.Context, id retail.CustomerID) (c checkpoint, err error) {
	var (
		consent customer.Consent
		erased  int64
		stands  int64
	)
	found, err := engine.One(ctx, w.Engine.Reader(), w.Query("profile.checkpoint"), []any{int64(id), int64(id.Bucket())}, &consent, &erased, &stands, &c.body)
	if err != nil {
		return c, err
	}
	c.stands, c.allowed = stands != 0, found && erased == 0 && consent.Over(w.declared).Allows(customer.ProfilePurpose)
	var state customer.State
	if c.stands && state.Decode(c.body) == nil {
		c.state = &state
	}
	return c, nil
}

// refold folds all of a customer's entries up to a position.
func (w *work) refold(ctx context.Context, id retail.CustomerID, end touchpoint.Position) (*customer.State, error) {
	all, err := ReadEntries(ctx, w.Engine.Reader(), w.Query("journal.customer"), int64(id), int64(id.Bucket()))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(e touchpoint.Entry) bool { return e.Position.After(end) })
	state, err := customer.Fold(all, w.chain)
	return &state, err
}

// everyone goes on with the pass over all customers that a changed rule began.
func (w *work) everyone(ctx context.Context) (bool, error) {
	at, err := w.position(ctx, everyone)
	if err != nil || at.Epoch == 0 {
		return false, err
	}
	end, err := w.position(ctx, profiles)
	if err != nil {
		return false, err
	}
	page, err := w.page(ctx, at.Seq)
	if err != nil {
		return false, err
	}
	if _, err := w.settle(ctx); err != nil {
		return false, err
	}
	for _, id := range page {
		steps, ok, err := w.customer(ctx, turnover{id: id, end: end, afresh: true})
		if err != nil {
			return false, err
		}
		if ok {
			w.steps = append(w.steps, steps...)
		}
		at.Seq = int64(id)
	}
	if len(page) == 0 {
		at = touchpoint.Position{}
	}
	return len(page) > 0, w.flush(ctx, w.advance(everyone, at))
}

// page is the next customers behind one, erased ones too.
func (f *Folds) page(ctx context.Context, after int64) (out []retail.CustomerID, err error) {
	const most = 256
	err = engine.Each(ctx, f.Engine.Reader(), f.Query("fold.customers"), []any{after, int64(most)}, func(scan func(...any) error) error {
		var id retail.CustomerID
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
