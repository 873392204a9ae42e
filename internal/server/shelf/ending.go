package shelf

import (
	"context"
	"time"

	"sartor/internal/foresight"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// soon is how many days ahead goods that end are looked at: who shops once a week comes
// within them.
const soon = 7

// keepPace is how long a store's forecast is taken for the newest: it is made once a
// night, and reading it costs some hundred kilobytes.
const keepPace = time.Hour

// pace is what a store is expected to sell of each product, units a day.
type pace struct {
	of  map[uint32]float64
	day retail.BusinessDay
	at  time.Time
}

// Expiring are the products of which a store has more than it will probably sell by the
// last day of sale, and more than vouchers that are out will take; growing.
func (k *Keeper) Expiring(store uint32) []offer.Expiring {
	if s := (*k.stores.Load())[store]; s != nil {
		return s.Expiring
	}
	return nil
}

// ending finds them. Where stock is doubted or nothing is foretold, nothing is said.
func (k *Keeper) ending(ctx context.Context, s *Store) error {
	for i := range s.Level.Held {
		h := &s.Level.Held[i]
		if !endsSoon(h, s.Sight.Today) || h.Position(s.Sight).Basis == stock.Unknown {
			continue
		}
		p, err := k.paceOf(ctx, s)
		if err != nil {
			return err
		}
		mean, foretold := p.of[h.Product]
		if !foretold {
			continue
		}
		stays, first := h.Expiring(s.Sight, mean, soon)
		if stays > 0 && s.promised.Of(s.Number, h.Product).Mean < stays.Units() {
			s.Expiring = append(s.Expiring, offer.Expiring{Product: h.Product, Until: first})
		}
	}
	return nil
}

func endsSoon(h *stock.Held, today retail.BusinessDay) bool {
	for _, l := range h.Lots {
		if l.Expires >= today {
			return l.Expires <= today+soon
		}
	}
	return false
}

// paceOf is a store's pace over the days that count; the caller holds the keeper's lock.
func (k *Keeper) paceOf(ctx context.Context, s *Store) (*pace, error) {
	now := k.Clock()
	if p := k.paces[s.Number]; p != nil && p.day == s.Sight.Today && now.Sub(p.at) < keepPace {
		return p, nil
	}
	p := &pace{of: map[uint32]float64{}, day: s.Sight.Today, at: now}
	err := k.DB.Forecasts().Each(ctx, s.Number, func(sheet *foresight.Sheet) error {
		from := int(s.Sight.Today - sheet.Day - 1) // of Means; the first is the day behind Sheet.Day
		if from < 0 || from+soon > foresight.Horizon {
			return nil // too old to be believed
		}
		for i := range sheet.Rows {
			row, sum := &sheet.Rows[i], 0.0
			for _, mean := range row.Means[from : from+soon] {
				sum += mean
			}
			p.of[row.Product] = sum / soon
		}
		return nil
	})
	k.paces[s.Number] = p
	return p, err
}
