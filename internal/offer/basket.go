package offer

import (
	"cmp"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Wish is one product of a recommended basket.
type Wish struct {
	Product uint32
	Score   float64 // orders the list
	Chance  float64 // that the next basket holds it
	New     bool    // never bought
	Reason  Reason
}

// Basket returns what a customer will most likely want on a visit, best first:
// their own habits, then what goes with them; a stranger gets the store's
// favourites. Unlisted and restricted products stay out.
//
// Where learning left a list of what comes next, it and the live habits are one
// list by chance. Of own products the list's chance holds until a basket came
// after it was made, then the live count's; of new ones the list's.
func Basket(s *Snapshot, p *habit.Profile, ctx *Context, chain *retail.Catalogue) []Wish {
	if s == nil || s.Model == nil {
		return nil
	}
	var scratch habit.Scratch
	var list []habit.Scored
	known := p != nil && ctx.Customer != 0 && ctx.Consent.Allows(customer.ProfilePurpose)
	if known {
		list = s.Model.Ranked(p, habit.Visit{Store: ctx.Store, Day: int32(ctx.Day)}, ctx.Most+basketSpare, &scratch)
		list = foreseen(list, p, ctx.Outlook)
	} else {
		list = s.Model.StoreFavourites(ctx.Store, habit.MostFavourites, nil)
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
		w := Wish{Product: item.Product, Score: item.Score, Chance: item.Chance, New: known && item.Count == 0, Reason: Reason{
			Kind: promotion.TargetFavourite, Count: item.Count, Hits: item.Hits, Window: item.Window,
			Gap: item.Gap, Idle: item.Idle, Related: item.Related, Own: item.Count > 0,
		}}
		if w.New {
			w.Reason.Kind = promotion.TargetNext
		}
		out = append(out, w)
	}
	return out
}

// basketSpare is how many more are asked for, since some may not be shown.
const basketSpare = 50

// foreseen merges the live list with the nightly one.
func foreseen(live []habit.Scored, p *habit.Profile, o *outlook.Outlook) []habit.Scored {
	if o == nil || len(o.Next) == 0 {
		return live
	}
	out := slices.Clone(live)
	fresh := p.Last > int32(o.Day) // bought since: own counts are live
	for _, want := range o.Next {
		at := slices.IndexFunc(out, func(s habit.Scored) bool { return s.Product == want.Product })
		switch {
		case at >= 0 && out[at].Count > 0 && fresh:
		case at >= 0:
			out[at].Chance = want.Chance
		case !owns(p, want.Product):
			out = append(out, habit.Scored{Product: want.Product, Chance: want.Chance})
		}
	}
	for i := range out {
		out[i].Score = out[i].Chance
	}
	slices.SortStableFunc(out, func(a, b habit.Scored) int { return cmp.Compare(b.Chance, a.Chance) })
	return out
}

func owns(p *habit.Profile, product uint32) bool {
	_, own := p.Item(product)
	return own
}
