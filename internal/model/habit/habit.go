// Package habit owns what one customer's baskets tell about the next one: the
// exact fold of a customer's history (Profile), what a chain's baskets teach
// (Corpus, Fit, Model), and the lists read at the till (Evaluate). It knows
// product, store and category numbers and days since 1970-01-01, never a
// retail id, clock, context or storage; it masks nothing: what is listed, in
// stock or allowed is the caller's to filter.
//
// Invariants and the tests that hold them: the fold equals the batch formula to
// 3e-6 (TestProfile_FoldIsTheSum), refolding gives the same bytes
// (TestProfile_RefoldGivesTheSameBytes), what is encoded decodes to the same
// value and garbage decodes to nothing (FuzzDecode, FuzzDecodeModel), a fit does
// not depend on the number of workers (TestFit_SameForAnyWorkers), every count in
// a reason equals a recount (TestEvaluate_ReasonsEqualARecount), and shuffled
// customers score worse and are refused (TestGate_RefusesShuffledCustomers).
package habit

import (
	"math"
	"math/bits"
)

// Version is the version of the fold: its list of decays, its rounding and what
// it counts. A profile of another version has to be refolded.
const Version = 1

// Decays are the decays per basket of which each profile carries a count.
var Decays = [3]float64{.9, .95, .99}

const (
	// unit is one basket in the fixed point Q7.25 of Item.Weights: the largest
	// sum, 1/(1−.99) = 100, stays below 2^7.
	unit = 1 << 25
	// reach is the number of baskets after which a weight counts as nothing:
	// .99^4096 < 2e-18 (SCIENCE 3.3).
	reach = 4096
)

// powers holds δⁿ for each decay as Q0.32, rounded to nearest; n = 0 is 1 and
// stands as 2³²−1 that nobody reads.
var powers = [3]*[reach]uint32{powersOf(9, 10), powersOf(95, 100), powersOf(99, 100)}

// powersOf computes (num/den)ⁿ by integers only, so that every platform folds
// to the same bits: the running product is Q0.64, rounded to nearest, and its
// error after 4,096 steps is below 2^-51, far under the Q0.32 step.
func powersOf(num, den uint64) *[reach]uint32 {
	delta, rest := bits.Div64(num, 0, den) // floor(num/den · 2^64)
	if rest >= (den+1)/2 {
		delta++
	}
	var out [reach]uint32
	out[0] = math.MaxUint32
	for n, p := 1, delta; n < reach; n++ {
		rounded := p>>32 + p>>31&1
		out[n] = uint32(rounded)
		high, low := bits.Mul64(p, delta)
		p = high + low>>63
	}
	return &out
}

// faded returns weight·δⁿ in Q7.25, rounded to nearest (half up).
func faded(weight uint32, decay int, n uint32) uint32 {
	switch {
	case n == 0:
		return weight
	case n >= reach:
		return 0
	}
	return uint32((uint64(weight)*uint64(powers[decay][n]) + 1<<31) >> 32)
}

// fadedFloat returns weight·δⁿ in baskets. The product of the two integers is
// exact and rounded once, so that every platform reads the same bits.
func fadedFloat(weight uint32, decay int, n uint32) float64 {
	switch {
	case n == 0:
		return float64(weight) / unit
	case n >= reach:
		return 0
	}
	return float64(uint64(weight)*uint64(powers[decay][n])) / (unit * (1 << 32))
}
