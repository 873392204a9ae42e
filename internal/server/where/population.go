package where

import (
	"context"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/readout"
	"sartor/internal/offer"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// population is whom a survey asks.
type population struct {
	*db.DB
	readout.Store
}

// homes are the customers at home in a store.
type homes struct{ Keeper }

// AtHome lists those who may get offers and are in no holdout.
func (h homes) AtHome(ctx context.Context, v *outcome.Version, most int) ([]outcome.Homer, error) {
	var out []outcome.Homer
	chain := h.Sight().Chain
	family := v.Promotion.Family()
	share := h.compareShare(ctx, family)
	err := h.DB.Readouts().AtHome(ctx, v.Store, func(id retail.CustomerID, consent customer.Consent) error {
		switch {
		case len(out) >= most, !consent.Over(chain.Consent).Allows(customer.OffersPurpose):
		case offer.HeldOutGlobally(chain.HoldoutKey, id, chain.GlobalHoldout), offer.HeldOut(chain.HoldoutKey, string(family), id, v.Promotion.Holdout):
		default:
			out = append(out, outcome.Homer{Customer: id, Centre: offer.Compared(chain.HoldoutKey, family, id, share)})
		}
		return nil
	})
	return out, err
}

// compareShare is the share of a store's customers that keep the centre's version.
func (h homes) compareShare(ctx context.Context, family retail.PromotionID) float64 {
	p, err := h.DB.Promotion(ctx, family)
	if err != nil {
		return 0 // without its centre a version is compared with other stores
	}
	return p.CompareShare()
}

// sales are what stores sold of some goods.
type sales struct{ Keeper }

// mostCompared bounds the stores that one is matched with: half a year of a store
// is about a megabyte of sums.
const mostCompared = 60

// Weekly adds up whole weeks.
func (s sales) Weekly(ctx context.Context, w outcome.Weeks) (map[uint32][]float64, error) {
	out := map[uint32][]float64{}
	first := w.Until - retail.BusinessDay(7*w.Weeks)
	for _, store := range w.Among[:min(len(w.Among), mostCompared)] {
		sums := make([]float64, w.Weeks)
		span := readout.Span{Store: store, First: first, Last: w.Until - 1}
		err := s.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
			for _, c := range d.Cells {
				if w.Goods(c.Product) {
					sums[int(where.Day-first)/7] += float64(c.Amount)
				}
			}
			return nil
		})
		if err == nil {
			err = s.Breathe(ctx, time.Millisecond)
		}
		if err != nil {
			return nil, err
		}
		out[store] = sums
	}
	return out, nil
}
