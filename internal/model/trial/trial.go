// Package trial owns how ways of foretelling the next basket are judged: what is held
// back (LastOut, Before), what a list is worth against what was bought (Judge), and
// whether one way is better than another (Compare). It refuses a list that names a
// product twice, and a way that answers for fewer customers than were asked. It knows
// no way itself: a Candidate is handed in.
//
// Invariants and the tests that hold them: nothing that is held back can be read
// (TestSplits_HoldTheTargetBack), the metrics are the published ones
// (TestJudge_WorkedExample), equal lists differ by nothing and the interval of a
// difference is that of the same customers (TestCompare_IsPaired), the same seed gives
// the same interval (TestCompare_IsPaired).
package trial

import (
	"sartor/internal/model/basket"
)

// Case is one customer who is asked about.
type Case struct {
	Customer int
	Day      int32    // now, as far as is known: days since 1970-01-01
	Store    uint32   // of the last basket known
	Truth    []uint32 // what was bought next, by growing number
}

// Split is what may be known, and who is asked about.
type Split struct {
	Name  string
	Known basket.View
	Cases []Case
}

// LastOut is protocol L: the drop-th last basket of every customer with least baskets
// or more is the target, and what precedes it is known; "now" is the day of the last
// basket known, since the day of the next visit is not. At most most customers are
// asked, by a fixed hash.
//
//	Weak   other customers' later baskets are known, and with them the season: prefer Before
//	Source RANKER "Results"; SCIENCE 3.1
func LastOut(v basket.View, drop, least, most int) Split {
	s := Split{Name: "last basket out", Known: v.Without(drop, least)}
	able := func(u int) bool {
		from, to := v.Span(u)
		return int(to-from) >= max(least, drop+1)
	}
	for _, u := range v.Chosen(most, able) {
		_, to := s.Known.Span(u)
		s.Cases = append(s.Cases, Case{u, v.Day(to - 1), v.Store(to - 1), v.Set(to)})
	}
	return s
}

// Before is protocol T, the strict split in time: "now" is that day for everybody, and
// only what came before it is known. The target is each customer's first basket on it
// or later, of customers with least baskets or more before it.
func Before(v basket.View, day int32, least, most int) Split {
	s := Split{Name: "split in time", Known: v.Before(day)}
	able := func(u int) bool {
		from, to := s.Known.Span(u)
		_, end := v.Span(u)
		return int(to-from) >= least && to < end
	}
	for _, u := range v.Chosen(most, able) {
		_, to := s.Known.Span(u)
		s.Cases = append(s.Cases, Case{u, day, v.Store(to - 1), v.Set(to)})
	}
	return s
}

// Owned reports, of a customer's known baskets, whether they held a product. It is
// made for one customer after the other.
type Owned struct{ mark []uint32 }

// Of reads a customer's baskets and returns whether a product was in one of them.
func (o *Owned) Of(v basket.View, customer int) func(product uint32) bool {
	if len(o.mark) < v.Size() {
		o.mark = make([]uint32, v.Size())
	}
	me := uint32(customer) + 1
	from, to := v.Span(customer)
	for b := from; b < to; b++ {
		for _, p := range v.Set(b) {
			o.mark[p] = me
		}
	}
	return func(product uint32) bool { return int(product) < len(o.mark) && o.mark[product] == me }
}
