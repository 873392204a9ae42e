package offer

import (
	"slices"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// drawn is a random setting.
func drawn(t *rapid.T) *setting {
	w := learned()
	s := &setting{products: goodsList(), snapshot: w.snapshot, profile: &w.profiles[rapid.IntRange(0, len(w.profiles)-1).Draw(t, "who")]}
	kinds := targets()
	for n := range uint32(rapid.IntRange(0, 40).Draw(t, "promotions")) {
		s.live = append(s.live, promo(n+1, rapid.SampledFrom(kinds).Draw(t, "kind"), func(p *promotion.Promotion) {
			p.Priority, p.SameBasket = rapid.IntRange(-12, 12).Draw(t, "priority"), rapid.Bool().Draw(t, "same")
			p.Limits.PerCustomer = int64(rapid.IntRange(0, 2).Draw(t, "limit"))
			p.Starts += retail.BusinessDay(rapid.SampledFrom([]int{0, 0, 0, 101}).Draw(t, "starts"))
			p.Stores = rapid.SampledFrom([][]retail.StoreID{nil, nil, {"S1"}, {"S2"}, {"S1", "S2"}}).Draw(t, "stores")
			if rapid.IntRange(0, 3).Draw(t, "segment") == 0 {
				p.Target.States = rapid.SampledFrom([][]lifecycle.State{nil, {lifecycle.AtRisk, lifecycle.Lapsed}, {lifecycle.Loyal}}).Draw(t, "states")
				p.Target.Values = rapid.SampledFrom([][]lifecycle.Band{nil, {lifecycle.High}, {lifecycle.High, lifecycle.Middle}}).Draw(t, "values")
			}
			p.Holdout = rapid.SampledFrom([]float64{0, .1, 1}).Draw(t, "holdout")
			switch rapid.IntRange(0, 5).Draw(t, "reward") {
			case 0:
				p.Reward = promotion.Reward{Kind: promotion.Percent, Percent: rapid.IntRange(1, 60).Draw(t, "percent"), MaxAmount: 90}
			case 1:
				p.Reward = promotion.Reward{Kind: promotion.Points, Points: 70}
			case 2:
				p.Reward.Amount = retail.Minor(rapid.IntRange(1, 900).Draw(t, "amount"))
			}
			if p.Target.Kind == promotion.TargetAnyone {
				p.Reward = promotion.Reward{Kind: promotion.Amount, Amount: 50}
			}
			if rapid.Bool().Draw(t, "narrow") || p.Target.Kind == promotion.TargetProduct {
				narrow(t, p)
			}
		}))
	}
	tailor(t, s.live)
	number := rapid.Uint32Range(1, products)
	s.basket = rapid.SliceOfN(number, 0, 8).Draw(t, "basket")
	s.ctx = Context{
		Day: today, Store: rapid.Uint32Range(1, 2).Draw(t, "store"), Seed: rapid.Uint64().Draw(t, "seed"), Most: rapid.IntRange(0, 4).Draw(t, "most"),
		Customer: rapid.SampledFrom([]retail.CustomerID{0, me, me + 1024, me + 2048}).Draw(t, "customer"), HoldoutKey: []byte("key"), Ahead: aheadDrawn(t),
		GlobalHoldout: rapid.SampledFrom([]float64{0, .5}).Draw(t, "global"), Out: rapid.SliceOfN(number, 0, 5).Draw(t, "out"),
		Closed: slices.Sorted(slices.Values(rapid.SliceOfN(rapid.Uint32Range(1, 50), 0, 6).Draw(t, "closed"))),
		Consent: customer.Consent(0).With(customer.OffersPurpose, rapid.IntRange(0, 5).Draw(t, "offers") > 0).
			With(customer.ProfilePurpose, rapid.IntRange(0, 3).Draw(t, "profile") > 0),
	}
	if rapid.Bool().Draw(t, "expected") {
		s.ctx.Expected = Expected{
			State: LifeState(rapid.IntRange(0, int(lifeStates)-1).Draw(t, "state")), Band: ValueBand(rapid.IntRange(0, int(valueBands)-1).Draw(t, "band")),
			Alive: float32(rapid.IntRange(0, 8).Draw(t, "alive")) / 8, Visits: float32(rapid.IntRange(0, 20).Draw(t, "visits")) / 64,
			Basket: float32(rapid.IntRange(0, 5000).Draw(t, "spent")), Value: float32(rapid.IntRange(0, 90_000).Draw(t, "value")),
		}
	}
	for _, n := range rapid.SliceOfNDistinct(number, 0, 8, rapid.ID[uint32]).Draw(t, "ends") {
		s.ctx.Expiring = append(s.ctx.Expiring, Expiring{n, today + retail.BusinessDay(rapid.IntRange(0, 5).Draw(t, "until"))})
	}
	slices.SortFunc(s.ctx.Expiring, func(a, b Expiring) int { return int(a.Product) - int(b.Product) })
	for range rapid.IntRange(0, 6).Draw(t, "held") {
		s.ctx.Held = append(s.ctx.Held, Held{rapid.Uint32Range(1, 45).Draw(t, "of"), number.Draw(t, "for"), rapid.Bool().Draw(t, "open")})
	}
	return s
}

func narrow(t *rapid.T, p *promotion.Promotion) {
	if rapid.Bool().Draw(t, "by category") {
		p.Target.Categories = []string{"c0", "c3", "c5", "c7"}
	}
	if rapid.Bool().Draw(t, "by brand") {
		p.Target.Brands = []string{"b0", "b3", "b4", "b11", "b15"}
	}
	if rapid.Bool().Draw(t, "by product") {
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(1, products), 1, 12).Draw(t, "products") {
			p.Target.Products = append(p.Target.Products, idOf(n))
		}
	}
}
