package season

import "math"

// Estimate is a wave's two coefficients with their sampling variance.
type Estimate struct{ B1, B2, Variance float64 }

// Shrinkage is how waves differ truly, and how much of each is kept.
type Shrinkage struct {
	Tau2    float64   // variance of true coefficients
	Factors []float64 // in [0,1], in the order of the estimates
}

// Shrink pulls waves toward none by how noisy each is.
//
//	Computes  τ² = max(0, mean((b1²+b2²)/2 − s²)),  factor = τ²/(τ²+s²)
//	Source    SCIENCE 7.3 (empirical Bayes)
//	Edges     none, or all as flat as noise: factors 0
func Shrink(estimates []Estimate) Shrinkage {
	out := Shrinkage{Factors: make([]float64, len(estimates))}
	for _, e := range estimates {
		out.Tau2 += ((e.B1*e.B1+e.B2*e.B2)/2 - e.Variance) / float64(len(estimates))
	}
	if out.Tau2 = max(out.Tau2, 0); out.Tau2 == 0 || math.IsNaN(out.Tau2) {
		out.Tau2 = 0
		return out
	}
	for i, e := range estimates {
		out.Factors[i] = out.Tau2 / (out.Tau2 + e.Variance)
	}
	return out
}
