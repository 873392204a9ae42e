package demand

import (
	"math"
	"slices"
)

// What is so far above all else that it was somebody's bulk order, or a slip of a
// hand, says nothing of the days to come.
const (
	bulkTimes = 5  // times the size to be expected at most, from which on a step is bulk
	bulkOften = 2  // steps in bulkAmong that may be bulk; three are demand
	bulkAmong = 91 // steps with demand, a quarter of a year of days, that are looked at together
	bulkLeast = 8  // steps with demand below which nothing is to be expected
)

// Lower winsorises what is bulk: it counts as the third largest step of its time.
//
//	Computes  y = sign(y) m where |y| > 5 m, m the third largest |y| of the 91 steps
//	          with demand around it, which are counted from the end; the oldest hold up to 181
//	Source    Hastings, Mosteller, Tukey, Winsor 1947; Huber 1981, 1.7
//	Bound     one bulk step moves a level that is smoothed with weight a by a (m − l) at most
//	Edges     NaN is a gap; below zero, what was brought back, counts by its size
//	Weak      a promotion five times as strong as any, on its first two days
func Lower(y []float64) {
	for to := len(y); to > 0; {
		from, most, n := to, [bulkOften + 1]float64{}, 0
		for ; from > 0 && n < bulkAmong; from-- {
			n += noteSize(&most, y[from-1])
		}
		if withDemand(y[:from]) < bulkAmong { // too few for a time of their own
			for ; from > 0; from-- {
				n += noteSize(&most, y[from-1])
			}
		}
		if m := most[bulkOften]; n >= bulkLeast && bulkTimes*m < most[0] {
			lowerTo(y[from:to], m)
		}
		to = from
	}
}

func lowerTo(y []float64, m float64) {
	for i, v := range y {
		if math.Abs(v) > bulkTimes*m {
			y[i] = math.Copysign(m, v)
		}
	}
}

// withDemand is how many of the newest steps have demand, counted up to bulkAmong.
func withDemand(y []float64) (n int) {
	for i := len(y) - 1; i >= 0 && n < bulkAmong; i-- {
		if v := y[i]; v != 0 && v == v {
			n++
		}
	}
	return n
}

// noteSize keeps the largest sizes, the largest first, and counts a step with demand.
func noteSize(most *[bulkOften + 1]float64, v float64) int {
	v = math.Abs(v)
	if !(v > 0) {
		return 0
	}
	if v > most[bulkOften] {
		at := slices.IndexFunc(most[:], func(m float64) bool { return v > m })
		copy(most[at+1:], most[at:])
		most[at] = v
	}
	return 1
}
