package plan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

// bigChain is a chain of 50 stores in five regions.
func bigChain() *Chain {
	c := &Chain{Rules: Usual()}
	for i := range 50 {
		c.Stores = append(c.Stores, Store{Number: uint32(i + 1), Region: string(rune('a' + i%5)), Latitude: 50 + float64(i%10)/8, Longitude: 9 + float64(i/10)/6})
	}
	return c
}

// bigItem draws a product in all stores: daily means spread as those of a grocer, a
// third of the nights an order night, some shelves nearly empty, some far too full.
func bigItem(number int) Item {
	r := rand.New(rand.NewPCG(uint64(number), 11))
	it := Item{Product: Product{Number: uint32(number), Price: 100 + 900*r.Float64()}}
	it.Product.Cost = it.Product.Price * (.5 + .3*r.Float64())
	if r.IntN(4) == 0 {
		it.Product.Life = 1 + r.IntN(10)
	}
	base := math.Exp(1.2*r.NormFloat64() - .3)
	for store := range 50 {
		mean := base * math.Exp(.4*r.NormFloat64())
		means := make([]float64, Horizon)
		for d := range means {
			means[d] = mean * (1 + .4*math.Sin(float64(d)*2*math.Pi/7))
		}
		terms := &Terms{Supplier: fmt.Sprint("s", number%24), Depot: -1, Lead: float64(1 + number%5), LeadSD: .5 * float64(number%3), Pack: 1 + number%12}
		terms.Days[0], terms.Days[3], terms.Days[5] = (number+store)%3 != 0, true, true
		on := int(mean * float64(r.IntN(9)))
		if r.IntN(12) == 0 {
			on *= 5
		}
		it.Places = append(it.Places, Place{Store: store, OnHand: on, Means: means, Ratio: 1.1 + 2*r.Float64(), Terms: terms})
	}
	return it
}

// BenchmarkNight plans a night of 50 stores: products × 50 shelves, streaming; MiB is
// what lives when all are planned.
func BenchmarkNight(b *testing.B) {
	for _, products := range []int{200, 2000, 20_000} {
		b.Run(fmt.Sprint(products*50), func(b *testing.B) {
			for b.Loop() {
				benchNight(b, products)
			}
		})
	}
}

func benchNight(b *testing.B, products int) {
	b.Helper()
	c := bigChain()
	n, err := NewNight(c)
	if err != nil {
		b.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	told := 0
	tell := func(*Proposal) error { told++; return nil }
	const workers = 2
	for w := range workers {
		wg.Go(func() {
			for p := w; p < products; p += workers {
				out, err := c.Plan(bigItem(p))
				mu.Lock()
				if err == nil {
					err = n.Add(&out, tell)
				}
				mu.Unlock()
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	held := len(n.moves)
	if err := n.Settle(tell); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB")
	b.ReportMetric(float64(n.Totals.Orders), "orders")
	b.ReportMetric(float64(held), "moves-thought")
	b.ReportMetric(float64(n.Totals.Moves), "moves")
}

// TestBig_Sane looks at a small night of the benchmark.
func TestBig_Sane(t *testing.T) {
	t.Parallel()
	items := make([]Item, 20)
	for i := range items {
		items[i] = bigItem(i)
	}
	c := bigChain()
	c.Rules.Tour = 0
	totals, all := nightOf(t, c, items)
	if totals.Orders < 100 || totals.Moves < 10 || len(all) != totals.Orders+totals.Moves {
		t.Errorf("%+v", totals)
	}
	for d, day := range totals.Days {
		if !(day.With.Low <= day.With.Mid && day.With.Mid <= day.With.High && day.With.Mid >= day.Without.Mid) || day.With.Mid < .5 || day.With.Mid > 1 {
			t.Errorf("day %d: %+v", d+1, day)
		}
	}
}
