package season

import (
	"math"
	"slices"
	"time"
)

// Anything is the class of whole baskets; all other classes are categories of goods.
const Anything = math.MaxInt32

// Lead is how many days before its rise a season is spoken of: a voucher lives
// about as long.
const Lead = 14

// Calendar is what was learned of seasons: who there is, and what each of them
// buys when. It is immutable. The zero Calendar knows nothing and is silent.
type Calendar struct {
	Typology Typology
	Seasons  []Season // of every type and class that was looked at, silent ones too
	Through  int32    // last day of the whole years it rests on; 0 without one
}

// Window is when to speak to a type about a class of goods. Its days are counted
// from 1 January and may lie before 0 or beyond the year's end.
type Window struct {
	Type, Class int
	Speak       float64 // Begins less Lead: what helps must be there before the need is
	Begins      float64 // the wave crosses its mean upward
	Peak        float64
	Ends        float64 // and falls below it
	Season      Season
}

// Window returns when to speak of a season.
//
//	Computes  exp(A·cos u) has the mean I₀(A), so it lies above it for |u| < acos(ln I₀(A)/A);
//	          begins = peak − that part of the year, ends = peak + it, speak = begins − lead
//	Source    I₀ by its power series Σ(A²/4)ᵏ/k!²
func (s Season) Window() Window {
	half := daysAYear / 4
	if a := min(max(s.Amplitude, 0), 20); a > 1e-6 {
		half = math.Acos(min(math.Log(bessel0(a))/a, 1)) / (2 * math.Pi) * daysAYear
	}
	begins := s.Peak - half
	return Window{
		Type: s.Type, Class: s.Class, Season: s,
		Speak: begins - Lead, Begins: begins, Peak: s.Peak, Ends: s.Peak + half,
	}
}

// bessel0 is I₀(a), 0 ≤ a ≤ 20.
func bessel0(a float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; k < 80 && term > 1e-15*sum; k++ {
		term *= a * a / 4 / (k * k)
		sum += term
	}
	return sum
}

// Anticipation lists when to speak to whom about what, soonest in the year
// first. Only seasons that came again are in it.
func (c *Calendar) Anticipation() []Window {
	var out []Window
	for _, s := range c.Seasons {
		if s.Verdict == Reported {
			out = append(out, s.Window())
		}
	}
	slices.SortStableFunc(out, func(a, b Window) int {
		return int(1000 * (wrap(a.Speak) - wrap(b.Speak)))
	})
	return out
}

// InSeason returns what to speak of to a type on a day (days since 1970-01-01):
// the windows that are open from Speak until their peak, the next peak first.
// After the peak most of what will be bought has been.
func (c *Calendar) InSeason(day int32, kind int) []Window {
	var out []Window
	at := DayOfYear(day)
	for _, s := range c.Seasons {
		if s.Verdict != Reported || s.Type != kind {
			continue
		}
		if w := s.Window(); wrap(at-w.Speak) <= w.Peak-w.Speak {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Window) int {
		return int(1000 * (wrap(a.Peak-at) - wrap(b.Peak-at)))
	})
	return out
}

// Of returns the seasons of a type, reported ones first, then first sightings,
// then the clearest of the silent ones.
func (c *Calendar) Of(kind int) []Season {
	var out []Season
	for _, s := range c.Seasons {
		if s.Type == kind {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Season) int {
		if a.Verdict != b.Verdict {
			return int(b.Verdict) - int(a.Verdict)
		}
		switch {
		case a.Q < b.Q:
			return -1
		case a.Q > b.Q:
			return 1
		}
		return 0
	})
	return out
}

// DayOfYear is the days passed since 1 January at noon of a day.
func DayOfYear(day int32) float64 {
	return float64(time.Unix(int64(day)*86400, 0).UTC().YearDay()) - .5
}

// wrap brings days into [0, 365.25).
func wrap(days float64) float64 {
	d := math.Mod(days, daysAYear)
	if d < 0 {
		d += daysAYear
	}
	return d
}
