package lifetime

import (
	"math"
	"math/rand/v2"
	"testing"
)

func cdnowSpend() Spend { return Spend{P: 6.25, Q: 3.74, Gamma: 15.44} }

func TestSpend_WorkedExamples(t *testing.T) {
	s := cdnowSpend()
	for _, c := range []struct {
		spent Spent
		want  float64
	}{{Spent{2, 22.35}, 24.663714}, {Spent{1, 11.77}, 18.916852}, {Spent{}, 35.218978}} {
		got, ok := s.Purse(c.spent).Mean()
		near(t, "expected spend", got, c.want, 1e-6)
		if !ok {
			t.Errorf("the mean of %+v does not exist", c.spent)
		}
	}
	near(t, "personal 5 %", s.Purse(Spent{2, 22.35}).Personal(.05), 16.072183, 1e-5)
	near(t, "personal 95 %", s.Purse(Spent{2, 22.35}).Personal(.95), 36.755121, 1e-5)
	if m, ok := (Spend{P: 2, Q: .9, Gamma: 10}).Purse(Spent{}).Mean(); ok || !(m > 0) || math.IsInf(m, 0) {
		t.Errorf("a mean that does not exist is %v, %v; want the median customer's and not ok", m, ok)
	}
}

// The customer of SCIENCE 2.4 whose value is worked out there.
func customerOf24(t *testing.T) (Posterior, Purse, Terms) {
	t.Helper()
	bg, _, _, _ := published()
	return stretched(bg).Posterior(four()[2]), cdnowSpend().Purse(Spent{2, 22.35}), Terms{Days: 3900, Annual: math.Pow(1.1, 7.0/100) - 1}
}

func TestValue_WorkedExamples(t *testing.T) {
	p, b, terms := customerOf24(t)
	w := WorthOf(p.Counts(3900), b)
	for u, want := range map[float64]float64{.5: 15.45377, .8: 55.15147, .9: 85.00599, .95: 115.32650} {
		near(t, "quantile", w.Quantile(u), want, 1e-3)
	}
	mean, _ := w.Mean()
	near(t, "E", mean, 30.235393, 1e-5)
	near(t, "q below P(nothing)", w.Quantile(.4), 0, 0)

	// A stretched week is discounted in 14.3 steps, each at the end of its own: the
	// stair is finer than the published one and lies half a week higher.
	each, _ := b.Mean()
	d := math.Pow(1.1, 1.0/52) - 1
	if got := each * p.Discounted(terms); math.Abs(got-29.212601) > 29.2*d*.6 {
		t.Errorf("discounted value %v, want 29.2126 within half a week's discount", got)
	}
	v := ValueOf(p, b, terms, Draws{N: 40_000, Seed: 3})
	near(t, "simulated median", v.Median, 14.92, .5)
	near(t, "simulated 90 %", v.P90, 82.13, 2)
	near(t, "simulated 95 %", v.High, 111.22, 3)
	near(t, "P(nothing)", v.None, .445393, 1e-6)
}

// With whole days the published stair is met: 30.43 and 38.86 weeks rounded to
// days move the figure by a thousandth, and the sum is checked term by term.
func TestDiscounted_IsTheSumOverWeeks(t *testing.T) {
	bg, _, _, _ := published()
	p := bg.Posterior(customer(2, 213, 272, 0))
	near(t, "DET", p.Discounted(Terms{Days: 273, Annual: .10}), 1.1844364, 2e-3)
	want, d := 0.0, math.Pow(1.1, 1.0/52)-1
	for w := 1; w <= 39; w++ {
		want += (p.Expected(7*w) - p.Expected(7*(w-1))) * math.Pow(1+d, -float64(w))
	}
	near(t, "DET", p.Discounted(Terms{Days: 273, Annual: .10}), want, 1e-12)
	near(t, "no discount", p.Discounted(Terms{Days: 273}), p.Expected(273), 1e-12)
}

// Simulated futures against the exact laws, for every family.
func TestSample_FollowsTheExactLaw(t *testing.T) {
	bg, mbg, cnbd, pareto := published()
	for i, m := range []Model{bg, mbg, cnbd, pareto, {MBG, 4, 1.3, 1.2, .46, .87}} {
		p := m.Posterior(customer(5, 280, 364, 0))
		c, rng := p.Counts(364), rand.New(rand.NewPCG(uint64(i), 5))
		const draws = 60_000
		mean, five, none, days := 0.0, 0.0, 0.0, []float64{}
		for range draws {
			days = p.Sample(rng, 364, days[:0])
			mean += float64(len(days)) / draws
			if len(days) >= 5 {
				five += 1.0 / draws
			}
			if len(days) == 0 {
				none += 1.0 / draws
			}
		}
		near(t, m.Name()+" mean", mean, c.Mean, 4*math.Sqrt(c.Variance/draws))
		near(t, m.Name()+" P(Y≥5)", five, c.AtLeast(5), 4*math.Sqrt(.25/draws))
		near(t, m.Name()+" P(Y=0)", 1-none, p.Buys(364), 4*math.Sqrt(.25/draws))
	}
}

func TestRate_LeansToTheSegment(t *testing.T) {
	r := Rate{Segment: .3, Revenue: 20}
	near(t, "nothing known", r.Of(0, 0), .3, 0)
	near(t, "a loss of 50 on 100", r.Of(-50, 100), (-50+5*.3*20)/(100+5*20), 1e-15)
	near(t, "no segment", Rate{Segment: .25}.Of(0, 0), .25, 0)
}

// Where all spend the same, or come as often, nothing depends on anything: rounding of
// a mean must not pass for a correlation of 1.
func TestIndependence_WhatDoesNotVary(t *testing.T) {
	for n := 100; n < 300; n += 7 {
		var same, often, dear []Spent
		for i := range n {
			same = append(same, Spent{Days: 1, Mean: 5})
			often = append(often, Spent{Days: 3, Mean: float64(1 + i)})
			dear = append(dear, Spent{Days: int32(1 + i%9), Mean: 9.99})
		}
		for _, all := range [][]Spent{same, often, dear} {
			if got := IndependenceOf(all); got.Pearson != 0 || got.Spearman != 0 || got.LogLog != 0 {
				t.Fatalf("%d customers like %+v: %+v, want none", n, all[0], got)
			}
		}
	}
}
