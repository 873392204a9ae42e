package habit

import (
	"math/rand/v2"
	"testing"

	"sartor/internal/model/basket"
)

// largeChain has 200,000 customers with five baskets of twenty lines in 1,000
// stores of 40 regions, from 50,000 products of 500 categories: 20 million lines.
func largeChain(customers int) (*basket.Builder, Options) {
	const products, stores, categories = 50_000, 1_000, 500
	rng := rand.New(rand.NewPCG(1, 1))
	o := Options{Category: make([]uint32, products+1), Region: make([]uint32, stores+1), Workers: 2, Seed: 1}
	for p := range o.Category[1:] {
		o.Category[p+1] = uint32(rng.IntN(categories)) + 1
	}
	for s := range o.Region[1:] {
		o.Region[s+1] = uint32(s)/25 + 1
	}
	popular := func() uint32 {
		u := rng.Float64()
		return 1 + uint32(u*u*u*products)
	}
	own := make([]uint32, 30)
	visited := func() []uint32 {
		set := make([]uint32, 20)
		for i := range set {
			set[i] = popular()
			if i < 12 {
				set[i] = own[rng.IntN(len(own))]
			}
		}
		return set
	}
	b := &basket.Builder{}
	for u := range customers {
		for i := range own {
			own[i] = popular()
		}
		store := uint32(u%stores) + 1
		for visit := range 5 {
			set := visited()
			b.Add(receipt(int32(u), int32(18000+visit*7+rng.IntN(7)), store, set))
		}
	}
	return b, o
}

func benchmarkFit(b *testing.B, customers int) {
	for b.Loop() {
		b.StopTimer()
		builder, o := largeChain(customers)
		b.StartTimer()
		c, err := builder.Corpus()
		if err != nil {
			b.Fatal(err)
		}
		m, err := Fit(c, o)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(c.Lines())/1e6, "Mlines")
		b.ReportMetric(float64(len(m.Append(nil)))/1e6, "MB")
	}
}

func BenchmarkFit2M(b *testing.B)  { benchmarkFit(b, 20_000) }
func BenchmarkFit20M(b *testing.B) { benchmarkFit(b, 200_000) }

func BenchmarkEvaluate(b *testing.B) {
	builder, o := largeChain(20_000)
	c, err := builder.Corpus()
	if err != nil {
		b.Fatal(err)
	}
	m, err := Fit(c, o)
	if err != nil {
		b.Fatal(err)
	}
	var packed [][]byte
	items := 0
	for u := range 1000 {
		var p Profile
		foldAll(c, &p, u)
		items += len(p.Items)
		packed = append(packed, p.AppendPacked(nil, m.Decay()))
	}
	var p Profile
	var s Scratch
	lists := 0
	for i := 0; b.Loop(); i++ {
		if err := p.Decode(packed[i%1000]); err != nil {
			b.Fatal(err)
		}
		l := m.Evaluate(&p, Visit{p.Store, p.Last + 7}, &s)
		lists += len(l.Due) + len(l.Lapsed) + len(l.Next)
	}
	b.ReportMetric(float64(items)/1000, "items")
	b.ReportMetric(float64(lists)/float64(b.N), "others")
}
