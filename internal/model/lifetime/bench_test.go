package lifetime

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// grocers draws customers of a chain with weekly to yearly buyers who came in the
// course of two years: nearly every history is another one.
func grocers(n int) []History {
	m := Model{MBG, 2, 1.2, 3, .5, 1.6}
	rng := rand.New(rand.NewPCG(6, 4))
	out, days := make([]History, 0, n), []float64{}
	for range n {
		age, track := rng.Int32N(730), Track{}
		track.Add(0)
		days = m.Newcomer().Sample(rng, int(age), days[:0])
		for _, d := range days {
			track.Add(min(age, 1+int32(d)))
		}
		h, _ := track.At(age)
		out = append(out, h)
	}
	return out
}

// BenchmarkFit fits every model to 10⁴, 10⁵ and 10⁶ customers; counting them is
// part of it. Run it with -cpu 1 to read it as CPU time.
func BenchmarkFit(b *testing.B) {
	all := grocers(1_000_000)
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		for _, kind := range []Model{{Kind: BG, K: 1}, {Kind: MBG, K: 1}, {Kind: MBG, K: 2}, {Kind: Pareto, K: 1}} {
			b.Run(fmt.Sprintf("%s/%d", kind.Name(), n), func(b *testing.B) {
				fit := Fit{}
				for b.Loop() {
					rows, err := Count(all[:n], runtime.GOMAXPROCS(0))
					if err != nil {
						b.Fatal(err)
					}
					if fit, err = rows.Fit(kind, runtime.GOMAXPROCS(0)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(fit.Rows), "rows")
				b.ReportMetric(float64(fit.Steps), "points")
			})
		}
	}
}

// BenchmarkValues expects the coming year of 10⁵ customers with spend.
func BenchmarkValues(b *testing.B) {
	all, rng, s := grocers(100_000), rand.New(rand.NewPCG(5, 5)), Spend{P: 2.5, Q: 3.7, Gamma: 40}
	spent := make([]Spent, len(all))
	for i, h := range all {
		if spent[i].Days = h.Repeats; h.Repeats > 0 {
			spent[i].Mean = 5 + 40*rng.Float64()
		}
	}
	for _, m := range []Model{{MBG, 1, 1.2, 6, .5, 1.6}, {MBG, 2, 1.2, 3, .5, 1.6}, {Pareto, 1, .8, 6, .5, 8}} {
		b.Run(m.Name(), func(b *testing.B) {
			v, err := NewValuer(m, &s, Terms{Days: 364, Annual: .1})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				v.All(all, spent, runtime.GOMAXPROCS(0))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/customer")
		})
	}
}
