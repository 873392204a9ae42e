// Package outlook owns what the models expect of one customer as of a day: how much
// they will buy, what they are worth and how sure that is, where they stand with the
// chain, and what they will buy next. Learning writes it behind everything else, a
// till reads it with the profile. It refuses to compute any of it (model/… do), and
// to be folded: it is learned from the journal by a snapshot, so a rebuild leaves it
// and the next run makes it anew.
//
// Invariants and the tests that hold them: what is encoded reads back as the same
// outlook, to the steps of its numbers (TestCodec_RoundTrip); what can be read was
// written by Append, to the byte (FuzzDecode); no number in one is NaN or out of its
// range (TestCheck); a change names where from and where to, and two that follow
// each other fit together (TestChanges_Chain).
package outlook

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// MostNext bounds the list of what a customer will buy next.
const MostNext = 50

// Outlook is one customer's. Money is in minor units of the chain's currency.
type Outlook struct {
	Customer retail.CustomerID
	Snapshot retail.SnapshotID  // whose models say so
	Day      retail.BusinessDay // as of its end

	Purchases int // purchase days so far
	Recency   int // days from the first to the last of them
	Age       int // days from the first of them to Day

	Horizon    int     // days ahead that the expectations hold for
	Alive      float64 // the chance that they still buy here; see AliveKnown
	AliveKnown bool    // the model can tell
	AliveHolds bool    // and the chain's own weeks bear it out: people may read it
	Left       float64 // what silence has left of that chance, 1 after a purchase
	Expected   float64 // purchase days within the horizon
	NoPurchase float64 // the chance of none within the horizon
	SoonDays   int     // days ahead that Soon holds for; 0 in outlooks of before it was learned
	Soon       float64 // the chance of a purchase within them

	Spend     retail.Minor // expected a purchase day
	Value     retail.Minor // margin expected over the horizon, discounted
	Low, High retail.Minor // its 5 % and 95 % points
	Error     retail.Minor // its standard deviation, for sums over customers

	State lifecycle.State
	Since retail.BusinessDay // in this state
	Rule  lifecycle.Rule     // what decided it
	Band  lifecycle.Band

	Next []Want // best first, at most MostNext
}

// Want is one product the customer may buy in the next basket.
type Want struct {
	Product uint32
	Chance  float64 // that it is in it
	Score   float32 // of the model that ranked it
}

// Idle is the number of days since the last purchase.
func (o *Outlook) Idle() int { return o.Age - o.Recency }

// Gap is the customer's usual number of days between purchases, 0 before the second.
func (o *Outlook) Gap() float64 {
	if o.Purchases < 2 {
		return 0
	}
	return float64(o.Recency) / float64(o.Purchases-1)
}

// Check says what about an outlook cannot be; what learning computed is looked at
// before it is written.
func (o *Outlook) Check() error {
	const most = 1_000_000_000
	counts := []int{o.Purchases, o.Recency, o.Age, o.Horizon, o.SoonDays}
	switch {
	case o.Customer == 0 || o.Snapshot < 0:
		return o.wrong("it is nobody's or no snapshot's")
	case slices.ContainsFunc(counts, func(n int) bool { return n < 0 || n > most }):
		return o.wrong("a number of days or purchases is out of range")
	case o.Purchases < 1 || o.Recency > o.Age || (o.Purchases == 1) != (o.Recency == 0):
		return o.wrong("%d purchase days within %d of %d days", o.Purchases, o.Recency, o.Age)
	case !share(o.Alive) || !share(o.Left) || !share(o.NoPurchase) || !share(o.Soon):
		return o.wrong("chances of %v, %v, %v and %v", o.Alive, o.Left, o.NoPurchase, o.Soon)
	case o.SoonDays == 0 && (o.Soon != 0 || o.AliveHolds) || o.AliveHolds && !o.AliveKnown:
		return o.wrong("a chance of %v within no days, or P(alive) borne out that is not known", o.Soon)
	case !(o.Expected >= 0 && o.Expected <= most):
		return o.wrong("%v purchases are expected", o.Expected)
	case o.Spend < 0 || o.Low < 0 || o.Value < 0 || o.High < o.Low || o.Error < 0:
		return o.wrong("a value of %d between %d and %d, give or take %d", o.Value, o.Low, o.High, o.Error)
	case !o.State.Valid() || !slices.Contains(lifecycle.Rules(), o.Rule) || !o.Band.Valid() || o.Since > o.Day:
		return o.wrong("%q by %q, %q since %s", o.State, o.Rule, o.Band, o.Since)
	}
	return o.checkNext()
}

func (o *Outlook) checkNext() error {
	if len(o.Next) > MostNext {
		return o.wrong("%d products come next, at most %d may", len(o.Next), MostNext)
	}
	for _, w := range o.Next {
		if !share(w.Chance) || w.Score != w.Score || math.IsInf(float64(w.Score), 0) {
			return o.wrong("product %d comes next with a chance of %v and a score of %v", w.Product, w.Chance, w.Score)
		}
	}
	return nil
}

func (o *Outlook) wrong(what string, args ...any) error {
	return fault.At("outlook.Check", fmt.Errorf("the outlook of %s: %s", o.Customer, fmt.Sprintf(what, args...)))
}

func share(p float64) bool { return p >= 0 && p <= 1 }

// Change is one move of a customer between states or bands, as it is kept: who was
// where on a day is read from them. From is empty for the first.
type Change struct {
	Customer         retail.CustomerID
	At               retail.Micros
	Snapshot         retail.SnapshotID
	From, State      lifecycle.State
	FromBand, Band   lifecycle.Band
	Rule             lifecycle.Rule // what decided the state
	Idle, Gap, Left  int            // days, days, 1/1000: the reason in numbers
	Purchases, Worth int64          // purchase days and value at that time
}

// Moved compares an outlook with the one before, nil for none; ok is false when
// nothing moved.
func Moved(was, now *Outlook, at retail.Micros) (c Change, ok bool) {
	c = Change{
		Customer: now.Customer, At: at, Snapshot: now.Snapshot, State: now.State, Band: now.Band, Rule: now.Rule,
		Idle: now.Idle(), Gap: int(math.Round(now.Gap())), Left: int(math.Round(1000 * now.Left)),
		Purchases: int64(now.Purchases), Worth: int64(now.Value),
	}
	if was != nil {
		c.From, c.FromBand = was.State, was.Band
	}
	return c, c.From != c.State || c.FromBand != c.Band
}

// Why is the reason of a state in words.
func (c Change) Why() string {
	left := fmt.Sprintf("%d %% of the chance that they still buy here is left", (c.Left+5)/10)
	switch c.Rule {
	case lifecycle.FirstPurchase:
		return "one purchase so far, " + ago(c.Idle)
	case lifecycle.ShortHistory:
		return fmt.Sprintf("%d purchases so far: too few days to know them by themselves", c.Purchases)
	case lifecycle.MoreThanUsual:
		return fmt.Sprintf("bought more often lately than their own past allows for; over all %s", every(c.Gap))
	case lifecycle.Returned:
		return "bought again after having lapsed, last " + ago(c.Idle)
	case lifecycle.Silence:
		if c.Gap > 0 {
			return fmt.Sprintf("no purchase for %s, usually %s; %s", days(c.Idle), every(c.Gap), left)
		}
		return fmt.Sprintf("no second purchase for %s; %s", days(c.Idle), left)
	}
	return fmt.Sprintf("buys %s as before, last %s", every(c.Gap), ago(c.Idle))
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func every(n int) string {
	if n <= 1 {
		return "every day"
	}
	return "every " + days(n)
}

func ago(n int) string {
	if n == 0 {
		return "today"
	}
	return days(n) + " ago"
}

// As returns the change of the last look, for the words of where somebody stands.
func (o *Outlook) As() Change {
	c, _ := Moved(nil, o, 0)
	return c
}

// Standing is what the life cycle has to know of the outlook before, nil for none.
func Standing(was *Outlook, today retail.BusinessDay) lifecycle.Standing {
	if was == nil {
		return lifecycle.Standing{}
	}
	return lifecycle.Standing{State: was.State, Days: max(0, int(today-was.Since)), Purchases: was.Purchases}
}

// Settle writes where the customer stands into an outlook whose other numbers are
// known: state and rule by the life cycle, since when, and the band.
func (o *Outlook) Settle(was *Outlook, by Judge) error {
	s, rule, err := by.Prior.Next(Standing(was, o.Day), lifecycle.Evidence{
		Purchases: o.Purchases, Age: o.Age, Idle: o.Idle(), Left: o.Left, Recent: by.Recent, Window: by.Window,
	})
	if err != nil {
		return fault.At("outlook.Settle", fmt.Errorf("the outlook of %s: %w", o.Customer, err))
	}
	o.State, o.Rule, o.Since = s, rule, o.Day
	band := lifecycle.Band("")
	if was != nil {
		band = was.Band
		if was.State == s {
			o.Since = was.Since
		}
	}
	o.Band = by.Borders.Band(int64(o.Value), band)
	return nil
}

// Judge is what deciding where a customer stands takes beside the outlook.
type Judge struct {
	Prior   lifecycle.Prior
	Borders lifecycle.Borders
	Recent  int // purchase days of the customer within the last Window days
	Window  int // days; 0: not known
}

// ByScore orders wants, best first; ties go to the smaller product number.
func ByScore(a, b Want) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Product, b.Product))
}
