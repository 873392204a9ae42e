// Package response owns how the effects of one action are compared over groups:
// partial pooling, so that a small group does not shout, and the groups that fall
// behind the others at a controlled rate of false alarms. It is pure and knows
// neither promotions nor stores; it refuses groups whose error is not known.
//
// Invariants and the tests that hold them: the 90 % ranges hold what is true in
// nine of ten groups, whether these differ or not (TestPool_RangesHold); a group
// moves towards the mean the more, the less is known of it (TestPool_Shrinks); of
// groups that are alike at most a tenth of the readouts accuses one
// (TestBehind_AccusesNobody).
package response

import (
	"errors"
	"math"

	"sartor/internal/stat"
)

// Group is one group's own effect and its standard error.
type Group struct{ Effect, SE float64 }

// Pooled is an effect after pooling: the middle of what is plausible, and 90 % of
// it.
type Pooled struct {
	Effect float64
	SE     float64
	Range  stat.Interval
	Kept   float64 // share of the group's own distance from the mean that stays, 0…1
}

// Pool is all groups together.
type Pool struct {
	Mean   Pooled // of the kind of groups; Kept means nothing
	Spread float64
	Groups []Pooled // in the order given
}

// Prior says how much groups are expected to differ before anything is known of
// them: half of the chances lie below Scale (half-Cauchy). Infinite: nothing is
// expected, and three groups are needed.
type Prior struct{ Scale float64 }

var errOutOfDomain = errors.New("response: an effect or its error is no number, or an error is not above zero")

// Level is the house level: ranges hold 90 %.
const Level = .9

// What the spread is tried at: places on a scale of logarithms, from a small part
// of the least error to far beyond what the effects differ by.
const (
	places = 64
	from   = 1e-3
	beyond = 30.0
	faint  = 1e-6 // places of less weight than this against the best are left out
)

// Of pools the groups.
//
//	Assumes   y_g ~ N(θ_g, s_g²), the s_g known; θ_g ~ N(μ, τ²); μ flat, τ by the prior
//	Computes  p(τ|y) ∝ p(τ)·V^½·Π (s_g²+τ²)^-½·exp(−(y_g−μ̂)²/2(s_g²+τ²)),
//	          V⁻¹ = Σ 1/(s_g²+τ²),  μ̂ = V·Σ y_g/(s_g²+τ²)            (5.21, 5.20)
//	          θ_g|τ,y ~ N((1−B)·y_g + B·μ̂, (1−B)·s_g² + B²·V),  B = s_g²/(s_g²+τ²)
//	          mean, error and 5 %, 95 % points of the mixture over τ
//	Source    Rubin 1981; Gelman, Carlin, Stern, Dunson, Vehtari, Rubin, Bayesian
//	          Data Analysis, 3rd ed., 5.4; the prior: Gelman 2006
//	Weak      very few persons in a group: then s_g itself is a guess
func (p Prior) Of(groups []Group) (Pool, error) {
	if len(groups) == 0 {
		return Pool{}, nil
	}
	for _, g := range groups {
		if !(g.SE > 0) || math.IsNaN(g.Effect) || math.IsInf(g.Effect, 0) || math.IsInf(g.SE, 0) {
			return Pool{}, errOutOfDomain
		}
	}
	mix := p.mixture(groups)
	out := Pool{Mean: mix.of(func(c component) normal { return normal{c.mean, c.v} }), Groups: make([]Pooled, len(groups))}
	for _, c := range mix {
		out.Spread += c.weight * c.tau
	}
	for i, g := range groups {
		out.Groups[i] = mix.of(func(c component) normal { return c.group(g) })
		for _, c := range mix {
			out.Groups[i].Kept += c.weight * c.tau * c.tau / (c.tau*c.tau + g.SE*g.SE)
		}
	}
	return out, nil
}

// component is one place of the spread with its weight.
type component struct{ weight, tau, mean, v float64 }

type normal struct{ mean, variance float64 }

// group is what a group's effect is when the spread is known.
func (c component) group(g Group) normal {
	s2 := g.SE * g.SE
	b := s2 / (s2 + c.tau*c.tau)
	return normal{(1-b)*g.Effect + b*c.mean, (1-b)*s2 + b*b*c.v}
}

type mixture []component

// mixture weighs the places of the spread.
func (p Prior) mixture(groups []Group) mixture {
	least, low, high := math.Inf(1), math.Inf(1), math.Inf(-1)
	for _, g := range groups {
		least, low, high = min(least, g.SE), min(low, g.Effect-g.SE), max(high, g.Effect+g.SE)
	}
	first := math.Log(least * from)
	step := (math.Log((high-low)*beyond) - first) / (places - 1)
	logs, out, best := make([]float64, places), make(mixture, 0, places), math.Inf(-1)
	for i := range places {
		tau := math.Exp(first + float64(i)*step)
		c, l := at(tau, groups)
		l += math.Log(tau) // the places are even in ln τ
		if !math.IsInf(p.Scale, 1) {
			l -= math.Log1p(tau * tau / (p.Scale * p.Scale))
		}
		logs[i], best = l, max(best, l)
		out = append(out, c)
	}
	kept, sum := out[:0], 0.0
	for i, c := range out {
		if c.weight = math.Exp(logs[i] - best); c.weight > faint {
			kept, sum = append(kept, c), sum+c.weight
		}
	}
	for i := range kept {
		kept[i].weight /= sum
	}
	return kept
}

// at is the mean at one spread, and ln p(τ|y) but for the prior.
func at(tau float64, groups []Group) (component, float64) {
	w, wy := 0.0, 0.0
	for _, g := range groups {
		one := 1 / (g.SE*g.SE + tau*tau)
		w, wy = w+one, wy+one*g.Effect
	}
	c := component{tau: tau, mean: wy / w, v: 1 / w}
	l := -math.Log(w) / 2
	for _, g := range groups {
		s2 := g.SE*g.SE + tau*tau
		d := g.Effect - c.mean
		l -= math.Log(s2)/2 + d*d/(2*s2)
	}
	return c, l
}

// of sums up a mixture of normals.
func (m mixture) of(part func(component) normal) Pooled {
	parts, mean, square := make([]normal, len(m)), 0.0, 0.0
	for i, c := range m {
		n := part(c)
		parts[i] = n
		mean, square = mean+c.weight*n.mean, square+c.weight*(n.variance+n.mean*n.mean)
	}
	sd := math.Sqrt(max(square-mean*mean, 0))
	z := stat.NormalQuantile((1 + Level) / 2)
	return Pooled{Effect: mean, SE: sd, Range: stat.Interval{
		Low: m.quantile(parts, (1-Level)/2, normal{mean - z*sd, sd * sd}), High: m.quantile(parts, (1+Level)/2, normal{mean + z*sd, sd * sd}),
	}}
}

// quantile finds a point of the mixture from a first guess, by Newton's steps kept
// within what is known to hold it.
func (m mixture) quantile(parts []normal, p float64, guess normal) float64 {
	const steps, close = 40, 1e-9 // standard deviations
	sd := math.Sqrt(guess.variance)
	if !(sd > 0) {
		return guess.mean
	}
	x, low, high := guess.mean, math.Inf(-1), math.Inf(1)
	for range steps {
		below, density := 0.0, 0.0
		for i, c := range m {
			s := math.Sqrt(parts[i].variance)
			z := (x - parts[i].mean) / s
			below += c.weight * stat.NormalTail(-z)
			density += c.weight * math.Exp(-z*z/2) / (s * math.Sqrt(2*math.Pi))
		}
		if below < p {
			low = x
		} else {
			high = x
		}
		next := x - (below-p)/density
		if !(next > low && next < high) { // too far: halve, or step out where one end is open
			next = (max(low, x-4*sd) + min(high, x+4*sd)) / 2
		}
		if math.Abs(next-x) < close*sd {
			return next
		}
		x = next
	}
	return x
}
