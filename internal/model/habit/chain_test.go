package habit

import (
	"math/rand/v2"
	"testing"

	"sartor/internal/model/basket"
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
	baskets []basket.Basket
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
			set := due([]uint32{popular()}, needs[:], day, rng)
			for len(set) < c.lines {
				set = append(set, popular())
			}
			out.baskets = append(out.baskets, receipt(int32(u), int32(18000+day), store, set))
		}
	}
	return out
}

// need is a product that somebody buys again after a gap of days.
type need struct {
	product   uint32
	gap, last int
}

// due adds to the set what is needed on a day.
func due(set []uint32, needs []need, day int, rng *rand.Rand) []uint32 {
	for i := range needs {
		if n := &needs[i]; day-n.last >= n.gap {
			set, n.last = append(set, n.product), day-rng.IntN(3)
		}
	}
	return set
}

func corpusOf(t testing.TB, baskets []basket.Basket) *basket.Corpus {
	t.Helper()
	var b basket.Builder
	for _, one := range baskets {
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fitted(t testing.TB, baskets []basket.Basket, o Options) *Model {
	t.Helper()
	m, err := Fit(corpusOf(t, baskets), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// shuffled gives baskets to customers by lot: what a wrong import does.
func shuffled(baskets []basket.Basket, from int, seed uint64) []basket.Basket {
	rng := rand.New(rand.NewPCG(seed, 9))
	out := append([]basket.Basket{}, baskets...)
	tail := out[from:]
	perm := rng.Perm(len(tail))
	for i, j := range perm {
		tail[i].Customer = baskets[from+j].Customer
	}
	return out
}

// receipt is a basket on its way into a corpus.
func receipt(customer, day int32, store uint32, products []uint32) basket.Basket {
	return basket.Basket{Customer: customer, Day: day, Store: store, Products: products}
}

// foldAll folds all of a customer's baskets.
func foldAll(c *basket.Corpus, p *Profile, customer int) {
	from, to := c.Of(customer)
	fold(c, p, from, to)
}
