// Package season owns the search for seasons: which types of customers make
// their purchases of high value at which time of the year, and when to speak to
// them. It refuses clocks, storage and ids of the chain: customers, types and
// classes of goods are numbers, days are days since 1970-01-01, randomness comes
// from a seed.
//
// It would rather say nothing. A season is reported only when it was found in
// the years before, came again in the year after, is steep enough to act on and
// rests on enough events of enough customers (SCIENCE 7); everything else is
// silence with a reason.
//
// Invariants: counts in proportion to exposure have no season
// (TestRayleigh_ProportionIsNoSeason); 40 true seasons among 200 types are found
// with few false ones (TestFind_FalseDiscoveries); the same purchases give the
// same findings in any order and from any number of collectors
// (TestCollector_OrderAndParts); what cannot be judged is never NaN
// (TestFind_AnyInput).
package season

// Months of a year, the bins in which seasons are looked for.
const Months = 12

// daysAYear turns parts of a year into days.
const daysAYear = 365.25

// Verdict is what may be said of one type and class.
type Verdict uint8

// The verdicts.
const (
	Silent        Verdict = iota // nothing; Why says what is missing
	FirstSighting                // found, and no year has passed in which it could come again
	Reported                     // found, and it came again
)

var verdictNames = [...]string{"silent", "first_sighting", "reported"}

// String returns the verdict's word.
func (v Verdict) String() string { return word(verdictNames[:], int(v)) }

// Why is the reason for a verdict.
type Why uint8

// The reasons. All but Found and OneYear are reasons for silence.
const (
	Found           Why = iota // it was found and came again in the year after
	OneYear                    // a first sighting: there is no second whole year yet
	TooShort                   // less than a whole year of receipts
	FewEvents                  // fewer than 40 purchases
	FewCustomers               // fewer than 25 customers: a season of so few would speak of persons
	ExposureChanged            // the type's customers grew or shrank by more than half within a year
	Promoted                   // more than 30 % of the purchases were on promotion
	NotClear                   // could be chance, all types and classes read together
	Flat                       // clear, but the best month is less than 1.5 × the worst
	NotAgain                   // the year after does not show it
	Moved                      // the year after peaks more than 30 days away
)

var whyNames = [...]string{
	"found", "one_year", "too_short", "few_events", "few_customers", "exposure_changed",
	"promoted", "not_clear", "flat", "not_again", "moved",
}

// String returns the reason's stable word.
func (w Why) String() string { return word(whyNames[:], int(w)) }

func word(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}

// Season is what is known of one type of customers and one class of goods. All
// figures are finite; those of a silent one may be zero.
type Season struct {
	Type, Class  int
	Verdict      Verdict
	Why          Why
	Peak         float64 // days after 1 January 0:00, in [0, 365.25)
	PeakLow      float64 // its 90 % interval; may lie before 0 or beyond the year
	PeakHigh     float64
	Amplitude    float64 // of the logarithm, shrunk toward no season
	PeakToTrough float64 // exp(2·Amplitude): best against worst time of the year
	P            float64 // chance of so clear a wave without a season
	Q            float64 // P when all types and classes are read together
	Events       int     // purchases of the years that find; of all when it came again
	Customers    int     // who made them, in any year
	Years        int     // whole years looked at, that of the replication included
	Since        int32   // first day of them
}
