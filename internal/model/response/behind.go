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

// Discovery bounds the share of verdicts that are wrong, on average.
const Discovery = .10

// Judge says which groups fall behind or are ahead. All groups of one question are
// judged together; the question may be put on so many planned days.
//
//	Computes  two-sided normal p, times the looks (Bonferroni), then adjusted over all
//	          groups (stat.BenjaminiHochberg): at most Discovery/looks is spent a look
//	Source    Benjamini, Hochberg 1995; SCIENCE.md 6.4
//	Edges     an error of zero or no number: Alike, though it counts as one asked
func Judge(all []Apart, looks int) []Verdict {
	p := make([]float64, len(all))
	for i, a := range all {
		p[i] = 1
		if a.SE > 0 && !math.IsNaN(a.Effect) {
			p[i] = min(1, 2*float64(looks)*stat.NormalTail(math.Abs(a.Effect)/a.SE))
		}
	}
	out := make([]Verdict, len(all))
	for i, q := range stat.BenjaminiHochberg(p) {
		switch {
		case q > Discovery:
		case all[i].Effect < 0:
			out[i] = Behind
		default:
			out[i] = Ahead
		}
	}
	return out
}
