package lifetime

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func anyModel(t *rapid.T) Model {
	m := Model{Kind: Kind(rapid.IntRange(0, 2).Draw(t, "kind")), K: 1}
	if m.Kind != Pareto {
		m.K = rapid.IntRange(1, 6).Draw(t, "k")
	}
	p := [4]float64{}
	for i := range p {
		p[i] = math.Exp(rapid.Float64Range(-4, 6).Draw(t, "ln param"))
	}
	return m.with(p)
}

func anyHistory(t *rapid.T) History {
	h := History{Age: rapid.Int32Range(0, 6000).Draw(t, "age")}
	h.Recency = rapid.Int32Range(0, h.Age).Draw(t, "recency")
	if h.Recency > 0 {
		h.Repeats = rapid.Int32Range(1, h.Recency).Draw(t, "repeats")
	}
	return h
}

func TestPosterior_HoldsForAnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, h := anyModel(t), anyHistory(t)
		days := rapid.IntRange(1, 400).Draw(t, "days")
		p := m.Posterior(h)
		alive, _ := p.Alive()
		if !(alive >= 0 && alive <= 1) {
			t.Fatalf("P(alive) %v", alive)
		}
		older := h
		older.Age += rapid.Int32Range(1, 500).Draw(t, "silence")
		if later, _ := m.Posterior(older).Alive(); later > alive+1e-9 {
			t.Fatalf("P(alive) rises with silence from %v to %v", alive, later)
		}
		if ll := m.LogLik(h); math.IsNaN(ll) || math.IsInf(ll, 0) {
			t.Fatalf("log-likelihood %v", ll)
		}
		for i, g := range m.gradient(h) {
			if math.IsNaN(g) || math.IsInf(g, 0) {
				t.Fatalf("derivative %d is %v", i, g)
			}
		}
		near, far := p.Expected(days), p.Expected(days+7)
		if !(near >= 0 && far >= near*(1-1e-9)) || math.IsInf(far, 0) {
			t.Fatalf("E[Y] %v in %d days, %v a week later", near, days, far)
		}
		if b := p.Buys(days); !(b >= 0 && b <= min(alive, near)+1e-9) {
			t.Fatalf("P(buys) %v, P(alive) %v, E[Y] %v", b, alive, near)
		}
		c, last := p.Counts(days), 1.0
		for n := 1; n <= c.Most(); n++ {
			if v := c.AtLeast(n); !(v >= 0 && v <= last+1e-9) {
				t.Fatalf("P(Y≥%d) %v after %v", n, v, last)
			} else {
				last = v
			}
		}
	})
}

func TestWorth_HoldsForAnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, h := anyModel(t), anyHistory(t)
		h.Age, h.Recency, h.Repeats = h.Age%600, min(h.Recency, h.Age%600), min(h.Repeats, h.Recency%600, h.Age%600)
		if h.Repeats == 0 || h.Recency == 0 {
			h.Repeats, h.Recency = 0, 0
		}
		s := Spend{P: rapid.Float64Range(.1, 20).Draw(t, "p"), Q: rapid.Float64Range(1.1, 20).Draw(t, "q"), Gamma: rapid.Float64Range(.1, 1e4).Draw(t, "γ")}
		spent := Spent{Days: h.Repeats, Mean: rapid.Float64Range(.01, 1e4).Draw(t, "mean")}
		terms := Terms{Days: rapid.IntRange(1, 100).Draw(t, "days"), Annual: rapid.Float64Range(0, .5).Draw(t, "annual")}
		p := m.Posterior(h)
		det := p.Discounted(terms)
		if more := p.Discounted(Terms{Days: terms.Days + 7, Annual: terms.Annual}); more < det*(1-1e-9) {
			t.Fatalf("a longer horizon is worth less: %v after %v", more, det)
		}
		if less := p.Discounted(Terms{Days: terms.Days, Annual: terms.Annual + .1}); less > det*(1+1e-9) {
			t.Fatalf("a higher rate is worth more: %v after %v", less, det)
		}
		double := s
		double.Gamma *= 2
		one, _ := s.Purse(spent).Mean()
		two, _ := double.Purse(Spent{spent.Days, 2 * spent.Mean}).Mean()
		if math.Abs(two-2*one) > 1e-9*two {
			t.Fatalf("twice the amounts are worth %v, not twice %v", two, one)
		}
		w := WorthOf(p.Counts(terms.Days), s.Purse(spent))
		if low, high := w.Quantile(.05), w.Quantile(.95); !(low >= 0 && low <= high) || math.IsInf(high, 0) {
			t.Fatalf("interval %v to %v", low, high)
		}
	})
}
