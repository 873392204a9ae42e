package foresight

import (
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/demand"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// sampled is how many series a model is learned from, at most: of each store that is
// asked an equal share.
const sampled = 3000

// Lot is the series that one model of the chain is learned from: some products of each
// store, drawn by lot. The same days of demand make the same lot.
type Lot struct {
	pasts []*Past
	ends  []int // how many there are up to each past
}

// Draw takes an equal share of a store's products, of n stores in all.
func (l *Lot) Draw(p *Past, n int) {
	share := (sampled + n - 1) / n
	all := make([]int32, len(p.series))
	for i := range all {
		all[i] = int32(i)
	}
	if len(all) > share {
		by := func(i int32) uint64 { return stat.Mix(uint64(p.Store), uint64(p.series[i].product)) }
		slices.SortFunc(all, func(a, b int32) int {
			if by(a) < by(b) {
				return -1
			}
			return 1
		})
		all = all[:share]
		slices.Sort(all)
	}
	l.keep(p, all)
}

// keep holds the drawn series of a past and lets the rest go.
func (l *Lot) keep(p *Past, places []int32) {
	few := &Past{Store: p.Store, First: p.First, Last: p.Last, open: p.open, plans: p.plans}
	for _, i := range places {
		few.series = append(few.series, p.series[i])
	}
	before := 0
	if n := len(l.ends); n > 0 {
		before = l.ends[n-1]
	}
	l.pasts, l.ends = append(l.pasts, few), append(l.ends, before+len(few.series))
}

// Len is the number of series drawn.
func (l *Lot) Len() int {
	if len(l.ends) == 0 {
		return 0
	}
	return l.ends[len(l.ends)-1]
}

// panel is the lot as package forecast takes it.
func (l *Lot) panel(category func(product uint32) uint32) forecast.Panel {
	out := l.pasts[0].Panel(category)
	out.Series = l.Len()
	out.Read = func(i int, s *forecast.Series) {
		at, _ := slices.BinarySearch(l.ends, i+1)
		if at > 0 {
			i -= l.ends[at-1]
		}
		l.pasts[at].read(i, category, s)
	}
	return out
}

// ErrNothing says that there is no demand to learn from.
var errNothing = fault.New(fault.Invalid, "no_demand", "nothing was sold in the last two years; forecasts begin with the first receipts")

// Learn chooses and learns how the chain's demand goes on.
func Learn(l *Lot, category func(product uint32) uint32, o forecast.Options) (*forecast.Model, error) {
	if l.Len() == 0 {
		return nil, fault.At("foresight.Learn", errNothing)
	}
	o.Sample = sampled
	m, err := forecast.Fit(l.panel(category), o)
	return m, fault.At("foresight.Learn", err)
}

// Night is what a store's forecasts are made with.
type Night struct {
	Model *forecast.Model
	Chain *retail.Catalogue
	Alike *Analogues // nil: new products begin from what little they sold
	At    retail.Micros
	Rest  func() error // between products, from any worker, where others go first; nil: never
}

// Category is a product's category by number.
func Category(chain *retail.Catalogue) func(product uint32) uint32 {
	return func(product uint32) uint32 { return chain.CategoryOf(product) }
}

// Sheets forecasts all of a store's products, by parts.
func (n *Night) Sheets(p *Past) ([]Sheet, error) {
	rows := make([]Forecast, p.Len())
	closes := p.closes()
	err := n.Model.Each(p.Panel(Category(n.Chain)), func(i int, a *forecast.Ahead) error {
		n.row(p, i, a, &rows[i])
		if n.Rest == nil {
			return nil
		}
		return n.Rest()
	})
	if err == nil {
		err = n.planned(p, rows)
	}
	if err != nil {
		return nil, fault.At("foresight.Sheets", err)
	}
	var out []Sheet
	for i := range rows {
		rows[i].close(closes)
		part := rows[i].Product / PartSize
		if len(out) == 0 || out[len(out)-1].Part != part {
			out = append(out, Sheet{Store: p.Store, Part: part, Day: p.Last, At: n.At})
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, rows[i])
	}
	return out, nil
}

// row is the forecast of one product.
func (n *Night) row(p *Past, i int, a *forecast.Ahead, f *Forecast) {
	s := &p.series[i]
	*f = Forecast{Product: s.product, Ratio: max(a.Ratio, leastRatio), Level: a.Why.Level, Model: a.Why.Model, Days: Window - s.first, Basis: s.basis}
	copy(f.Means[:], a.Mean)
	for d := range f.Week {
		f.Week[d] = a.Why.Season[d%len(a.Why.Season)]
	}
	if n.Alike != nil {
		n.Alike.begin(p, s, f)
	}
}

// leastRatio is a Poisson's, and what SCIENCE 4.6 takes at least.
const leastRatio = 1.05

// close sets days on which the store is not open to nothing.
func (f *Forecast) close(closes [7]bool) {
	for d, closed := range closes {
		if !closed {
			continue
		}
		f.Week[d] = 0
		for at := d; at < Horizon; at += 7 {
			f.Means[at], f.Planned[at] = 0, 0
		}
	}
}

// Law is the demand of a product over some days, from day first on, day 1 being the one
// behind Sheet.Day: its mean and its ratio of variance to mean, as demand.Ahead takes them.
func (f *Forecast) Law(first, days int) (mean, ratio float64) {
	for d := first; d < first+days; d++ {
		mean += f.On(d)
	}
	return mean, f.Ratio
}

// On is the mean of a day; beyond the horizon the mean of the same weekday in its last
// week.
func (f *Forecast) On(day int) float64 {
	for day > Horizon {
		day -= 7
	}
	return f.Means[max(day, 1)-1]
}

// Quantile is the level u of the demand of one day.
func (f *Forecast) Quantile(day int, u float64) float64 {
	return float64(demand.Ahead(f.On(day), f.Ratio, 1).Quantile(u))
}
