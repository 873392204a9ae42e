// Package foreseen owns the rows that a night's forecasts leave: what each store's
// products will ask for, packed by parts of product numbers. It refuses computing any of
// it (package foresight does). Everything here can be dropped; the next night makes it
// anew.
//
// Invariants and the tests that hold them, on both engines (db/dbtest): what was kept
// comes back equal after a restart, a later night replaces an earlier one and never the
// other way round, parts that it says nothing of go (TestRun "forecasts").
package foreseen

import (
	"context"
	"fmt"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/foresight"
	"sartor/internal/retail"
)

// Store keeps them in an open database.
type Store struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
}

// Put keeps a store's night, all of it or nothing: sheets are its parts, each as of day.
func (s Store) Put(ctx context.Context, store uint32, day retail.BusinessDay, sheets []foresight.Sheet) error {
	var steps []engine.Step
	for i := range sheets {
		p := &sheets[i]
		steps = append(steps, engine.Step{
			Query: s.Query("forecast.put"), Want: engine.AnyRows,
			Args: []any{int64(store), int64(p.Part), int64(day), int64(p.At), p.Append(nil)},
		})
	}
	steps = append(steps, engine.Step{Query: s.Query("forecast.drop"), Want: engine.AnyRows, Args: []any{int64(store), int64(day)}})
	inner := context.WithoutCancel(ctx)
	err := s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return tx.Run(inner, steps) })
	return fault.At("foreseen.Put", err)
}

// Of returns the sheet that holds a product in a store; found is false when no night has
// made it. That the product stands in it is another question.
func (s Store) Of(ctx context.Context, store, product uint32) (out foresight.Sheet, found bool, err error) {
	const op = "foreseen.Of"
	out = foresight.Sheet{Store: store, Part: product / foresight.PartSize}
	var body []byte
	found, err = engine.One(ctx, s.Engine.Reader(), s.Query("forecast.part"), []any{int64(store), int64(out.Part)}, &out.Day, &out.At, &body)
	if err != nil || !found {
		return foresight.Sheet{}, false, fault.At(op, err)
	}
	if err := out.Decode(body); err != nil {
		return foresight.Sheet{}, false, fault.At(op, fmt.Errorf("store %d, part %d: %w", store, out.Part, err))
	}
	return out, true, nil
}

// Each calls fn with each sheet of a store, by growing product number.
func (s Store) Each(ctx context.Context, store uint32, fn func(*foresight.Sheet) error) error {
	err := engine.Each(ctx, s.Engine.Reader(), s.Query("forecast.store"), []any{int64(store)}, func(scan func(...any) error) error {
		sheet := foresight.Sheet{Store: store}
		var part int64
		var body []byte
		if err := scan(&part, &sheet.Day, &sheet.At, &body); err != nil {
			return err
		}
		sheet.Part = uint32(part)
		if err := sheet.Decode(body); err != nil {
			return fmt.Errorf("store %d, part %d: %w", store, sheet.Part, err)
		}
		return fn(&sheet)
	})
	return fault.At("foreseen.Each", err)
}
