package wants

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/habit/baseline"
	"sartor/internal/model/modeltest"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
)

// BenchmarkFirsts judges what is said to strangers, by the store they stand in, and to
// customers with a single basket, beside the chain's most popular products.
func BenchmarkFirsts(b *testing.B) {
	for _, c := range []struct {
		name string
		view func() (v basket.View, day int32)
	}{
		{"online", func() (basket.View, int32) {
			return modeltest.Online(b).All(), modeltest.DayOf(b, "2011-10-01")
		}},
		{"grocery", func() (basket.View, int32) { v := simulated(b, "grocery", 2000, 240); return v, v.LastDay() - 120 }},
		{"apparel", func() (basket.View, int32) { v := simulated(b, "apparel", 6000, 540); return v, v.LastDay() - 120 }},
		{"diy", func() (basket.View, int32) { v := simulated(b, "diy", 4000, 540); return v, v.LastDay() - 120 }},
	} {
		v, day := c.view()
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				firsts(b, v, day)
			}
		})
	}
}

func firsts(b *testing.B, v basket.View, day int32) {
	b.Helper()
	known := v.Before(day)
	m, err := habit.Fit(corpusOf(b, known), habit.Options{Workers: 2, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	all := options()
	o := all.neighbours()
	weights := neighbour.Tune([]trial.Split{trial.Before(known, day-30, 2, 1_000)}, o).Weights
	for baskets, who := range []string{"strangers", "one basket"} {
		s := trial.Split{Name: who, Known: known}
		var lists [][]uint32
		var scratch habit.Scratch
		for u := range v.Customers() {
			from, to := known.Span(u)
			if _, end := v.Span(u); int(to-from) != baskets || to == end {
				continue
			}
			one := trial.Case{Customer: u, Day: day, Store: v.Store(to), Truth: v.Set(to)}
			var p habit.Profile
			for at := from; at < to; at++ {
				p.Add(v.Day(at), v.Store(at), v.Set(at))
			}
			var list []uint32
			for _, x := range m.Ranked(&p, habit.Visit{Store: one.Store, Day: day}, trial.Deep, &scratch) {
				list = append(list, x.Product)
			}
			s.Cases, lists = append(s.Cases, one), append(lists, list)
		}
		ways := []trial.Candidate{trial.Given{Title: "said", Of: lists}, baseline.Popular(baseline.Options{Workers: 2})}
		if baskets > 0 {
			ways = append(ways, baseline.PopularPersonal(baseline.Options{Workers: 2}), neighbour.Fixed{Title: "with neighbours", Weights: weights, Options: o})
		}
		tell(b, &s, ways)
	}
}

// tell logs what each way is worth, and what the first is worth more than it.
func tell(b *testing.B, s *trial.Split, ways []trial.Candidate) {
	b.Helper()
	draw := trial.Draw{Level: .9, Seed: 1}
	var first trial.Marks
	for i, way := range ways {
		marks, err := trial.Judge(s, way)
		if err != nil {
			b.Fatal(err)
		}
		if i == 0 {
			first = marks
		}
		d, err := trial.Compare(&first, &marks, draw)
		if err != nil {
			b.Fatal(err)
		}
		x := marks.Score(draw)
		b.Logf("%s, %d: %-24s Recall@10 / @20 %.4f / %.4f, NDCG@10 %.4f; the first beside it %+.4f (%+.4f to %+.4f)", s.Name, x.Customers, way.Name(),
			x.Recall10.Value, x.Recall20.Value, x.NDCG10.Value, d.Recall10.Value, d.Recall10.Low, d.Recall10.High)
	}
}

// corpusOf holds the baskets of a view alone.
func corpusOf(b *testing.B, v basket.View) *basket.Corpus {
	b.Helper()
	var all basket.Builder
	for u := range v.Customers() {
		for at, to := v.Span(u); at < to; at++ {
			all.Add(basket.Basket{Customer: int32(u), Day: v.Day(at), Store: v.Store(at), Products: v.Set(at)})
		}
	}
	c, err := all.Corpus()
	if err != nil {
		b.Fatal(err)
	}
	return c
}
