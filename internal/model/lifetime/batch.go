package lifetime

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sartor/internal/stat"
)

// Expectation is what is expected of one customer within the terms.
type Expectation struct {
	Alive     float64 // chance to be a customer still
	Speaks    bool    // whether the model can tell; Alive is not to be shown else
	Purchases float64 // expected purchase days
	None      float64 // chance of no purchase
	Spend     float64 // expected spend a purchase day
	Value     float64 // discounted revenue, and its 5 % and 95 % points
	Low, High float64
}

// Valuer computes expectations of many customers under the same terms.
type Valuer struct {
	model  Model
	spend  Spend
	spends bool
	terms  Terms
	weeks  []int
	table  []float64 // lnΓ(pn) by n
}

// NewValuer returns a valuer; without a model of spend only purchases are
// expected.
func NewValuer(m Model, spend *Spend, t Terms) (*Valuer, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	if t.Days < 1 || t.Days > MostHorizon || !(t.Annual > -1) || math.IsInf(t.Annual, 1) {
		return nil, fmt.Errorf("%w: %d days at a discount of %g a year; from 1 to %d days at more than -1", errDomain, t.Days, t.Annual, MostHorizon)
	}
	v := &Valuer{model: m, terms: t, weeks: t.weeks()}
	if spend != nil {
		if err := spend.Check(); err != nil {
			return nil, err
		}
		v.spend, v.spends, v.table = *spend, true, gammasOf(spend.P)
	}
	return v, nil
}

// All returns the expectations of customers, in their order: the same for any
// number of workers. Customers with equal histories share what does not depend on
// their spend. spent is empty without a model of spend.
func (v *Valuer) All(histories []History, spent []Spent, workers int) []Expectation {
	order := make([]int32, len(histories))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(key(histories[a]), key(histories[b])), cmp.Compare(a, b))
	})
	const group = 256
	out := make([]Expectation, len(histories))
	stat.Spread(stat.Work{Workers: workers, N: (len(order) + group - 1) / group, Chunk: 1}, func(_, g int) {
		var shared common
		for at, i := range order[g*group : min(len(order), (g+1)*group)] {
			if at == 0 || !alike(histories[i], shared.history) {
				shared = v.common(histories[i])
			}
			out[i] = shared.expectation
			if v.spends {
				v.price(&out[i], shared, spent[i])
			}
		}
	})
	return out
}

// Of returns the expectation of one customer.
func (v *Valuer) Of(h History, s Spent) Expectation {
	shared := v.common(h)
	out := shared.expectation
	if v.spends {
		v.price(&out, shared, s)
	}
	return out
}

// common is what customers with the same history share.
type common struct {
	history     History
	expectation Expectation
	discounted  float64
	counts      Counts
}

func (v *Valuer) common(h History) common {
	p := v.model.Posterior(h)
	c := common{history: h}
	e := &c.expectation
	e.Alive, e.Speaks = p.Alive()
	if !v.spends {
		e.Purchases, e.None = p.Expected(v.terms.Days), 1-p.Buys(v.terms.Days)
		return c
	}
	c.counts = p.Counts(v.terms.Days)
	e.Purchases, e.None = c.counts.Mean, 1-c.counts.AtLeast(1)
	c.discounted = p.discounted(v.weeks, v.terms.weekly())
	return c
}

// price fills in what the purchases are worth. The points are those of the exact
// undiscounted law, moved as much as the mean is by discounting.
func (v *Valuer) price(e *Expectation, c common, s Spent) {
	purse := v.spend.Purse(s)
	e.Spend, _ = purse.Mean()
	e.Value = e.Spend * c.discounted
	if c.counts.Mean <= 0 {
		return
	}
	factor := c.discounted / c.counts.Mean
	q := newQuick(WorthOf(c.counts, purse), v.table)
	e.Low, e.High = factor*q.quantile(.05), factor*q.quantile(.95)
}

// knots is where the expected purchases are worked out to be read off between.
const knots = 14

// discounted is Discounted for many customers: the expectation over time is
// smooth in v = ln(1+t/(α+T)), so that it is worked out at Chebyshev points and
// read off at the ends of weeks.
//
//	Error     below 1e-5 of Discounted: TestDiscounted_ReadOffMeetsTheSum
func (p Posterior) discounted(weeks []int, weekly float64) float64 {
	if len(weeks) <= knots || p.model.Kind == Pareto {
		return stairs(weeks, weekly, p.Expected)
	}
	width := math.Log1p(float64(weeks[len(weeks)-1]) / DaysPerWeek / p.rate)
	var at, value [knots]float64
	for i := range at {
		at[i] = width / 2 * (1 - math.Cos(math.Pi*float64(i)/(knots-1)))
		value[i] = p.mean(p.rate * math.Expm1(at[i]))
	}
	return stairs(weeks, weekly, func(days int) float64 {
		v := math.Log1p(float64(days) / DaysPerWeek / p.rate)
		above, below := 0.0, 0.0
		for i, knot := range at {
			d := v - knot
			if d == 0 {
				return value[i]
			}
			weight := 1 / d
			if i == 0 || i == knots-1 {
				weight /= 2
			}
			if i%2 == 1 {
				weight = -weight
			}
			above, below = above+weight*value[i], below+weight
		}
		return above / below
	})
}

// stairs sums what is expected week by week at each week's discount.
func stairs(weeks []int, weekly float64, expected func(days int) float64) float64 {
	sum, before, factor := 0.0, 0.0, 1.0
	for _, end := range weeks {
		factor *= weekly
		now := expected(end)
		sum += (now - before) * factor
		before = now
	}
	return sum
}

// mean is ΣP(Y≥n) within t weeks, without keeping the terms.
func (p Posterior) mean(t float64) float64 {
	if t <= 0 {
		return 0
	}
	next, sum := p.stageTails(t), 0.0
	for n := 1; n <= mostCounts; n++ {
		given := next(n)
		if sum += given; given < negligible {
			break
		}
	}
	return p.active * sum
}
