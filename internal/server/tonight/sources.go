package tonight

import (
	"context"
	"time"

	"sartor/internal/db/shelf"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
	kernel "sartor/internal/stock/plan"
)

// voucherDays is for how long vouchers that are out are good on average, as far as a plan
// looks ahead.
const voucherDays = 14

// Goods on order that nobody dated are taken to come within days, so that they are not
// ordered again; what is a week late is taken to be lost.
const (
	undated = 3
	lost    = 7
)

// Of is the desk of an open chain: it plans on the stock that its stores were told of.
func Of(c *server.Chain) *Desk {
	d := &Desk{Chain: c}
	d.Sources = Sources{
		Fresh: d.fresh,
		Stock: d.stock, Forecast: Foreseen(c), Terms: d.termsOfAll,
		Stocked: func(store uint32) bool { return c.Shelf().Store(store) != nil },
		Held:    func(store uint32) int { return len(c.Shelf().Short(store)) },
		Book:    d.book,
	}
	return d
}

// behind is longer than folds of another node are behind the journal.
const behind = 5 * time.Second

// fresh waits until what was booked is in the positions: folded here, or by the node
// whose turn it is.
func (d *Desk) fresh(ctx context.Context) error {
	if err := d.CatchUp(ctx); err != nil {
		return err
	}
	if !d.DB.Embedded() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(behind):
		}
	}
	return d.Shelf().Refresh(ctx)
}

// stock is what a store holds as it was told.
func (d *Desk) stock(_ context.Context, store uint32) (func(uint32) Held, error) {
	keeper := d.Shelf()
	s, promised := keeper.Store(store), keeper.Promised()
	return func(product uint32) Held {
		t := promised.Of(store, product)
		out := Held{Promised: kernel.Promised{Mean: t.Mean, Variance: t.Variance, Days: voucherDays, Vouchers: int(t.Vouchers)}}
		if s == nil {
			return out
		}
		p := s.Position(product)
		if out.Known = p.Basis != stock.Unknown; !out.Known {
			return out
		}
		out.OnHand, out.Reserved = (p.OnHand - p.Expired).Units(), p.Reserved.Units()
		today, within := s.Sight.Today, d.waits(product)
		for _, list := range [][]stock.Arrival{p.Held.Due, p.Held.Moving} {
			for _, a := range list {
				out.Arrivals = append(out.Arrivals, arriving(a, today, within)...)
			}
		}
		for _, l := range p.Held.Lots {
			if l.Expires >= today {
				out.Lots = append(out.Lots, Quantity{l.Expires, l.Quantity.Units()})
			}
		}
		return out
	}, nil
}

// waits is for how many days goods that are late are counted on: those that spoil for a
// seventh of their life, at least a day, or a shelf that sells out daily would wait for
// a lorry that is not coming.
func (d *Desk) waits(product uint32) retail.BusinessDay {
	if life := d.DB.Catalogue().Product(product).ShelfLife; life > 0 {
		return retail.BusinessDay(min(max(life/7, 1), lost))
	}
	return lost
}

func arriving(a stock.Arrival, today, within retail.BusinessDay) []Quantity {
	switch {
	case a.Day == 0:
		return []Quantity{{today + undated, a.Quantity.Units()}}
	case today-a.Day > within:
		return nil
	}
	return []Quantity{{a.Day, a.Quantity.Units()}}
}

func (d *Desk) termsOfAll(ctx context.Context) (map[uint32]Terms, error) {
	all, err := d.DB.Shelf().Terms(ctx)
	out := make(map[uint32]Terms, len(all))
	for product, t := range all {
		days := t.OrderDays
		out[product] = Terms{Supplier: t.Supplier, Lead: float64(t.LeadTime), LeadSD: t.Spread, On: days.On, Minimum: int(t.MinOrder.Units())}
	}
	return out, err
}

// book records what went out as movements: orders placed, goods on their way. Where
// somebody took the id before such ids were refused, a second one holds it. It returns
// the proposals that found both taken; the others are booked.
func (d *Desk) book(ctx context.Context, all []Movement) ([]string, error) {
	moves := make([]stock.Movement, len(all))
	for i := range all {
		moves[i] = d.moved(&all[i])
	}
	for _, again := range []string{"", "/2"} {
		for i := range moves {
			moves[i].ID += stock.MovementID(again)
		}
		done, err := d.DB.Shelf().Record(ctx, moves)
		if err != nil {
			return nil, err
		}
		var left []stock.Movement
		for i, o := range done {
			if o == shelf.Conflicting {
				d.Log.Warn("a movement under an id of the plan's own says something else; look it up among the store's movements",
					"movement", string(moves[i].ID), "store", string(d.DB.Catalogue().Store(moves[i].Store).ID))
				left = append(left, moves[i])
			}
		}
		moves = left
	}
	taken := make([]string, len(moves))
	for i := range moves {
		taken[i] = moves[i].Ref
	}
	return taken, nil
}

// moved is a line that went out as a movement of goods.
func (d *Desk) moved(m *Movement) stock.Movement {
	out := stock.Movement{
		ID: stock.MovementID(m.ID), Kind: stock.Order, Store: m.Store, At: m.At, Ref: m.Ref, Due: m.Due,
		Day:   retail.DayOf(m.At.Time(), d.DB.Catalogue().Location(m.Store), d.Sight().Chain.Cut),
		Lines: []stock.Line{{Product: m.Product, Quantity: retail.Quantity(m.Units) * retail.One}},
	}
	if m.Kind == kernel.Move {
		out.Kind, out.Other = stock.TransferOut, m.Other
	}
	return out
}
