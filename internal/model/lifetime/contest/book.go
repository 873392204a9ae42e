package contest

import (
	"math"
	"slices"

	"sartor/internal/model/lifetime"
)

// Book holds the purchase days of many customers, packed: 4 bytes a day and 8 a
// customer. Customers keep their order.
type Book struct {
	days []int32
	ends []int
}

// Add takes in a customer's purchase days, in any order and with repeats. A
// customer without any is kept, so that positions stay those of the caller.
func (b *Book) Add(days []int32) {
	from := len(b.days)
	b.days = append(b.days, days...)
	mine := b.days[from:]
	if !slices.IsSorted(mine) {
		slices.Sort(mine)
	}
	b.days = b.days[:from+len(slices.Compact(mine))]
	b.ends = append(b.ends, len(b.days))
}

// Customers returns how many were added.
func (b *Book) Customers() int { return len(b.ends) }

// Of returns the purchase days of a customer; they are not to be changed.
func (b *Book) Of(i int) []int32 {
	from := 0
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.days[from:b.ends[i]]
}

// Span returns the first and the last purchase day; ok is false without any.
func (b *Book) Span() (first, last int32, ok bool) {
	if len(b.days) == 0 {
		return 0, 0, false
	}
	return slices.Min(b.days), slices.Max(b.days), true
}

// Histories returns the histories as of the end of a day of those who had bought
// by then, in order.
func (b *Book) Histories(until int32) []lifetime.History {
	out := make([]lifetime.History, 0, b.Customers())
	for i := range b.ends {
		if h, ok := lifetime.HistoryOf(b.Of(i), until); ok {
			out = append(out, h)
		}
	}
	return out
}

// Case is a customer as of an origin, and what came after it.
type Case struct {
	Customer int // position in the book
	History  lifetime.History
	Bought   int // purchase days in (origin, origin + horizon]
	Soon     int // of them within the first 28 days
}

// Cases returns the customers who had bought by the end of the day origin.
func (b *Book) Cases(origin int32, horizon int) []Case {
	out := []Case{}
	for i := range b.ends {
		days := b.Of(i)
		h, ok := lifetime.HistoryOf(days, origin)
		if !ok {
			continue
		}
		c := Case{Customer: i, History: h}
		for _, d := range days[h.Repeats+1:] {
			if int(d-origin) <= horizon {
				c.Bought++
			}
			if int(d-origin) <= min(horizon, soonDays) {
				c.Soon++
			}
		}
		out = append(out, c)
	}
	return out
}

// soonDays is the window of the chance that is checked for calibration.
const soonDays = 28

// Regularity measures how even the gaps between purchases are.
//
//	Computes  M = gap_{last−1}/(gap_{last−1}+gap_last) of customers with x ≥ 2;
//	          K̂ = (1 − 4·Var M)/(8·Var M): 1 is Poisson, more is more regular
//	Source    Wheat, Morrison 1990; SCIENCE 1.6
type Regularity struct {
	K         float64 `json:"k"`
	Customers int     `json:"customers"`
}

// Regularity looks at the purchases until the end of a day. K is 0 when nobody
// bought often enough, +Inf is capped at MostStages.
func (b *Book) Regularity(until int32) Regularity {
	n, sum, squares := 0.0, 0.0, 0.0
	for i := range b.ends {
		days := b.Of(i)
		end, _ := slices.BinarySearch(days, until+1)
		if end < 3 {
			continue
		}
		before, last := float64(days[end-2]-days[end-3]), float64(days[end-1]-days[end-2])
		m := before / (before + last)
		n, sum, squares = n+1, sum+m, squares+m*m
	}
	if n < 2 {
		return Regularity{Customers: int(n)}
	}
	variance := (squares - sum*sum/n) / (n - 1)
	k := math.Inf(1)
	if variance > 0 {
		k = (1 - 4*variance) / (8 * variance)
	}
	return Regularity{K: min(max(k, 0), lifetime.MostStages), Customers: int(n)}
}
