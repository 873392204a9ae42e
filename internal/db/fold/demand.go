package fold

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/touchpoint"
)

// days are store-days in memory, with how one that is not there yet begins.
type days struct {
	*work
	rows  map[customer.StoreDay]*customer.Demand
	begin func(ctx context.Context, where customer.StoreDay) (*customer.Demand, error)
	// changed are those that are not written yet.
	changed map[customer.StoreDay]bool
	shelves *shelves // what moved beside what was sold
}

// demand adds the next entries to their stores' days, part by part: sums and
// position are written together, so that nothing counts twice.
func (w *work) demand(ctx context.Context) (bool, error) {
	s, err := w.slice(ctx, demand)
	if err != nil || len(s.entries) == 0 {
		return false, err
	}
	if anew, err := w.settle(ctx); err != nil || anew {
		return anew, err
	}
	shelves, err := w.shelves(ctx, s.end)
	if err != nil {
		return false, err
	}
	d := days{work: w, rows: map[customer.StoreDay]*customer.Demand{}, begin: w.readDay, shelves: shelves}
	for part := range slices.Chunk(s.entries, s.part) {
		if err := d.fold(ctx, part); err != nil {
			return false, err
		}
	}
	w.keep(d.rows)
	return s.full, nil
}

// mostSpare is how many cells, and half of how many packed bytes, are kept in memory for the
// days that are read next: 30 MiB, more than a slice of tills touches.
const mostSpare = 1 << 20

// keep takes days back that are read no more, for the room they have.
func (w *work) keep(rows map[customer.StoreDay]*customer.Demand) {
	cells := 0
	for _, row := range w.spare {
		cells += cap(row.Cells)
	}
	for _, row := range rows {
		if cells += cap(row.Cells); cells > mostSpare {
			break
		}
		w.spare = append(w.spare, row)
	}
	if cap(w.bodies) > 2*mostSpare {
		w.bodies = nil
	}
}

// fold counts entries and writes the days they changed, with the position they
// end at.
func (d *days) fold(ctx context.Context, entries []touchpoint.Entry) error {
	d.changed = map[customer.StoreDay]bool{}
	for i := range entries {
		d.breathe()
		if err := d.shelves.note(ctx, &entries[i]); err != nil {
			return err
		}
		if err := d.count(ctx, &entries[i]); err != nil {
			return err
		}
	}
	through := entries[len(entries)-1].Position
	var steps []engine.Step
	d.bodies = d.bodies[:0]
	for _, where := range slices.SortedFunc(maps.Keys(d.changed), inPlace) {
		row, from := d.rows[where], len(d.bodies)
		d.bodies = row.Append(d.bodies)
		steps = append(steps, d.dayStep(where, row, d.bodies[from:]))
	}
	steps = append(steps, d.shelves.steps(through)...)
	return d.write(ctx, append(steps, d.advance(demand, through))...)
}

func inPlace(a, b customer.StoreDay) int {
	return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Day, b.Day))
}

// dayStep writes a packed day; one on which nothing is left has no row.
func (w *work) dayStep(where customer.StoreDay, d *customer.Demand, body []byte) engine.Step {
	key := []any{int64(where.Store), int64(where.Day)}
	if len(d.Cells) == 0 {
		return engine.Step{Query: w.Query("demand.drop"), Want: engine.AnyRows, Args: key}
	}
	return engine.Step{Query: w.Query("demand.put"), Want: engine.AnyRows, Args: append(key, body)}
}

// count adds a receipt to its store's day, or takes a voided one off.
func (d *days) count(ctx context.Context, e *touchpoint.Entry) error {
	switch e.Kind {
	case touchpoint.KindReceipt:
		row, err := d.of(ctx, customer.StoreDayOf(e))
		if err != nil || row == nil {
			return err
		}
		if err := row.Add(e, d.chain); err != nil {
			return err
		}
		return d.shelves.sell(ctx, e, 1)
	case touchpoint.KindMovement:
		return d.shelves.move(ctx, e)
	case touchpoint.KindVoid:
		seq, ok := e.Voids()
		if !ok {
			return nil
		}
		voided, err := ReadEntries(ctx, d.Engine.Reader(), d.Query("journal.one"), seq, int64(e.Bucket))
		if err != nil || len(voided) == 0 {
			return err
		}
		row, err := d.of(ctx, customer.StoreDayOf(&voided[0]))
		if err != nil || row == nil {
			return err
		}
		if err := row.Remove(&voided[0], d.chain); err != nil {
			return err
		}
		return d.shelves.sell(ctx, &voided[0], -1)
	}
	return nil
}

// of returns a store's day, nil for one that is none of ours.
func (d *days) of(ctx context.Context, where customer.StoreDay) (*customer.Demand, error) {
	if d.changed != nil {
		d.changed[where] = true
	}
	if row, ok := d.rows[where]; ok {
		return row, nil
	}
	row, err := d.begin(ctx, where)
	if err == nil && row != nil {
		d.rows[where] = row
	}
	return row, err
}

// readDay is a day as it stands.
func (w *work) readDay(ctx context.Context, where customer.StoreDay) (*customer.Demand, error) {
	var body []byte
	row := &customer.Demand{}
	if n := len(w.spare); n > 0 {
		row, w.spare = w.spare[n-1], w.spare[:n-1]
	}
	found, err := engine.One(ctx, w.Engine.Reader(), w.Query("demand.find"), []any{int64(where.Store), int64(where.Day)}, &body)
	if row.Cells = row.Cells[:0]; err == nil && found {
		err = row.Decode(body)
	}
	return row, err
}
