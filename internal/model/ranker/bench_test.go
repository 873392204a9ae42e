package ranker

import (
	"math"
	"testing"

	"sartor/internal/model/modeltest"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
)

// BenchmarkList makes a customer's list of 20 on Online Retail, neighbours given
// (nothing is searched), with 100 trees as a fit grows them.
func BenchmarkList(b *testing.B) {
	s := trial.Before(modeltest.Online(b).All(), modeltest.DayOf(b, "2011-11-01"), 2, math.MaxInt32)
	t := NewTables(s.Known, Options{Workers: 2, Seed: 1})
	l := learning{o: Options{Workers: 2, Seed: 1, Trees: 100}, past: t.groups(&s)[:300]}
	l.grown = l.settings()
	r, err := l.grow()
	if err != nil {
		b.Fatal(err)
	}
	a, near := t.NewAsker(), make([][]neighbour.Neighbour, len(s.Cases))
	for i := range near {
		near[i] = append(near[i], a.search.Of(s.Cases[i].Customer, nearest)...)
	}
	b.ResetTimer()
	rows, k := 0, 0
	for b.Loop() {
		one := &s.Cases[k%len(near)]
		s.Known.Past(one.Customer, &a.past)
		a.begin(&a.past, one.Day)
		a.finish(&a.past, near[k%len(near)])
		rows += len(a.candidates)
		a.list(r.model, 20)
		k++
	}
	b.ReportMetric(float64(rows)/float64(k), "rows")
}
