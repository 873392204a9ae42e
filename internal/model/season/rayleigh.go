package season

import "math"

// Counts are events and exposure by part of the year: 12 months, or days. The
// parts are of equal length; exposure is customers × open days, in any unit.
type Counts struct{ Events, Exposure []float64 }

// least is how many parts with exposure a wave needs: three coefficients and
// some freedom left.
const least = 6

// Score is the test of one wave a year against none.
type Score struct {
	T float64 // chi-square with two degrees of freedom without a season
	P float64
	N float64 // events
}

// Rayleigh tests whether events gather at one time of the year, exposure
// allowed for.
//
//	Assumes   events independent, exposure known, one wave a year as the alternative
//	Symbols   θₘ = 2π(m−½)/n, πₘ = eₘ/Σe, N = ΣO, x = (cos θ, sin θ)
//	Computes  D = Σ(Oₘ − Nπₘ)xₘ,  V = N(Σπₘxₘxₘ' − x̄x̄'),  T = D'V⁻¹D,  p = exp(−T/2)   (7.1)
//	Source    SCIENCE 7.1; equal exposure gives the classical Rayleigh statistic 2NR̄²
//	Weak      several events of a customer are not independent: see Permute
//	Edges     no events, or fewer than 6 parts with exposure: not ok
func Rayleigh(c Counts) (score Score, ok bool) {
	total, exposure, parts, ok := c.sums()
	if !ok || total <= 0 || parts < least {
		return Score{P: 1}, false
	}
	pull, spread := c.moments(total, exposure)
	t, ok := spread.quadratic(pull)
	if !ok {
		return Score{P: 1, N: total}, false
	}
	return Score{T: t, P: math.Exp(-t / 2), N: total}, true
}

// sums adds up and refuses what is negative or no number, and events where
// nobody could have bought.
func (c Counts) sums() (events, exposure float64, parts int, ok bool) {
	if len(c.Events) != len(c.Exposure) {
		return 0, 0, 0, false
	}
	for m, o := range c.Events {
		e := c.Exposure[m]
		if !(o >= 0) || !(e >= 0) || math.IsInf(o, 0) || math.IsInf(e, 0) || e == 0 && o > 0 {
			return 0, 0, 0, false
		}
		events, exposure = events+o, exposure+e
		if e > 0 {
			parts++
		}
	}
	return events, exposure, parts, !math.IsInf(events, 0) && !math.IsInf(exposure, 0)
}

// vector is a direction in the year: cosine and sine.
type vector struct{ C, S float64 }

func direction(m, n int) vector {
	s, c := math.Sincos(2 * math.Pi * (float64(m) + .5) / float64(n))
	return vector{c, s}
}

// matrix is symmetric: cc, cs, ss.
type matrix struct{ CC, CS, SS float64 }

// quadratic returns v'·M⁻¹·v; ok is false when M has no inverse.
func (m matrix) quadratic(v vector) (t float64, ok bool) {
	det := m.CC*m.SS - m.CS*m.CS
	if !(det > 1e-12*m.CC*m.SS) {
		return 0, false
	}
	t = (v.C*v.C*m.SS - 2*v.C*v.S*m.CS + v.S*v.S*m.CC) / det
	return max(t, 0), !math.IsInf(t, 0) && !math.IsNaN(t)
}

// moments are D and V of (7.1).
func (c Counts) moments(total, exposure float64) (pull vector, spread matrix) {
	var mean vector
	n := len(c.Events)
	for m, o := range c.Events {
		share := c.Exposure[m] / exposure
		x := direction(m, n)
		pull.C += (o - total*share) * x.C
		pull.S += (o - total*share) * x.S
		mean.C += share * x.C
		mean.S += share * x.S
		spread.CC += share * x.C * x.C
		spread.CS += share * x.C * x.S
		spread.SS += share * x.S * x.S
	}
	return pull, matrix{
		total * (spread.CC - mean.C*mean.C), total * (spread.CS - mean.C*mean.S), total * (spread.SS - mean.S*mean.S),
	}
}
