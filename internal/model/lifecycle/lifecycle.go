// Package lifecycle owns where a customer stands with the chain (new, growing,
// loyal, at risk, lapsed, won back) and what they are worth beside the others
// (high, middle, low): both from what the purchase models expect, neither from
// hand-drawn thresholds of days or money. It refuses to fit anything, and to know
// dates, customers and currencies.
//
// How a state is decided, and why no number of days stands in it:
//
//   - Silence is measured by what it has taken. Left is P(alive) now divided by
//     P(alive) had the same customer bought today: 1 after a purchase, falling
//     with each quiet day, the faster the more often they used to buy. Below 3/4
//     one in four such customers is gone because of the silence: at risk. Below
//     1/2 it is more than half of them: lapsed.
//   - A customer is new while the model knows them more from others than from
//     themselves: one purchase only, or an age below the model's own memory (the
//     rate of the gamma prior; the weight of the own history is age/(age+rate)).
//   - They are growing when the purchases of the last window are more than the
//     model expects of their own past before it: less than a 1 in 40 chance.
//   - Won back is to lapsed what new is to nobody: bought again after having been
//     lapsed, for as long as the return is younger than the model's memory.
//
// States do not flap: leaving one takes more than entering it took (Sticks), and a
// silent customer only comes back by a purchase, never by a refit that moves a
// parameter a little.
//
// Calibration, the tests that hold it (simulated customers, whose future is known):
// what each state buys next is what its members' models expect within the noise,
// those at risk buy between 1/2 and 3/4 of what the same customers would if they
// had just bought, the lapsed below 1/2 (TestStates_SayWhatHappensNext); of steady
// customers at most 1 in 40 is called growing (TestGrowing_FalseAlarms). Every
// evidence has a state (TestNext_Property); a border crossed back and forth by a
// margin changes nothing (TestNext_DoesNotFlap); bands hold the shares they name
// (TestTally_BandsHoldTheirShares) whatever the order of the parts
// (TestTally_MergesInAnyOrder).
package lifecycle

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// State is where a customer stands with the chain.
type State string

// The states.
const (
	New     State = "new"      // known more from others than from themselves
	Growing State = "growing"  // buys more than the own past allows for
	Loyal   State = "loyal"    // buys as always
	AtRisk  State = "at_risk"  // silent beyond the own rhythm: one in four is gone
	Lapsed  State = "lapsed"   // more likely gone because of the silence than not
	WonBack State = "won_back" // bought again after having lapsed
)

// States returns all states, in the order of a customer's life.
func States() []State { return []State{New, Growing, Loyal, AtRisk, Lapsed, WonBack} }

// Valid reports whether it is one of the states.
func (s State) Valid() bool { return slices.Contains(States(), s) }

// silent reports the states that come from silence alone.
func (s State) silent() bool { return s == AtRisk || s == Lapsed }

// The borders of Left, and how much farther than the border the way back is.
const (
	BorderAtRisk = 0.75
	BorderLapsed = 0.50
	Sticks       = 0.05
)

// The chance of seeing so many purchases by luck below which somebody is called
// growing, and above which they cease to be.
const (
	grows  = 0.025
	ceases = 0.10
)

// Rule names what decided a state.
type Rule string

// The rules.
const (
	FirstPurchase Rule = "first_purchase" // only one purchase day so far
	ShortHistory  Rule = "short_history"  // younger than the model's memory
	Steady        Rule = "steady"
	MoreThanUsual Rule = "more_than_usual"
	Silence       Rule = "silence"
	Returned      Rule = "returned"
)

// Rules returns all rules.
func Rules() []Rule {
	return []Rule{FirstPurchase, ShortHistory, Steady, MoreThanUsual, Silence, Returned}
}

// Prior is what the model of the chain knows of a customer before they bought: the
// gamma mixing of rates, Shape and Rate [weeks], and the Erlang stages of a gap (1
// for a Poisson process).
type Prior struct {
	Shape  float64 `json:"shape"`
	Rate   float64 `json:"rate"`
	Stages int     `json:"stages"`
}

// Evidence is one customer as of a day.
//
//	Purchases  purchase days so far, at least 1
//	Age        days since the first of them
//	Idle       days since the last of them, at most Age
//	Left       what the silence has left of P(alive), in [0,1]: see the package
//	Recent     purchase days within the last Window days, the present one included
//	Window     days; 0 when Recent is not known: nobody is growing then
type Evidence struct {
	Purchases, Age, Idle int
	Left                 float64
	Recent, Window       int
}

var errEvidence = errors.New("no such evidence")

func (e Evidence) check() error {
	switch {
	case e.Purchases < 1 || e.Idle < 0 || e.Idle > e.Age || e.Purchases > e.Age-e.Idle+1:
		return fmt.Errorf("%w: %d purchase days, the first %d and the last %d days ago", errEvidence, e.Purchases, e.Age, e.Idle)
	case (e.Purchases == 1) != (e.Age == e.Idle):
		return fmt.Errorf("%w: %d purchase days between %d and %d days ago", errEvidence, e.Purchases, e.Age, e.Idle)
	case math.IsNaN(e.Left) || e.Left < 0 || e.Left > 1:
		return fmt.Errorf("%w: silence has left %v of 1", errEvidence, e.Left)
	case e.Recent < 0 || e.Window < 0 || e.Recent > e.Purchases || e.Recent > e.Window:
		return fmt.Errorf("%w: %d of %d purchase days within %d days", errEvidence, e.Recent, e.Purchases, e.Window)
	}
	return nil
}

// Gap is the customer's usual number of days between purchases, 0 before the second.
func (e Evidence) Gap() float64 {
	if e.Purchases < 2 {
		return 0
	}
	return float64(e.Age-e.Idle) / float64(e.Purchases-1)
}

// Left returns what silence has left of a chance: the chance now, divided by what
// it would be had the customer bought today. It is 1 where nothing can be said.
func Left(now, fresh float64) float64 {
	left := now / fresh
	if math.IsNaN(left) || fresh <= 0 {
		return 1
	}
	return min(1, max(0, left))
}

// Standing is what was said of the customer last time; the zero value: nothing.
type Standing struct {
	State     State
	Days      int // since it began
	Purchases int // at that time they were last looked at
}

// Next decides where the customer stands now, and by which rule.
func (p Prior) Next(was Standing, e Evidence) (State, Rule, error) {
	if err := e.check(); err != nil {
		return "", "", err
	}
	if !(p.Shape > 0 && p.Rate > 0 && p.Stages > 0) || math.IsInf(p.Shape+p.Rate, 0) {
		return "", "", fmt.Errorf("%w: a prior of shape %v, rate %v weeks and %d stages", errEvidence, p.Shape, p.Rate, p.Stages)
	}
	bought := was.State != "" && e.Purchases > was.Purchases
	quiet := was.State
	if bought {
		quiet = "" // a purchase ends the silence that was
	}
	if s := e.silence(quiet); s != "" {
		return s, Silence, nil
	}
	memory := p.Rate * daysPerWeek
	switch {
	case was.State == Lapsed && bought, was.State == WonBack && float64(was.Days) < memory:
		return WonBack, Returned, nil
	case e.Purchases == 1:
		return New, FirstPurchase, nil
	case float64(e.Age) < memory:
		return New, ShortHistory, nil
	case p.growing(was.State, e):
		return Growing, MoreThanUsual, nil
	}
	return Loyal, Steady, nil
}

const daysPerWeek = 7.0

// silence names the state that silence alone makes, "" for none. Who was silent
// before needs more to be called back.
func (e Evidence) silence(was State) State {
	atRisk, lapsed := BorderAtRisk, BorderLapsed
	if was.silent() {
		atRisk += Sticks
	}
	if was == Lapsed {
		lapsed += Sticks
	}
	switch {
	case e.Left < lapsed:
		return Lapsed
	case e.Left < atRisk:
		return AtRisk
	}
	return ""
}

// growing compares the window with the customer's own past before it.
func (p Prior) growing(was State, e Evidence) bool {
	before := e.Age - e.Window // days of history before the window
	if e.Window == 0 || float64(before) < p.Rate*daysPerWeek || e.Purchases-e.Recent < 2 {
		return false // no past of their own to grow from
	}
	luck := p.AtLeast(e.Recent, e.Purchases-e.Recent-1, before, e.Window)
	if was == Growing {
		return luck < ceases
	}
	return luck < grows
}
