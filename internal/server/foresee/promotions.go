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
}

// promotions are those of the chain's own that name products, brands or categories. What
// is personal to each customer is no covariate: it is always on, and in what was sold.
func (k Keeper) promotions(ctx context.Context) ([]issuing, error) {
	all, err := k.DB.AllPromotions(ctx)
	if err != nil {
		return nil, err
	}
	var out []issuing
	for i := range all {
		p := &all[i]
		if t := &p.Target; len(t.Products)+len(t.Brands)+len(t.Categories) == 0 {
			continue
		}
		past, err := k.DB.PromotionHistory(ctx, p.Number, math.MaxInt64, mostVersions)
		if err != nil {
			return nil, err
		}
		out = append(out, issuing{p, k.spells(past)})
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
				out = append(out, k.plan(&p.Promotion, s))
				own[p.Family] = min(cmp.Or(own[p.Family], s[0]), s[0])
			}
		}
	}
	for i := range all {
		if p := &all[i]; p.Family == 0 && reaches(&p.Promotion, store) {
			out = append(out, k.plans(p, own[p.Number])...)
		}
	}
	return out
}

// plans are those of the centre's promotion in a store; own is the day on which the store's
// version begins, 0 for none.
func (k Keeper) plans(p *issuing, own retail.BusinessDay) (out []foresight.Plan) {
	for _, s := range p.spells {
		if own != 0 {
			s[1] = min(s[1], own-1)
		}
		if s[0] <= s[1] {
			out = append(out, k.plan(&p.Promotion, s))
		}
	}
	return out
}

func reaches(p *promotion.Promotion, store retail.Store) bool {
	return (len(p.Stores) == 0 || slices.Contains(p.Stores, store.ID)) && (len(p.Regions) == 0 || slices.Contains(p.Regions, store.Region))
}

// plan counts the days on which vouchers of a spell can be used.
func (k Keeper) plan(p *promotion.Promotion, spell [2]retail.BusinessDay) foresight.Plan {
	out := foresight.Plan{Name: cmp.Or(p.Name["en"], string(p.ID)), Depth: k.depth(p)}
	out.First, _ = p.Validity(spell[0])
	_, out.Last = p.Validity(spell[1])
	return out
}

// depth is the share of its price that a promotion gives on a product.
func (k Keeper) depth(p *promotion.Promotion) func(product uint32) float64 {
	chain, t := k.DB.Catalogue(), p.Target
	names := func(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }
	return func(number uint32) float64 {
		g := chain.Product(number)
		switch {
		case len(t.Products) > 0 && !slices.Contains(t.Products, g.ID), !names(t.Brands, g.Brand), !names(t.Categories, g.Category):
			return 0
		case p.Reward.Kind == promotion.Percent:
			return float64(p.Reward.Percent) / 100
		case p.Reward.Kind == promotion.Amount && g.Price > 0:
			return min(float64(p.Reward.Amount)/float64(g.Price), 1)
		}
		return usualDepth
	}
}

// usualDepth stands for what has no price: points, something else for free.
const usualDepth = .1
