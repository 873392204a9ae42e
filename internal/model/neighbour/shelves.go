package neighbour

import (
	"slices"

	"sartor/internal/model/basket"
)

// storePrior is how many baskets of its region a store's own are mixed with (SCIENCE 3.1).
const storePrior = 500

// shelves are the products' shares of baskets by store, shrunk to the region.
//
//	Computes  share_s(i) = (n_s(i) + 500·share_region(i))/(B_s + 500); region 0 is the chain
//	Source    SCIENCE 3.1 [N]
type shelves struct {
	stores []shelf
	chain  shelf
}

// shelf is one store's.
type shelf struct {
	baskets float64
	product []uint32 // sold there, by growing number
	n       []uint32 // baskets with each
	region  []float64
	popular []uint32  // the largest shares first
	shares  []float64 // of each of them
	least   float64   // no product beside them has a larger share
}

func shelvesOf(v basket.View, t *basket.Tally, o *Options) *shelves {
	whole := make([]float64, v.Size())
	for p, pop := range t.Pop {
		whole[p] = float64(pop) / float64(t.Baskets)
	}
	x := &shelves{stores: make([]shelf, v.Stores())}
	x.chain.region = whole
	if v.Stores() > 1 {
		x.count(v)
	}
	regions := x.regions(v.Size(), o)
	counts := make([]float64, v.Size())
	for s := range x.stores {
		x.stores[s].region = whole
		if r := o.region(uint32(s)); r != 0 && regions[r] != nil {
			x.stores[s].region = regions[r]
		}
		x.fill(&x.stores[s], counts, t, o)
	}
	x.fill(&x.chain, counts, t, o)
	return x
}

// count counts products by store.
func (x *shelves) count(v basket.View) {
	at := make([]map[uint32]uint32, len(x.stores))
	take := func(from, to uint32) {
		for b := from; b < to; b++ {
			s := v.Store(b)
			if at[s] == nil {
				at[s] = map[uint32]uint32{}
			}
			x.stores[s].baskets++
			for _, p := range v.Set(b) {
				at[s][p]++
			}
		}
	}
	for u := range v.Customers() {
		take(v.Span(u))
	}
	take(v.Unnamed())
	for s, counts := range at {
		for p := range counts {
			x.stores[s].product = append(x.stores[s].product, p)
		}
		slices.Sort(x.stores[s].product)
		for _, p := range x.stores[s].product {
			x.stores[s].n = append(x.stores[s].n, counts[p])
		}
	}
}

// regions are the shares of each region with a basket.
func (x *shelves) regions(size int, o *Options) map[uint32][]float64 {
	out, baskets := map[uint32][]float64{}, map[uint32]float64{}
	for s := range x.stores {
		r := o.region(uint32(s))
		if r == 0 || x.stores[s].baskets == 0 {
			continue
		}
		if out[r] == nil {
			out[r] = make([]float64, size)
		}
		baskets[r] += x.stores[s].baskets
		for i, p := range x.stores[s].product {
			out[r][p] += float64(x.stores[s].n[i])
		}
	}
	for r, shares := range out {
		for p := range shares {
			shares[p] /= baskets[r]
		}
	}
	return out
}

// fill ranks the store's most popular products. The counts are zero, and are so again.
func (x *shelves) fill(s *shelf, counts []float64, t *basket.Tally, o *Options) {
	for i, p := range s.product {
		counts[p] = float64(s.n[i])
	}
	var best basket.Best
	for p, pop := range t.Pop {
		if share := s.mixed(counts[p], uint32(p)); pop > 0 && !best.Beyond(share, fillers) {
			best.Offer(basket.Place{Product: uint32(p), Score: share, Pop: pop, Rank: o.rank(uint32(p))}, fillers)
		}
	}
	for _, p := range s.product {
		counts[p] = 0
	}
	s.popular = best.Products(nil)
	for _, one := range best.Places {
		s.shares = append(s.shares, one.Score)
	}
	if n := len(s.shares); n == fillers {
		s.least = s.shares[n-1]
	}
}

func (x *shelves) of(store uint32) *shelf {
	if int(store) < len(x.stores) {
		return &x.stores[store]
	}
	return &x.chain
}

// share is the product's share of the store's baskets, its region mixed in.
func (s *shelf) share(product uint32) float64 {
	n := 0.0
	if at, ok := slices.BinarySearch(s.product, product); ok {
		n = float64(s.n[at])
	}
	return s.mixed(n, product)
}

func (s *shelf) mixed(n float64, product uint32) float64 {
	return (n + float64(storePrior*s.region[product])) / (s.baskets + storePrior)
}
