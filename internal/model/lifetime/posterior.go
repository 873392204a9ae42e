package lifetime

import (
	"math"
	"math/rand/v2"
)

// Posterior is what a model believes of one customer, or of a new one.
//
//	active  λ ~ Gamma(shape+j, rate [weeks]) with j stages done with chance
//	        weight[j]; MBG, BG: p ~ Beta(a, b); Pareto: μ ~ Gamma(a, rate b [weeks])
type Posterior struct {
	model  Model
	active float64
	speaks bool
	weight [MostStages]float64
	shape  float64
	rate   float64
	a, b   float64
}

// Posterior returns what the model believes of a customer with this history.
//
//	Computes  P(active) = 1 − exp(D − L)                                    (1.2)
//	          weight_j = exp(E_j)/Σexp(E_i)
//	Source    Reutterer, Platzer, Schroeder 2020; SCIENCE 1.4, 1.5
func (m Model) Posterior(h History) Posterior {
	p := Posterior{model: m, speaks: m.Kind != BG || h.Repeats > 0, rate: m.Alpha + h.ageWeeks()}
	if m.Kind == Pareto {
		l1 := -(m.R+float64(h.Repeats))*math.Log(m.Alpha+h.ageWeeks()) - m.A*math.Log(m.B+h.ageWeeks())
		p.active = 1 / (1 + math.Exp(math.Log(m.A)+m.leaving(h).log-l1))
		p.shape, p.a, p.b, p.weight[0] = m.R+float64(h.Repeats), m.A, m.B+h.ageWeeks(), 1
		return p
	}
	s := m.stages(h)
	p.shape, p.a, p.b = s.shape, m.A, m.B+float64(h.Repeats)+m.dropsAtFirst()
	all := logSumExp(s.done[:m.K])
	p.active = min(1, math.Exp(all-s.total))
	for j := range m.K {
		p.weight[j] = math.Exp(s.done[j] - all)
	}
	return p
}

// Newcomer returns what the model believes of a customer right after the first
// purchase. (1.7)
func (m Model) Newcomer() Posterior { return m.Posterior(History{}) }

// Alive returns the chance that the customer is still one. ok is false when the
// model cannot tell: under BG a one-time buyer is active by definition, which
// must not be shown to a person.
func (p Posterior) Alive() (chance float64, ok bool) { return p.active, p.speaks }

// Buys returns the chance of at least one purchase within days from now.
//
//	Computes  P(active)·Σ_j weight_j·I_z(K−j, R+j),  z = t/(α+T+t)           (1.4)
//	Weak      under BG a one-time buyer counts as active
func (p Posterior) Buys(days int) float64 {
	if days <= 0 {
		return 0
	}
	if p.model.Kind == Pareto {
		return p.active * p.paretoTail(1, float64(days)/DaysPerWeek)
	}
	t := float64(days) / DaysPerWeek
	sum := 0.0
	for j := range p.model.K {
		if p.weight[j] > 0 {
			tail := newTail(p.shape+float64(j), t/(p.rate+t))
			tail.walk(p.model.K - j)
			sum += p.weight[j] * tail.above
		}
	}
	return p.active * sum
}

// Expected returns the mean number of purchases within days from now.
//
//	Computes  MBG, BG: Σ_n P(Y ≥ n)                                         (1.5)
//	          Pareto: P(active)·(r+x)(β+T)/(α+T)·h                          (1.9)
//	          h = −expm1((s−1)ln((β+T)/(β+T+t)))/(s−1), ln((β+T+t)/(β+T)) for s = 1
func (p Posterior) Expected(days int) float64 {
	if p.model.Kind != Pareto {
		return p.Counts(days).Mean
	}
	t := float64(max(days, 0)) / DaysPerWeek
	lasting := math.Log1p(t / p.b)
	h := lasting
	if s := p.a - 1; math.Abs(s) > 1e-8 {
		h = -math.Expm1(-s*lasting) / s
	}
	return p.active * p.shape * p.b / p.rate * h
}

// Sample draws one possible future: the days from now, growing and not whole, on
// which the customer buys within the given days. It is appended to into.
//
//	Source    SCIENCE 1.4: active or not; stages done, λ and p; then gaps until a
//	          drop-out or the horizon
func (p Posterior) Sample(rng *rand.Rand, days int, into []float64) []float64 {
	if rng.Float64() >= p.active {
		return into
	}
	horizon := float64(days) / DaysPerWeek
	if p.model.Kind == Pareto {
		lambda := gammaDraw(rng, p.shape) / p.rate
		if mu := gammaDraw(rng, p.a) / p.b; mu > 0 {
			horizon = min(horizon, rng.ExpFloat64()/mu)
		}
		for at := rng.ExpFloat64() / lambda; at <= horizon; at += rng.ExpFloat64() / lambda {
			into = append(into, at*DaysPerWeek)
		}
		return into
	}
	j, u := 0, rng.Float64()
	for ; j < p.model.K-1 && u >= p.weight[j]; j++ {
		u -= p.weight[j]
	}
	lambda := gammaDraw(rng, p.shape+float64(j)) / p.rate
	leaves := gammaDraw(rng, p.a)
	leaves /= leaves + gammaDraw(rng, p.b)
	for at := erlang(rng, p.model.K-j) / lambda; at <= horizon; at += erlang(rng, p.model.K) / lambda {
		into = append(into, at*DaysPerWeek)
		if rng.Float64() < leaves {
			break
		}
	}
	return into
}

// erlang draws the sum of k standard exponentials.
func erlang(rng *rand.Rand, k int) float64 {
	sum := 0.0
	for range k {
		sum += rng.ExpFloat64()
	}
	return sum
}

// gammaDraw draws from Gamma(shape, 1).
//
//	Source    Marsaglia, Tsang 2000; below shape 1 by U^(1/shape)
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		// Never 0, which as a rate would make an endless gap of 0·∞.
		return max(gammaDraw(rng, shape+1)*math.Pow(rng.Float64(), 1/shape), math.SmallestNonzeroFloat64)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := rng.Float64(); math.Log(u) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
