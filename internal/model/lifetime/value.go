package lifetime

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Terms are what a value is asked for: revenue of the purchases in the Days after
// now, each discounted by the end of its week at Annual a year (0.10 is 10 %).
type Terms struct {
	Days   int
	Annual float64
}

// mostWeeks bounds the horizon of a value: 40 years.
const mostWeeks = 2080

// MostHorizon is the longest horizon of a value, in days.
const MostHorizon = mostWeeks * DaysPerWeek

// weekly is the factor by which a week discounts.
func (t Terms) weekly() float64 { return math.Pow(1+t.Annual, -1.0/52) }

// weeks returns the ends of the horizon's weeks in days; the last may be short.
func (t Terms) weeks() []int {
	ends := []int{}
	for end := DaysPerWeek; end < t.Days && len(ends) < mostWeeks; end += DaysPerWeek {
		ends = append(ends, end)
	}
	if t.Days > 0 {
		ends = append(ends, t.Days)
	}
	return ends
}

// Discounted returns the expected number of purchases within the terms, each
// counted at its discount.
//
//	Computes  Σ_w (E[Y(w)] − E[Y(w−1)])·(1+d)^−w, d = (1+annual)^(1/52) − 1  (2.4)
func (p Posterior) Discounted(t Terms) float64 {
	return stairs(t.weeks(), t.weekly(), p.Expected)
}

// Worth is the distribution of what a customer spends within a horizon, not
// discounted: exact.
type Worth struct {
	counts Counts
	purse  Purse
}

// WorthOf joins the number of purchases with the spend on each.
func WorthOf(c Counts, b Purse) Worth { return Worth{counts: c, purse: b} }

// AtMost returns P(S ≤ s).
//
//	Computes  P(Y=0) + Σ_{n≥1} P(Y=n)·P(S_n ≤ s)                            (2.5)
func (w Worth) AtMost(s float64) float64 {
	if s < 0 {
		return 0
	}
	sum := 1 - w.counts.AtLeast(1)
	for n := 1; n <= w.counts.Most(); n++ {
		if share := w.counts.AtLeast(n) - w.counts.AtLeast(n+1); share > 0 {
			sum += share * w.purse.Sum(n, s)
		}
	}
	return min(1, sum)
}

// Mean returns the expected worth; ok is false when spend has no mean.
func (w Worth) Mean() (mean float64, ok bool) {
	each, ok := w.purse.Mean()
	return each * w.counts.Mean, ok
}

// Quantile returns the u-quantile of the worth, 0 while u ≤ P(Y=0); u in (0,1).
func (w Worth) Quantile(u float64) float64 {
	if u <= 1-w.counts.AtLeast(1) {
		return 0
	}
	high := w.purse.rate
	for w.AtMost(high) < u && high < math.MaxFloat64/4 {
		high *= 2
	}
	low := 0.0
	for range 200 {
		if high-low <= 1e-9*high {
			break
		}
		if mid := (low + high) / 2; w.AtMost(mid) < u {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// Value is a discounted revenue: its mean, its 5, 10, 50, 90 and 95 % points and
// the chance that nothing is bought at all, without which a mean of so skewed a
// thing misleads.
type Value struct {
	Mean   float64 `json:"mean"`
	Low    float64 `json:"low"`  // 5 %
	High   float64 `json:"high"` // 95 %
	P10    float64 `json:"p10"`
	Median float64 `json:"median"`
	P90    float64 `json:"p90"`
	None   float64 `json:"none"` // P(no purchase within the horizon)
}

// Draws is how a value is simulated; 2,000 draws serve a customer's page.
type Draws struct {
	N    int
	Seed uint64
}

// ValueOf returns a customer's discounted value: the mean and the chance of
// nothing are exact, the points come from simulated futures.
//
//	Computes  draws of Σ spend_i·(1+d)^−ceil(week_i), one ν a draw           (2.4)
//	Source    SCIENCE 2.4
func ValueOf(p Posterior, b Purse, t Terms, d Draws) Value {
	sums := futures(p, b, t, d)
	at := func(u float64) float64 { return sums[min(len(sums)-1, int(u*float64(len(sums))))] }
	each, _ := b.Mean()
	return Value{
		Mean: each * p.Discounted(t), None: 1 - p.Buys(t.Days),
		Low: at(.05), P10: at(.10), Median: at(.50), P90: at(.90), High: at(.95),
	}
}

// futures draws discounted revenues, in growing order.
func futures(p Posterior, b Purse, t Terms, d Draws) []float64 {
	rng := rand.New(rand.NewPCG(d.Seed, 0x5a17_0f11_fe71_3e00))
	sums, days := make([]float64, max(1, d.N)), []float64{}
	factor := t.weekly()
	for i := range sums {
		days = p.Sample(rng, t.Days, days[:0])
		if len(days) == 0 {
			continue
		}
		next := b.draw(rng)
		for _, day := range days {
			sums[i] += next() * math.Pow(factor, math.Ceil(day/DaysPerWeek))
		}
	}
	slices.Sort(sums)
	return sums
}
