package outlook

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// Year is how far ahead a value looks, in days: a year of whole weeks.
const Year = 364

// Size is all customers of one state and band, as they stand.
type Size struct {
	State     lifecycle.State
	Band      lifecycle.Band
	Day       retail.BusinessDay // of the newest of its outlooks
	Customers int64
	Value     retail.Minor // expected of all of them
	Variance  float64      // of that, in minor units squared: chance alone
	LastDay   int64        // sum of the days of their last purchases
	Expected  float64      // purchase days within the horizon, of all
	Spend     retail.Minor // sum of what each spends a purchase day
}

// Flow counts customers who moved; From is "" for those who came, To for those who
// left the records. Kind is state or band.
type Flow struct {
	Kind, From, To string
	Customers      int64
}

// The kinds of segments.
const (
	ByState = "state"
	ByBand  = "band"
)

// Segment is one life-cycle state or one band of value as a whole.
type Segment struct {
	ID        string // the word of the state or band
	Kind      string // ByState or ByBand
	Customers int64
	Came      int64 // into it within the period, from anywhere
	Went      int64 // out of it

	// What follows is known as of now only; Valued says so.
	Valued    bool
	Value     retail.Minor // margin expected of all of them within Year
	Low, High retail.Minor // its 5 % and 95 % points; see Spoken
	Spoken    bool         // enough customers for the range of a sum
	Idle      float64      // mean days since the last purchase
	Expected  float64      // mean purchase days expected within Year
	Spend     retail.Minor // mean spend a purchase day
}

// Worth is a customer's mean value, with the range of that mean.
func (s *Segment) Worth() (low, mid, high retail.Minor) {
	n := retail.Minor(max(1, s.Customers))
	return s.Low / n, s.Value / n, s.High / n
}

// Report is all segments as of a day, and who moved between them since another.
type Report struct {
	Day      retail.BusinessDay // as of its end
	Newest   retail.BusinessDay // of all outlooks; 0: nothing was learned yet
	Since    retail.BusinessDay // moves are of the days behind it
	Total    Segment            // everybody
	Segments []Segment          // states in the order of a life, then bands, best first
	Flows    []Flow             // of the period, by kind and state or band
}

// leastSummed is how many customers a sum of values has before its range is drawn:
// beyond it the sum is as good as normal.
const leastSummed = 100

// Sum makes the report of a day. moved are the flows from since to the day, later
// those behind it: sizes of a past day are those of now less what moved since.
//
//	Computes  n(day) = n(now) − came(day, now] + went(day, now]
//	          ΣV ± z·√Σvar(V), z = Φ⁻¹(.95): customers are independent given the
//	          parameters, and there are at least 100 (SCIENCE 2.4)
//	Weak      the parameters' own error is not in the range
func Sum(sizes []Size, moved, later []Flow, day retail.BusinessDay) Report {
	out := Report{Day: day, Flows: slices.Clone(moved)}
	for _, s := range sizes {
		out.Newest = max(out.Newest, s.Day)
	}
	if day >= out.Newest {
		later = nil // a day ahead of all outlooks is as of now
	}
	out.Total = segment("", "", sizes).on(&out, later)
	for _, s := range lifecycle.States() {
		mine := only(sizes, func(z Size) bool { return z.State == s })
		out.Segments = append(out.Segments, segment(ByState, string(s), mine).on(&out, later))
	}
	for _, b := range lifecycle.Bands() {
		mine := only(sizes, func(z Size) bool { return z.Band == b })
		out.Segments = append(out.Segments, segment(ByBand, string(b), mine).on(&out, later))
	}
	slices.SortFunc(out.Flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out
}

func only(sizes []Size, want func(Size) bool) []Size {
	return slices.DeleteFunc(slices.Clone(sizes), func(s Size) bool { return !want(s) })
}

// segment adds up what stands of one.
func segment(kind, id string, parts []Size) Segment {
	out := Segment{ID: id, Kind: kind, Valued: true}
	var variance, expected float64
	var idle int64
	var spend retail.Minor
	newest := retail.BusinessDay(0)
	for _, p := range parts {
		newest = max(newest, p.Day)
	}
	for _, p := range parts {
		out.Customers += p.Customers
		out.Value += p.Value
		spend += p.Spend
		variance += p.Variance
		expected += p.Expected
		idle += int64(newest)*p.Customers - p.LastDay
	}
	if out.Customers == 0 {
		return out
	}
	n := float64(out.Customers)
	half := z95 * math.Sqrt(max(0, variance))
	out.Low, out.High = retail.Minor(max(0, float64(out.Value)-half)), retail.Minor(float64(out.Value)+half)
	out.Spoken = out.Customers >= leastSummed
	out.Idle, out.Expected, out.Spend = float64(idle)/n, expected/n, retail.Minor(float64(spend)/n)
	return out
}

const z95 = 1.6448536269514722 // Φ⁻¹(.95)

// on takes the segment back to the report's day, and counts who moved.
func (s Segment) on(r *Report, later []Flow) Segment {
	came, went := s.moved(later)
	s.Customers += went - came
	s.Came, s.Went = s.moved(r.Flows)
	if r.Day < r.Newest { // values are those of now
		return Segment{ID: s.ID, Kind: s.Kind, Customers: s.Customers, Came: s.Came, Went: s.Went}
	}
	return s
}

// moved counts who came and who went; everybody is one segment whose outside is the
// edge of the records.
func (s *Segment) moved(flows []Flow) (came, went int64) {
	for _, f := range flows {
		switch {
		case s.Kind == "" && f.Kind == ByState && f.From == "":
			came += f.Customers
		case s.Kind == "" && f.Kind == ByState && f.To == "":
			went += f.Customers
		case f.Kind == s.Kind && f.To == s.ID:
			came += f.Customers
		case f.Kind == s.Kind && f.From == s.ID:
			went += f.Customers
		}
	}
	return came, went
}

// Find returns a segment by its word.
func (r *Report) Find(id string) (Segment, bool) {
	i := slices.IndexFunc(r.Segments, func(s Segment) bool { return s.ID == id })
	if i < 0 {
		return Segment{}, false
	}
	return r.Segments[i], true
}
