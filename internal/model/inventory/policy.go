package inventory

import (
	"math"

	"gonum.org/v1/gonum/optimize"

	"sartor/internal/stat"

	"sartor/internal/model/counts"
)

// Continuous is a place that orders whenever it falls to a point: demand over
// the lead time is normal with Mean and SD, Demand is that of a period.
type Continuous struct {
	Rates
	Order, Demand float64 // cost of an order; units a period
	Mean, SD      float64 // of demand over the lead time
}

// Cost is what a period costs at reorder point r and lot q.
//
//	Computes  K d/Q + h (r + Q/2 − m) + (h+p) B                       (5.2)
//	          B = s² (n₂((r−m)/s) − n₂((r+Q−m)/s)) / Q
func (c Continuous) Cost(r, q float64) float64 {
	if !(q > 0) {
		return math.Inf(1)
	}
	back := 0.0
	if c.SD > 0 {
		back = c.SD * c.SD * (second((r-c.Mean)/c.SD) - second((r+q-c.Mean)/c.SD)) / q
	}
	return c.Order*c.Demand/q + c.Hold*(r+q/2-c.Mean) + (c.Hold+c.Short)*back
}

// Fill is the share of units served at once.
//
//	Computes  1 − s (n₁((r−m)/s) − n₁((r+Q−m)/s)) / Q                 (5.2)
func (c Continuous) Fill(r, q float64) float64 {
	if !(q > 0 && c.SD > 0) {
		return 1
	}
	return 1 - c.SD*(first((r-c.Mean)/c.SD)-first((r+q-c.Mean)/c.SD))/q
}

// Best is the reorder point and lot that cost least, found by Nelder–Mead from
// (m + z s, EOQ). ok is false when the search did not settle; the start is
// returned then, which is a sound policy.
func (c Continuous) Best() (r, q float64, ok bool) {
	q, _ = EOQ(c.Order, c.Demand, c.Hold)
	ratio := c.Ratio()
	if !(q > 0 && ratio > 0 && ratio < 1) {
		return 0, q, false
	}
	r = c.Mean + stat.NormalQuantile(ratio)*c.SD
	problem := optimize.Problem{Func: func(x []float64) float64 { return c.Cost(x[0], math.Exp(x[1])) }}
	settings := &optimize.Settings{Converger: &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 200}, MajorIterations: 5_000}
	got, err := optimize.Minimize(problem, []float64{r, math.Log(q)}, settings, &optimize.NelderMead{})
	if err != nil || got.F > c.Cost(r, q) {
		return r, q, false
	}
	return got.X[0], math.Exp(got.X[1]), true
}

func first(z float64) float64 { return density(z) - z*stat.NormalTail(z) }

func second(z float64) float64 { return ((z*z+1)*stat.NormalTail(z) - z*density(z)) / 2 }

// SS is a policy: at or below Low, order up to High.
type SS struct{ Low, High int }

// search holds what an (s,S) search computes again and again. Levels below zero
// are a debt of units.
type search struct {
	law   counts.Law
	rates Rates
	order float64
	m     []float64 // M_j of (5.3)
}

func (s *search) cost(y int) float64 { return s.rates.Cost(s.law, y) }

// renewals grows M to at least n entries.
//
//	Computes  M₀ = 1/(1−f₀), M_j = Σ_{l=1..j} f_l M_{j−l} / (1−f₀)
func (s *search) renewals(n int) {
	f0 := s.law.Chance(0)
	for j := len(s.m); j < n; j++ {
		if j == 0 {
			s.m = append(s.m, 1/(1-f0))
			continue
		}
		sum := 0.0
		for l := 1; l <= min(j, s.law.Last()); l++ {
			sum += s.law.Chance(l) * s.m[j-l]
		}
		s.m = append(s.m, sum/(1-f0))
	}
}

// at is c(s,S).
//
//	Computes  (K + Σ_{j<S−s} M_j G(S−j)) / Σ_{j<S−s} M_j              (5.3)
func (s *search) at(p SS) float64 {
	n := p.High - p.Low
	s.renewals(n)
	top, bottom := s.order, 0.0
	for j := range n {
		top += s.m[j] * s.cost(p.High-j)
		bottom += s.m[j]
	}
	return top / bottom
}

// CostSS is what a period costs under an (s,S) policy; law is the demand of one
// period, or of lead and one period where goods take a lead time.
func CostSS(l counts.Law, r Rates, order float64, p SS) float64 {
	if p.High <= p.Low || !(l.Chance(0) < 1) {
		return math.Inf(1)
	}
	return (&search{law: l, rates: r, order: order}).at(p)
}

// BestSS is the cheapest (s,S) policy and its cost a period (Zheng and
// Federgruen 1991). ok is false where nobody asks or a shortage costs nothing:
// there is nothing to order.
func BestSS(l counts.Law, r Rates, order float64) (best SS, cost float64, ok bool) {
	if !(l.Chance(0) < 1 && r.Short > 0 && r.Hold > 0 && order >= 0) {
		return SS{}, 0, false
	}
	s := &search{law: l, rates: r, order: order}
	y, _ := Newsvendor(l, r)
	low := y - 1
	for s.at(SS{low, y}) > s.cost(low) {
		low--
	}
	best = SS{low, y}
	cost = s.at(best)
	for high := y + 1; s.cost(high) <= cost; high++ {
		if c := s.at(SS{low, high}); c < cost {
			best, cost = SS{low, high}, c
			for cost <= s.cost(low+1) && low+1 < high {
				low++
				best.Low = low
				cost = s.at(best)
			}
		}
	}
	return best, cost, true
}

// Lots are the orders for demand that is known, period by period, with the
// least cost and the cost from each period on (Wagner and Whitin 1958).
//
//	Computes  V_t = min_{q≥t} K + h Σ_{i=t..q} (i−t) d_i + V_{q+1}
//	Edges     a period at whose begin nothing is asked for to the end costs nothing
func Lots(order, hold float64, demand []float64) (lots, values []float64) {
	n := len(demand)
	values, until := make([]float64, n+1), make([]int, n)
	for t := n - 1; t >= 0; t-- {
		values[t], until[t] = math.Inf(1), t
		if demand[t] <= 0 {
			values[t], until[t] = values[t+1], -1
		}
		held := 0.0
		for q := t; q < n; q++ {
			held += hold * float64(q-t) * demand[q]
			if c := order + held + values[q+1]; c < values[t] {
				values[t], until[t] = c, q
			}
		}
	}
	lots = make([]float64, n)
	for t := 0; t < n; {
		if until[t] < 0 {
			t++
			continue
		}
		for _, d := range demand[t : until[t]+1] {
			lots[t] += d
		}
		t = until[t] + 1
	}
	return lots, values[:n]
}
