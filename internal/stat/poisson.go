package stat

import "gonum.org/v1/gonum/mathext"

// PoissonAtLeast returns P(X ≥ n) for a Poisson X of that mean; n ≥ 0, mean ≥ 0.
// The two-sided interval of level 1−α of a count n lies above the mean exactly
// when this is below α/2 (Garwood 1936), so a test needs no quantile.
func PoissonAtLeast(n int, mean float64) float64 {
	switch {
	case n <= 0:
		return 1
	case !(mean > 0):
		return 0
	}
	return mathext.GammaIncReg(float64(n), mean)
}

// PoissonAtMost returns P(X ≤ n) for a Poisson X of that mean; n ≥ 0, mean ≥ 0.
func PoissonAtMost(n int, mean float64) float64 {
	switch {
	case n < 0:
		return 0
	case !(mean > 0):
		return 1
	}
	return mathext.GammaIncRegComp(float64(n)+1, mean)
}

// Poisson returns the exact two-sided interval of the mean of a count n.
//
//	Computes  low = P⁻¹(n, (1−level)/2),  high = Q⁻¹(n+1, (1−level)/2)
//	          with P, Q the regularised incomplete gamma functions
//	Source    Garwood 1936
func Poisson(n int, level float64) Interval {
	tail := (1 - level) / 2
	out := Interval{0, mathext.GammaIncRegCompInv(float64(max(n, 0))+1, tail)}
	if n > 0 {
		out.Low = mathext.GammaIncRegInv(float64(n), tail)
	}
	return out
}
