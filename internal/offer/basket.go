package offer

import (
	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Wish is one product of a recommended basket.
type Wish struct {
	Product uint32
	Score   float64 // orders the list
	Chance  float64 // that the next basket holds it
	Reason  Reason
}

// Basket returns what a customer will most likely want on a visit, best first:
// their own habits, then what goes with them; a stranger gets the store's
// favourites. Unlisted and restricted products stay out.
func Basket(s *Snapshot, p *habit.Profile, ctx *Context, chain *retail.Catalogue) []Wish {
	if s == nil || s.Model == nil {
		return nil
	}
	var scratch habit.Scratch
	var list []habit.Scored
	known := p != nil && ctx.Customer != 0 && ctx.Consent.Allows(customer.ProfilePurpose)
	if known {
		list = s.Model.Ranked(p, habit.Visit{Store: ctx.Store, Day: int32(ctx.Day)}, ctx.Most+basketSpare, &scratch)
	} else {
		list = s.Model.StoreFavourites(ctx.Store, nil)
	}
	out := make([]Wish, 0, ctx.Most)
	for i := range list {
		if len(out) == ctx.Most {
			break
		}
		item := &list[i]
		product := chain.Product(item.Product)
		if !product.Listed || !product.Restriction.Inferable() || !chain.Product(item.Related).Restriction.Inferable() {
			continue
		}
		out = append(out, Wish{Product: item.Product, Score: item.Score, Chance: item.Chance, Reason: Reason{
			Kind: promotion.TargetFavourite, Count: item.Count, Hits: item.Hits, Window: item.Window,
			Gap: item.Gap, Idle: item.Idle, Related: item.Related, Own: item.Count > 0,
		}})
	}
	return out
}

// basketSpare is how many more are asked for, since some may not be shown.
const basketSpare = 50
