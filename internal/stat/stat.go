// Package stat owns the small statistics that several kernels share: normal
// quantiles, intervals (Wilson, Poisson, bootstrap), the difference of two means
// with CUPED, and isotonic calibration. It refuses clocks, storage and global
// randomness: a seed is an argument. Invariants and their tests: a Wilson
// interval lies in [0,1] and holds the share (TestWilson_HoldsTheShare); CUPED
// with a constant covariate changes nothing (TestCUPED_ConstantCovariate); a
// calibration curve never falls (TestIsotonic_NeverFalls).
package stat

import "math"

// Interval is a range of plausible values, in the unit of the estimate.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Half returns half the width of the interval.
func (i Interval) Half() float64 { return (i.High - i.Low) / 2 }

// NormalQuantile returns z with P(Z ≤ z) = p for a standard normal Z; p is in
// (0,1), outside of it the answer is ±Inf.
func NormalQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	}
	return math.Sqrt2 * math.Erfinv(2*p-1)
}

// NormalTail returns P(Z > z) for a standard normal Z.
func NormalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// twoSided returns z of a central interval of the level, such as .9 → 1.6449.
func twoSided(level float64) float64 { return NormalQuantile(.5 + level/2) }

// Wilson returns the interval of a share p seen in n trials (n may be an
// effective number and need not be whole).
//
//	Computes  centre = (p + z²/2n)/(1 + z²/n)
//	          half   = z/(1 + z²/n) · sqrt(p(1−p)/n + z²/4n²)     (12.1)
//	Source    Wilson 1927; SCIENCE 12.1
//	Edges     n ≤ 0 or p outside [0,1]: [0,1], nothing is known
func Wilson(p, n, level float64) Interval {
	if !(n > 0) || !(p >= 0 && p <= 1) {
		return Interval{0, 1}
	}
	z := twoSided(level)
	scale := 1 + z*z/n
	centre := (p + z*z/(2*n)) / scale
	half := z / scale * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Interval{min(p, max(0, centre-half)), max(p, min(1, centre+half))}
}
