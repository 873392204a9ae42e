// Package neighbour owns the additive next-basket score in full: a customer's own
// decayed counts, what like customers buy, popularity, repurchase propensity and what
// sells now, with weights chosen on the chain's own baskets (Tune), and the lists it
// makes (Model). Neighbours are found by an inverted index, so that the cost grows with
// the lengths of posting lists and not with the square of customers. It refuses clocks,
// storage and ids: customers, products and days are numbers; nothing is masked.
//
// Invariants and the tests that hold them: the worked table of SCIENCE 3.9
// (TestTable_WorkedScores), neighbours are those a full comparison finds
// (TestSearch_EqualsTheFullComparison), the result is the same for any number of
// workers (TestModel_SameForAnyWorkers), the held-out basket changes nothing
// (TestModel_TheTargetInfluencesNothing), no cell of the grid beats the tuned one by
// one step (TestTune_NoStepIsBetter).
package neighbour

import "math"

// limits bound the neighbour search.
type limits struct {
	profile int // items of a customer that are compared: the heaviest by idf·c
	posting int // customers of one item that are looked at: a fixed sample of more
	base    int // customers that are searched whole
	part    int // customers of a part of a wider base
}

// usual are the limits of SCIENCE 3.2.
func usual() limits { return limits{profile: 200, posting: 20_000, base: 200_000, part: 100_000} }

// similarity is δ of the counts that customers are compared by.
const similarity = .95

// reach is the number of baskets after which a weight counts as nothing (SCIENCE 3.3).
const reach = 4096

// powers is δⁿ for n < reach.
func powers(delta float64) []float64 {
	out := make([]float64, reach)
	p := 1.0
	for n := range out {
		out[n] = p
		p = float64(p * delta)
	}
	return out
}

// idf is the weight of a product in comparisons, ln(1 + U/df).
func idf(df uint32, customers int) float64 {
	if df == 0 {
		return 0
	}
	return math.Log1p(float64(customers) / float64(df))
}
