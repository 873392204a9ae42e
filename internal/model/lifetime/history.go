package lifetime

import (
	"fmt"
	"math"
	"slices"
)

// MostDays bounds recency and age: 200 years.
const MostDays = 73_000

// History is all that the models know of one customer's purchases. A purchase
// is a day on which the customer bought; what is bought twice a day counts once.
//
//	Repeats  x    purchase days after the first one
//	Recency  t_x  days from the first to the last purchase, 0 without repeats
//	Age      T    days from the first purchase to now, the end of the last day seen
//	SumLog        Σ ln(gap in weeks) over the Repeats gaps
type History struct {
	Repeats int32   `json:"repeats"`
	Recency int32   `json:"recency"`
	Age     int32   `json:"age"`
	SumLog  float64 `json:"sum_log"`
}

// Check says what about a history cannot be, nil when it can.
func (h History) Check() error {
	switch {
	case h.Repeats < 0 || h.Recency < 0 || h.Age < 0 || h.Age > MostDays:
		return fmt.Errorf("%w: %d repeats, recency %d and age %d days; none is negative and age is at most %d", errDomain, h.Repeats, h.Recency, h.Age, MostDays)
	case h.Recency > h.Age:
		return fmt.Errorf("%w: the last of %d repeats is %d days after the first purchase, which is %d days old", errDomain, h.Repeats, h.Recency, h.Age)
	case h.Repeats > h.Recency || (h.Repeats == 0) != (h.Recency == 0):
		return fmt.Errorf("%w: %d repeats within %d days; a repeat is on a later day", errDomain, h.Repeats, h.Recency)
	case math.IsNaN(h.SumLog) || math.IsInf(h.SumLog, 0):
		return fmt.Errorf("%w: the sum of the logarithms of the gaps is %v", errDomain, h.SumLog)
	}
	return nil
}

func (h History) recencyWeeks() float64 { return float64(h.Recency) / DaysPerWeek }
func (h History) ageWeeks() float64     { return float64(h.Age) / DaysPerWeek }

// Track is a history that grows, without the present: it is the state to keep
// per customer. The zero value has seen nothing.
type Track struct {
	Purchases   int32 // purchase days, repeats plus one
	First, Last int32 // days
	SumLog      float64
}

// Add takes in a purchase day. Days come in growing order, the same day again
// changes nothing; an earlier one is not ok and changes nothing either: the track
// has to be built anew from all days.
func (t *Track) Add(day int32) (ok bool) {
	switch {
	case t.Purchases == 0:
		t.Purchases, t.First, t.Last = 1, day, day
	case day > t.Last:
		t.SumLog += logGap(day - t.Last)
		t.Purchases, t.Last = t.Purchases+1, day
	case day < t.Last:
		return false
	}
	return true
}

// At returns the history as of the end of a day; ok is false before the last
// purchase, when nothing was bought, or out of MostDays.
func (t Track) At(until int32) (h History, ok bool) {
	age := int64(until) - int64(t.First)
	if t.Purchases == 0 || until < t.Last || age > MostDays {
		return History{}, false
	}
	return History{Repeats: t.Purchases - 1, Recency: t.Last - t.First, Age: int32(age), SumLog: t.SumLog}, true
}

// HistoryOf returns the history of purchase days, in any order and with repeats,
// as of the end of the day until; later days are not looked at. ok is false when
// none is left.
func HistoryOf(days []int32, until int32) (h History, ok bool) {
	if !slices.IsSorted(days) {
		days = slices.Sorted(slices.Values(days))
	}
	var t Track
	for _, d := range days {
		if d <= until {
			t.Add(d)
		}
	}
	return t.At(until)
}

// logGap is ln of a gap in weeks. It is a plain call, so that the live fold and
// the whole add the same numbers in the same order.
func logGap(days int32) float64 { return math.Log(float64(days) / DaysPerWeek) }
