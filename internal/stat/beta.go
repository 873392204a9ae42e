package stat

import "math"

// BetaFraction is how far the continued fraction of the incomplete beta function
// is followed. It stands beside the general routine of gonum because a till's
// decision and a night's values ask for it so often that the last bits cost too
// much.
type BetaFraction struct {
	Enough float64 // relative change of a step below which it ends
	Steps  int     // at most
}

// Of returns the fraction h with I_x(a,b) = x^a·(1−x)^b/(a·B(a,b)) · h, for x below
// about (a+1)/(a+b+2); beyond, ask for 1−x with b and a and take it from 1.
//
//	Computes  the even and odd terms of the continued fraction, forward
//	Source    Abramowitz and Stegun 26.5.8 = DLMF 8.17.22; Lentz 1976
func (f BetaFraction) Of(x, a, b float64) float64 {
	c, d := 1.0, 1/apart(1-(a+b)*x/(a+1))
	out := d
	for i := 1; i <= f.Steps; i++ {
		m := float64(i)
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/apart(1+even*d), apart(1+even/c)
		out *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/apart(1+odd*d), apart(1+odd/c)
		change := d * c
		if out *= change; math.Abs(change-1) < f.Enough {
			break
		}
	}
	return out
}

// apart keeps a denominator from 0.
func apart(v float64) float64 {
	const least = 1e-300
	if math.Abs(v) < least {
		return least
	}
	return v
}
