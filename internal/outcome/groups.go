package outcome

import (
	"math"
	"slices"

	"sartor/internal/model/response"
)

// grouped is one way of grouping with its arms.
type grouped struct {
	by            By
	names         []string
	groups        map[string]*group
	sales, margin prepared
}

// group is one group beside everybody else. Who shops in two stores is in both,
// with what they buy in each, and among the others of each with the rest.
type group struct {
	both
	touched   pair // sales everywhere of whoever bought anything here
	elsewhere pair // what of it was elsewhere
	joint     [2]joint
}

// stake is what a person adds to one group.
type stake struct {
	name          string
	known         bool // they belong to it
	sales, margin Observation
}

func (s *Study) group(by By, sales, margin prepared) *grouped {
	g := &grouped{by: by, groups: map[string]*group{}, sales: sales, margin: margin}
	var stakes []stake
	for i := range s.Persons {
		stakes = s.stakes(stakes[:0], by, &s.Persons[i])
		g.add(&s.Persons[i], i, stakes)
	}
	slices.Sort(g.names)
	return g
}

// stakes divides a person among the groups of one way.
func (s *Study) stakes(out []stake, by By, p *Person) []stake {
	if !by.place() {
		return append(out, stake{s.nameOf(by, p), true, p.Sales, p.Margin})
	}
	for i := range p.Places {
		at := &p.Places[i]
		name := s.placeOf(by, at.Store)
		k := slices.IndexFunc(out, func(x stake) bool { return x.name == name })
		if k < 0 {
			k, out = len(out), append(out, stake{name: name})
		}
		x := &out[k]
		x.known = x.known || at.Known
		x.sales, x.margin = x.sales.plus(at.Sales), x.margin.plus(at.Margin)
	}
	return out
}

// add puts a person into the groups.
func (g *grouped) add(p *Person, i int, stakes []stake) {
	known := 0
	for k := range stakes {
		if stakes[k].known {
			known++
		}
	}
	all, theta := g.sales.list[i], g.sales.theta
	for k := range stakes {
		x := &stakes[k]
		if x.name == "" {
			continue
		}
		to := g.groups[x.name]
		if to == nil {
			to = &group{}
			g.groups[x.name], g.names = to, append(g.names, x.name)
		}
		here := g.sales.part(p, i, x.sales)
		there := all.less(here)
		others := known
		to.touched.of(p).add(all, theta)
		if x.known {
			others--
			to.sales.of(p).add(here, theta)
			to.margin.of(p).add(g.margin.part(p, i, x.margin), g.margin.theta)
		}
		if others > 0 {
			to.elsewhere.of(p).add(there, theta)
		}
		if x.known && others > 0 {
			to.joint[arm(p)].add(here.rest(theta), there.rest(theta))
		}
	}
}

// nameOf is the group of a person, by the store of the first offer; empty: in none.
func (s *Study) nameOf(by By, p *Person) string {
	switch {
	case by == ByState:
		return string(p.State)
	case by == ByValue:
		return string(p.Band)
	}
	return s.placeOf(by, p.Store)
}

// placeOf is the group of a store.
func (s *Study) placeOf(by By, store uint32) string {
	at := s.Chain.Store(store)
	switch {
	case by == ByRegion:
		return at.Region
	case by == ByKind:
		return string(at.Kind)
	}
	return string(at.ID)
}

// rows pools the groups of one way and sets each apart from everybody else.
func (g *grouped) rows(all both, days float64) ([]Row, []response.Apart, error) {
	rows, apart := make([]Row, len(g.names)), make([]response.Apart, len(g.names))
	var sales, margin pool
	for i, name := range g.names {
		a := g.groups[name]
		rows[i] = Row{By: g.by, Group: name, Treated: a.sales.treated.n, Held: a.sales.held.n}
		if !a.sales.enough(LeastGroup) {
			rows[i].Wait = waitFor(rows[i].Treated, rows[i].Held, LeastGroup, days)
			continue
		}
		rows[i].Means[0], rows[i].Means[1] = a.sales.means(g.sales.theta)
		rows[i].Earned[0], rows[i].Earned[1] = a.margin.means(g.margin.theta)
		if e, se, ok := a.sales.ratio(g.sales.theta); ok {
			rows[i].Own = math.Expm1(e)
			sales.add(i, e, se)
			apart[i] = a.apart(all.sales, g.sales.theta)
		}
		if e, se := a.margin.difference(g.margin.theta); se > 0 {
			margin.add(i, e, se)
		}
	}
	if err := sales.pooled(usualSpread, func(i int, p response.Pooled) { rows[i].Sales, rows[i].Kept = relative(p.Effect, p.Range), p.Kept }); err != nil {
		return nil, nil, err
	}
	_, held := all.margin.means(g.margin.theta)
	err := margin.pooled(max(usualSpread*math.Abs(held), 1), func(i int, p response.Pooled) { rows[i].Margin = Figure{true, p.Effect, p.Range.Low, p.Range.High} })
	return rows, apart, err
}

// apart is a group against everybody else, by sales.
//
//	Computes  d = ln ratio of the group − ln ratio of the others
//	          var d = s_g² + s_o² − 2·Σ over arms of cov(m_g, m_o)/(m_g·m_o): who shops in
//	          both is in both means
func (a *group) apart(all pair, theta float64) response.Apart {
	others := all.less(a.touched).plus(a.elsewhere)
	if !others.enough(LeastGroup) {
		return response.Apart{}
	}
	e, se, ok := a.sales.ratio(theta)
	o, so, other := others.ratio(theta)
	if !ok || !other {
		return response.Apart{}
	}
	var here, there [2]float64
	here[0], here[1] = a.sales.means(theta)
	there[0], there[1] = others.means(theta)
	shared := a.joint[0].shared(a.sales.treated, others.treated)/(here[0]*there[0]) + a.joint[1].shared(a.sales.held, others.held)/(here[1]*there[1])
	return response.Apart{Effect: e - o, SE: math.Sqrt(max(se*se+so*so-2*shared, 0))}
}

// pool gathers the groups that have an estimate.
type pool struct {
	at     []int
	groups []response.Group
}

func (p *pool) add(i int, effect, se float64) {
	p.at, p.groups = append(p.at, i), append(p.groups, response.Group{Effect: effect, SE: se})
}

func (p *pool) pooled(scale float64, put func(i int, p response.Pooled)) error {
	out, err := response.Prior{Scale: scale}.Of(p.groups)
	for k := range out.Groups {
		put(p.at[k], out.Groups[k])
	}
	return err
}
