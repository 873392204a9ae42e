package basket

import (
	"slices"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// Calendar is what a market asks of the days.
type Calendar interface {
	Wave(day int32, amplitude, peak draw.Nat) draw.Nat
	Weekday(day int32) int
}

// Seed holds the seeds of what things are and of what happens.
type Seed struct{ Traits, Noise uint64 }

// Market is the range, its prices and the demand of every store and day of a
// world: immutable after NewMarket.
type Market struct {
	Products []retail.Product // by number − 1
	Held     []int            // those that no store lists, in the order of the setting's

	preset *preset.Preset
	seed   Seed
	cal    Calendar
	places []Place
	days   int32
	goods  []good
	first  []int // of each category, and the end
	law    law
	order  []uint8 // categories, ready food first
	ready  []bool  // by category
	cook   []bool  // by category

	listed   [][]bool       // store, product
	place    [][]draw.Nat   // store, product: local taste
	lean     [][]draw.Nat   // store, category
	drift    [][][]int16    // store, week, product
	price    [3][][]int32   // kind of store, week: cents
	lnPrice  [3][][]int16   // the same against the category's price
	cut      [][]uint8      // promotion week, product: percent
	leaflet  [][]draw.Nat   // promotion week, category: factor on a household's δ
	need     [][]draw.Nat   // store × day: ln need by category
	occasion [][]draw.Nat   // ln factor by category
	focus    [][]draw.Nat   // ln factor by category
	project  [][]draw.Nat   // ln factor by category
	lnDepth  [100]draw.Nat  // ln(1 − percent/100)
	lnDue    [1025]draw.Nat // ln(height/(1+e^x)), x from −8 to 8
	business []bool         // by category: bought in quantities
}

// Setting is where and when a market is: its stores, its calendar and its
// days, from 0 to Days.
type Setting struct {
	Places   []Place
	Calendar Calendar
	Days     int32
	Held     []Held
}

// NewMarket prepares all days of a setting.
func NewMarket(p *preset.Preset, seed Seed, at Setting) *Market {
	m := &Market{preset: p, seed: seed, cal: at.Calendar, places: at.Places, days: at.Days, law: newLaw(p)}
	m.goods, m.Products = goods(p, seed.Traits)
	for c := range p.Categories {
		m.first = append(m.first, len(m.goods))
		for i := range m.goods {
			if int(m.goods[i].category) == c {
				m.first[c] = i
				break
			}
		}
	}
	m.first = append(m.first, len(m.goods))
	m.hold(at.Held)
	m.sequence()
	m.masks()
	m.settle()
	m.prices()
	m.promote()
	m.demand()
	return m
}

// Held is a product that no store lists. It takes the place of the last one of its
// category that anybody may buy and that is not weighed.
type Held struct {
	Category    int
	Name        string
	Appeal      draw.Nat
	Price, Cost retail.Minor // as listed on day 0; 0: as drawn
}

// hold makes the products that are held back what they are.
func (m *Market) hold(all []Held) {
	for _, h := range all {
		i := m.first[h.Category+1] - 1
		for i > m.first[h.Category] && (m.Products[i].Restriction != 0 || m.goods[i].weighed) {
			i--
		}
		p, g := &m.Products[i], &m.goods[i]
		p.Name, p.Listed, g.appeal = h.Name, false, h.Appeal
		if h.Price > 0 {
			usual := uint64(100*m.preset.Categories[h.Category].Price + .5)
			p.Price, p.Cost = h.Price, h.Cost
			g.cents, g.lnPrice, g.zoned = int32(h.Price), draw.LnRatio(uint64(h.Price), usual), false
		}
		m.Held = append(m.Held, i)
	}
}

// sequence puts ready food first, for what is bought of it replaces cooking.
func (m *Market) sequence() {
	for c := range m.preset.Categories {
		m.ready = append(m.ready, m.preset.Categories[c].Department == "ready")
		m.cook = append(m.cook, m.preset.Categories[c].Tag == "cook")
		if m.ready[c] {
			m.order = append(m.order, uint8(c))
		}
	}
	for c := range m.preset.Categories {
		if !m.ready[c] {
			m.order = append(m.order, uint8(c))
		}
	}
}

// masks turns occasions and focuses into factors by category.
func (m *Market) masks() {
	t := m.preset.Trip
	spread := func(groups []preset.Group, up, down float64) [][]draw.Nat {
		out := make([][]draw.Nat, len(groups))
		for i, g := range groups {
			out[i] = make([]draw.Nat, len(m.preset.Categories))
			for c := range out[i] {
				out[i][c] = draw.LnOf(down)
			}
			for _, name := range g.Categories {
				out[i][m.preset.Category(name)] = draw.LnOf(up)
			}
		}
		return out
	}
	projects := make([]preset.Group, len(m.preset.Projects.Kinds))
	for i, k := range m.preset.Projects.Kinds {
		projects[i] = preset.Group{Name: k.Name, Categories: k.Categories}
	}
	m.project = spread(projects, m.preset.Projects.Up, m.preset.Projects.Down)
	m.occasion = spread(m.preset.Occasions, t.OccasionUp, t.OccasionDown)
	m.focus = spread(m.preset.Focuses, t.FocusUp, t.FocusDown)
	m.business = make([]bool, len(m.preset.Categories))
	for _, name := range m.preset.Units.BusinessCategories {
		m.business[m.preset.Category(name)] = true
	}
	for i := range m.lnDepth {
		m.lnDepth[i] = draw.LnRatio(uint64(100-i), 100)
	}
	height := draw.LnOf(m.preset.Needs.DueHeight)
	for i := range m.lnDue {
		x := draw.Nat(i-512) * (draw.One / 64)
		m.lnDue[i] = height - draw.Ln(uint64(1<<16+draw.Exp(x))) + draw.Ln(1<<16)
	}
}

// Kinds of place that purpose 3 draws; never renumbered.
const (
	placeListed = iota + 1
	placeProduct
	placeCategory
	placeRegion
	placeRegionProduct
	placeDrift
)

// settle draws what each store lists and how its quarter tastes.
func (m *Market) settle() {
	l := &m.law
	regions := m.regions()
	for s, pl := range m.places {
		listed, local := make([]bool, len(m.goods)), make([]draw.Nat, len(m.goods))
		lk := draw.NewKey(m.seed.Traits, draw.Place, uint64(s), placeListed)
		pk := draw.NewKey(m.seed.Traits, draw.Place, uint64(s), placeProduct)
		for i := range m.goods {
			share := l.listed[pl.Kind]
			if pl.Kind == 0 && m.goods[i].quick {
				share = draw.One32
			}
			listed[i] = !slices.Contains(m.Held, i) && lk.Below(uint64(i), share)
			local[i] = l.placeProduct.Mul(pk.Normal(uint64(i)))
		}
		lean := make([]draw.Nat, len(m.preset.Categories))
		ck := draw.NewKey(m.seed.Traits, draw.Place, uint64(s), placeCategory)
		for c := range lean {
			lean[c] = l.placeCategory.Mul(ck.Normal(uint64(c))) + regions[pl.Region][c]
		}
		m.listed, m.place, m.lean = append(m.listed, listed), append(m.place, local), append(m.lean, lean)
		m.drift = append(m.drift, m.drifts(s))
	}
}

// regions draws the taste of regions by category and adds their known leaning.
func (m *Market) regions() [][]draw.Nat {
	out := make([][]draw.Nat, len(m.preset.Regions))
	for r := range out {
		out[r] = make([]draw.Nat, len(m.preset.Categories))
		k := draw.NewKey(m.seed.Traits, draw.Place, uint64(r), placeRegion)
		for c := range out[r] {
			out[r][c] = m.law.region.Mul(k.Normal(uint64(c)))
		}
		for _, lean := range m.preset.Regions[r].Lean {
			for _, name := range lean.Categories {
				out[r][m.preset.Category(name)] += draw.LnOf(lean.Factor)
			}
		}
	}
	return out
}

// driftStart is how many weeks before day 0 the drifts begin at rest.
const driftStart = 30

// drifts are the slow moods of a store for each product, by week.
func (m *Market) drifts(s int) [][]int16 {
	weeks := int(m.days/7) + 2
	out := make([][]int16, weeks)
	now := make([]draw.Nat, len(m.goods))
	for w := -driftStart; w < weeks; w++ {
		k := draw.NewKey(m.seed.Noise, draw.Shock, uint64(1000+s), int64(placeDrift)<<32+int64(w))
		for i := range now {
			now[i] = now[i].Mul(m.law.driftKeep) + m.law.driftStep.Mul(k.Normal(uint64(i)))
		}
		if w >= 0 {
			out[w] = make([]int16, len(now))
			for i, v := range now {
				out[w][i] = int16(v.Clip(-32000, 32000))
			}
		}
	}
	return out
}
