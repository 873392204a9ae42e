package fold

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// A level is made for each day that is over, of the level before it, what moved and
// what was sold. Sales that still come open the day again (shelves.steps), so that
// judging its end an hour late or early changes nothing but the work.

// afterCut is how long after the usual cut a day is taken for over.
const afterCut = 2 * time.Hour

// levelsAtOnce bounds the levels that are written together: a row takes about ten
// bytes a product.
const levelsAtOnce = 8

// over is the last business day of a store that has ended.
func (w *work) over(store uint32) retail.BusinessDay {
	return retail.DayOf(w.Now(), w.chain.Location(store), retail.DefaultCut+afterCut) - 1
}

// levels makes levels that are missing, a store at a time.
func (w *work) levels(ctx context.Context) (more bool, err error) {
	shops, err := w.readShops(ctx)
	if err != nil {
		return false, err
	}
	for _, store := range slices.Sorted(maps.Keys(shops)) {
		s := shops[store]
		if until := w.over(store); s.closed < until && !w.Now().Before(w.rests[store]) {
			return true, w.store(ctx, store, closing{s, min(until, s.closed+levelsAtOnce)})
		}
	}
	return false, nil
}

// closing is a store with the day up to which levels are made now.
type closing struct {
	*shop
	until retail.BusinessDay
}

func (w *work) store(ctx context.Context, store uint32, c closing) error {
	delete(w.rests, store)
	b := Books{Session: w.Engine.Reader(), Query: w.Query}
	level, err := b.Level(ctx, store, c.closed)
	if err != nil {
		return err
	}
	var steps []engine.Step
	err = b.Days(ctx, stock.Span{Store: store, First: c.closed + 1, Last: c.until}, func(day retail.BusinessDay, moved *stock.Day, sold stock.Sold) error {
		level = level.Next(day, moved, sold)
		steps = append(steps, w.levelStep(customer.StoreDay{Store: store, Day: day}, &level))
		return nil
	})
	if err != nil {
		return err
	}
	c.closed = c.until
	return w.write(ctx, append(steps, w.shopStep(store, c.shop))...)
}

func (w *work) levelStep(where customer.StoreDay, l *stock.Level) engine.Step {
	return engine.Step{Query: w.Query("stock_level.put"), Want: 1, Args: []any{int64(where.Store), int64(where.Day), l.Append(nil)}}
}

// Books reads a store's days and levels.
type Books struct {
	Session engine.Session
	Query   func(name string) *engine.Query
}

// Level returns what a store held at the end of a day; nothing before its first.
func (b Books) Level(ctx context.Context, store uint32, day retail.BusinessDay) (l stock.Level, err error) {
	var body []byte
	found, err := engine.One(ctx, b.Session, b.Query("stock_level.find"), []any{int64(store), int64(day)}, &body)
	if err == nil && found {
		err = l.Decode(body)
	}
	return l, fault.At("fold.Level", err)
}

// Levels hands over the levels that stand of some days, by day.
func (b Books) Levels(ctx context.Context, s stock.Span, each func(day retail.BusinessDay, l *stock.Level) error) error {
	err := b.bodies(ctx, "stock_level.span", s, func(day retail.BusinessDay, body []byte) error {
		var l stock.Level
		if err := l.Decode(body); err != nil {
			return err
		}
		return each(day, &l)
	})
	return fault.At("fold.Levels", err)
}

// spanAtOnce bounds the days in memory at once.
const spanAtOnce = 32

// Days hands over each of some days in their order, also those on which nothing moved.
func (b Books) Days(ctx context.Context, s stock.Span, each func(day retail.BusinessDay, moved *stock.Day, sold stock.Sold) error) error {
	const op = "fold.Days"
	for ; s.First <= s.Last; s.First += spanAtOnce {
		part := stock.Span{Store: s.Store, First: s.First, Last: min(s.Last, s.First+spanAtOnce-1)}
		moved, sold := map[retail.BusinessDay]*stock.Day{}, map[retail.BusinessDay]*customer.Demand{}
		err := b.bodies(ctx, "stock_day.span", part, func(day retail.BusinessDay, body []byte) error {
			moved[day] = &stock.Day{}
			return moved[day].Decode(body)
		})
		if err != nil {
			return fault.At(op, err)
		}
		err = b.bodies(ctx, "demand.span", part, func(day retail.BusinessDay, body []byte) error {
			sold[day] = &customer.Demand{}
			return sold[day].Decode(body)
		})
		if err != nil {
			return fault.At(op, err)
		}
		for day := part.First; day <= part.Last; day++ {
			if err := each(day, orNone(moved[day]), soldOf(orNone(sold[day]))); err != nil {
				return fault.At(op, err)
			}
		}
	}
	return nil
}

func orNone[T any](v *T) *T {
	if v == nil {
		return new(T)
	}
	return v
}

func (b Books) bodies(ctx context.Context, query string, s stock.Span, each func(day retail.BusinessDay, body []byte) error) error {
	return engine.Each(ctx, b.Session, b.Query(query), []any{int64(s.Store), int64(s.First), int64(s.Last)}, func(scan func(...any) error) error {
		var (
			day  retail.BusinessDay
			body []byte
		)
		if err := scan(&day, &body); err != nil {
			return err
		}
		return each(day, body)
	})
}

// allMoves compares every store's days of movements and its levels with what the
// journal says, for the stores of one pass.
func (r *rebuild) allMoves(ctx context.Context, d *days, ours func(store uint32) bool) error {
	if err := r.moves(ctx, d.shelves.rows, ours); err != nil {
		return err
	}
	stands, err := r.readShops(ctx)
	if err != nil {
		return err
	}
	for _, store := range slices.Sorted(maps.Keys(stands)) {
		if ours(store) && d.shelves.shops[store] == nil {
			r.differs(&r.out.StockDiffer, fmt.Sprintf("store %d holds nothing", store), engine.Step{
				Query: r.Query("stock_level.reopen"), Want: engine.AnyRows, Args: []any{int64(store), int64(0)},
			})
		}
	}
	for _, store := range slices.Sorted(maps.Keys(d.shelves.shops)) {
		want, is := d.shelves.shops[store], stands[store]
		if is == nil || is.first != want.first {
			want.closed = want.first - 1
			r.differs(&r.out.StockDiffer, fmt.Sprintf("stock of store %d begins on another day", store), r.shopStep(store, want))
			is = want
		}
		if err := r.storeLevels(ctx, d, closedAt{store, is}); err != nil {
			return err
		}
	}
	return nil
}

func (r *rebuild) moves(ctx context.Context, rows map[customer.StoreDay]*stock.Day, ours func(store uint32) bool) error {
	left := maps.Clone(rows)
	maps.DeleteFunc(left, func(_ customer.StoreDay, row *stock.Day) bool { return len(row.Cells) == 0 })
	r.out.StockDays += int64(len(left))
	err := engine.Each(ctx, r.Engine.Reader(), r.Query("stock_day.all"), nil, func(scan func(...any) error) error {
		var (
			where customer.StoreDay
			body  []byte
		)
		if err := scan(&where.Store, &where.Day, &body); err != nil || !ours(where.Store) {
			return err
		}
		want := left[where]
		delete(left, where)
		if want == nil || !bytes.Equal(body, want.Append(nil)) {
			r.differs(&r.out.StockDiffer, fmt.Sprintf("movements of store %d on %s are others", where.Store, where.Day), r.moveStep(where, want))
		}
		return nil
	})
	for _, where := range slices.SortedFunc(maps.Keys(left), inPlace) {
		r.differs(&r.out.StockDiffer, fmt.Sprintf("movements of store %d on %s are missing", where.Store, where.Day), r.moveStep(where, left[where]))
	}
	return err
}

// closedAt is a store whose levels stand up to a day.
type closedAt struct {
	store uint32
	*shop
}

// storeLevels compares a store's levels from its first day on.
func (r *rebuild) storeLevels(ctx context.Context, d *days, c closedAt) error {
	level, day := stock.Level{}, c.first-1
	next := func(until retail.BusinessDay) {
		for day < until {
			day++
			where := customer.StoreDay{Store: c.store, Day: day}
			level = level.Next(day, orNone(d.shelves.rows[where]), soldOf(orNone(d.rows[where])))
		}
	}
	differs := func(until retail.BusinessDay) {
		for day < until {
			next(day + 1)
			r.differs(&r.out.StockDiffer, fmt.Sprintf("what store %d held on %s is missing", c.store, day), r.levelStep(customer.StoreDay{Store: c.store, Day: day}, &level))
		}
	}
	b := Books{Session: r.Engine.Reader(), Query: r.Query}
	err := b.bodies(ctx, "stock_level.span", stock.Span{Store: c.store, Last: 1<<31 - 1}, func(at retail.BusinessDay, body []byte) error {
		where := customer.StoreDay{Store: c.store, Day: at}
		if at < c.first || at > c.closed {
			r.differs(&r.out.StockDiffer, fmt.Sprintf("what store %d held on %s should not be there", c.store, at), engine.Step{
				Query: r.Query("stock_level.drop"), Want: engine.AnyRows, Args: []any{int64(where.Store), int64(where.Day)},
			})
			return nil
		}
		differs(at - 1)
		next(at)
		if !bytes.Equal(body, level.Append(nil)) {
			r.differs(&r.out.StockDiffer, fmt.Sprintf("what store %d held on %s is another", c.store, at), r.levelStep(where, &level))
		}
		return nil
	})
	differs(c.closed)
	return err
}
