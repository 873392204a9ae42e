// Package readout owns the rows that the measurement of promotions and stores
// leaves for pages: how each promotion works by group, and what each store's
// customers like. What it refuses: computing any of it (package outcome does),
// and rows about single customers. Everything here can be dropped; the next
// reading makes it anew.
//
// Invariants and the tests that hold them, on both engines (db/dbtest): what was
// kept comes back equal, and a later reading replaces it (TestRun "readouts").
package readout

import (
	"context"
	"encoding/json"
	"fmt"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/db/learned"
	"sartor/internal/fault"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// Store keeps them in an open database.
type Store struct {
	Engine   engine.Engine
	Query    func(name string) *engine.Query
	Outlooks *learned.Outlooks
}

// PutReport keeps how a promotion works.
func (s Store) PutReport(ctx context.Context, promotion uint32, r *outcome.Report) error {
	const op = "readout.PutReport"
	short := *r
	short.Rows = nil
	head, err := json.Marshal(short)
	if err != nil {
		return fault.At(op, err)
	}
	body, err := json.Marshal(r.Rows)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.write(ctx, engine.Step{Query: s.Query("response.put"), Want: 1, Args: []any{int64(promotion), int64(r.At), string(head), string(body)}}))
}

func (s Store) write(ctx context.Context, steps ...engine.Step) error {
	inner := context.WithoutCancel(ctx)
	return s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return tx.Run(inner, steps) })
}

// Report returns how a promotion works; ok is false when nobody has looked yet.
func (s Store) Report(ctx context.Context, promotion uint32) (out outcome.Report, ok bool, err error) {
	const op = "readout.Report"
	var head, body string
	ok, err = engine.One(ctx, s.Engine.Reader(), s.Query("response.find"), []any{int64(promotion)}, &head, &body)
	if err != nil || !ok {
		return out, false, fault.At(op, err)
	}
	if err := json.Unmarshal([]byte(head), &out); err != nil {
		return outcome.Report{}, false, fault.At(op, fmt.Errorf("promotion %d: %w", promotion, err))
	}
	if err := json.Unmarshal([]byte(body), &out.Rows); err != nil {
		return outcome.Report{}, false, fault.At(op, fmt.Errorf("promotion %d: %w", promotion, err))
	}
	return out, true, nil
}

// ReadAt returns when each promotion was last looked at.
func (s Store) ReadAt(ctx context.Context) (map[uint32]retail.Micros, error) {
	out := map[uint32]retail.Micros{}
	err := engine.Each(ctx, s.Engine.Reader(), s.Query("response.read_at"), nil, func(scan func(...any) error) error {
		var (
			number int64
			at     retail.Micros
		)
		err := scan(&number, &at)
		out[uint32(number)] = at
		return err
	})
	return out, fault.At("readout.ReadAt", err)
}

// Heads returns all reports without their rows.
func (s Store) Heads(ctx context.Context) (map[uint32]outcome.Report, error) {
	out := map[uint32]outcome.Report{}
	err := engine.Each(ctx, s.Engine.Reader(), s.Query("response.heads"), nil, func(scan func(...any) error) error {
		var number int64
		var head string
		if err := scan(&number, &head); err != nil {
			return err
		}
		var r outcome.Report
		if err := json.Unmarshal([]byte(head), &r); err != nil {
			return fmt.Errorf("promotion %d: %w", number, err)
		}
		out[uint32(number)] = r
		return nil
	})
	return out, fault.At("readout.Heads", err)
}

// PutTastes keeps what a store's customers like.
func (s Store) PutTastes(ctx context.Context, store uint32, t *outcome.Tastes) error {
	const op = "readout.PutTastes"
	body, err := json.Marshal(t)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.write(ctx, engine.Step{Query: s.Query("taste.put"), Want: 1, Args: []any{int64(store), int64(t.Through), string(body)}}))
}

// Tastes returns what a store's customers like; ok is false when nobody has looked.
func (s Store) Tastes(ctx context.Context, store uint32) (out outcome.Tastes, ok bool, err error) {
	const op = "readout.Tastes"
	var body string
	ok, err = engine.One(ctx, s.Engine.Reader(), s.Query("taste.find"), []any{int64(store)}, &body)
	if err == nil && ok {
		err = json.Unmarshal([]byte(body), &out)
	}
	return out, ok && err == nil, fault.At(op, err)
}

// TastesThrough is the last day that tastes were read through, 0 for never.
func (s Store) TastesThrough(ctx context.Context) (day retail.BusinessDay, err error) {
	_, err = engine.One(ctx, s.Engine.Reader(), s.Query("taste.newest"), nil, &day)
	return day, fault.At("readout.TastesThrough", err)
}

// Span is some days of one store.
type Span struct {
	Store       uint32
	First, Last retail.BusinessDay
}

// Demand calls fn for each of the days on which the store sold anything.
func (s Store) Demand(ctx context.Context, span Span, fn func(where customer.StoreDay, d *customer.Demand) error) error {
	args := []any{int64(span.Store), int64(span.First), int64(span.Last)}
	err := engine.Each(ctx, s.Engine.Reader(), s.Query("demand.span"), args, func(scan func(...any) error) error {
		var body []byte
		where := customer.StoreDay{Store: span.Store}
		if err := scan(&where.Day, &body); err != nil {
			return err
		}
		var d customer.Demand
		if err := d.Decode(body); err != nil {
			return err
		}
		return fn(where, &d)
	})
	return fault.At("readout.Demand", err)
}

// LastSold is the last day on which a store sold anything, 0 for none.
func (s Store) LastSold(ctx context.Context, store uint32) (day retail.BusinessDay, err error) {
	_, err = engine.One(ctx, s.Engine.Reader(), s.Query("demand.newest"), []any{int64(store)}, &day)
	return day, fault.At("readout.LastSold", err)
}

// mostAtHome is how many customers are read at a time.
const mostAtHome = 10_000

// AtHome calls fn for each customer whose home is the store, by id, with what they
// answered themselves.
func (s Store) AtHome(ctx context.Context, store uint32, fn func(id retail.CustomerID, consent customer.Consent) error) error {
	for after := retail.CustomerID(0); ; {
		n := 0
		err := engine.Each(ctx, s.Engine.Reader(), s.Query("customer.at_home"), []any{int64(store), int64(after), int64(mostAtHome)}, func(scan func(...any) error) error {
			var consent customer.Consent
			if err := scan(&after, &consent); err != nil {
				return err
			}
			n++
			return fn(after, consent)
		})
		if err != nil || n < mostAtHome {
			return fault.At("readout.AtHome", err)
		}
	}
}

// Stood returns where a customer stood at the end of a business day.
func (s Store) Stood(ctx context.Context, id retail.CustomerID, day retail.BusinessDay) (outcome.Standing, error) {
	const most = 12 // moves looked at: who moved more often since is in no segment
	moves, err := s.Outlooks.Moves(ctx, id, most)
	for i := range moves {
		if moves[i].Day <= day {
			return outcome.Standing{State: moves[i].State, Band: moves[i].Band}, err
		}
	}
	return outcome.Standing{}, fault.At("readout.Stood", err)
}
