package ranker

import (
	"math"

	"sartor/internal/model/basket"
)

// The decays of own counts, by baskets and by days (half-life).
var (
	decays   = [...]float64{.6, .8, .95}
	halfLife = 30.0
)

const atSlow = 2 // of .95 in decays

// owned is what one customer's baskets say of one product.
type owned struct {
	product           uint32
	n, first, last    int32 // baskets with it; numbers of the first and the last of them
	runs              int32 // times in two baskets in a row
	dayFirst, dayLast int32
	c                 [len(decays)]float64 // Σ δ^(N−1−j) over its baskets j   (3.1)
	d                 float64              // Σ .5^((dayLast−day_j)/30)
	place             int32                // among own products by c of .95, 1 the first
}

// fold reads one customer after the other.
type fold struct {
	slot     []int32 // by product: index in own + 1; 0 for what is not own
	own      []owned
	baskets  int
	lines    int
	firstDay int32
	lastDay  int32
	repeats  float64 // Σ .8^(N−1−j)·share of known products in basket j, from the second on
	weight   float64 // Σ .8^(N−1−j)
	past     basket.Past
	powers   [len(decays)][256]float64
	halves   [512]float64
}

func newFold(products int) *fold {
	f := &fold{slot: make([]int32, products)}
	for k, d := range decays {
		for j := range f.powers[k] {
			f.powers[k][j] = math.Pow(d, float64(j))
		}
	}
	for j := range f.halves {
		f.halves[j] = math.Exp2(-float64(j) / halfLife)
	}
	return f
}

// power is δ^gap, 0 beyond what can matter.
func (f *fold) power(k int, gap int32) float64 {
	if int(gap) >= len(f.powers[k]) {
		return 0
	}
	return f.powers[k][gap]
}

// half is .5^(days/30), 0 beyond what can matter.
func (f *fold) half(days int32) float64 {
	if days < 0 || int(days) >= len(f.halves) {
		return 0
	}
	return f.halves[days]
}

// read forgets the last customer and folds this one.
func (f *fold) read(v basket.View, customer int) {
	v.Past(customer, &f.past)
	f.take(&f.past)
}

// take does so with baskets that no view needs to hold.
func (f *fold) take(past *basket.Past) {
	for i := range f.own {
		f.slot[f.own[i].product] = 0
	}
	f.own, f.baskets, f.lines, f.repeats, f.weight = f.own[:0], 0, 0, 0, 0
	for j, set := range past.Sets {
		f.add(past.Days[j], set)
	}
	for i := range f.own {
		o := &f.own[i]
		for k := range o.c {
			o.c[k] *= f.power(k, int32(f.baskets)-1-o.last)
		}
	}
}

func (f *fold) add(day int32, set []uint32) {
	if f.baskets == 0 {
		f.firstDay = day
	}
	j, known := int32(f.baskets), 0
	f.baskets, f.lines, f.lastDay = f.baskets+1, f.lines+len(set), day
	for _, p := range set {
		s := f.slot[p]
		if s == 0 {
			f.own = append(f.own, owned{product: p, n: 1, first: j, last: j, dayFirst: day, dayLast: day, c: [len(decays)]float64{1, 1, 1}, d: 1})
			f.slot[p] = int32(len(f.own))
			continue
		}
		known++
		o := &f.own[s-1]
		for k := range o.c {
			o.c[k] = o.c[k]*f.power(k, j-o.last) + 1
		}
		o.d = o.d*f.half(day-o.dayLast) + 1
		if j-o.last == 1 {
			o.runs++
		}
		o.n, o.last, o.dayLast = o.n+1, j, day
	}
	if j > 0 {
		f.repeats = f.repeats*.8 + float64(known)/float64(len(set))
		f.weight = f.weight*.8 + 1
	}
}
