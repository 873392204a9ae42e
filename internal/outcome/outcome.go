// Package outcome owns what came of an action: the customers who got a
// promotion's voucher against those who by lot did not, as added margin a
// customer with its range. It refuses to speak below LeastArm customers in an
// arm, and compares by assignment, never by who redeemed.
//
// Invariants and the tests that hold them: no effect is found where there is
// none (TestMeasure_FindsNothingWhereNothingIs); a known effect is found
// (TestMeasure_FindsWhatIsThere); a voided receipt counts for nobody, a return
// against (TestObserve).
package outcome

import (
	"math"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/stat"
)

// LeastArm is how many customers the smaller arm needs before an effect is
// spoken of (SCIENCE.md 6.3).
const LeastArm = 100

// MostArm bounds the customers who are read in an arm, so that a page never
// waits for a whole chain; more are sampled by their ids' order in the hash.
const MostArm = 20_000

const (
	alpha   = .10   // the house level: ranges hold 90 %
	tightAt = 2_000 // n*: customers at which the sequence is to be tightest
	winsor  = .999  // pooled quantile beyond which outcomes are cut (SCIENCE.md 6.1)
)

// Exposure is a customer's first offer under a promotion: given, or held back by
// the promotion's own lot. Customers of the chain-wide holdout are in neither
// arm: they get none of the other promotions either.
type Exposure struct {
	Customer retail.CustomerID
	At       retail.Micros      // of the receipt that decided
	Until    retail.BusinessDay // last day of the voucher, given or held back
	Store    uint32
}

// Observation is one customer's outcome in minor units: net margin after the
// exposure, vouchers deducted, and over as many days before.
type Observation struct{ Before, After float64 }

// Effect is a promotion against its holdout.
type Effect struct {
	Treated, Held int // customers observed in each arm
	Spoken        bool
	Margin        stat.Interval // added net margin a customer, minor units
	Estimate      float64
	Means         [2]float64 // net margin a customer after the exposure: treated, held out
}

// Measure compares the arms.
//
//	Computes  CUPED's difference with its standard error       (SCIENCE.md 6.1)
//	          ± half the width of a confidence sequence, n* = 2,000  (stat.Sequence)
//	Edges     fewer than LeastArm in an arm: Spoken is false
func Measure(treated, held []Observation) Effect {
	out := Effect{Treated: len(treated), Held: len(held)}
	if min(len(treated), len(held)) < LeastArm {
		return out
	}
	cut := cutAt(treated, held)
	t, h := arm(treated, cut), arm(held, cut)
	e, ok := stat.CUPED(t, h)
	if !ok || math.IsNaN(e.Estimate) {
		return out
	}
	half := stat.Sequence{Alpha: alpha, TightAt: tightAt}.Half(e.SE, len(treated)+len(held))
	out.Spoken, out.Estimate, out.Means = true, e.Estimate, [2]float64{stat.Mean(t.Y), stat.Mean(h.Y)}
	out.Margin = stat.Interval{Low: e.Estimate - half, High: e.Estimate + half}
	return out
}

// cutAt are the pooled quantiles beyond which outcomes are cut off.
func cutAt(arms ...[]Observation) stat.Interval {
	return cutOf(slices.Concat(arms...), func(o Observation) float64 { return o.After })
}

func cutOf(list []Observation, of func(Observation) float64) stat.Interval {
	all := make([]float64, len(list))
	for i, o := range list {
		all[i] = of(o)
	}
	slices.Sort(all)
	last := float64(len(all) - 1)
	return stat.Interval{Low: all[int((1-winsor)*last)], High: all[int(math.Ceil(winsor*last))]}
}

func arm(list []Observation, cut stat.Interval) stat.Arm {
	a := stat.Arm{X: make([]float64, len(list)), Y: make([]float64, len(list))}
	for i, o := range list {
		a.X[i], a.Y[i] = o.Before, min(max(o.After, cut.Low), cut.High)
	}
	return a
}
