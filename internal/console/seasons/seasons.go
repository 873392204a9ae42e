// Package seasons owns how the learned seasons of types of customers look on the
// Learn page: a row a season with its time of the year and what it rests on,
// and what is not said, with the reason. It turns numbers into finished
// strings; nothing is shown for a chain that has no learned calendar
// (TestOf_SaysWhatIsSilent).
package seasons

import (
	"cmp"
	"strings"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
)

// Panel is all the template may know; the zero Panel is not shown.
type Panel struct {
	W          phrase.SeasonsWords
	Title, Say string
	Rows       []row
	Silent     []string
}

// row is one season.
type row struct {
	Who, What, When, Peak, Times, Rests string
	State                               shell.Badge
}

// Of writes the panel; nil is the zero Panel.
func Of(f phrase.Formatter, s *view.SeasonsLearned) Panel {
	if s == nil {
		return Panel{}
	}
	w := f.W.Seasons
	p := Panel{W: w, Title: w.None, Say: w.Say}
	believed := 0
	for _, l := range s.Rows {
		if !l.Sighted {
			believed++
		}
		p.Rows = append(p.Rows, rowOf(f, l))
	}
	switch {
	case believed > 0:
		p.Title = w.Believed.Of(f, int64(believed))
	case len(p.Rows) > 0:
		p.Title = w.Once
	}
	for _, q := range s.Silent {
		p.Silent = append(p.Silent, phrase.Fill(w.SilentOf.Form(int64(q.Times)), phrase.Slot{Name: "n", Text: f.Count(int64(q.Times))}, phrase.Slot{Name: "why", Text: cmp.Or(w.Silences[q.Why], q.Why)}))
	}
	return p
}

func rowOf(f phrase.Formatter, l view.SeasonLearned) row {
	w := f.W.Seasons
	out := row{
		Who: w.All, What: cmp.Or(l.Class, w.Whole), Peak: day(f, l.Peak) + " (" + day(f, l.PeakLow) + "–" + day(f, l.PeakHigh) + ")",
		When:  phrase.Fill(w.Runs, phrase.Slot{Name: "begins", Text: day(f, l.Begins)}, phrase.Slot{Name: "ends", Text: day(f, l.Ends)}),
		Times: phrase.Fill(w.Times, phrase.Slot{Name: "n", Text: f.Fixed(l.Times, 1)}),
		Rests: phrase.Fill(w.Rests, phrase.Slot{Name: "purchases", Text: f.Count(int64(l.Purchases))}, phrase.Slot{Name: "customers", Text: f.Count(int64(l.Customers))}, phrase.Slot{Name: "years", Text: w.Years.Of(f, int64(l.Yrs))}),
		State: shell.Badge{Text: w.Again, Class: "good"},
	}
	if len(l.Who) > 0 {
		out.Who = phrase.Fill(w.Buyers, phrase.Slot{Name: "classes", Text: strings.Join(l.Who, ", ")})
	}
	if l.Sighted {
		out.State = shell.Badge{Text: w.Sighted}
	}
	return out
}

// day writes a day of any year.
func day(f phrase.Formatter, days float64) string {
	const plain = 2025 // a year of 365 days
	t := time.Date(plain, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour)))
	return strings.ReplaceAll(f.DayOfYear(t), " ", phrase.NBSP)
}
