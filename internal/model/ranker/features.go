package ranker

import (
	"math"
	"slices"
	"sort"
)

// Features are the names of what the trees read of a candidate, in order.
// n, first, last: number of the customer's baskets with it, first and last of
// them; N all baskets. Formulas: RANKER "Features".
var featureNames = []string{
	// own: missing for what was never bought, counts 0
	"c.6", "c.8", "c.95", "n", "own rank", "baskets since", "share", "share since first",
	"mean gap", "due", "days since", "days since at last visit", "days due", "c 30 days",
	// item, whatever the day
	"ln pop", "in last basket", "in last three", "rebuyers", "bought again", "bought in a row", "gap of all", "due by gap of all",
	// item, on the day
	"28 days", "7 days", "84 days", "trend", "age", "idle",
	// neighbours and links
	"near 100", "near 300", "near lately", "with last", "after last", "with own",
	// customer
	"baskets", "basket size", "visit gap", "repeat share", "days away",
}

// moving are the features of a product that change with the day.
type moving struct{ n28, n7, n84, trend, age, idle float32 }

// chain is how many baskets the chain had before the day.
type chain struct{ b7, b28, b84 float32 }

var missing = float32(math.NaN())

// turn moves the asker to a day.
//
//	Computes  pW = n_W/(B_W + 1), trend = (n28 + 2)/(B28·pop/B + 2), windows [day−W, day)
func (a *Asker) turn(day int32) {
	if a.ready && a.day == day {
		return
	}
	t := a.t
	a.day, a.ready = day, true
	a.chain = chain{within(t.days, day-7, day), within(t.days, day-28, day), within(t.days, day-84, day)}
	share := a.chain.b28 / float32(max(1, len(t.days)))
	for p := range a.moving {
		sold := t.soldOn(uint32(p))
		if len(sold) == 0 {
			a.moving[p] = moving{trend: 1, age: missing, idle: missing}
			continue
		}
		sold84 := sold[sort.Search(len(sold), func(i int) bool { return sold[i] >= day-84 }):]
		n28 := within(sold84, day-28, day)
		m := moving{n28 / (a.chain.b28 + 1), within(sold84, day-7, day) / (a.chain.b7 + 1), within(sold84, day-84, day) / (a.chain.b84 + 1),
			(n28 + 2) / (share*float32(len(sold)) + 2), float32(day - sold[0]), missing}
		if before := sort.Search(len(sold), func(i int) bool { return sold[i] >= day }); before > 0 {
			m.idle = float32(day - sold[before-1])
		}
		a.moving[p] = m
	}
}

// describe writes the features of all candidates, one row after the other.
func (a *Asker) describe() {
	n := float32(a.baskets)
	customer := [5]float32{n, float32(a.lines) / n, missing, missing, float32(a.day - a.lastDay)}
	if a.baskets > 1 {
		customer[2], customer[3] = float32(a.lastDay-a.firstDay)/(n-1), float32(a.repeats/a.weight)
	}
	a.rows = slices.Grow(a.rows, len(a.candidates)*len(featureNames))
	for _, p := range a.candidates {
		it, m, s := &a.t.items[p], &a.moving[p], &a.sums[p]
		since := missing
		if k := a.slot[p]; k > 0 {
			since = a.describeOwn(&a.own[k-1])
		} else {
			a.rows = append(a.rows, 0, 0, 0, 0, 0, missing, 0, 0, missing, missing, missing, missing, missing, 0)
		}
		a.rows = append(a.rows, it.ranked[:]...)
		a.rows = append(a.rows, since/it.ranked[stills-1],
			m.n28, m.n7, m.n84, m.trend, m.age, m.idle,
			s.near100, s.near300, s.lately, s.co, s.seq, s.owners,
			customer[0], customer[1], customer[2], customer[3], customer[4])
	}
}

// describeOwn writes the features of a product bought before; it returns the
// baskets since the last one with it.
func (a *Asker) describeOwn(o *owned) (since float32) {
	all, n := float32(a.baskets), float32(o.n)
	since = all - float32(o.last)
	gap, due, daysDue := missing, missing, missing
	if o.n > 1 {
		gap = float32(o.last-o.first) / (n - 1)
		due = since / gap
		daysDue = (float32(a.day-o.dayLast) + 1) / (float32(o.dayLast-o.dayFirst)/(n-1) + 1)
	}
	a.rows = append(a.rows, float32(o.c[0]), float32(o.c[1]), float32(o.c[2]), n, float32(o.place), since, n/all, n/(all-float32(o.first)),
		gap, due, float32(a.day-o.dayLast), float32(a.lastDay-o.dayLast), daysDue, float32(o.d*a.half(a.day-o.dayLast)))
	return since
}
