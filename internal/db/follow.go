package db

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Limits of the follower. A slice is small while it keeps up, so that a till's
// receipt is folded within two seconds, and large when it is far behind, so that
// a customer's receipts are folded together. Rows are written in chunks between
// which tills go first.
const (
	followSlice = 2_000
	followFar   = 50_000
	chunkNear   = 16
	chunkFar    = 256
)

// The folds, by the names under which their positions stand.
const (
	foldProfile = "profile"
	foldDemand  = "demand"
)

// Follow brings derived data one slice nearer to the end of the journal. more
// says that there is another slice. Whatever kills it, reading the slice again
// folds nothing twice: every profile carries the position it has reached.
func (d *DB) Follow(ctx context.Context, declared customer.Consent) (more bool, err error) {
	const op = "db.Follow"
	d.following.Lock()
	defer d.following.Unlock()
	ctx = context.WithoutCancel(ctx) // a slice is short, and each is finished
	profiles, err := d.followProfiles(ctx, declared)
	if err != nil {
		return false, fault.At(op, err)
	}
	demand, err := d.followDemand(ctx)
	return profiles || demand, fault.At(op, err)
}

// slice is what a fold reads next.
type slice struct {
	entries []touchpoint.Entry
	end     touchpoint.Position
	full    bool // more stands behind it
	chunk   int
}

func (d *DB) slice(ctx context.Context, fold string) (slice, error) {
	var at touchpoint.Position
	if _, err := engine.One(ctx, d.engine.Reader(), sql("fold.position"), []any{fold}, &at.Epoch, &at.Seq); err != nil {
		return slice{}, err
	}
	out := slice{end: at, chunk: chunkNear}
	for most := followSlice; ; most = followFar {
		entries, err := readEntries(ctx, d.engine.Reader(), sql("journal.after"), at.Epoch, at.Seq, int64(most))
		if err != nil {
			return slice{}, err
		}
		out.entries, out.full = entries, len(entries) == most
		if most == followFar || d.quiet() {
			out.chunk = chunkFar
		}
		if !out.full || most == followFar {
			break
		}
	}
	if n := len(out.entries); n > 0 {
		out.end = out.entries[n-1].Position
	}
	return out, nil
}

// readEntries runs a query whose columns are those of journal.after.
func readEntries(ctx context.Context, s engine.Session, q *engine.Query, args ...any) (out []touchpoint.Entry, err error) {
	err = engine.Each(ctx, s, q, args, func(scan func(...any) error) error {
		var e touchpoint.Entry
		err := scan(&e.Position.Epoch, &e.Position.Seq, &e.Kind, &e.Customer, &e.Bucket, &e.Store, &e.At, &e.Day, &e.Receipt, &e.Body)
		out = append(out, e)
		return err
	})
	return out, err
}

func (d *DB) followProfiles(ctx context.Context, declared customer.Consent) (bool, error) {
	s, err := d.slice(ctx, foldProfile)
	if err != nil || len(s.entries) == 0 {
		return false, err
	}
	steps, err := d.foldProfiles(ctx, &s, declared)
	if err != nil {
		return false, err
	}
	for start := 0; start < len(steps); start += s.chunk {
		if err := d.apply(ctx, engine.Bulk, steps[start:min(start+s.chunk, len(steps))]); err != nil {
			return false, err
		}
	}
	return s.full, d.apply(ctx, engine.Bulk, []engine.Step{advance(foldProfile, s.end)})
}

func advance(fold string, to touchpoint.Position) engine.Step {
	return engine.Step{Query: sql("fold.advance"), Want: 1, Args: []any{fold, to.Epoch, to.Seq}}
}

// foldProfiles returns the rows of all customers in the slice, by customer, so
// that neighbouring rows are written together.
func (d *DB) foldProfiles(ctx context.Context, s *slice, declared customer.Consent) ([]engine.Step, error) {
	named := slices.DeleteFunc(slices.Clone(s.entries), func(e touchpoint.Entry) bool { return e.Customer == 0 })
	slices.SortStableFunc(named, func(a, b touchpoint.Entry) int { return cmp.Compare(a.Customer, b.Customer) })
	var steps []engine.Step
	for len(named) > 0 {
		n := 1
		for n < len(named) && named[n].Customer == named[0].Customer {
			n++
		}
		row, err := d.foldCustomer(ctx, named[:n], s.end, declared)
		if err != nil {
			return nil, err
		}
		steps, named = append(steps, row), named[n:]
	}
	return steps, nil
}

// foldCustomer folds one customer's new entries into their profile, or from the
// whole journal when they do not simply follow. Without consent there is no
// profile.
func (d *DB) foldCustomer(ctx context.Context, entries []touchpoint.Entry, end touchpoint.Position, declared customer.Consent) (engine.Step, error) {
	id := entries[0].Customer
	key := []any{int64(id), int64(id.Bucket())}
	drop := engine.Step{Query: sql("profile.drop"), Want: engine.AnyRows, Args: key}
	allowed, err := d.mayProfile(ctx, id, declared)
	if err != nil || !allowed {
		return drop, err
	}
	state, err := findProfile(ctx, d.engine.Reader(), id)
	if err != nil {
		return engine.Step{}, err
	}
	follows := state != nil
	for i := 0; i < len(entries) && follows; i++ {
		if follows, err = state.Extend(&entries[i], d.Catalogue()); err != nil {
			return engine.Step{}, err
		}
	}
	if !follows {
		fresh, err := d.refold(ctx, id, end)
		if err != nil {
			return engine.Step{}, err
		}
		state = &fresh
	}
	at := state.Through
	return engine.Step{Query: sql("profile.put"), Want: engine.AnyRows, Args: append(key, at.Epoch, at.Seq, state.Append(nil))}, nil
}

// mayProfile reports whether a profile may be kept: consent to it holds, and the
// customer was not erased.
func (d *DB) mayProfile(ctx context.Context, id retail.CustomerID, declared customer.Consent) (bool, error) {
	var (
		language                      string
		home, merged, erased, created int64
		consent                       customer.Consent
	)
	found, err := engine.One(ctx, d.engine.Reader(), sql("customer.find"), []any{int64(id), int64(id.Bucket())}, &language, &home, &consent, &merged, &erased, &created)
	return found && erased == 0 && consent.Over(declared).Allows(customer.ProfilePurpose), err
}

// refold folds all of a customer's entries up to a position.
func (d *DB) refold(ctx context.Context, id retail.CustomerID, end touchpoint.Position) (customer.State, error) {
	all, err := readEntries(ctx, d.engine.Reader(), sql("journal.customer"), int64(id), int64(id.Bucket()))
	if err != nil {
		return customer.State{}, err
	}
	all = slices.DeleteFunc(all, func(e touchpoint.Entry) bool { return e.Position.After(end) })
	return customer.Fold(all, d.Catalogue())
}

// storeDay is a row of the demand fold.
type storeDay struct {
	store uint32
	day   retail.BusinessDay
}

func (d *DB) followDemand(ctx context.Context) (bool, error) {
	s, err := d.slice(ctx, foldDemand)
	if err != nil || len(s.entries) == 0 {
		return false, err
	}
	rows := map[storeDay]*customer.Demand{}
	for i := range s.entries {
		if err := d.countDemand(ctx, rows, &s.entries[i]); err != nil {
			return false, err
		}
	}
	keys := make([]storeDay, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b storeDay) int { return cmp.Or(cmp.Compare(a.store, b.store), cmp.Compare(a.day, b.day)) })
	steps := make([]engine.Step, 0, len(keys)+1)
	for _, k := range keys {
		steps = append(steps, engine.Step{Query: sql("demand.put"), Want: engine.AnyRows, Args: []any{int64(k.store), int64(k.day), rows[k].Append(nil)}})
	}
	return s.full, d.apply(ctx, engine.Bulk, append(steps, advance(foldDemand, s.end))) // sums and position together: nothing counts twice
}

// countDemand adds a receipt to its store's day, or takes a voided one off.
func (d *DB) countDemand(ctx context.Context, rows map[storeDay]*customer.Demand, e *touchpoint.Entry) error {
	switch e.Kind {
	case touchpoint.KindReceipt:
		row, err := d.demandOf(ctx, rows, storeDay{e.Store, e.Day})
		if err != nil {
			return err
		}
		return row.Add(e, d.Catalogue())
	case touchpoint.KindVoid:
		seq, ok := e.Voids()
		if !ok {
			return nil
		}
		voided, err := readEntries(ctx, d.engine.Reader(), sql("journal.one"), seq, int64(e.Bucket))
		if err != nil || len(voided) == 0 {
			return err
		}
		row, err := d.demandOf(ctx, rows, storeDay{voided[0].Store, voided[0].Day})
		if err != nil {
			return err
		}
		return row.Remove(&voided[0], d.Catalogue())
	}
	return nil
}

func (d *DB) demandOf(ctx context.Context, rows map[storeDay]*customer.Demand, k storeDay) (*customer.Demand, error) {
	if row, ok := rows[k]; ok {
		return row, nil
	}
	var body []byte
	row := &customer.Demand{}
	found, err := engine.One(ctx, d.engine.Reader(), sql("demand.find"), []any{int64(k.store), int64(k.day)}, &body)
	if err == nil && found {
		err = row.Decode(body)
	}
	rows[k] = row
	return row, err
}
