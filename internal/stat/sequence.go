package stat

import "math"

// Sequence is an asymptotic confidence sequence: a range that may be read after
// every observation, and stopped at any time, and keeps its level.
type Sequence struct {
	Alpha   float64 // 1 − level
	TightAt float64 // n*: the sample size at which it is to be tightest, fixed in advance
}

// Half returns half the width of the range around an estimate with a standard
// error, resting on n observations in all.
//
//	Computes  se·sqrt(2·(nρ²+1)/(nρ²)·ln(sqrt(nρ²+1)/α))                (6.2)
//	          ρ² = (−2 ln α + ln(−2 ln α + 1))/n*
//	Source    Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Time-uniform central
//	          limit theory and asymptotic confidence sequences; SCIENCE 6.3
//	Edges     n < 1: +Inf
func (s Sequence) Half(se float64, n int) float64 {
	if n < 1 {
		return math.Inf(1)
	}
	two := -2 * math.Log(s.Alpha)
	k := float64(n) * (two + math.Log(two+1)) / s.TightAt
	return se * math.Sqrt(2*(k+1)/k*math.Log(math.Sqrt(k+1)/s.Alpha))
}
