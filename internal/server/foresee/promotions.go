package foresee

import (
	"cmp"
	"context"
	"math"
	"slices"

	"sartor/internal/db"
	"sartor/internal/foresight"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// mostVersions of a promotion are looked back at; before the oldest of them it is taken to
// have been as it was then.
const mostVersions = 100

// issuing is a promotion with the spells of days on which it issued, or will.
type issuing struct {
	*db.NumberedPromotion
	spells [][2]retail.BusinessDay
	depths []foresight.Depth
}

// promotions are those of the chain's own that name products, brands or categories. What
// is personal to each customer is no covariate: it is always on, and in what was sold.
func (k Keeper) promotions(ctx context.Context) ([]issuing, error) {
	all, err := k.DB.AllPromotions(ctx)
	if err != nil {
		return nil, err
	}
	goods := k.goods()
	var out []issuing
	stint := k.Stint(resting)
	for i := range all {
		p := &all[i]
		if err := stint.Breathe(ctx); err != nil {
			return nil, err
		}
		if t := &p.Target; len(t.Products)+len(t.Brands)+len(t.Categories) == 0 {
			continue
		}
		past, err := k.DB.PromotionHistory(ctx, p.Number, math.MaxInt64, mostVersions)
		if err != nil {
			return nil, err
		}
		out = append(out, issuing{p, k.spells(past), k.depths(&p.Promotion, goods)})
	}
	return out, nil
}

// spells are the days on which versions, the newest first, issue: each from the day on
// which it was made to that of the next, the oldest from its own beginning.
func (k Keeper) spells(past []db.Past) (out [][2]retail.BusinessDay) {
	until := retail.BusinessDay(math.MaxInt32)
	for i := range past {
		p := &past[i]
		from := p.Starts
		made := retail.DayOf(p.At.Time(), k.DB.Catalogue().Location(1), k.Sight().Chain.Cut)
		if i < len(past)-1 {
			from = max(from, made)
		}
		if last := min(p.Ends, until); p.State == promotion.Live && from <= last {
			out = append(out, [2]retail.BusinessDay{from, last})
		}
		until = min(until, made-1)
	}
	return out
}

// plansOf is what forecasts of a store know of the chain's promotions. Where a store has
// its own version, the centre's ends on the day it begins.
func (k Keeper) plansOf(store retail.Store, all []issuing) (out []foresight.Plan) {
	own := map[uint32]retail.BusinessDay{} // by family
	for i := range all {
		if p := &all[i]; p.Family != 0 && reaches(&p.Promotion, store) {
			for _, s := range p.spells {
				out = append(out, p.plan(s))
				own[p.Family] = min(cmp.Or(own[p.Family], s[0]), s[0])
			}
		}
	}
	for i := range all {
		if p := &all[i]; p.Family == 0 && reaches(&p.Promotion, store) {
			out = append(out, p.plans(own[p.Number])...)
		}
	}
	return out
}

// plans are those of the centre's promotion in a store; own is the day on which the store's
// version begins, 0 for none.
func (p *issuing) plans(own retail.BusinessDay) (out []foresight.Plan) {
	for _, s := range p.spells {
		if own != 0 {
			s[1] = min(s[1], own-1)
		}
		if s[0] <= s[1] {
			out = append(out, p.plan(s))
		}
	}
	return out
}

func reaches(p *promotion.Promotion, store retail.Store) bool {
	return (len(p.Stores) == 0 || slices.Contains(p.Stores, store.ID)) && (len(p.Regions) == 0 || slices.Contains(p.Regions, store.Region))
}

// plan counts the days on which vouchers of a spell can be used.
func (p *issuing) plan(spell [2]retail.BusinessDay) foresight.Plan {
	out := foresight.Plan{Name: cmp.Or(p.Name["en"], string(p.ID)), Depths: p.depths}
	out.First, _ = p.Validity(spell[0])
	_, out.Last = p.Validity(spell[1])
	return out
}

// goods are the chain's products by category and by brand.
type goods struct{ category, brand map[string][]uint32 }

func (k Keeper) goods() goods {
	out := goods{map[string][]uint32{}, map[string][]uint32{}}
	for n := range k.DB.Catalogue().Products {
		if g := &k.DB.Catalogue().Products[n]; g.ID != "" {
			out.category[g.Category] = append(out.category[g.Category], uint32(n))
			out.brand[g.Brand] = append(out.brand[g.Brand], uint32(n))
		}
	}
	return out
}

// depths are the products that a promotion is for, with the share of their price that it
// gives.
func (k Keeper) depths(p *promotion.Promotion, all goods) (out []foresight.Depth) {
	chain, t := k.DB.Catalogue(), &p.Target
	var list []uint32
	switch {
	case len(t.Products) > 0:
		for _, id := range t.Products {
			if n, known := chain.ProductNumber(id); known {
				list = append(list, n)
			}
		}
	case len(t.Categories) > 0:
		list = union(all.category, t.Categories)
	default:
		list = union(all.brand, t.Brands)
	}
	names := func(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }
	for _, n := range list {
		if g := chain.Product(n); names(t.Brands, g.Brand) && names(t.Categories, g.Category) {
			out = append(out, foresight.Depth{Product: n, Share: float32(share(&p.Reward, g.Price))})
		}
	}
	return out
}

// union is what stands under any of the names.
func union(by map[string][]uint32, names []string) (out []uint32) {
	for _, name := range names {
		out = append(out, by[name]...)
	}
	return out
}

// share is the share of a price that a reward gives.
func share(r *promotion.Reward, price retail.Minor) float64 {
	switch {
	case r.Kind == promotion.Percent:
		return float64(r.Percent) / 100
	case r.Kind == promotion.Amount && price > 0:
		return min(float64(r.Amount)/float64(price), 1)
	}
	return usualDepth
}

// usualDepth stands for what has no price: points, something else for free.
const usualDepth = .1
