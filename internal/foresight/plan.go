package foresight

import (
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
)

// Plan is a promotion of the chain's own as a store's forecasts know it. On the days on
// which its vouchers may be used, what it is for is a product with a promotion; what that
// does to demand is learned with prices, from all stores.
type Plan struct {
	First, Last retail.BusinessDay
	Name        string  // as people call it
	Depths      []Depth // on the products that it is for; stores share it
}

// Depth is the share of a product's price that a promotion gives.
type Depth struct {
	Product uint32
	Share   float32
}

// Plan tells of a promotion that runs in the store, or will. It is called before Settle.
func (p *Past) Plan(list ...Plan) {
	for _, one := range list {
		if one.Last >= p.First && one.First <= p.Last+Horizon {
			p.plans = append(p.plans, one)
		}
	}
}

// applied is a plan that is for a series.
type applied struct {
	plan  int32 // of Past.plans
	depth float32
}

// apply tells each series the plans that are for it. It asks plans for their products and
// not products for their plans: a chain has thousands of both, and few of them meet.
func (p *Past) apply() {
	for i := range p.plans {
		for _, d := range p.plans[i].Depths {
			at, known := p.place[d.Product]
			if known && d.Share > 0 && int(at) < len(p.series) && p.series[at].product == d.Product {
				p.series[at].plans = append(p.series[at].plans, applied{int32(i), d.Share})
			}
		}
	}
}

// promotions writes how deep promotions are on each day from the series' first to the
// horizon's end: the deepest counts.
func (p *Past) promotions(s *series, out []float32) []float32 {
	n := len(s.units) + Horizon
	out = append(out[:0], make([]float32, n)...)
	begin := p.First + retail.BusinessDay(s.first)
	for _, a := range s.plans {
		plan := &p.plans[a.plan]
		for at := max(int(plan.First-begin), 0); at <= min(int(plan.Last-begin), n-1); at++ {
			out[at] = max(out[at], a.depth)
		}
	}
	return out
}

// ahead is the deepest promotion of a series on the days to come; "" is none.
func (p *Past) ahead(s *series) (name string) {
	deepest := float32(0)
	for _, a := range s.plans {
		if plan := &p.plans[a.plan]; plan.Last > p.Last && a.depth > deepest {
			deepest, name = a.depth, plan.Name
		}
	}
	return name
}

// planned says what of the forecasts promotions add: the same model is asked once more,
// as if none were on from tomorrow.
func (n *Night) planned(p *Past, rows []Forecast) error {
	var places []int
	for i := range p.series {
		if rows[i].Event = p.ahead(&p.series[i]); rows[i].Event != "" {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	category := Category(n.Chain)
	panel := p.Panel(category)
	panel.Series = len(places)
	panel.Read = func(i int, s *forecast.Series) {
		p.read(places[i], category, s)
		clear(s.Numbers[ofPromotion][len(s.Values):])
	}
	return n.Model.Each(panel, func(i int, a *forecast.Ahead) error {
		f := &rows[places[i]]
		for d := range f.Planned {
			f.Planned[d] = max(f.Means[d]-a.Mean[d], 0)
		}
		return nil
	})
}
