package counts

import "math"

// Shortfall is E[(D−s)+] of NegativeBinomial(mean, variance) without its table, for
// sums over very many shelves: the same number as Short of the law.
//
//	Computes  M − s + Σ_{x<s} F(x), P(x+1) = P(x) (x+R)/(x+1) (v−1)/v; R → ∞ is Poisson
//	Costs     O(s); nothing where s lies in a tail that no sum sees
func Shortfall(mean, variance float64, s int) float64 {
	switch {
	case !(mean > 0) || math.IsInf(mean, 0):
		return 0
	case s <= 0:
		return mean - float64(s)
	}
	v := variance / mean
	if !(variance > mean) || math.IsInf(variance, 0) {
		v = 1
	}
	if float64(s) > mean+9*math.Sqrt(v*mean)+25*v+9 { // P falls like (1−1/v)^x: e^−25 behind all that
		return 0
	}
	poisson := !(v > leastRatio) || math.IsInf(v, 0)
	p, r := math.Exp(-mean), 0.0
	if !poisson {
		r = mean / (v - 1)
		p = math.Exp(-r * math.Log(v))
	}
	if p < 1e-280 { // too far below its mean for a recurrence from 0
		return NegativeBinomial(mean, variance).Short(s)
	}
	f, over, keep := 0.0, 0.0, 1-1/v
	for x := range s {
		f += p
		over += f
		if poisson {
			p *= mean / float64(x+1)
		} else {
			p *= (float64(x) + r) / float64(x+1) * keep
		}
	}
	return max(mean-float64(s)+over, 0)
}
