package mark

import "math"

// Shades turn values into the seven steps of a ramp in charts.css.
type Shades struct {
	lo, hi float64
	ramp   [7]string
}

// Amounts are the shades of a sequential ramp from lo (pale) to hi (dark).
func Amounts(lo, hi float64) Shades {
	lo, hi = known(lo), known(hi)
	return Shades{lo, max(hi, lo), [7]string{"q0", "q1", "q2", "q3", "q4", "q5", "q6"}}
}

// Against are the shades around an expectation: rust below it, blue above, the
// darkest ones reach away from it.
func Against(expected, reach float64) Shades {
	expected, reach = known(expected), math.Abs(known(reach))
	return Shades{expected - reach, expected + reach, [7]string{"d-3", "d-2", "d-1", "d0", "d1", "d2", "d3"}}
}

// noShade is a cell or tile of which nothing is known: no colour, a dashed edge.
const noShade = "none"

// Class returns the step of a value; beyond the ends the end's. Around an
// expectation the middle step is as wide as the others.
func (s Shades) Class(v float64) string {
	if math.IsNaN(v) {
		return noShade
	}
	v = known(v)
	switch {
	case s.lo < s.hi:
		return s.ramp[int(min(max((v-s.lo)/(s.hi-s.lo)*7, 0), 6))]
	case v < s.lo || v == s.lo && s.ramp[0] == "q0":
		return s.ramp[0]
	case v > s.lo:
		return s.ramp[6]
	}
	return s.ramp[3]
}

// Ramp is the key of shades: what the pale end and the dark end mean.
type Ramp struct {
	Low, High string
	Step      [7]string
}

// Key returns the ramp with words for its ends.
func (s Shades) Key(low, high string) Ramp { return Ramp{Low: low, High: high, Step: s.ramp} }
