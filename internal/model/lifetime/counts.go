package lifetime

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// mostCounts bounds the purchases looked at within one horizon: more than one
// every day for eleven years.
const mostCounts = 4096

// negligible ends the sums over the number of purchases.
const negligible = 1e-12

// Counts is the distribution of the number of purchases Y within a horizon.
type Counts struct {
	Mean, Variance float64
	tail           []float64 // P(Y ≥ 1), P(Y ≥ 2), …; what follows is negligible
}

// NewCounts returns the distribution with P(Y ≥ n) = tail[n−1], falling.
func NewCounts(tail []float64) Counts {
	c, second := Counts{tail: tail}, 0.0
	for i, v := range tail {
		c.Mean += v
		second += float64(2*i+1) * v
	}
	c.Variance = max(0, second-c.Mean*c.Mean)
	return c
}

// AtLeast returns P(Y ≥ n).
func (c Counts) AtLeast(n int) float64 {
	switch {
	case n <= 0:
		return 1
	case n > len(c.tail):
		return 0
	}
	return c.tail[n-1]
}

// Quantile returns the smallest n with P(Y ≤ n) ≥ u.
func (c Counts) Quantile(u float64) int {
	return sort.Search(len(c.tail), func(n int) bool { return 1-c.tail[n] >= u })
}

// Most returns the largest number of purchases with a chance that matters.
func (c Counts) Most() int { return len(c.tail) }

// Counts returns the distribution of the number of purchases within days from
// now: exact for every K and every a.
//
//	Computes  P(Y ≥ n) = P(active)·φ_n·Σ_j weight_j·I_z(nK−j, R+j), n ≥ 1    (1.4)
//	          φ_1 = 1, φ_{n+1} = φ_n(b'+n−1)/(a+b'+n−1), z = t/(α+T+t)
//	          E[Y] = ΣP(Y≥n),  E[Y²] = Σ(2n−1)P(Y≥n)                        (1.5)
//	          Pareto: P(Y ≥ n | active) = ∫_0^t P(lifetime > u) dF_n(u), F_n the
//	          law of the n-th purchase
//	Source    Reutterer, Platzer, Schroeder 2020; SCIENCE 1.4
func (p Posterior) Counts(days int) Counts {
	if days <= 0 {
		return Counts{}
	}
	t := float64(days) / DaysPerWeek
	tail := make([]float64, 0, usualCounts)
	if p.model.Kind == Pareto {
		next := p.paretoTails(t)
		for given := next(1); given >= negligible && len(tail) < mostCounts; given = next(len(tail) + 1) {
			tail = append(tail, p.active*given)
		}
		return NewCounts(tail)
	}
	w := p.stageTails(t)
	for given := w.next(); given >= negligible && len(tail) < mostCounts; given = w.next() {
		tail = append(tail, p.active*given)
	}
	return NewCounts(tail)
}

// usualCounts is room for the purchases of most customers.
const usualCounts = 48

// RPS returns the ranked probability score of a distribution for what happened:
// the smaller the better, and smallest in the mean for the true law.
//
//	Computes  Σ_{n≥1} (P(Y ≥ n) − 1{y ≥ n})²
func (c Counts) RPS(seen int) float64 {
	sum := 0.0
	for n := 1; n <= max(seen, c.Most()); n++ {
		d := c.AtLeast(n)
		if seen >= n {
			d--
		}
		sum += d * d
	}
	return sum
}

// Forecast returns the distribution of the number of purchases within days, and
// the chance of one within the first of them.
func (m Model) Forecast(h History, days, first int) (within Counts, soon float64) {
	p := m.Posterior(h)
	return p.Counts(days), p.Buys(first)
}

// stageTails goes through P(Y ≥ n | active) for growing n.
type stageTails struct {
	p     *Posterior
	tails [MostStages]tail
	n     int
	stays float64
}

func (p *Posterior) stageTails(t float64) stageTails {
	w := stageTails{p: p, stays: 1}
	for j := range p.model.K {
		w.tails[j] = newTail(p.shape+float64(j), t/(p.rate+t))
	}
	return w
}

// next returns the chance of one purchase more than the time before, of one at first.
func (w *stageTails) next() float64 {
	p, before := w.p, float64(w.n)
	if w.n++; w.n > 1 {
		w.stays *= (p.b + before - 1) / (p.a + p.b + before - 1)
	}
	sum := 0.0
	for j := range p.model.K {
		if p.weight[j] > 0 {
			w.tails[j].walk(w.n*p.model.K - j)
			sum += p.weight[j] * w.tails[j].above
		}
	}
	return w.stays * sum
}

// tail walks along the tail of a negative binomial law.
//
//	Computes  P(N ≥ n) = I_z(n, R) = 1 − Σ_{i<n} Γ(R+i)/(Γ(R)i!)·(1−z)^R·z^i  (0.1)
//	          each term from the one before, in logarithms while it is tiny
type tail struct {
	shape, z float64
	at       int     // i
	log      float64 // ln P(N = i), kept up while it is below tiny
	term     float64 // P(N = i)
	above    float64 // P(N ≥ i)
}

// tiny is the logarithm below which a term may be lost in float64.
const tiny = -600

func newTail(shape, z float64) tail {
	t := tail{shape: shape, z: z, log: shape * math.Log1p(-z), above: 1}
	t.term = math.Exp(t.log)
	return t
}

// walk goes on to P(N ≥ n).
func (t *tail) walk(n int) {
	for ; t.at < n; t.at++ {
		t.above -= t.term
		ratio := t.z * (t.shape + float64(t.at)) / float64(t.at+1)
		if t.log < tiny {
			t.log += math.Log(ratio)
			t.term = math.Exp(t.log)
		} else {
			t.term *= ratio
		}
	}
	t.above = max(0, t.above)
}

// paretoTail is P(Y(t) ≥ n | active) of Pareto/NBD.
//
//	Computes  ∫_0^t ((β+T)/(β+T+u))^s dF_n(u),  F_n(u) = I_{u/(A+u)}(n, r+x), A = α+T
//	          in v = ln(1+u/A), where dF_n = (1−e^−v)^(n−1)·e^(−v(r+x))/B(n,r+x) dv, by
//	          64 Gauss-Legendre nodes over the part within 12 standard deviations
func (p Posterior) paretoTail(n int, t float64) float64 {
	R, k := p.shape, float64(n)
	mean := mathext.Digamma(k+R) - mathext.Digamma(R)
	sd := math.Sqrt(k / (R * (k + R)))
	from, to := max(0, mean-12*sd), min(math.Log1p(t/p.rate), mean+12*sd+40/R)
	if from >= to {
		return 0
	}
	gauss, sum, norm := legendre(), 0.0, lnBeta(k, R)
	for i, share := range gauss.at {
		v := from + share*(to-from)
		u := p.rate * math.Expm1(v)
		density := (k-1)*math.Log(-math.Expm1(-v)) - R*v - norm
		sum += gauss.weight[i] * math.Exp(density-p.a*math.Log1p(u/p.b))
	}
	return min(1, sum*(to-from))
}

// broad is the largest R·ln(1+t/A) for which the nodes may lie in the same places
// for every n: beyond it the law of the n-th purchase is too narrow for them.
const broad = 150

// paretoTails returns P(Y ≥ n | active) for growing n. As long as the nodes stay,
// one term follows from the one before: dF_{n+1}/dF_n = (1−e^−v)(n+R)/n.
func (p Posterior) paretoTails(t float64) func(n int) float64 {
	width, R := math.Log1p(t/p.rate), p.shape
	if R*width > broad {
		return func(n int) float64 { return p.paretoTail(n, t) }
	}
	gauss := legendre()
	var term, step [nodes]float64
	for i, share := range gauss.at {
		v := share * width
		u := math.Expm1(v)
		step[i] = u / (1 + u)
		term[i] = gauss.weight[i] * width * R * math.Exp(-R*v-p.a*math.Log1p(p.rate*u/p.b))
	}
	return func(n int) float64 {
		sum, grow := 0.0, (float64(n)+R)/float64(n)
		for i := range term {
			sum += term[i]
			term[i] *= step[i] * grow
		}
		return min(1, sum)
	}
}
