package neighbour

import (
	"slices"
	"sort"

	"sartor/internal/model/basket"
)

// trendDays is how far back "now" reaches, in days.
const trendDays = 28

// Trends tell what sells now: when each product of a view was bought.
type Trends struct {
	start   []uint32
	days    []int32 // of each product, growing
	baskets []int32 // days of all baskets, growing
}

// TrendsOf reads a view.
func TrendsOf(v basket.View, t *basket.Tally) *Trends {
	x := &Trends{start: make([]uint32, v.Size()+1)}
	for p, pop := range t.Pop {
		x.start[p+1] = x.start[p] + pop
	}
	x.days = make([]int32, x.start[v.Size()])
	next := slices.Clone(x.start)
	take := func(from, to uint32) {
		for b := from; b < to; b++ {
			x.baskets = append(x.baskets, v.Day(b))
			for _, p := range v.Set(b) {
				x.days[next[p]] = v.Day(b)
				next[p]++
			}
		}
	}
	for u := range v.Customers() {
		take(v.Span(u))
	}
	take(v.Unnamed())
	slices.Sort(x.baskets)
	for p := range v.Size() {
		slices.Sort(x.days[x.start[p]:x.start[p+1]])
	}
	return x
}

// At fills out with tr28 of every product on a day.
//
//	Computes  tr28(i) = (n28 + 2)/(B28·pop/B + 2), where n28 and B28 count baskets of
//	          the 28 days before the day, with i and in all
//	Source    RANKER "Features"
func (x *Trends) At(day int32, out []float64) {
	window := x.window(day)
	for p := range out {
		out[p] = x.one(uint32(p), day, window)
	}
}

// of returns tr28 of some products.
func (x *Trends) of(day int32, products []uint32) []float64 {
	out, window := make([]float64, len(products)), x.window(day)
	for i, p := range products {
		out[i] = x.one(p, day, window)
	}
	return out
}

// window is the share of all baskets that the 28 days hold.
func (x *Trends) window(day int32) float64 {
	return float64(within(x.baskets, day)) / float64(max(1, len(x.baskets)))
}

func (x *Trends) one(p uint32, day int32, window float64) float64 {
	days := x.days[x.start[p]:x.start[p+1]]
	return (float64(within(days, day)) + 2) / (float64(window*float64(len(days))) + 2)
}

// within counts growing days in [day−trendDays, day).
func within(days []int32, day int32) int {
	low := sort.Search(len(days), func(i int) bool { return days[i] >= day-trendDays })
	high := sort.Search(len(days), func(i int) bool { return days[i] >= day })
	return high - low
}
