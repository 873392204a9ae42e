package phrase

import (
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
)

// standingWords say why somebody stands where they stand.
type standingWords struct {
	First, Short, More, Returned, Silent, NoSecond, AsBefore string
	Today                                                    string
	Every                                                    Plural
}

func englishStanding() standingWords {
	return standingWords{
		First: "one purchase so far, {ago}", Short: "{n} purchases so far: too few days to know them by themselves",
		More: "bought more often lately than their own past allows for; over all {every}", Returned: "bought again after having lapsed, last {ago}",
		Silent:   "no purchase for {days}, usually {every}; {left} % of the chance that they still buy here is left",
		NoSecond: "no second purchase for {days}; {left} % of the chance that they still buy here is left", AsBefore: "buys {every} as before, last {ago}",
		Today: "today", Every: Plural{"every day", "every {n} days"},
	}
}

func germanStanding() standingWords {
	return standingWords{
		First: "bisher ein Kauf, {ago}", Short: "bisher {n} Käufe: zu wenige Tage, um sie aus sich selbst zu kennen",
		More: "kaufte zuletzt öfter, als die eigene Vergangenheit erwarten lässt; insgesamt {every}", Returned: "kaufte wieder, nachdem er verloren war, zuletzt {ago}",
		Silent:   "seit {days} kein Kauf, sonst {every}; von der Chance, dass hier noch gekauft wird, sind {left} % übrig",
		NoSecond: "seit {days} kein zweiter Kauf; von der Chance, dass hier noch gekauft wird, sind {left} % übrig", AsBefore: "kauft {every} wie bisher, zuletzt {ago}",
		Today: "heute", Every: Plural{"jeden Tag", "alle {n} Tage"},
	}
}

// Standing is the reason of a state in words.
func (f Formatter) Standing(c *outlook.Change) string {
	w := f.W.Standing
	pattern := w.AsBefore
	switch c.Rule {
	case lifecycle.FirstPurchase:
		pattern = w.First
	case lifecycle.ShortHistory:
		pattern = w.Short
	case lifecycle.MoreThanUsual:
		pattern = w.More
	case lifecycle.Returned:
		pattern = w.Returned
	case lifecycle.Silence:
		pattern = w.NoSecond
		if c.Gap > 0 {
			pattern = w.Silent
		}
	}
	return Fill(pattern, Slot{Name: "n", Text: f.Count(c.Purchases)}, Slot{Name: "ago", Text: f.daysAgo(c.Idle)},
		Slot{Name: "days", Text: f.W.DaysAgo.Of(f, int64(c.Idle))}, Slot{Name: "every", Text: w.Every.Of(f, int64(max(c.Gap, 1)))}, Slot{Name: "left", Text: f.Count(int64((c.Left + 5) / 10))})
}

// daysAgo writes today, or 3 days ago.
func (f Formatter) daysAgo(n int) string {
	if n == 0 {
		return f.W.Standing.Today
	}
	return Fill(f.W.Ago, Slot{Name: "t", Text: f.W.DaysAgo.Of(f, int64(n))})
}
