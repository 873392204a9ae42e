// Package outcome owns what came of an action: the customers who got a
// promotion's voucher against those who by lot did not, as a whole and by store,
// region, kind of store and segment; where and why it flops; a store's version
// against the centre's; what a store's customers like; and what a promotion will
// bring. It refuses to speak of few customers, and compares by assignment, never
// by who redeemed.
//
// Invariants and the tests that hold them: no effect is found where there is
// none, as a whole or in a group (TestRespond_SeesNoEffectWhereNoneIs,
// TestRespond_LookingOftenFindsNothing); a known one is found, with the group
// that does not answer and what it buys instead
// (TestRespond_FindsWhereItFlopsAndWhy), also where customers shop in several kinds
// of store (TestRespond_CountsWhereTheyShop); a voided receipt counts for nobody, a
// return against (TestSurvey_ReadsAFamily); verdicts are given on planned days
// (TestRespond_VerdictsAreOfPlannedDays).
package outcome

import (
	"math"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/stat"
)

// LeastArm is how many customers the smaller arm needs before an effect as a whole
// is spoken of (SCIENCE.md 6.3).
const LeastArm = 100

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

// Observation is one customer's outcome in minor units after the exposure, and
// before it, scaled to as many days.
type Observation struct{ Before, After float64 }

func (o Observation) plus(p Observation) Observation {
	return Observation{o.Before + p.Before, o.After + p.After}
}

func (o Observation) less(p Observation) Observation {
	return Observation{o.Before - p.Before, o.After - p.After}
}

// Effect is a promotion against its holdout.
type Effect struct {
	Read          bool // somebody looked; until then nothing here says anything
	Treated, Held int  // customers observed in each arm
	Spoken        bool
	Margin        stat.Interval // added net margin a customer, minor units
	Estimate      float64
	Means         [2]float64 // net margin a customer after the exposure: treated, held out
}

// Effect is the whole of a report, by margin.
func (r *Report) Effect() Effect {
	a := &r.All
	out := Effect{Read: r.At > 0, Treated: a.Treated, Held: a.Held, Spoken: a.Margin.Known, Estimate: a.Margin.Estimate, Means: a.Earned}
	out.Margin = stat.Interval{Low: a.Margin.Low, High: a.Margin.High}
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
