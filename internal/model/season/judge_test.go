package season

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"
)

// world makes groups with known waves: counts of a year of n events each,
// customers of one event.
type world struct {
	rng       *rand.Rand
	years     int
	amplitude float64
	peak      float64 // months
}

func (w world) group(n int) Group {
	g := Group{Years: make([]Year, w.years)}
	var weight, below [Months]float64
	sum := 0.0
	for m := range Months {
		e := []float64{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m]
		weight[m] = e * math.Exp(w.amplitude*math.Cos(2*math.Pi*(float64(m)+.5-w.peak)/12))
		sum += weight[m]
		below[m] = sum
		for y := range g.Years {
			g.Years[y].Exposure[m] = e
		}
	}
	for i := range w.years * n {
		u := w.rng.Float64() * sum
		b := Buyer{Years: make([]Pattern, w.years)}
		b.Years[i/n][sort.Search(Months-1, func(m int) bool { return u < below[m] })]++
		g.Buyers = append(g.Buyers, b)
	}
	return g
}

// tally counts findings of types below truly, and of others.
type tally struct{ right, wrong int }

func (c *tally) add(i, truly int) {
	if i < truly {
		c.right++
	} else {
		c.wrong++
	}
}

// TestFind_FalseDiscoveries is the experiment of SCIENCE 7.3: 200 types, 40 of
// them seasonal (amplitude .5, N 40 to 200), fewer repeats.
func TestFind_FalseDiscoveries(t *testing.T) {
	t.Parallel()
	const types, truly, repeats = 200, 40, 3
	var first, again tally
	for r := range uint64(repeats) {
		rng := rand.New(rand.NewPCG(r, 73))
		groups := make([]Group, types)
		for i := range groups {
			w := world{rng: rng, years: 2, peak: rng.Float64() * 12}
			if i < truly {
				w.amplitude = .5
			}
			groups[i] = w.group(40 + rng.IntN(161))
			groups[i].Type = i
		}
		for i, s := range Judge(groups, r) {
			if s.Q <= MostQ {
				first.add(i, truly)
			}
			if s.Verdict == Reported {
				again.add(i, truly)
			}
		}
	}
	share := func(wrong, right int) float64 { return float64(wrong) / float64(max(1, wrong+right)) }
	power := float64(first.right) / (truly * repeats)
	kept := float64(again.right) / float64(first.right)
	t.Logf("read once: power %.3f, false share %.3f; after the next year: false share %.4f, kept %.3f",
		power, share(first.wrong, first.right), share(again.wrong, again.right), kept)
	if power < .60 || share(first.wrong, first.right) > .12 {
		t.Errorf("read once: power %.3f, false share %.3f; want about .7 and below .10", power, share(first.wrong, first.right))
	}
	if share(again.wrong, again.right) > .02 || kept < .55 {
		t.Errorf("after the next year: false share %.4f, kept %.3f", share(again.wrong, again.right), kept)
	}
}

// TestJudge_SilenceRules breaks one rule at a time of a season that is found.
func TestJudge_SilenceRules(t *testing.T) {
	t.Parallel()
	clear := func(years int) Group {
		return world{rng: rand.New(rand.NewPCG(3, 3)), years: years, amplitude: .7, peak: 5}.group(150)
	}
	for _, c := range []struct {
		name  string
		group func() Group
		want  Why
	}{
		{"two years", func() Group { return clear(2) }, Found},
		{"one year", func() Group { return clear(1) }, OneYear},
		{"no year", func() Group { return Group{} }, TooShort},
		{"the store grew by 60 %", func() Group {
			g := clear(2)
			for m := 9; m < Months; m++ {
				g.Years[1].Exposure[m] *= 1.6
			}
			return g
		}, ExposureChanged},
		{"the store grew by 45 %", func() Group {
			g := clear(2)
			for m := 9; m < Months; m++ {
				g.Years[1].Exposure[m] *= 1.4
			}
			return g
		}, Found},
		{"closed for a quarter", func() Group {
			g := clear(2)
			for m := 3; m < 6; m++ {
				g.Years[0].Exposure[m] = 0
			}
			return g
		}, ExposureChanged},
		{"30 % promoted", func() Group { g := clear(2); g.Promoted = 90; return g }, Found},
		{"more than 30 % promoted", func() Group { g := clear(2); g.Promoted = 91; return g }, Promoted},
		{"24 customers", func() Group { return few(clear(2), 24) }, FewCustomers},
		{"39 purchases", func() Group { return thin(clear(2), 39) }, FewEvents},
		{"40 purchases are looked at", func() Group { return thin(clear(2), 40) }, Found},
		{"the next year is flat", func() Group { return joined(clear(1), world{rng: rand.New(rand.NewPCG(9, 9)), years: 1}.group(150)) }, NotAgain},
		{"the next year peaks elsewhere", func() Group {
			return joined(clear(1), world{rng: rand.New(rand.NewPCG(9, 9)), years: 1, amplitude: .7, peak: 8}.group(150))
		}, Moved},
		{"a wave too small to act on", func() Group {
			return world{rng: rand.New(rand.NewPCG(3, 4)), years: 2, amplitude: .12, peak: 5}.group(4000)
		}, Flat},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := Judge([]Group{c.group()}, 1)[0]
			if s.Why != c.want {
				t.Errorf("%s, want %s: %+v", s.Why, c.want, s)
			}
			if want := map[Why]Verdict{Found: Reported, OneYear: FirstSighting}[c.want]; s.Verdict != want {
				t.Errorf("verdict %s, want %s", s.Verdict, want)
			}
		})
	}
}

// few gives the events of all to the first n customers.
func few(g Group, n int) Group {
	out := g
	out.Buyers = make([]Buyer, n)
	for i, b := range g.Buyers {
		to := &out.Buyers[i%n]
		if to.Years == nil {
			to.Years = make([]Pattern, len(g.Years))
		}
		for y, p := range b.Years {
			for m, o := range p {
				to.Years[y][m] += o
			}
		}
	}
	return out
}

// thin keeps n events of the first year.
func thin(g Group, n int) Group {
	kept := 0
	var buyers []Buyer
	for _, b := range g.Buyers {
		if b.Years[0].events() > 0 {
			if kept += b.Years[0].events(); kept > n {
				continue
			}
		}
		buyers = append(buyers, b)
	}
	g.Buyers = buyers
	return g
}

// joined puts one year behind another.
func joined(a, b Group) Group {
	out := Group{Years: append(a.Years, b.Years...)}
	for _, x := range a.Buyers {
		out.Buyers = append(out.Buyers, Buyer{Years: []Pattern{x.Years[0], {}}})
	}
	for _, x := range b.Buyers {
		out.Buyers = append(out.Buyers, Buyer{Years: []Pattern{{}, x.Years[0]}})
	}
	return out
}
