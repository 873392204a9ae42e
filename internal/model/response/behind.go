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
