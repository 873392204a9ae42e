package rollout

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"sartor/internal/model/region"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Readout is what carrying the product changed. Figures of Added and Margin may be
// looked at every week and stopped at any time; those of Placebo are of the weeks
// before the launch and have to hold zero.
type Readout struct {
	Weeks    int                `json:"weeks"` // whole ones since the pilot began
	Sold     Figure             `json:"sold"`  // units a store and week
	Added    Figure             `json:"added"` // units of the category a store and week, against stores that went alike
	Margin   Figure             `json:"margin"`
	Relative Figure             `json:"relative"` // margin of the category, .1 is a tenth more
	Chance   float64            `json:"chance"`   // that the margin is above the least worth having
	Repeat   Figure             `json:"repeat"`   // share of its buyers who came again within 4 weeks
	Taken    Figure             `json:"taken"`    // share of its own sales that others lost
	Placebo  Figure             `json:"placebo"`  // of the margin, relative
	Waste    Figure             `json:"waste"`
	Fill     Figure             `json:"fill"`
	Pairs    []PairRead         `json:"pairs"`
	Since    retail.BusinessDay `json:"since"`
}

// PairRead is one store beside those that went alike.
type PairRead struct {
	Store    retail.StoreID   `json:"store"`
	Controls []retail.StoreID `json:"controls"`
	Units    float64          `json:"units"`  // change of the category's units, relative
	Margin   float64          `json:"margin"` // likewise
	Weeks    int              `json:"weeks"`
}

// placeboWeeks before the launch, nothing has changed yet.
const placeboWeeks = 8

// leastBefore is how many weeks before the launch a pair needs.
const leastBefore = 6

// window is which weeks of a pair are compared.
type window struct {
	from   retail.BusinessDay // of the weeks before
	before int
	cut    retail.BusinessDay // where before ends and after begins
	after  int
}

// pair cuts a pair's weeks; ok is false when some of them are not known or empty.
func (s *Study) pair(p *Place, w window, of func(*Shop) []float64) (region.Pair, bool) {
	series := func(id retail.StoreID) (before, after []float64, ok bool) {
		daily := of(s.shop(id))
		before, ok = s.weekly(daily, w.from, w.before)
		after, also := s.weekly(daily, w.cut, w.after)
		return before, after, ok && also
	}
	out := region.Pair{}
	var ok bool
	if out.Before, out.After, ok = series(p.Store); !ok {
		return out, false
	}
	for _, id := range p.Controls {
		before, after, ok := series(id)
		if !ok {
			return out, false
		}
		out.Controls = append(out.Controls, region.Control{Before: before, After: after})
	}
	return out, len(p.Controls) > 0
}

// windowOf are the weeks of a stage's store: those before, up to half a year, and those
// since, until one of its controls carries it too.
func (s *Study) windowOf(r *Rollout, p *Place, began retail.BusinessDay) window {
	until := s.Today
	for _, id := range p.Controls {
		if stage, ok := r.Carries(id); ok {
			until = min(until, r.Stages[stage].Began)
		}
	}
	w := window{before: min(weeksBefore, int(began-s.First)/7), cut: began, after: int(until-began) / 7}
	w.from = began - retail.BusinessDay(7*w.before)
	return w
}

// change is a pair's effect and what the store would have had without: a week.
func change(p region.Pair) (effect, level float64, ok bool) {
	effect, err := p.Effect()
	if err != nil {
		return 0, 0, false
	}
	drift := 0.0
	for _, c := range p.Controls {
		without := region.Pair{Before: c.Before, After: c.After, Controls: []region.Control{{Before: ones(len(c.Before)), After: ones(len(c.After))}}}
		d, err := without.Effect()
		if err != nil {
			return 0, 0, false
		}
		drift += d / float64(len(p.Controls))
	}
	return effect, stat.Mean(p.Before) * math.Exp(drift), true
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// gains are effects of pairs with the levels they are relative to.
type gains struct{ effects, levels []float64 }

func (g *gains) add(effect, level float64) {
	g.effects, g.levels = append(g.effects, effect), append(g.levels, level)
}

// readPairs reads all pairs of all stages that have had a week.
func (s *Study) readPairs(r *Rollout, out *Reading) {
	ro := &out.Readout
	ro.Since, ro.Pairs = r.Began(), []PairRead{}
	if len(r.Stages) == 0 {
		return
	}
	ro.Weeks = max(int(s.Today-ro.Since)/7, 0)
	var units, margin, placebo gains
	for i := range r.Stages {
		for k := range r.Stages[i].Stores {
			p := &r.Stages[i].Stores[k]
			w := s.windowOf(r, p, r.Stages[i].Began)
			if len(p.Controls) == 0 || w.after < 1 || w.before < leastBefore {
				continue
			}
			if !s.readPair(p, w, out, [3]*gains{&units, &margin, &placebo}) {
				out.Dropped++
			}
		}
	}
	looks := region.Looks{Week: max(ro.Weeks, 1), Planned: r.Plan.Gates.StageWeeks}
	s.sell(r, ro)
	ro.Added = absolute(units, looks)
	ro.Margin = absolute(margin, looks)
	if m, err := region.ReadPairs(margin.effects, looks); err == nil {
		ro.Relative = percent(m.Mean, m.Anytime, m.Pairs)
		ro.Chance = m.Over(math.Log1p(float64(r.Plan.Gates.MinMargin) / stat.Mean(margin.levels)))
	}
	if b, err := region.ReadPairs(placebo.effects, looks); err == nil {
		ro.Placebo = percent(b.Mean, b.Range, b.Pairs)
	}
	ro.Taken = taken(ro)
	ro.Repeat = s.repeat()
}

// readPair reads one pair: the category's units, its margin, and the margin of the
// weeks before as if it had begun eight weeks earlier.
func (s *Study) readPair(p *Place, w window, out *Reading, to [3]*gains) bool {
	unit := func(x *Shop) []float64 { return x.Category }
	money := func(x *Shop) []float64 { return x.Margin }
	up, ok := s.pair(p, w, unit)
	mp, also := s.pair(p, w, money)
	if !ok || !also {
		return false
	}
	units, unitLevel, ok := change(up)
	margin, marginLevel, also := change(mp)
	if !ok || !also {
		return false
	}
	to[0].add(units, unitLevel)
	to[1].add(margin, marginLevel)
	if earlier := (window{from: w.from, before: w.before - placeboWeeks, cut: w.cut - 7*placeboWeeks, after: placeboWeeks}); earlier.before >= leastBefore {
		if b, ok := s.pair(p, earlier, money); ok {
			if effect, level, ok := change(b); ok {
				to[2].add(effect, level)
			}
		}
	}
	out.Readout.Pairs = append(out.Readout.Pairs, PairRead{Store: p.Store, Controls: p.Controls, Units: math.Expm1(units), Margin: math.Expm1(margin), Weeks: w.after})
	return true
}

// absolute turns relative effects into units or money a store and week.
func absolute(g gains, looks region.Looks) Figure {
	m, err := region.ReadPairs(g.effects, looks)
	if err != nil {
		return Figure{N: len(g.effects)}
	}
	level := stat.Mean(g.levels)
	return Figure{Known: true, Estimate: level * math.Expm1(m.Mean), Low: level * math.Expm1(m.Anytime.Low), High: level * math.Expm1(m.Anytime.High), N: m.Pairs}
}

func percent(mean float64, in stat.Interval, n int) Figure {
	return Figure{Known: true, Estimate: math.Expm1(mean), Low: math.Expm1(in.Low), High: math.Expm1(in.High), N: n}
}

// sell is what stores that carry it sell of it a week.
func (s *Study) sell(r *Rollout, ro *Readout) {
	var weekly []float64
	for i := range r.Stages {
		days := float64(s.Today - r.Stages[i].Began)
		for _, p := range r.Stages[i].Stores {
			if days >= 7 {
				weekly = append(weekly, s.span(s.shop(p.Store).Own, r.Stages[i].Began, s.Today)*7/days)
			}
		}
	}
	n := len(weekly)
	if n < 2 {
		ro.Sold = Figure{N: n}
		return
	}
	mean, square := stat.Mean(weekly), 0.0
	for _, v := range weekly {
		square += (v - mean) * (v - mean)
	}
	half := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile((1+region.Level)/2) * math.Sqrt(square/float64(n-1)/float64(n))
	ro.Sold = Figure{Known: true, Estimate: mean, Low: max(mean-half, 0), High: mean + half, N: n}
}

// taken is the share of its own sales that the rest of its category lost.
func taken(ro *Readout) Figure {
	if !ro.Added.Known || !ro.Sold.Known || ro.Sold.Estimate <= 0 {
		return Figure{}
	}
	share := func(added float64) float64 { return min(max(1-added/ro.Sold.Estimate, -1), 2) }
	return Figure{Known: true, Estimate: share(ro.Added.Estimate), Low: share(ro.Added.High), High: share(ro.Added.Low), N: ro.Added.N}
}

// leastBuyers is from how many buyers on a share of them is spoken of.
const leastBuyers = 30

// repeat is the share of buyers who came again within 4 weeks.
func (s *Study) repeat() Figure {
	n := s.Buyers.Asked
	if n < leastBuyers {
		return Figure{N: n}
	}
	share := float64(s.Buyers.Again) / float64(n)
	in := stat.Wilson(share, float64(n), region.Level)
	return Figure{Known: true, Estimate: share, Low: in.Low, High: in.High, N: n}
}
