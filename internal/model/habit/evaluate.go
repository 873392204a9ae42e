package habit

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/rhythm"
)

// Visit is where and when a list is asked for.
type Visit struct {
	Store uint32
	Day   int32 // days since 1970-01-01
}

// Scored is a product in a list, with the numbers of its reason.
type Scored struct {
	Product uint32
	Related uint32  // own product it goes with; 0 when it stands for itself
	Score   float64 // orders its list, to 1e-9; no probability
	Chance  float64 // that the customer's next basket holds it, calibrated (SCIENCE 3.8)
	Support float64 // P(Product | Related), when Related
	Count   uint32  // baskets with it, ever
	Hits    uint16  // of them among the last Window baskets
	Window  uint16  // 12, or fewer for a young customer
	Gap     int32   // mean days between its baskets, rounded; 0 when bought once
	Idle    int32   // days since its last basket

	pop, rank uint32
}

// Lists are what one customer may be offered, best first. They live in the
// Scratch and stand until its next use.
type Lists struct {
	// Favourites are all own products by (3.4) without neighbours:
	// (c_u + w_pop·pop_s)·(rho/rhobar)^eta.
	Favourites []Scored
	// Due are own products whose gap passes before the next visit is over:
	// bought in ≥ 3 baskets, mean gap G ≥ 1 day, idle y ≥ 1 with
	// G ≤ y + h and y < 2.5 G, where h is the customer's mean days between baskets
	// within 1…28 (7 when unknown). Score is due(h) of (3.6).
	Due []Scored
	// Lapsed are own products given up by somebody who still comes: bought in ≥ 3
	// baskets, idle y ≥ 2.5 G and y ≥ 14 days, at least 2 baskets since without
	// it, and a wait that long had a chance 1 − F(y) ≤ .2 under their own rhythm.
	// Score is how much of a habit it was: its decayed count at its last basket
	// times (rho/rhobar)^eta.
	Lapsed []Scored
	// Next are products never bought: complements j of the own i, and the store's
	// favourites in categories they buy, with score
	// 1 − (1 − share_s(j))·Π_i (1 − chance(i)·P(j|i)), the share in such categories only.
	Next []Scored
}

const (
	leastHabit    = 3   // baskets before a gap is spoken of
	lapsedGaps    = 2.5 // mean gaps after which a product is no longer due but lapsed
	lapsedDays    = 14
	lapsedBaskets = 2
	lapsedChance  = .2
	mostHorizon   = 28 // days
	usualHorizon  = 7
)

// Scratch is the working space of Evaluate and Ranked; the zero value is ready,
// and after a few uses nothing is allocated. Not for two goroutines at a time.
type Scratch struct {
	lists  Lists
	loose  []Scored // own products by number
	keys   []key    // of them
	ranked []Scored
	best   basket.Best
	hopes  []hope
	seen   index // own products, and hopes
	tastes tastes

	fetched uint32 // means nothing: so that fetch is not left out
}

// Evaluate returns the lists of a customer on a visit. Nothing is masked.
func (m *Model) Evaluate(p *Profile, at Visit, s *Scratch) *Lists {
	l := &s.lists
	l.Favourites, l.Due, l.Lapsed, l.Next = l.Favourites[:0], l.Due[:0], l.Lapsed[:0], l.Next[:0]
	s.loose = s.loose[:0]
	m.fetch(p, s)
	shelf, floor := m.shelf(at.Store), 0
	for i := range p.Items {
		it := &p.Items[i]
		for floor < len(shelf.byProduct) && shelf.byProduct[floor].product < it.Product {
			floor++
		}
		known := m.product(it.Product)
		one := reason(p, it, at.Day)
		one.pop, one.rank = known.pop, known.rank
		share := m.unlisted(known, shelf)
		if floor < len(shelf.byProduct) && shelf.byProduct[floor].product == it.Product {
			share = shelf.byProduct[floor].value()
		}
		one.Score = basket.Rounded((p.Weight(it, m.Decay()) + float64(m.report.Weights.Pop*share)) * known.factor)
		one.Chance = m.chance(kindFavourite, &one)
		s.loose = append(s.loose, one)
		m.rhythmic(l, p, it, one)
	}
	l.Favourites = s.sorted(l.Favourites)
	slices.SortFunc(l.Due, order)
	slices.SortFunc(l.Lapsed, order)
	m.hope(p, shelf, s)
	return l
}

// fetch asks memory for all own products before the first is looked at: they lie
// far apart, and so they come side by side.
func (m *Model) fetch(p *Profile, s *Scratch) {
	for i := range p.Items {
		if n := p.Items[i].Product; int(n) < len(m.products) {
			s.fetched += m.products[n].rank
		}
	}
}

// key is what decides an own product's place in a list.
type key struct {
	score     float64
	pop, rank uint32
	at        int32 // in the list
}

// sorted appends the own products in their order. Their keys are sorted, less than
// half as large; each product moves once.
func (s *Scratch) sorted(dst []Scored) []Scored { return s.first(dst, s.loose, len(s.loose)) }

// first appends the first k of a list in its order.
func (s *Scratch) first(dst, from []Scored, k int) []Scored {
	s.keys = s.keys[:0]
	for i := range from {
		one := &from[i]
		s.keys = append(s.keys, key{one.Score, one.pop, one.rank, int32(i)})
	}
	slices.SortFunc(s.keys, func(a, b key) int {
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return cmp.Or(cmp.Compare(b.pop, a.pop), cmp.Compare(a.rank, b.rank), cmp.Compare(a.at, b.at))
	})
	for i := range min(k, len(s.keys)) {
		dst = append(dst, from[s.keys[i].at])
	}
	return dst
}

// order is that of lists: score, popularity, order of ids (3.4).
func order(a, b Scored) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.pop, a.pop), cmp.Compare(a.rank, b.rank))
}

// reason fills in what the profile says of an item.
func reason(p *Profile, it *Item, day int32) Scored {
	hits, window := p.RecentOf(it)
	gap, _ := it.Gap()
	return Scored{
		Product: it.Product, Count: it.Count, Hits: uint16(hits), Window: uint16(window),
		Gap: int32(math.Round(gap)), Idle: day - it.Last,
	}
}

// unlisted is the share of a product that is not on the store's list: that of
// the chain, but no more than the last one listed.
func (m *Model) unlisted(p product, s *shelf) float64 {
	return min(float64(p.pop)/float64(max(1, m.report.Baskets)), s.least())
}

// rhythmic adds an item to Due or Lapsed when it belongs there.
func (m *Model) rhythmic(l *Lists, p *Profile, it *Item, one Scored) {
	gap, gaps := it.Gap()
	idle := float64(one.Idle)
	if it.Count < leastHabit || gap < 1 || idle < 1 {
		return
	}
	known := m.product(it.Product)
	law, ok := m.Rhythm(known.category)
	if !ok {
		return
	}
	past := rhythm.Past{Gaps: gaps, Sum: float64(it.Last - it.First), Idle: idle}
	horizon := horizonOf(p)
	switch {
	case idle < lapsedGaps*gap && gap <= idle+horizon:
		one.Score = basket.Rounded(law.Due(past, horizon))
		one.Chance = m.chance(kindDue, &one)
		l.Due = append(l.Due, one)
	case idle >= lapsedGaps*gap && idle >= lapsedDays && p.since(it) >= lapsedBaskets && law.Waited(past, idle) <= lapsedChance:
		one.Score = basket.Rounded(float64(it.Weights[m.Decay()]) / unit * known.factor)
		one.Chance = m.chance(kindLapsed, &one)
		l.Lapsed = append(l.Lapsed, one)
	}
}

// horizonOf is the days to the customer's next visit.
func horizonOf(p *Profile) float64 {
	if p.Baskets < 2 {
		return usualHorizon
	}
	return min(mostHorizon, max(1, p.VisitGap()))
}

// chance looks a score up in its list's curve. Without one, an own product has
// its share of the last baskets, shrunk, and any other list its score.
func (m *Model) chance(kind int, one *Scored) float64 {
	if b, ok := m.curves[kind].At(one.Score); ok {
		return b.Chance()
	}
	if kind == kindFavourite || kind == kindLapsed {
		return (float64(one.Hits) + .5) / (float64(one.Window) + 1)
	}
	return min(1, one.Score)
}

// StoreFavourites appends the k products with the largest share of a store's
// baskets, its region mixed in, to dst: what a stranger is offered. Score and
// Chance are that share.
func (m *Model) StoreFavourites(store uint32, k int, dst []Scored) []Scored {
	list := m.shelf(store).byShare
	for _, f := range list[:min(k, len(list))] {
		dst = append(dst, Scored{Product: f.product, Score: f.value(), Chance: f.value()})
	}
	return dst
}
