package basket

import "sartor/internal/simulate/draw"

// Kinds of taste that purpose 2 draws; never renumbered.
const (
	tasteCategory = iota
	tasteProduct
	tasteConsider
	tasteBrand
	tasteCover
)

// Shopper draws the lasting tastes of a household into sh, which may be used
// again.
func (m *Market) Shopper(sh *Shopper, taste Taste) {
	sh.taste = taste
	k := draw.NewKey(m.seed.Traits, draw.Taste, taste.Entity, tasteCategory)
	reach := min(m.law.dueAt.Mul(taste.Gap), m.law.dueAt.Mul(m.law.gapCap))
	for c := range m.preset.Categories {
		like := m.law.categorySD.Mul(k.Normal(uint64(c))) + m.law.categoryMean
		sh.need[c] = like + m.tagged(c, taste)
		if taste.Lean != nil {
			sh.need[c] += taste.Lean[c]
		}
		sh.wear[c] = uint16(min(draw.Exp(like/2)>>8, 1<<15))
		sh.due[c] = int16(24 * reach >> 12)
		m.consider(sh, c)
	}
}

// tagged is what the type of household makes of a category's tag.
func (m *Market) tagged(c int, t Taste) draw.Nat {
	const rare = -4 * draw.One // a present for friends with a child or a dog
	switch m.preset.Categories[c].Tag {
	case "quick":
		return t.Quick
	case "cook":
		return t.Cook
	case "light":
		return t.Light
	case "baby":
		if !t.Baby {
			return rare
		}
	case "pet":
		if !t.Pet {
			return rare
		}
	}
	return 0
}

// consider finds the few products of a category that the household ever
// thinks of: the best by appeal, taste and one lasting Gumbel draw.
func (m *Market) consider(sh *Shopper, c int) {
	own := draw.NewKey(m.seed.Traits, draw.Taste, sh.taste.Entity, tasteProduct)
	extra := draw.NewKey(m.seed.Traits, draw.Taste, sh.taste.Entity, tasteConsider)
	brand := draw.NewKey(m.seed.Traits, draw.Taste, sh.taste.Entity, tasteBrand)
	var worth [considered]draw.Nat
	n := 0
	for i := m.first[c]; i < m.first[c+1]; i++ {
		g := &m.goods[i]
		u := g.appeal + m.law.productOwn.Mul(own.Normal(uint64(i))) +
			m.law.productBrand.Mul(brand.Normal(uint64(g.brand)<<8|uint64(c)))
		w := u + extra.Gumbel(uint64(i))
		if n == considered && w <= worth[n-1] {
			continue
		}
		n = min(n+1, considered)
		at := n - 1
		for ; at > 0 && worth[at-1] < w; at-- {
			worth[at], sh.cand[c][at], sh.util[c][at] = worth[at-1], sh.cand[c][at-1], sh.util[c][at-1]
		}
		worth[at], sh.cand[c][at], sh.util[c][at] = w, uint16(i), u
	}
	for ; n < considered; n++ {
		sh.cand[c][n] = nobody
	}
}

// nobody marks a place among the candidates that no product holds.
const nobody = 1<<16 - 1

// Fill gives a household that has just come into sight something at home.
func (m *Market) Fill(pantry *Pantry, entity uint64) {
	k := draw.NewKey(m.seed.Traits, draw.Taste, entity, tasteCover)
	for c := range m.preset.Categories {
		cycle := m.law.cycle[c]
		pantry.cover[c] = int16(cycle*int64(k.At(uint64(c))>>48)>>16 - cycle/3)
		pantry.last[c] = none
		pantry.runs[c] = 0
	}
}

// Bought reports whether the household has bought of a category.
func (p *Pantry) Bought(category int) bool { return p.last[category] != none }

// CategoryOf returns the category of a product's index.
func (m *Market) CategoryOf(product int) int { return int(m.goods[product].category) }

// Paid returns the price of a product on a shelf, in cents.
func (m *Market) Paid(product int, store uint16, day int32) int32 {
	_, paid := m.paid(product, store, day)
	return paid
}
