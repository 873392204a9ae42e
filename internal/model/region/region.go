// Package region owns where a new product will sell: how much more of it one
// region wants than another (Reader), what stores like those that had past launches
// sell of the next one (Analogue), what a pilot changed beside stores that went
// alike (Readout), and how first purchases spread (Bass). It is pure and knows
// neither stores nor products; it refuses figures that are no numbers.
//
// Invariants and the tests that hold them: the 90 % ranges hold what is true
// (TestReader_RangesHold, TestReadout_RangesHold); who looks every week finds an
// effect where there is none in at most a tenth of the pilots
// (TestReadout_PeekingFindsNothing); a source that foretold nothing weighs nothing
// (TestLearn_PowerIsEarned).
package region

import (
	"errors"
	"math"
)

// Level is the house level: ranges hold 90 %.
const Level = .9

var errOutOfDomain = errors.New("region: not a number, or outside the domain")

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
