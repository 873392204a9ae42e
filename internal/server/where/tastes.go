package where

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/outcome"
	"sartor/internal/retail"
	"sartor/internal/server/rush"
)

// tasteDay is the last day that tastes count: yesterday, or the last one on which
// anything was sold where a chain's receipts ended before.
func (k Keeper) tasteDay(ctx context.Context) (last retail.BusinessDay, err error) {
	yesterday := k.Today(1) - 1
	for n, s := range k.DB.Catalogue().Stores {
		if s.ID == "" || last >= yesterday {
			continue
		}
		day, err := k.DB.Readouts().LastSold(ctx, uint32(n))
		if err != nil {
			return 0, err
		}
		last = max(last, day)
	}
	return min(last, yesterday), nil
}

// TastesDue reports whether a day has passed since tastes were read.
func (k Keeper) TastesDue(ctx context.Context) (bool, error) {
	last, err := k.DB.Readouts().TastesThrough(ctx)
	if err != nil || last >= k.Today(1)-1 {
		return false, err
	}
	day, err := k.tasteDay(ctx)
	return day > last, err
}

// readTastes reads what every store's customers like, in two passes over the days'
// sums: the chain's, then each store's by product.
func (k Keeper) readTastes(ctx context.Context, stint *rush.Stint) error {
	day, err := k.tasteDay(ctx)
	if err != nil {
		return err
	}
	chain, rows := k.DB.Catalogue(), k.DB.Readouts()
	shelves := outcome.NewShelves(chain, day)
	for n := range chain.Stores {
		span := readout.Span{Store: uint32(n), First: shelves.From(), Last: day}
		err := rows.Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
			shelves.Add(where.Store, where.Day, soldOn(d))
			return nil
		})
		if err == nil {
			err = stint.Breathe(ctx)
		}
		if err != nil {
			return err
		}
	}
	dispersions := shelves.Dispersions()
	for _, store := range shelves.Stores() {
		if err := k.readTaste(ctx, shelves, store, dispersions); err != nil {
			return err
		}
		if err := stint.Breathe(ctx); err != nil {
			return err
		}
	}
	return nil
}

// soldOn is what a day's sums say was sold.
func soldOn(d *customer.Demand) []outcome.Sold {
	out := make([]outcome.Sold, 0, len(d.Cells))
	for _, c := range d.Cells {
		out = append(out, outcome.Sold{Product: c.Product, Units: c.Units.Units()})
	}
	return out
}

func (k Keeper) readTaste(ctx context.Context, shelves *outcome.Shelves, store uint32, dispersions []float64) error {
	sold := make([]float64, len(k.DB.Catalogue().Products))
	span := readout.Span{Store: store, First: shelves.From(), Last: shelves.From() + 7*outcome.TasteWeeks - 1}
	err := k.DB.Readouts().Demand(ctx, span, func(_ customer.StoreDay, d *customer.Demand) error {
		shelves.Each(soldOn(d), func(product uint32, units float64) {
			if int(product) < len(sold) {
				sold[product] += units
			}
		})
		return nil
	})
	if err != nil {
		return err
	}
	t, err := shelves.Tastes(store, sold, dispersions)
	if err != nil {
		return err
	}
	return k.DB.Readouts().PutTastes(ctx, store, &t)
}
