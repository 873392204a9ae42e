// Package counts owns the laws of whole units in an interval: Poisson, negative
// binomial, sums and chances, as tables with what is left over and what falls
// short of any level. It refuses where means come from and what units cost.
//
// Invariants and the tests that hold them: a law keeps its mean and its chances
// sum to one (TestLaw_KeepsItsMean); overage and shortage are recounts
// (TestLaw_OverAndShortAreRecounts); no input gives what is no number
// (TestLaw_Edges).
package counts

import (
	"math"
	"slices"
	"sort"
)

// tail is how little of a law's chance lies beyond its table.
const tail = 1e-12

// MostUnits bounds a law's table: 65,536 units of one product in one store
// and one interval. A mean beyond it is a chain's warehouse, not a shelf; its law
// is cut there and the rest of its chance lies on the last entry.
const MostUnits = 1 << 16

// Law is the law of demand over one interval, in whole units from 0 to
// its last entry.
type Law struct {
	mean float64
	mass []float64 // P(D = x)
	upto []float64 // F(x) = P(D ≤ x)
	over []float64 // E[(x−D)+] = Σ_{y<x} F(y)
}

// NewLaw returns the law of the given chances of 0, 1, 2 … units. They are
// scaled to sum to 1; no chances at all is no demand.
func NewLaw(mass []float64) Law {
	sum := 0.0
	for _, p := range mass {
		sum += max(p, 0)
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return NewLaw([]float64{1})
	}
	l := Law{mass: make([]float64, len(mass)), upto: make([]float64, len(mass)), over: make([]float64, len(mass))}
	f, o := 0.0, 0.0
	for x, p := range mass {
		l.mass[x], l.over[x] = max(p, 0)/sum, o
		f += l.mass[x]
		l.upto[x] = min(f, 1)
		o += l.upto[x]
		l.mean += float64(x) * l.mass[x]
	}
	l.upto[len(mass)-1] = 1
	return l
}

// Poisson is the law of units bought one by one at a mean rate.
func Poisson(mean float64) Law {
	if !(mean > 0) {
		return NewLaw([]float64{1})
	}
	logMean := math.Log(mean)
	return tabulate(mean, math.Sqrt(mean), func(x float64) float64 {
		lg, _ := math.Lgamma(x + 1)
		return math.Exp(x*logMean - mean - lg)
	})
}

// leastRatio is the variance ratio up to which a count is Poisson (SCIENCE 4.6).
const leastRatio = 1.05

// NegativeBinomial is the law of a mean and a greater variance; Poisson where
// the variance is at most 1.05 × the mean.
//
//	Computes  NB(R = M/(v−1), q = 1/v), v = variance/mean       (SCIENCE 4.6)
func NegativeBinomial(mean, variance float64) Law {
	if !(mean > 0) {
		return NewLaw([]float64{1})
	}
	v := variance / mean
	if !(v > leastRatio) || math.IsInf(v, 0) {
		return Poisson(mean)
	}
	r := mean / (v - 1)
	lgR, _ := math.Lgamma(r)
	logQ, logP := -math.Log(v), math.Log1p(-1/v)
	return tabulate(mean, math.Sqrt(variance), func(x float64) float64 {
		a, _ := math.Lgamma(x + r)
		b, _ := math.Lgamma(x + 1)
		return math.Exp(a - lgR - b + r*logQ + x*logP)
	})
}

// tabulate writes a law's chances until only the tail is left.
func tabulate(mean, sd float64, at func(x float64) float64) Law {
	mass := make([]float64, 0, int(min(mean+8*sd+2, MostUnits)))
	sum := 0.0
	for x := range MostUnits {
		p := at(float64(x))
		if math.IsNaN(p) {
			p = 0 // of an endless mean
		}
		mass = append(mass, p)
		if sum += p; float64(x) > mean && (1-sum < tail || p < tail*tail) {
			break
		}
	}
	if sum < 1 {
		mass[len(mass)-1] += 1 - sum
	}
	return NewLaw(mass)
}

// Chances is the law of how many of several independent things happen: vouchers
// in customers' hands, each with its chance to be used.
func Chances(p []float64) Law {
	mass := make([]float64, 1, len(p)+1)
	mass[0] = 1
	for _, q := range p {
		q = min(max(q, 0), 1)
		mass = append(mass, 0)
		for x := len(mass) - 1; x >= 0; x-- {
			mass[x] *= 1 - q
			if x > 0 {
				mass[x] += q * mass[x-1]
			}
		}
	}
	return NewLaw(mass)
}

// Mean is E[D] in units.
func (l Law) Mean() float64 { return l.mean }

// Chance is P(D = x).
func (l Law) Chance(x int) float64 {
	if x < 0 || x >= len(l.mass) {
		return 0
	}
	return l.mass[x]
}

// AtMost is F(x) = P(D ≤ x).
func (l Law) AtMost(x int) float64 {
	switch {
	case x < 0:
		return 0
	case x >= len(l.upto):
		return 1
	}
	return l.upto[x]
}

// Over is the overage E[(S−D)+]: what is left of S units.
//
//	Computes  Σ_{x=0}^{S−1} F(x)                                   (SCIENCE 5)
func (l Law) Over(s int) float64 {
	switch last := len(l.over) - 1; {
	case s <= 0:
		return 0
	case s <= last:
		return l.over[s]
	default: // F is 1 from the last entry on
		return l.over[last] + l.upto[last]*float64(s-last)
	}
}

// Short is the loss n(S) = E[(D−S)+]: what S units cannot serve. S may be below
// zero, a debt of units.
//
//	Computes  M − S + Σ_{x=0}^{S−1} F(x)                           (SCIENCE 5)
func (l Law) Short(s int) float64 { return max(l.mean-float64(s)+l.Over(s), 0) }

// Quantile is the smallest x with F(x) ≥ u.
func (l Law) Quantile(u float64) int {
	return min(sort.Search(len(l.upto), func(x int) bool { return l.upto[x] >= u }), len(l.upto)-1)
}

// Last is the greatest demand that the law knows of.
func (l Law) Last() int { return len(l.mass) - 1 }

// Plus is the law of the sum of two independent demands, cut at MostUnits.
func (l Law) Plus(other Law) Law {
	n := min(len(l.mass)+len(other.mass)-1, MostUnits)
	mass := make([]float64, n)
	for x, p := range l.mass {
		for y, q := range other.mass {
			mass[min(x+y, n-1)] += p * q
		}
	}
	for len(mass) > 1 && mass[len(mass)-1] < tail*tail {
		mass = mass[:len(mass)-1]
	}
	return NewLaw(slices.Clip(mass))
}
