package habit

import (
	"math/rand/v2"
	"testing"
)

// chainOf is a made-up chain with known habits: every customer has eight own
// products, each with its own gap, and fills up with popular ones. Products
// 1…products stand in categories of ten.
type chainOf struct {
	customers, products, days int
	seed                      uint64
	lines                     int // least products a basket
}

type truth struct {
	baskets []Basket
	own     [][]uint32 // of each customer
}

func (c chainOf) options() Options {
	o := Options{Workers: 2, Category: make([]uint32, c.products+1), Region: []uint32{0, 1, 1, 2, 2, 2}, Seed: 5}
	for p := range o.Category[1:] {
		o.Category[p+1] = uint32(p)/10 + 1
	}
	return o
}

func (c chainOf) make() truth {
	rng := rand.New(rand.NewPCG(c.seed, 1))
	out := truth{own: make([][]uint32, c.customers)}
	popular := func() uint32 {
		u := rng.Float64()
		return 1 + uint32(u*u*u*float64(c.products))
	}
	for u := range c.customers {
		var needs [8]need
		for i := range needs {
			needs[i].product = 1 + uint32(rng.IntN(c.products))
			needs[i].gap = 5 + rng.IntN(25)
			needs[i].last = -rng.IntN(needs[i].gap)
			out.own[u] = append(out.own[u], needs[i].product)
		}
		store := 1 + uint32(u%5)
		for day := rng.IntN(7); day < c.days; day += 4 + rng.IntN(6) {
			basket := due([]uint32{popular()}, needs[:], day, rng)
			for len(basket) < c.lines {
				basket = append(basket, popular())
			}
			out.baskets = append(out.baskets, Basket{int32(u), int32(18000 + day), store, basket})
		}
	}
	return out
}

// need is a product that somebody buys again after a gap of days.
type need struct {
	product   uint32
	gap, last int
}

// due adds to the basket what is needed on a day.
func due(basket []uint32, needs []need, day int, rng *rand.Rand) []uint32 {
	for i := range needs {
		if n := &needs[i]; day-n.last >= n.gap {
			basket, n.last = append(basket, n.product), day-rng.IntN(3)
		}
	}
	return basket
}

func corpusOf(t testing.TB, baskets []Basket) *Corpus {
	t.Helper()
	var b Builder
	for _, one := range baskets {
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fitted(t testing.TB, baskets []Basket, o Options) *Model {
	t.Helper()
	m, err := Fit(corpusOf(t, baskets), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// shuffled gives baskets to customers by lot: what a wrong import does.
func shuffled(baskets []Basket, from int, seed uint64) []Basket {
	rng := rand.New(rand.NewPCG(seed, 9))
	out := append([]Basket{}, baskets...)
	tail := out[from:]
	perm := rng.Perm(len(tail))
	for i, j := range perm {
		tail[i].Customer = baskets[from+j].Customer
	}
	return out
}
