package boost

import (
	"math"
	"slices"
)

// Softmax ranks within groups: the listwise cross-entropy of what was bought
// against the softmax of the scores. Weights stand for the rows a sample left
// out: they count in the normaliser.
//
//	Symbols   y labels ≥ 0, S = Σ y over the group, w weights, s scores
//	Computes  q_r = w_r·e^s_r / Σ w·e^s
//	          loss = √S · (−Σ (y_r/S)·ln q_r)
//	          first_r = √S·(q_r − y_r/S),  second_r = √S·max(q_r(1−q_r), 1e-9)
//	Source    Cao et al., Learning to rank: from pairwise approach to listwise approach, ICML 2007 (top one);
//	          √S instead of S so that large baskets do not drown small ones
//	Weak      groups without a positive label teach nothing and are passed over
type Softmax struct{}

// Check refuses negative labels and rows without groups.
func (Softmax) Check(t *Targets) error {
	if len(t.Groups) < 2 {
		return invalid("boost_groups", "a ranking loss needs to know which rows compete: give the groups")
	}
	if slices.Min(t.Y) < 0 {
		return invalid("boost_targets", "a label must not be negative")
	}
	return nil
}

// Start returns 0: a constant orders nothing.
func (Softmax) Start(*Targets) float64 { return 0 }

// Slopes as the type says.
func (Softmax) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	t.each(at, func(g Span) {
		positives, most, norm := t.listwise(score, g)
		here := out[g.Lo-at.Lo : g.Hi-at.Lo]
		if positives == 0 || norm == 0 {
			clear(here)
			return
		}
		root := math.Sqrt(positives)
		for i := range here {
			r := g.Lo + i
			q := t.weight(r) * math.Exp(score[r]-most) / norm
			here[i] = Slope{root * (q - t.Y[r]/positives), root * max(q*(1-q), tiny)}
		}
	})
}

// Sum of the groups' losses; the weight is Σ √S.
func (Softmax) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	t.each(at, func(g Span) {
		positives, most, norm := t.listwise(score, g)
		if positives == 0 || norm == 0 {
			return
		}
		entropy := 0.
		for r := g.Lo; r < g.Hi; r++ {
			if t.Y[r] > 0 {
				entropy -= t.Y[r] / positives * (math.Log(max(t.weight(r), tiny)) + score[r] - most - math.Log(norm))
			}
		}
		root := math.Sqrt(positives)
		loss, weight = loss+root*entropy, weight+root
	})
	return loss, weight
}

// listwise returns a group's sum of labels, its largest score, and Σ w·e^(s−largest).
func (t *Targets) listwise(score []float64, g Span) (positives, most, norm float64) {
	most = math.Inf(-1)
	for r := g.Lo; r < g.Hi; r++ {
		positives += t.Y[r]
		most = max(most, score[r])
	}
	for r := g.Lo; r < g.Hi; r++ {
		norm += t.weight(r) * math.Exp(score[r]-most)
	}
	return positives, most, norm
}

// each calls do for the groups of a span, which begins and ends with one.
func (t *Targets) each(at Span, do func(g Span)) {
	first, _ := slices.BinarySearch(t.Groups, int32(at.Lo))
	for k := first; k+1 < len(t.Groups) && int(t.Groups[k+1]) <= at.Hi; k++ {
		if lo, hi := int(t.Groups[k]), int(t.Groups[k+1]); lo < hi {
			do(Span{lo, hi})
		}
	}
}
