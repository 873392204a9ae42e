package plan

import (
	"slices"

	"sartor/internal/model/counts"
)

// shortfall is what some units are expected to be short of a demand.
func shortfall(mean, variance float64, units int) float64 {
	return counts.Shortfall(mean, variance, units)
}

// Week is what is asked for on the coming days and what of it is asked for in vain.
type Week [Shown]Shelves

// Shelves are one day's sums over shelves, in units.
type Shelves struct {
	Wanted        float64
	Without, With Missing // without any proposal; with the orders (moves add theirs when they go)
}

// Missing is what is asked for in vain: as expected, and when the whole chain's demand
// is lower or higher than foretold (5 and 95 % of that).
type Missing struct{ Low, Mid, High float64 }

// Add adds another product's week.
func (w *Week) Add(o *Week) {
	for d := range w {
		a, b := &w[d], &o[d]
		a.Wanted += b.Wanted
		a.Without.add(b.Without)
		a.With.add(b.With)
	}
}

func (m *Missing) add(o Missing) { m.Low, m.Mid, m.High = m.Low+o.Low, m.Mid+o.Mid, m.High+o.High }

// z95 bounds 90 % of a normal law.
const z95 = 1.6448536269514722

// week sums what the places of the item miss.
func (n *night) week() (out Week) {
	for i := range n.places {
		p := &n.places[i]
		if p.Unknown || p.mean(1, Shown) <= 0 {
			continue
		}
		with := *p
		for k := range n.orders {
			if o := &n.orders[k]; o.To == p.Store {
				with.Arrivals = append(slices.Clip(with.Arrivals), Arrival{o.Day, o.Units})
			}
		}
		off := z95 * n.c.Rules.Together
		for _, at := range []struct {
			factor float64
			of     func(*Missing) *float64
		}{{max(1-off, 0), func(m *Missing) *float64 { return &m.Low }}, {1, func(m *Missing) *float64 { return &m.Mid }}, {1 + off, func(m *Missing) *float64 { return &m.High }}} {
			without, ordered := p.missing(at.factor), with.missing(at.factor)
			for d := range out {
				*at.of(&out[d].Without) += without[d]
				*at.of(&out[d].With) += ordered[d]
			}
		}
		for d := range out {
			m, _ := p.moments(d+1, d+1)
			out[d].Wanted += m
		}
	}
	return out
}

// missing is what is asked for in vain on each day when demand is a factor of what is
// foretold: day by day from one delivery to the next, which begins with what is
// expected to be left.
//
//	Computes  n_{a…d}(X) − n_{a…d−1}(X), X = E[left at a] + delivered at a         (5.1)
func (p *Place) missing(factor float64) (out [Shown]float64) {
	stock, begins := p.stands(), now
	m, v := p.moments(now, now)
	before := shortfall(m*factor, v*factor, stock)
	for day := 1; day <= Shown; day++ {
		if came := p.coming(day) - p.coming(day-1); came > 0 {
			if begins < day {
				m, v := p.moments(begins, day-1)
				left := float64(stock) - m*factor + shortfall(m*factor, v*factor, stock)
				stock = int(left + .5)
			}
			stock, begins, before = max(stock, 0)+came, day, 0
		}
		m, v := p.moments(begins, day)
		short := shortfall(m*factor, v*factor, max(stock, 0))
		out[day-1] = max(short-before, 0)
		before = short
	}
	return out
}
