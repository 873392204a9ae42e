package wants

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
)

// BenchmarkList makes nightly lists of 50, neighbours searched each time.
func BenchmarkList(b *testing.B) {
	c := modeltest.Online(b)
	v := c.All()
	r, _, err := ranker.Train([]trial.Split{trial.Before(v, c.LastDay()-30, 2, 600)}, ranker.Options{Workers: 2, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	for name, m := range map[string]*Model{"additive": {Weights: Weights{Delta: .8, K: 300, NN: .5, Near: .6, Pop: .1, Eta: .5, Trend: .5}}, "trees": {Ranker: r}} {
		b.Run(name, func(b *testing.B) {
			base, err := NewBase(v, m, options())
			if err != nil {
				b.Fatal(err)
			}
			a, u := base.NewAsker(), 0
			var past basket.Past
			b.ResetTimer()
			for b.Loop() {
				v.Past(u%c.Customers(), &past)
				a.List(Ask{Past: &past, Self: u % c.Customers(), Day: c.LastDay() + 1, Store: 1, K: 50, New: 15})
				u++
			}
		})
	}
}
