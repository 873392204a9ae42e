package neighbour

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sartor/internal/model/basket"
)

// largeChain has customers with ten baskets of five lines, 30 favourites each of 20,000
// products, of a popularity that falls like a power.
func largeChain(customers int) *basket.Builder {
	const products, stores = 20_000, 400
	rng := rand.New(rand.NewPCG(1, 1))
	popular := func() uint32 {
		u := rng.Float64()
		return 1 + uint32(u*u*u*products)
	}
	b := &basket.Builder{}
	own := make([]uint32, 30)
	for u := range customers {
		for i := range own {
			own[i] = popular()
		}
		for visit := range 10 {
			set := []uint32{popular()}
			for range 4 {
				set = append(set, own[rng.IntN(len(own))])
			}
			b.Add(basket.Basket{Customer: int32(u), Day: int32(visit*7 + rng.IntN(7)), Store: uint32(u % stores), Products: set})
		}
	}
	return b
}

// BenchmarkGrowth shows that the cost of a customer does not grow with their number:
// indexing is linear, and a search is bounded by the postings of a part.
func BenchmarkGrowth(b *testing.B) {
	for _, customers := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(customers), func(b *testing.B) {
			c, err := largeChain(customers).Corpus()
			if err != nil {
				b.Fatal(err)
			}
			o := Options{Workers: 1, Seed: 1}
			b.Run("index", func(b *testing.B) {
				for b.Loop() {
					tally := basket.Count(c.All(), 1)
					IndexOf(c.All(), Remember(c.All(), []float64{similarity}, 1), &tally, &o)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(customers), "µs/customer")
			})
			m, err := Fit(c.All(), Weights{Delta: .95, K: 300, NN: .5, Pop: .1, Eta: .5, Trend: .25}, o)
			if err != nil {
				b.Fatal(err)
			}
			list := func(name string, m *Model) {
				a := m.NewAsker()
				b.Run(name, func(b *testing.B) {
					for i := 0; b.Loop(); i++ {
						a.List(Ask{Customer: i * 7919 % customers, Day: 70, Store: 1, K: 20})
					}
				})
			}
			list("list", m)
			far := *m // what a chain of weekly baskets chooses
			far.weights.K, far.weights.NN, far.weights.Pop = 3000, 6, 1
			list("far", &far)
		})
	}
}

// BenchmarkKept asks for the top 20 from 64 kept neighbours.
func BenchmarkKept(b *testing.B) {
	const customers = 20_000
	c, err := largeChain(customers).Corpus()
	if err != nil {
		b.Fatal(err)
	}
	m, err := Fit(c.All(), Weights{Delta: .95, K: 300, NN: .5, Pop: .1, Eta: .5, Trend: .25}, Options{Workers: 2, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	m.Keep(64)
	a := m.NewAsker()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		a.List(Ask{Customer: i * 7919 % customers, Day: 70, Store: 1, K: 20})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}
