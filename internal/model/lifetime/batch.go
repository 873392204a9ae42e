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
	shared *gammas
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
		v.spend, v.spends, v.shared = *spend, true, gammasOf(*spend)
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
	ages := map[int32]*reading{}
	for _, h := range histories {
		if ages[h.Age] == nil {
			ages[h.Age] = v.reading(h.Age)
		}
	}
	const group = 256
	out := make([]Expectation, len(histories))
	stat.Spread(stat.Work{Workers: workers, N: (len(order) + group - 1) / group, Chunk: 1}, func(_, g int) {
		var shared common
		for at, i := range order[g*group : min(len(order), (g+1)*group)] {
			if at == 0 || !alike(histories[i], shared.history) {
				shared = v.common(histories[i], ages[histories[i].Age])
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
	shared := v.common(h, v.reading(h.Age))
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

func (v *Valuer) common(h History, r *reading) common {
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
	c.discounted = v.discounted(p, r, e.Purchases)
	return c
}

// discounted is Posterior.Discounted, read off where that is near enough; all is what is expected
// within the whole horizon.
func (v *Valuer) discounted(p Posterior, r *reading, all float64) float64 {
	if r == nil {
		return stairs(v.weeks, v.terms.weekly(), p.Expected)
	}
	return r.of(p, all)
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
	var room [usualCounts]float64
	q := newQuick(WorthOf(c.counts, purse), v.shared, s, room[:0])
	e.Low, e.High = factor*q.quantile(.05), factor*q.quantile(.95)
}
