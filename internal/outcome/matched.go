package outcome

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"sartor/internal/model/response"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Sales are what stores sold of some goods, a number a week.
type Sales interface {
	// Weekly returns each store's sales of the goods in so many whole weeks that end
	// before a day, oldest first, minor units.
	Weekly(ctx context.Context, w Weeks) (map[uint32][]float64, error)
}

// Weeks names a span of weeks and goods.
type Weeks struct {
	Until retail.BusinessDay // exclusive
	Weeks int
	Among []uint32 // stores, the likeliest matches first
	Goods func(product uint32) bool
}

// What matching needs (SCIENCE.md 8.3).
const (
	weeksBefore = 26
	leastBefore = 6 // of them with sales
	mostMatched = 3
	leastOthers = 5 // stores, to know how much such a difference varies by itself
)

// Matched compares one store after a change with stores that went alike before.
//
//	Computes  d_s = mean ln(after) − mean ln(before);  effect = d_store − mean d of the
//	          three nearest by RMSE of ln weekly sales less their level    (SCIENCE.md 8.3)
//	          range: effect ± t_{n−1}·sd·sqrt(1+1/n) of the same figure for each of the n
//	          other stores, where nothing was changed
//	Source    placebo in space: Abadie, Diamond, Hainmueller 2010
//	Edges     a week without sales, too few weeks or stores: not ok
type Matched struct {
	Before int // weeks of each series that lie before the change
}

// Of compares the store with the others.
func (m Matched) Of(store uint32, series map[uint32][]float64) (effect float64, in stat.Interval, near []uint32, ok bool) {
	logs := map[uint32][]float64{}
	var stores []uint32
	for s, week := range series {
		if l, whole := logsOf(week); whole && len(l) > m.Before && m.Before >= leastBefore {
			logs[s], stores = l, append(stores, s)
		}
	}
	slices.Sort(stores)
	if logs[store] == nil || len(stores) < leastOthers+1 {
		return 0, in, nil, false
	}
	effect, near = m.against(store, stores, logs, store)
	var placebo []float64
	for _, s := range stores {
		if s != store {
			e, _ := m.against(s, stores, logs, store)
			placebo = append(placebo, e)
		}
	}
	n := float64(len(placebo))
	sum := 0.0
	for _, e := range placebo {
		sum += e * e // around zero: where nothing was changed, nothing is the truth
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + response.Level) / 2)
	half := t * math.Sqrt(sum/n*(1+1/n))
	return effect, stat.Interval{Low: effect - half, High: effect + half}, near, half > 0
}

// against is one store's change less that of those nearest to it; the changed
// store is nobody's match.
func (m Matched) against(store uint32, stores []uint32, logs map[uint32][]float64, changed uint32) (float64, []uint32) {
	type match struct {
		store    uint32
		distance float64
	}
	var all []match
	for _, s := range stores {
		if s != store && s != changed {
			all = append(all, match{s, apartBefore(logs[store][:m.Before], logs[s][:m.Before])})
		}
	}
	slices.SortFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.store, b.store))
	})
	all = all[:min(len(all), mostMatched)]
	mean := 0.0
	var near []uint32
	for _, a := range all {
		mean += m.change(logs[a.store]) / float64(len(all))
		near = append(near, a.store)
	}
	return m.change(logs[store]) - mean, near
}

func (m Matched) change(l []float64) float64 {
	return stat.Mean(l[m.Before:]) - stat.Mean(l[:m.Before])
}

// apartBefore is how unlike two stores' weeks went, whatever their size.
func apartBefore(a, b []float64) float64 {
	la, lb, sum := stat.Mean(a), stat.Mean(b), 0.0
	for i := range a {
		d := a[i] - la - (b[i] - lb)
		sum += d * d
	}
	return math.Sqrt(sum / float64(len(a)))
}

// logsOf takes logarithms; a week without sales has none.
func logsOf(weeks []float64) ([]float64, bool) {
	out := make([]float64, len(weeks))
	for i, v := range weeks {
		if !(v > 0) {
			return nil, false
		}
		out[i] = math.Log(v)
	}
	return out, true
}

// match compares a version with stores that went alike, where no lot can.
func (s Survey) match(ctx context.Context, f *Family, v *Version, now retail.Micros) (Local, error) {
	out := Local{Store: s.Chain.Store(v.Store).ID, Since: v.Live, Basis: ByMatched, Local: 1}
	began, today := s.dayOf(v.Live), s.dayOf(now)
	after := int(today-began) / 7
	if after < 1 {
		out.Wait = 7 - int(today-began)
		return out, nil
	}
	g := goodsOf(f, s.Chain)
	among := s.among(f, v.Store)
	// Whole weeks that end where the version began, and whole weeks after it.
	before, err := s.Sales.Weekly(ctx, Weeks{Until: began, Weeks: weeksBefore, Among: among, Goods: g.of})
	if err != nil {
		return out, err
	}
	later, err := s.Sales.Weekly(ctx, Weeks{Until: began + retail.BusinessDay(7*after), Weeks: after, Among: among, Goods: g.of})
	if err != nil {
		return out, err
	}
	from := emptyWeeks(before[v.Store])
	joined := map[uint32][]float64{}
	for store, weeks := range before {
		joined[store] = append(slices.Clone(weeks[from:]), later[store]...)
	}
	effect, in, near, ok := Matched{Before: weeksBefore - from}.Of(v.Store, joined)
	if out.Centre = len(near); ok {
		out.Sales = relative(effect, in)
	}
	return out, nil
}

// among lists the store and those it may be compared with, which have the centre's
// version: its own kind first.
func (s Survey) among(f *Family, store uint32) []uint32 {
	var same, other []uint32
	for n := range s.Chain.Stores {
		tailored := slices.ContainsFunc(f.Versions, func(v Version) bool { return v.Store == uint32(n) && v.Live != 0 })
		switch {
		case uint32(n) == store || tailored || s.Chain.Stores[n].ID == "":
		case s.Chain.Stores[n].Kind == s.Chain.Store(store).Kind:
			same = append(same, uint32(n))
		default:
			other = append(other, uint32(n))
		}
	}
	return slices.Concat([]uint32{store}, same, other)
}

// emptyWeeks is how many weeks lie before a store's first sales.
func emptyWeeks(weeks []float64) int {
	for i, v := range weeks {
		if v > 0 {
			return i
		}
	}
	return len(weeks)
}
