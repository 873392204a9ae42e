package shelf

import (
	"context"
	"slices"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// RanEmpty hands over which shelves ran empty on which of some days, so that more may have
// been asked for than was sold: those of products that were ever counted, of others nobody
// knows. A shelf from which goods were thrown away in the evening did not run empty.
func (s *Shelf) RanEmpty(ctx context.Context, span stock.Span, each func(day retail.BusinessDay, product uint32)) error {
	left := map[retail.BusinessDay][]uint32{}
	args := []any{int64(span.Store), int64(span.First), int64(span.Last)}
	err := engine.Each(ctx, s.Engine.Reader(), s.Query("stock_day.span"), args, func(scan func(...any) error) error {
		var day retail.BusinessDay
		var body []byte
		if err := scan(&day, &body); err != nil {
			return err
		}
		var moved stock.Day
		err := moved.Decode(body)
		left[day] = moved.LeftOver(day)
		return err
	})
	if err != nil {
		return fault.At("shelf.RanEmpty", err)
	}
	return s.ends(ctx, span, func(day retail.BusinessDay, level *stock.Level) error {
		for i := range level.Held {
			h := &level.Held[i]
			if _, some := slices.BinarySearch(left[day], h.Product); h.Counted != 0 && h.OnHand <= 0 && !some {
				each(day, h.Product)
			}
		}
		return ctx.Err()
	})
}

// ends hands over what a store held at the end of each of some days, by day: the levels
// that stand, then what moved and was sold behind them. The newest level is made hours
// after the day's end, and a night does not wait for it.
func (s *Shelf) ends(ctx context.Context, span stock.Span, each func(day retail.BusinessDay, l *stock.Level) error) error {
	const op = "shelf.ends"
	shops, err := s.Shops(ctx)
	at := slices.IndexFunc(shops, func(one Shop) bool { return one.Store == span.Store })
	if err != nil || at < 0 {
		return fault.At(op, err)
	}
	span.First = max(span.First, shops[at].First)
	level, err := s.Level(ctx, span.Store, span.First-1)
	if err != nil {
		return fault.At(op, err)
	}
	rest := span
	err = s.Levels(ctx, span, func(day retail.BusinessDay, l *stock.Level) error {
		level, rest.First = *l, day+1
		return each(day, l)
	})
	if err != nil {
		return fault.At(op, err)
	}
	err = s.Days(ctx, rest, func(day retail.BusinessDay, moved *stock.Day, sold stock.Sold) error {
		level = level.Next(day, moved, sold)
		return each(day, &level)
	})
	return fault.At(op, err)
}
