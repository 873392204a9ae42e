package habit

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

const (
	// storePrior is how many baskets of its region a store's own are mixed with (3.1).
	storePrior = 500
	// MostFavourites is how many products a store's list holds.
	MostFavourites = 200
)

// share is a product's share of baskets, in 1/2^24.
type share struct {
	product uint32
	of      uint32
}

const shareUnit = 1 << 24

func shareOf(product uint32, of float64) share {
	return share{product, uint32(math.Round(min(1, max(0, of)) * shareUnit))}
}

func (s share) value() float64 { return float64(s.of) / shareUnit }

// shelf is the most popular products of a store, its region mixed in.
type shelf struct {
	byShare    []share  // by falling share
	categories []uint32 // of these: read for every customer, and far away among the products
	byProduct  []share  // the same, by growing product
}

func newShelf(byShare []share, category func(product uint32) uint32) shelf {
	s := shelf{byShare, make([]uint32, len(byShare)), slices.Clone(byShare)}
	for i := range byShare {
		s.categories[i] = category(byShare[i].product)
	}
	slices.SortFunc(s.byProduct, func(a, b share) int { return cmp.Compare(a.product, b.product) })
	return s
}

// least is the share of the last product listed: one that is not listed has no more.
func (s shelf) least() float64 {
	if len(s.byShare) == 0 {
		return 0
	}
	return s.byShare[len(s.byShare)-1].value()
}

// sales are those of one store: its baskets, and products with their baskets.
type sales struct {
	baskets  float64
	products []share // of: baskets with it
}

// learnStores returns the shelf of each store (nil where nothing is known of
// store and region) and that of the chain.
//
//	Computes  share_s(i) = (n_s(i) + 500·share_region(i))/(B_s + 500); pop_s = B_chain·share_s
//	          share = baskets with i ÷ baskets; region 0 is the whole chain
//	Source    SCIENCE 3.1 [N]
func learnStores(v basket.View, t basket.Tally, o *Options) (stores []shelf, chain shelf) {
	n := max(v.Stores(), len(o.Region))
	sold := salesByStore(v, n, o.Workers)
	members := map[uint32][]int{}
	for s := range n {
		members[o.region(s)] = append(members[o.region(s)], s)
	}
	stores = make([]shelf, n)
	all := shares(t.Pop, float64(t.Baskets))
	chain = newShelf(top(all, o.rank), o.category)
	regions := slices.Sorted(maps.Keys(members))
	for _, r := range regions {
		of, known := all, t.Baskets > 0
		if r != 0 {
			of, known = regionShares(sold, members[r], v.Size())
		}
		if !known {
			continue // stores of a region without a receipt read the chain's list
		}
		stat.Each(o.Workers, len(members[r]), func(_, i int) {
			s := members[r][i]
			stores[s] = newShelf(top(mixed(sold[s], of), o.rank), o.category)
		})
	}
	return stores, chain
}

func salesByStore(v basket.View, n, workers int) []sales {
	lists := make([][]uint32, n)
	add := func(from, to uint32) {
		for b := from; b < to; b++ {
			s := v.Store(b)
			lists[s] = append(lists[s], b)
		}
	}
	for u := range v.Customers() {
		add(v.Span(u))
	}
	add(v.Unnamed())
	counts := make([][]uint32, max(1, workers))
	out := make([]sales, n)
	stat.Each(workers, n, func(w, s int) {
		if counts[w] == nil {
			counts[w] = make([]uint32, v.Size())
		}
		out[s] = salesOf(v, lists[s], counts[w])
	})
	return out
}

// salesOf counts one store's baskets; counts is zero before and after.
func salesOf(v basket.View, baskets, counts []uint32) sales {
	var touched []uint32
	for _, b := range baskets {
		for _, p := range v.Set(b) {
			if counts[p] == 0 {
				touched = append(touched, p)
			}
			counts[p]++
		}
	}
	slices.Sort(touched)
	out := sales{baskets: float64(len(baskets)), products: make([]share, len(touched))}
	for i, p := range touched {
		out.products[i] = share{p, counts[p]}
		counts[p] = 0
	}
	return out
}

func regionShares(sold []sales, stores []int, size int) (of []float64, known bool) {
	pop, baskets := make([]uint32, size), 0.0
	for _, s := range stores {
		baskets += sold[s].baskets
		for _, p := range sold[s].products {
			pop[p.product] += p.of
		}
	}
	return shares(pop, baskets), baskets > 0
}

func shares(pop []uint32, baskets float64) []float64 {
	out := make([]float64, len(pop))
	for p, n := range pop {
		out[p] = float64(n) / max(1, baskets)
	}
	return out
}

// mixed is a store's share of every product, its region's mixed in.
func mixed(own sales, region []float64) []float64 {
	out := make([]float64, len(region))
	for p, r := range region {
		out[p] = storePrior * r / (own.baskets + storePrior)
	}
	for _, p := range own.products {
		out[p.product] = (float64(p.of) + storePrior*region[p.product]) / (own.baskets + storePrior)
	}
	return out
}

// top returns the products with the largest shares, ties by the order of ids.
func top(of []float64, rank func(uint32) uint32) []share {
	before := func(a, b share) int {
		return cmp.Or(cmp.Compare(b.of, a.of), cmp.Compare(rank(a.product), rank(b.product)))
	}
	best := make([]share, 0, MostFavourites+1)
	for p, s := range of {
		one := shareOf(uint32(p), s)
		if one.of == 0 || len(best) == MostFavourites && before(one, best[MostFavourites-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, one, before)
		best = slices.Insert(best, at, one)
		best = best[:min(len(best), MostFavourites)]
	}
	return slices.Clone(best)
}
