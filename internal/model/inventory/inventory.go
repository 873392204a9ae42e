// Package inventory owns how much to hold and to order of one product in one
// place: the newsvendor, base stock, (r,Q) and (s,S), a known future, whole
// packs, goods that spoil, and how a short depot is shared. It refuses where
// demand comes from (a Law is an argument) and what the numbers are for: no
// stores, no calendars. Costs are any one unit of money; a period is what the
// law and the holding cost agree on.
//
// Invariants and the tests that hold them: every formula meets its worked number
// (TestReference); what is chosen costs no more than any other level
// (TestNewsvendor_NoLevelIsCheaper, TestSS_EqualsEnumeration,
// TestShare_EqualsBruteForce); nothing to lose by a shortage orders nothing
// (TestEdges).
//
// Sources are SCIENCE.md 5: Zheng and Federgruen 1991 for (s,S), Wagner and
// Whitin 1958 for a known future.
package inventory

import (
	"math"

	"sartor/internal/stat"

	"sartor/internal/model/counts"
)

// Rates are what being wrong costs a unit and period: too much, or too little.
type Rates struct {
	Hold  float64 // h: capital, space, loss of a unit kept one period
	Short float64 // p: lost margin and goodwill of a unit asked for in vain
}

// Ratio is the critical ratio p/(p+h); 0 when a shortage costs nothing.
func (r Rates) Ratio() float64 {
	if !(r.Short > 0) {
		return 0
	}
	return r.Short / (r.Short + max(r.Hold, 0))
}

// Cost is what S units cost an interval: h E[(S−D)+] + p E[(D−S)+].
func (r Rates) Cost(l counts.Law, s int) float64 { return r.Hold*l.Over(s) + r.Short*l.Short(s) }

// EOQ is the lot that balances orders against holding, and its cost a period.
//
//	Computes  √(2 K d / h), √(2 K d h)                            (SCIENCE 5.1)
//	Edges     0 where nothing is asked for or holding costs nothing
func EOQ(order, demand, hold float64) (quantity, cost float64) {
	if !(order > 0 && demand > 0 && hold > 0) {
		return 0, 0
	}
	return math.Sqrt(2 * order * demand / hold), math.Sqrt(2 * order * demand * hold)
}

// Newsvendor is the level for one interval: the smallest S whose F(S) reaches
// the critical ratio, with its cost. Nothing lost by a shortage is level 0.
func Newsvendor(l counts.Law, r Rates) (level int, cost float64) {
	if ratio := r.Ratio(); ratio > 0 && l.Mean() > 0 {
		level = l.Quantile(ratio)
	}
	return level, r.Cost(l, level)
}

// NewsvendorNormal is Newsvendor for a normal demand.
//
//	Computes  S = μ + z σ, z = Φ⁻¹(p/(p+h)); cost (h+p) σ φ(z)    (SCIENCE 5.1)
func NewsvendorNormal(mean, sd float64, r Rates) (level, cost float64) {
	if !(r.Ratio() > 0 && mean > 0) {
		return 0, r.Short * max(mean, 0)
	}
	z := stat.NormalQuantile(r.Ratio())
	return mean + z*sd, (r.Hold + r.Short) * sd * density(z)
}

func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

// Cycle is a place that looks every Review periods and is served Lead later:
// the laws of demand over the lead time and over lead and review together.
type Cycle struct {
	Lead, Both counts.Law
	Review     float64 // periods; demand of one review is Review × the mean a period
}

// Service is the chance that no one asks in vain in a cycle: F(S) over both.
func (c Cycle) Service(s int) float64 { return c.Both.AtMost(s) }

// Fill is the share of units served from the shelf at an order-up-to level.
//
//	Computes  1 − (n_{L+R}(S) − n_L(S)) / (mean of R)                  (5.1)
//	Edges     1 where nobody asks
func (c Cycle) Fill(s int) float64 {
	asked := c.Both.Mean() - c.Lead.Mean()
	if !(asked > 0) {
		return 1
	}
	return min(max(1-(c.Both.Short(s)-c.Lead.Short(s))/asked, 0), 1)
}

// ForFill is the smallest level whose fill rate reaches a target below 1.
func (c Cycle) ForFill(target float64) int {
	low, high := 0, c.Both.Last()
	for low < high {
		if mid := (low + high) / 2; c.Fill(mid) >= target {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}
