package habit

import (
	"sartor/internal/model/basket"
	"sartor/internal/model/pairs"
)

const (
	// hopefulOwn is how many favourites speak for their complements, mostNext how
	// many products Next holds: the tail is never offered.
	hopefulOwn = 40
	mostNext   = 64
)

// hope is a product not bought yet, while reasons for it gather.
type hope struct {
	product uint32
	related uint32  // the own product that speaks loudest for it
	support float64 // P(product | related)
	voice   float64 // the loudest reason
	miss    float64 // Π (1 − reason)
}

// hope fills Next.
func (m *Model) hope(p *Profile, shelf *shelf, s *Scratch) {
	own := s.lists.Favourites
	s.hopes = s.hopes[:0]
	s.seen.reset(len(own) + hopefulOwn*pairs.MostLinks + MostFavourites)
	s.tastes.reset()
	for i := range own {
		s.seen.put(own[i].Product, ownProduct)
		s.tastes.add(m.category(own[i].Product))
	}
	hopeful := own[:min(len(own), hopefulOwn)]
	m.fetchLinks(hopeful, s)
	for i := range hopeful {
		for _, l := range m.complements.Of(own[i].Product) {
			strength := l.Strength()
			s.hear(l.Product, hope{related: own[i].Product, support: strength, voice: float64(own[i].Chance * strength)})
		}
	}
	for i, f := range shelf.byShare {
		if s.tastes.has(shelf.categories[i]) {
			s.hear(f.product, hope{voice: f.value()})
		}
	}
	m.rankHopes(s)
}

// fetchLinks asks memory for what goes with products before the first is looked at.
func (m *Model) fetchLinks(own []Scored, s *Scratch) {
	for i := range own {
		if l := m.complements.Of(own[i].Product); len(l) > 0 {
			s.fetched += l[0].Product + l[len(l)-1].Product
		}
	}
}

// hear adds a reason for a product, unless the customer buys it already.
func (s *Scratch) hear(product uint32, why hope) {
	at := s.seen.at(product)
	switch at {
	case ownProduct:
		return
	case 0:
		why.product, why.miss = product, 1-why.voice
		s.hopes = append(s.hopes, why)
		s.seen.put(product, int32(len(s.hopes)))
		return
	}
	h := &s.hopes[at-1]
	h.miss *= 1 - why.voice
	if why.voice > h.voice {
		h.related, h.support, h.voice = why.related, why.support, why.voice
	}
}

func (m *Model) rankHopes(s *Scratch) {
	s.best.Places = s.best.Places[:0]
	for i := range s.hopes {
		h := &s.hopes[i]
		score := basket.Rounded(1 - h.miss)
		if s.best.Beyond(score, mostNext) {
			continue // most: their products lie far apart in memory
		}
		known := m.product(h.product)
		s.best.Offer(basket.Place{Product: uint32(i), Score: score, Pop: known.pop, Rank: known.rank}, mostNext)
	}
	for _, b := range s.best.Places {
		h := &s.hopes[b.Product]
		one := Scored{Product: h.product, Related: h.related, Support: h.support, Score: b.Score, pop: b.Pop, rank: b.Rank}
		one.Chance = m.chance(kindNext, &one)
		s.lists.Next = append(s.lists.Next, one)
	}
}

// Ranked returns the k products most likely in the next basket, own and new
// together: score (3.4) with the store's popularity for what was never bought.
// Somebody without a history gets the store's list. It shares the Scratch.
func (m *Model) Ranked(p *Profile, at Visit, k int, s *Scratch) []Scored {
	own := m.Evaluate(p, at, s).Favourites
	s.loose = append(s.loose[:0], own[:min(k, len(own))]...)
	for _, f := range m.shelf(at.Store).byShare {
		if s.seen.at(f.product) == ownProduct {
			continue
		}
		known := m.product(f.product)
		score := basket.Rounded(float64(m.report.Weights.Pop*f.value()) * known.factor)
		s.loose = append(s.loose, Scored{Product: f.product, Score: score, Chance: f.value(), pop: known.pop, rank: known.rank})
	}
	s.ranked = s.first(s.ranked[:0], s.loose, k)
	return s.ranked
}

// tastes are the categories bought: those marked with the round.
type tastes struct {
	marks []uint32
	round uint32
}

func (t *tastes) reset() {
	if t.round++; t.round == 0 {
		clear(t.marks)
		t.round = 1
	}
}

func (t *tastes) add(category uint32) {
	if lacks := int(category) + 1 - len(t.marks); lacks > 0 {
		t.marks = append(t.marks, make([]uint32, lacks)...)
	}
	t.marks[category] = t.round
}

func (t *tastes) has(category uint32) bool {
	return int(category) < len(t.marks) && t.marks[category] == t.round
}

// ownProduct marks products the customer buys already.
const ownProduct = -1

// index is a small hash table from numbers to non-zero values that is reused:
// open addressing, at most half full.
type index struct {
	keys   []uint32 // number + 1
	values []int32
	mask   uint32
}

// reset empties the table and makes room for n numbers.
func (x *index) reset(n int) {
	size := max(64, len(x.keys))
	for size < 2*n {
		size *= 2
	}
	if size > len(x.keys) {
		x.keys, x.values, x.mask = make([]uint32, size), make([]int32, size), uint32(size-1)
		return
	}
	clear(x.keys)
}

func (x *index) slot(number uint32) uint32 {
	at := number * 0x9e3779b1 >> 7 & x.mask
	for x.keys[at] != 0 && x.keys[at] != number+1 {
		at = (at + 1) & x.mask
	}
	return at
}

func (x *index) put(number uint32, value int32) {
	at := x.slot(number)
	x.keys[at], x.values[at] = number+1, value
}

// at returns the number's value, 0 when it has none.
func (x *index) at(number uint32) int32 {
	at := x.slot(number)
	if x.keys[at] == 0 {
		return 0
	}
	return x.values[at]
}
