package plan

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Export is what goes out together. Its number grows and is never used again, as
// partners ask of the numbers of messages.
type Export struct {
	Number int64
	ID     string // the asker's own: the same again is the same export
	Store  uint32 // 0: all
	Kind   string // "": both
	Actor  string
	At     retail.Micros
	Whole  bool // all that belongs to it carries its number
}

// Exports lists the newest exports.
func (s Store) Exports(ctx context.Context, most int) (out []Export, err error) {
	err = s.exports(ctx, "plan_export.newest", []any{int64(most)}, func(e Export) { out = append(out, e) })
	return out, fault.At("plan.Exports", err)
}

func (s Store) exports(ctx context.Context, query string, args []any, fn func(Export)) error {
	return engine.Each(ctx, s.Engine.Reader(), s.Query(query), args, func(scan func(...any) error) error {
		var (
			e     Export
			whole int64
		)
		err := scan(&e.Number, &e.ID, &e.Store, &e.Kind, &e.Actor, &e.At, &whole)
		e.Whole = whole == 1
		fn(e)
		return err
	})
}

// FindExport returns an export; absence is fault.NotFound.
func (s Store) FindExport(ctx context.Context, id string) (e Export, err error) {
	found := false
	err = s.exports(ctx, "plan_export.find", []any{id}, func(one Export) { e, found = one, true })
	if err == nil && !found {
		err = fault.New(fault.NotFound, "no_export", "there is no export %.60q", id)
	}
	return e, fault.At("plan.FindExport", err)
}

// Send lets what was agreed on go out under an export, store by store, and returns the
// export. The same id again goes on where the first one stopped; once the export is
// whole it changes nothing, and other content under the id is a Conflict.
func (s Store) Send(ctx context.Context, e Export) (Export, error) {
	const op = "plan.Send"
	stands, err := s.beginExport(ctx, e)
	if err != nil || stands.Whole {
		return stands, fault.At(op, err)
	}
	stores := []uint32{stands.Store}
	if stands.Store == 0 {
		if stores, err = s.agreedStores(ctx); err != nil {
			return stands, fault.At(op, err)
		}
	}
	for _, store := range stores {
		err := s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
			_, err := tx.Exec(ctx, s.Query("proposal.send"), int64(store), stands.Number, stands.Kind)
			return err
		})
		if err != nil {
			return stands, fault.At(op, err)
		}
	}
	err = s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		_, err := tx.Exec(ctx, s.Query("plan_export.whole"), stands.Number)
		return err
	})
	stands.Whole = err == nil
	return stands, fault.At(op, err)
}

// beginExport takes the id, or returns what stands under it.
func (s Store) beginExport(ctx context.Context, e Export) (Export, error) {
	for range tries {
		stands, err := s.FindExport(ctx, e.ID)
		if err == nil && (stands.Store != e.Store || stands.Kind != e.Kind) {
			return stands, fault.New(fault.Conflict, "export_conflict", "export %.60q is of other stores or kinds; take another id", e.ID)
		}
		if err == nil || !fault.Is(err, fault.NotFound) {
			return stands, err
		}
		err = s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
			if _, err := engine.One(ctx, tx, s.Query("plan_export.last"), nil, &e.Number); err != nil {
				return err
			}
			e.Number++
			return tx.Run(ctx, []engine.Step{
				{Query: s.Query("plan_export.insert"), Want: 1, Args: []any{e.Number, e.ID, int64(e.Store), e.Kind, e.Actor, int64(e.At)}},
				s.trail(staff.Trail{Actor: e.Actor, Action: "proposal.send", Object: e.ID, At: e.At}),
			})
		})
		if _, raced := engine.LostAt(err); err == nil || !raced {
			return e, err
		}
	}
	return e, fault.New(fault.Unavailable, "busy", "others send at the same time; try again")
}

// slice is how many rows are read at once.
const slice = 1000

func (s Store) agreedStores(ctx context.Context) (out []uint32, err error) {
	err = s.all(func(after ID) ([]Row, error) { return s.Agreed(ctx, after, slice) }, func(r *Row) {
		if len(out) == 0 || out[len(out)-1] != r.Store {
			out = append(out, r.Store)
		}
	})
	return out, err
}

// all reads slice after slice.
func (s Store) all(read func(after ID) ([]Row, error), each func(*Row)) error {
	for after := (ID{}); ; {
		rows, err := read(after)
		for i := range rows {
			each(&rows[i])
			after = rows[i].ID
		}
		if err != nil || len(rows) < slice {
			return err
		}
	}
}

// Lines are what went out under an export, by store.
func (s Store) Lines(ctx context.Context, number int64) (out []Row, err error) {
	err = s.all(func(after ID) ([]Row, error) {
		return s.list(ctx, "proposal.of_export", number, int64(after.Store), after.Run, after.Line, int64(slice))
	}, func(r *Row) { out = append(out, *r) })
	return out, fault.At("plan.Lines", err)
}

// Pending is all that was agreed on, or went out, and that the books of stock do not
// hold yet.
func (s Store) Pending(ctx context.Context) (out []Row, err error) {
	keep := func(r *Row) { out = append(out, *r) }
	err = s.all(func(after ID) ([]Row, error) { return s.Agreed(ctx, after, slice) }, keep)
	if err == nil {
		err = s.all(func(after ID) ([]Row, error) { return s.Unbooked(ctx, after, slice) }, keep)
	}
	return out, fault.At("plan.Pending", err)
}

// Unbooked lists what went out and is not in the books of stock, by store, behind a row.
func (s Store) Unbooked(ctx context.Context, after ID, most int) ([]Row, error) {
	out, err := s.list(ctx, "proposal.unbooked", int64(after.Store), after.Run, after.Line, int64(most))
	return out, fault.At("plan.Unbooked", err)
}

// Book notes that the books of stock hold some proposals; those noted before stay so.
func (s Store) Book(ctx context.Context, rows []Row) error {
	err := s.write(ctx, func(ctx context.Context, tx *engine.Tx) error {
		var steps []engine.Step
		for i := range rows {
			steps = append(steps, engine.Step{Query: s.Query("proposal.booked"), Want: engine.AnyRows, Args: []any{int64(rows[i].Store), rows[i].Run, rows[i].Line}})
		}
		return tx.Run(ctx, steps)
	})
	return fault.At("plan.Book", err)
}
