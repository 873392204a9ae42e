package local

import (
	"context"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/local"
	"sartor/internal/db/readout"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Move is money that head office moves within a promotion; no store is its own.
type Move struct {
	Promotion retail.PromotionID
	From, To  retail.StoreID
	Amount    retail.Minor
	Version   int64 // of the promotion as it was looked at; 0: whichever stands
	Reason    string
	Actor     string
}

// Transfer moves free budget between stores with a live version, or between one and
// the promotion's own.
func (d *Desk) Transfer(ctx context.Context, m Move) error {
	const op = "local.Transfer"
	centre, err := d.DB.Promotion(ctx, m.Promotion)
	if err != nil {
		return fault.At(op, err)
	}
	row := local.Move{
		Centre: centre.Number, Version: centre.Version, Amount: m.Amount, Actor: m.Actor, Reason: m.Reason,
		Object: string(m.Promotion), At: retail.MicrosOf(d.Clock()),
	}
	if m.Version != 0 && m.Version != centre.Version {
		return fault.At(op, fault.New(fault.Stale, "stale", "somebody changed the promotion meanwhile; look at its budgets again"))
	}
	chain := d.DB.Catalogue()
	for _, end := range []struct {
		at string
		id retail.StoreID
		to *uint32
	}{{"/from", m.From, &row.From}, {"/to", m.To, &row.To}} {
		n, ok := chain.StoreNumber(end.id)
		if end.id != "" && !ok {
			return fault.At(op, fault.AtField(end.at, "store %q is not known", end.id))
		}
		*end.to = n
	}
	switch {
	case m.From == m.To:
		return fault.At(op, fault.AtField("/to", "is where the money lies already; name another store, or none for head office's own"))
	case m.Amount < 1 || m.Amount > promotion.MaxAmount:
		return fault.At(op, fault.AtField("/amount", "%d must be at least 1 and at most %d", m.Amount, int64(promotion.MaxAmount)))
	}
	if err := d.DB.Locals().Transfer(ctx, row); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.Refresh(ctx))
}

// Free is what a store's version can still promise; of no store, head office's own.
func (d *Desk) Free(ctx context.Context, at At) (retail.Minor, error) {
	const op = "local.Free"
	centre, err := d.DB.Promotion(ctx, at.Promotion)
	if err != nil {
		return 0, fault.At(op, err)
	}
	number := centre.Number
	if at.Store != "" {
		s, err := d.Read(ctx, at)
		if err != nil || s.Child == 0 {
			return 0, fault.At(op, err)
		}
		number = s.Child
	}
	b, err := d.DB.Account(ctx, number)
	return b.Cap - b.Reserved - b.Spent, fault.At(op, err)
}

// share is what going live gives a store of a promotion's budget.
func (d *Desk) share(ctx context.Context, centre *promotion.Promotion, store retail.StoreID) (retail.Minor, error) {
	if centre.Frame == nil {
		return 0, nil
	}
	sales := map[retail.StoreID]retail.Minor{}
	chain := d.DB.Catalogue()
	for n := 1; n < len(chain.Stores); n++ {
		if s := &chain.Stores[n]; s.ID != "" && runsIn(centre, s) {
			sales[s.ID] = 0
		}
	}
	if centre.Frame.Split.Rule == promotion.SplitBySales {
		sold, err := d.sales(ctx)
		if err != nil {
			return 0, err
		}
		for id := range sales {
			sales[id] = sold[id]
		}
	}
	return centre.Frame.Share(centre.Budget.Amount, store, sales), nil
}

// What stores sold is read over soldDays, at most once in soldAge: 1,000 stores take
// about a second.
const (
	soldDays = 28
	soldAge  = time.Hour
)

// sales are what stores sold lately, in minor units of their currencies.
func (d *Desk) sales(ctx context.Context) (map[retail.StoreID]retail.Minor, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Clock()
	if d.sold != nil && now.Sub(d.asked) < soldAge {
		return d.sold, nil
	}
	chain, out := d.DB.Catalogue(), map[retail.StoreID]retail.Minor{}
	for n := uint32(1); int(n) < len(chain.Stores); n++ {
		last := retail.DayOf(now, chain.Location(n), d.Sight().Chain.Cut)
		span := readout.Span{Store: n, First: last - soldDays, Last: last}
		id := chain.Store(n).ID
		err := d.DB.Readouts().Demand(ctx, span, func(_ customer.StoreDay, day *customer.Demand) error {
			for _, c := range day.Cells {
				out[id] += c.Amount
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	d.sold, d.asked = out, now
	return out, nil
}
