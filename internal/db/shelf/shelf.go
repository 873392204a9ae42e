// Package shelf owns the rows of stock: movements of goods as they are told, each
// once, and how products are supplied. Days and levels follow from the journal in
// db/fold; here they are read. It refuses rules: what a movement means is stock's.
//
// Invariants and the tests that hold them, on both engines (db/dbtest, TestRun):
//   - a movement's id counts once, whoever sends it and however often at a time; the
//     same id with other content is a conflict and changes nothing ("movements");
//   - a movement that is acknowledged is in the journal ("movements").
package shelf

import (
	"context"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock"
	"sartor/internal/touchpoint"
)

// Books are stores' days and levels as they are folded; db/fold has them.
type Books interface {
	// Level is what a store held at the end of a day; nothing before its first.
	Level(ctx context.Context, store uint32, day retail.BusinessDay) (stock.Level, error)
	// Levels hands over the levels that stand of some days, by day.
	Levels(ctx context.Context, s stock.Span, each func(day retail.BusinessDay, l *stock.Level) error) error
	// Days hands over each of some days in their order, also those on which nothing moved.
	Days(ctx context.Context, s stock.Span, each func(day retail.BusinessDay, moved *stock.Day, sold stock.Sold) error) error
}

// Shelf reads and writes. It is safe for concurrent use.
type Shelf struct {
	Books
	Engine engine.Engine
	Query  func(name string) *engine.Query
	Group  func() int // movements that share a write now
	Now    func() time.Time
}

// Outcome is what became of a movement.
type Outcome uint8

// The outcomes.
const (
	Accepted Outcome = iota
	Duplicate
	Conflicting // other content under a known id
)

// tries is how often a group is written again that lost a race for an id.
const tries = 8

// Record writes movements, each once, in groups that let tills through. When it fails,
// the outcomes of the groups that stand are returned with the error.
func (s *Shelf) Record(ctx context.Context, movements []stock.Movement) ([]Outcome, error) {
	const op = "shelf.Record"
	out := make([]Outcome, len(movements))
	for start := 0; start < len(movements); {
		end := min(start+s.Group(), len(movements))
		err := s.retry(ctx, func(ctx context.Context, tx *engine.Tx) error {
			for i := start; i < end; i++ {
				var err error
				if out[i], err = s.record(ctx, tx, &movements[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return out[:start], fault.At(op, err)
		}
		start = end
	}
	return out, nil
}

func (s *Shelf) retry(ctx context.Context, fn func(context.Context, *engine.Tx) error) (err error) {
	for range tries {
		err = s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return fn(context.WithoutCancel(ctx), tx) })
		if _, raced := engine.LostAt(err); !raced {
			return err
		}
	}
	return err
}

// record takes the id and appends the entry, or says what stands under the id.
func (s *Shelf) record(ctx context.Context, tx *engine.Tx, m *stock.Movement) (Outcome, error) {
	print := stock.Fingerprint(m)
	seq, err := tx.Next(ctx)
	if err != nil {
		return 0, err
	}
	bucket := int64(m.ID.Bucket())
	n, err := tx.Exec(ctx, s.Query("movement.key"), string(m.ID), bucket, seq, int64(m.Store), int64(m.At), print[:])
	if err != nil {
		return 0, err
	}
	if n == 0 {
		var stands []byte
		if _, err := engine.One(ctx, tx, s.Query("movement.find"), []any{string(m.ID), bucket}, &stands); err != nil {
			return 0, err
		}
		if string(stands) == string(print[:]) {
			return Duplicate, nil
		}
		return Conflicting, nil
	}
	_, err = tx.Exec(ctx, s.Query("journal.append"), seq, bucket, int64(touchpoint.KindMovement), int64(0), int64(m.Store), int64(m.At), int64(m.Day),
		string(m.ID), m.Append(nil))
	return Accepted, err
}

// Shop is how far a store's stock has come; another Changed means other positions.
type Shop struct {
	Store   uint32
	Changed touchpoint.Position
	First   retail.BusinessDay // on which anything moved
	Closed  retail.BusinessDay // the last day with a level
}

// Shops lists the stores of which anything was told, by number.
func (s *Shelf) Shops(ctx context.Context) (out []Shop, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("stock_store.all"), nil, func(scan func(...any) error) error {
		var one Shop
		err := scan(&one.Store, &one.Changed.Epoch, &one.Changed.Seq, &one.First, &one.Closed)
		out = append(out, one)
		return err
	})
	return out, fault.At("shelf.Shops", err)
}

// Today returns what a store holds in the course of a day: the level of its last closed
// day, and what moved and was sold since.
func (s *Shelf) Today(ctx context.Context, shop Shop, today retail.BusinessDay) (stock.Level, error) {
	const op = "shelf.Today"
	level, err := s.Level(ctx, shop.Store, shop.Closed)
	if err != nil {
		return level, fault.At(op, err)
	}
	err = s.Days(ctx, stock.Span{Store: shop.Store, First: shop.Closed + 1, Last: today}, func(day retail.BusinessDay, moved *stock.Day, sold stock.Sold) error {
		level = level.Next(day, moved, sold)
		return nil
	})
	return level, fault.At(op, err)
}

// Movements lists a store's movements before a moment, newest first.
func (s *Shelf) Movements(ctx context.Context, store uint32, before retail.Micros, most int) (out []stock.Movement, err error) {
	const op = "shelf.Movements"
	type place struct{ seq, bucket int64 }
	var places []place
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("movement.of_store"), []any{int64(store), int64(before), int64(most)}, func(scan func(...any) error) error {
		var p place
		err := scan(&p.seq, &p.bucket)
		places = append(places, p)
		return err
	})
	for _, p := range places {
		if err != nil {
			break
		}
		var e touchpoint.Entry
		_, err = engine.One(ctx, s.Engine.Reader(), s.Query("journal.one"), []any{p.seq, p.bucket},
			&e.Position.Epoch, &e.Position.Seq, &e.Kind, &e.Customer, &e.Bucket, &e.Store, &e.At, &e.Day, &e.Receipt, &e.Body)
		if err == nil {
			var m stock.Movement
			m, err = stock.FromEntry(&e)
			out = append(out, m)
		}
	}
	return out, fault.At(op, err)
}

// Terms reads how every product is supplied, by product number.
func (s *Shelf) Terms(ctx context.Context) (map[uint32]stock.Terms, error) {
	out := map[uint32]stock.Terms{}
	err := s.terms(ctx, "supplier.all", nil, func(t stock.Terms) { out[t.Product] = t })
	return out, fault.At("shelf.Terms", err)
}

// TermsOf reads how one product is supplied; found is false when nobody told.
func (s *Shelf) TermsOf(ctx context.Context, product uint32) (t stock.Terms, found bool, err error) {
	err = s.terms(ctx, "supplier.find", []any{int64(product)}, func(one stock.Terms) { t, found = one, true })
	return t, found, fault.At("shelf.TermsOf", err)
}

func (s *Shelf) terms(ctx context.Context, query string, args []any, each func(stock.Terms)) error {
	return engine.Each(ctx, s.Engine.Reader(), s.Query(query), args, func(scan func(...any) error) error {
		var t stock.Terms
		var days int64
		err := scan(&t.Product, &t.Supplier, &t.LeadTime, &t.Spread, &days, &t.MinOrder)
		t.OrderDays = stock.Weekdays(days)
		each(t)
		return err
	})
}

// PutTerms writes how products are supplied, and an audit row where audit is not nil.
func (s *Shelf) PutTerms(ctx context.Context, actor string, audit *engine.Step, terms ...stock.Terms) error {
	at := int64(retail.MicrosOf(s.Now()))
	var steps []engine.Step
	for _, t := range terms {
		steps = append(steps, engine.Step{Query: s.Query("supplier.put"), Want: 1, Args: []any{
			int64(t.Product), t.Supplier, int64(t.LeadTime), t.Spread, int64(t.OrderDays), int64(t.MinOrder), at, actor,
		}})
	}
	if audit != nil {
		steps = append(steps, *audit)
	}
	err := s.retry(ctx, func(ctx context.Context, tx *engine.Tx) error { return tx.Run(ctx, steps) })
	return fault.At("shelf.PutTerms", err)
}
