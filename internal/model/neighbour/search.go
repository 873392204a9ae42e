package neighbour

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// Neighbour is a like customer and the cosine of both profiles. Neighbours are in order
// of likeness, the most alike first, ties by the smaller number.
type Neighbour struct {
	Customer uint32
	Like     float32
}

// Index finds neighbours: for each part of the base, who bought each product.
//
//	Computes  sim(u,v) = Σ_i idf_i² c_u(i) c_v(i) / (|idf·c_u| |idf·c_v|)       (3.2)
//	          over each customer's 200 heaviest items by idf·c
//	Weak      of an item with more than 20,000 buyers in a part a fixed sample of them
//	          is looked at; a base above 200,000 is searched in parts of 100,000 that
//	          hold whole stores as far as they fit
type Index struct {
	part  []uint16 // of each customer
	parts []postings
	// each customer's compared items, heaviest first, with idf·c ÷ norm
	start  []uint32
	item   []uint32
	weight []float32
	idfs   []float64 // by product
	most   int       // items that are compared
}

// postings are the customers of each product in one part, by their places in it.
type postings struct {
	customer []uint32 // by place; growing
	start    []uint32 // by product
	who      []uint32 // places
	weight   []float32
}

// IndexOf indexes histories, which must hold the decay of comparisons.
func IndexOf(v basket.View, h *Histories, t *basket.Tally, o *Options) *Index {
	return indexOf(v, h, t, &setting{o, usual()})
}

// setting is how an index is made.
type setting struct {
	*Options
	limits
}

func indexOf(v basket.View, h *Histories, t *basket.Tally, o *setting) *Index {
	x := &Index{start: make([]uint32, v.Customers()+1)}
	for u := range v.Customers() {
		n := h.start[u+1] - h.start[u]
		x.start[u+1] = x.start[u] + min(n, uint32(o.profile))
	}
	x.item, x.weight = make([]uint32, x.start[v.Customers()]), make([]float32, x.start[v.Customers()])
	x.idfs, x.most = make([]float64, v.Size()), o.profile
	for p, df := range t.DF {
		x.idfs[p] = idf(df, t.Customers)
	}
	decay := h.decay(similarity)
	spaces := make([][]weighed, max(1, o.Workers))
	stat.Each(o.Workers, v.Customers(), func(w, u int) {
		items, counts := h.Of(u, decay)
		spaces[w] = x.profile(u, x.weigh(spaces[w][:0], items, counts))
	})
	x.divide(v, o)
	stat.Spread(stat.Work{Workers: o.Workers, N: len(x.parts), Chunk: 1}, func(_, i int) { x.post(i, v.Size(), o) })
	return x
}

type weighed struct {
	item   uint32
	weight float64
}

// weigh lists a customer's items with idf·c, the heaviest first.
func (x *Index) weigh(all []weighed, items []uint32, counts []float32) []weighed {
	for i, p := range items {
		all = append(all, weighed{p, float64(x.idfs[p] * float64(counts[i]))})
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.item, b.item))
	})
	return all
}

func norm(kept []weighed) float64 {
	square := 0.0
	for _, one := range kept {
		square += float64(one.weight * one.weight)
	}
	return math.Sqrt(square)
}

// profile writes a customer's heaviest items.
func (x *Index) profile(u int, all []weighed) []weighed {
	kept := all[:x.start[u+1]-x.start[u]]
	norm := norm(kept)
	for i, one := range kept {
		at := x.start[u] + uint32(i)
		x.item[at], x.weight[at] = one.item, float32(one.weight/norm)
	}
	return all
}

// divide gives each customer a part: all of them one, or parts of whole stores in an
// order by hash.
func (x *Index) divide(v basket.View, o *setting) {
	x.part = make([]uint16, v.Customers())
	x.parts = make([]postings, 1)
	if v.Customers() <= o.base {
		return
	}
	type placed struct {
		store, own uint64
		customer   int
	}
	all := make([]placed, v.Customers())
	for u := range all {
		all[u] = placed{0, stat.Mix(uint64(u), o.Seed), u}
		if from, to := v.Span(u); to > from {
			all[u].store = stat.Mix(uint64(v.Store(to-1)), o.Seed)
		}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.store, b.store), cmp.Compare(a.own, b.own), cmp.Compare(a.customer, b.customer))
	})
	for i, one := range all {
		x.part[one.customer] = uint16(i / o.part)
	}
	x.parts = make([]postings, (len(all)+o.part-1)/o.part)
}

// post fills a part's postings; of a long one a fixed sample stays.
func (x *Index) post(number, size int, o *setting) {
	p := &x.parts[number]
	p.start = make([]uint32, size+1)
	for u, part := range x.part {
		if int(part) == number {
			p.customer = append(p.customer, uint32(u))
		}
	}
	for at := range x.of(p) {
		p.start[x.item[at]+1]++
	}
	keep := make([]uint64, size) // the largest hash that stays
	for i := range size {
		keep[i] = math.MaxUint64
		if n := uint64(p.start[i+1]); n > uint64(o.posting) {
			keep[i] = math.MaxUint64 / n * uint64(o.posting)
		}
	}
	stays := func(at, place uint32) bool {
		limit := keep[x.item[at]]
		return limit == math.MaxUint64 || stat.Mix(uint64(p.customer[place]), o.Seed^uint64(x.item[at])<<20) <= limit
	}
	clear(p.start)
	for at, u := range x.of(p) {
		if stays(at, u) {
			p.start[x.item[at]+1]++
		}
	}
	for i := range size {
		p.start[i+1] += p.start[i]
	}
	p.who, p.weight = make([]uint32, p.start[size]), make([]float32, p.start[size])
	next := slices.Clone(p.start)
	for at, u := range x.of(p) {
		if stays(at, u) {
			i := x.item[at]
			p.who[next[i]], p.weight[next[i]] = u, x.weight[at]
			next[i]++
		}
	}
}

// of yields where the profiles of a part's customers stand, and their places in it.
func (x *Index) of(p *postings) iter.Seq2[uint32, uint32] {
	return func(yield func(at, place uint32) bool) {
		for place, u := range p.customer {
			for at := x.start[u]; at < x.start[u+1]; at++ {
				if !yield(at, uint32(place)) {
					return
				}
			}
		}
	}
}

// Search is the working space of one worker; not for two goroutines.
type Search struct {
	x       *Index
	like    []float64 // by place in a part; zero between searches
	sizes   [1 << sizeBits]uint32
	keys    []uint64
	found   []Neighbour
	counted *counted // of strangers; nil until there is one
	weighed []weighed
}

// NewSearch makes a working space.
func (x *Index) NewSearch() *Search {
	most := 0
	for i := range x.parts {
		most = max(most, len(x.parts[i].customer))
	}
	return &Search{x: x, like: make([]float64, most)}
}

// Of returns the k customers most like one, best first; valid until the next call.
func (s *Search) Of(customer, k int) []Neighbour {
	x := s.x
	p := &x.parts[x.part[customer]]
	for at := x.start[customer]; at < x.start[customer+1]; at++ {
		s.gather(p, x.item[at], float64(x.weight[at]))
	}
	return s.best(p, customer, k)
}

// OfPast returns the k customers most like somebody with these baskets, best first;
// valid until the next call. It does not name self, who they are in the view: -1 for
// nobody. A base in several parts is looked at in its first one.
func (s *Search) OfPast(past *basket.Past, self, k int) []Neighbour {
	x := s.x
	if s.counted == nil {
		s.counted = newCounted(len(x.idfs), []float64{similarity})
	}
	s.counted.take(past)
	s.weighed = x.weigh(s.weighed[:0], s.counted.row, s.counted.counts[0])
	kept := s.weighed[:min(len(s.weighed), x.most)]
	norm, p := norm(kept), &x.parts[0]
	for _, one := range kept {
		if one.weight > 0 {
			s.gather(p, one.item, float64(float32(one.weight/norm)))
		}
	}
	return s.best(p, self, k)
}

// sizeBits is how finely alikeness is counted: a cosine has 30 bits below its sign, the
// first of which say how large it is.
const sizeBits = 12

func sizeOf(like float32) uint32 { return math.Float32bits(like) >> (32 - 1 - sizeBits) }

// best chooses among all of a part who are alike at all. How many are how much alike is
// counted first, so that little more than k have to be put in order.
func (s *Search) best(p *postings, customer, k int) []Neighbour {
	clear(s.sizes[:])
	like := s.like[:len(p.customer)]
	if at, ok := slices.BinarySearch(p.customer, uint32(max(customer, 0))); ok && customer >= 0 {
		like[at] = 0
	}
	for _, sum := range like {
		s.sizes[sizeOf(float32(sum))]++
	}
	s.sizes[0] = 0
	least, sum := uint32(len(s.sizes)-1), uint32(0)
	for ; least > 1; least-- {
		if sum += s.sizes[least]; int(sum) >= k {
			break
		}
	}
	s.keys = s.keys[:0]
	for place, sum := range like {
		if one := float32(sum); sizeOf(one) >= least {
			s.keys = append(s.keys, uint64(^math.Float32bits(one))<<32|uint64(p.customer[place]))
		}
	}
	clear(like)
	slices.Sort(s.keys)
	s.found = s.found[:0]
	for _, key := range s.keys[:min(k, len(s.keys))] {
		s.found = append(s.found, Neighbour{uint32(key), math.Float32frombits(^uint32(key >> 32))})
	}
	return s.found
}

func (s *Search) gather(p *postings, item uint32, weight float64) {
	from, to := p.start[item], p.start[item+1]
	weights, like := p.weight[from:to], s.like
	for i, place := range p.who[from:to] {
		like[place] += float64(weight * float64(weights[i]))
	}
}
