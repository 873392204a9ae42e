package response

import (
	"math"

	"sartor/internal/stat"
)

// Apart is one group's effect less that of everybody else, with its standard error.
type Apart struct{ Effect, SE float64 }

// Verdict is what is said of a group beside the others.
type Verdict int

// The verdicts.
const (
	Alike  Verdict = iota // nothing is to be said
	Behind                // its effect is smaller
	Ahead                 // its effect is larger
)

// Discovery bounds the share of verdicts in one direction that are wrong, on average.
const Discovery = .10

// Judge says which groups fall behind or are ahead: two questions, each of which
// keeps to Discovery. All groups are judged together. A question that is put on
// several planned days spends a share of Discovery on each; the shares add up to 1.
//
//	Computes  one-sided normal p over the share (Bonferroni, weighted), then adjusted
//	          over all groups (stat.BenjaminiHochberg): at most Discovery·share is spent
//	Source    Benjamini, Hochberg 1995; SCIENCE.md 6.4
//	Edges     an error of zero or no number: Alike, though it counts as one asked
func Judge(all []Apart, share float64) []Verdict {
	out := make([]Verdict, len(all))
	for _, asked := range []struct {
		sign    float64
		verdict Verdict
	}{{-1, Behind}, {1, Ahead}} {
		p := make([]float64, len(all))
		for i, a := range all {
			p[i] = 1
			if a.SE > 0 && !math.IsNaN(a.Effect) {
				p[i] = min(1, stat.NormalTail(asked.sign*a.Effect/a.SE)/share)
			}
		}
		for i, q := range stat.BenjaminiHochberg(p) {
			if q <= Discovery {
				out[i] = asked.verdict
			}
		}
	}
	return out
}

// Power is the chance with which a group that truly falls behind is to be named before
// silence about it says anything.
const Power = .80

// Shows reports whether each group would be named with chance Power if it fell behind by
// gap, on a day that spends a share of Discovery. Groups whose error is not known are
// left out; of fewer than two nothing shows.
//
//	Assumes   the others lie where they lie: one group falls behind, and is named when its
//	          own p is below Discovery·share over the number asked (the hardest step of
//	          Judge's)
//	Computes  (Φ⁻¹(1 − Discovery·share/m) + Φ⁻¹(Power))·s ≤ gap, for each s
//	Source    the usual sample size of a one-sided normal test; SCIENCE.md 6.4
func Shows(all []Apart, share, gap float64) bool {
	times := Lacks(all, share, gap)
	return times > 0 && times <= 1
}

// Lacks is how many times as many customers it takes until each group Shows: errors shrink
// with the root of their number. It is 0 where fewer than two groups are known.
func Lacks(all []Apart, share, gap float64) (times float64) {
	reach := stat.NormalQuantile(1-Discovery*share/float64(max(len(all), 1))) + stat.NormalQuantile(Power)
	known := 0
	for _, a := range all {
		if !(a.SE > 0) {
			continue
		}
		known++
		times = max(times, reach*a.SE/gap*reach*a.SE/gap)
	}
	if known < 2 {
		return 0
	}
	return times
}
