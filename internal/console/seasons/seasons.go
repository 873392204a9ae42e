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
	"sartor/internal/sheet"
)

// Panel is all the template may know; the zero Panel is not shown.
type Panel struct {
	Frame      shell.Frame
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
	p := Panel{Frame: shell.Frame{W: f.W}, W: w, Title: w.None, Say: w.Say}
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
	if l.Loose {
		out.What = w.Loose
	}
	if len(l.Who) > 0 {
		out.Who = phrase.Fill(w.Buyers, phrase.Slot{Name: "classes", Text: strings.Join(l.Who, ", ")})
	}
	if l.Sighted {
		out.State = shell.Badge{Text: w.Sighted}
	}
	return out
}

// Tables are what leaves as files.
func Tables(from view.Chain) []shell.Table {
	return []shell.Table{{Name: "seasons", Screen: shell.Learn, Heads: heads, Rows: func(c *shell.Call, row shell.Row) error {
		v, err := from.Learn(c.R.Context())
		if err != nil || v.Seasons == nil {
			return err
		}
		for i := range v.Seasons.Rows {
			l := &v.Seasons.Rows[i]
			shown, on := rowOf(c.F, *l), func(days float64) sheet.Cell { return sheet.Text(strings.ReplaceAll(day(c.F, days), phrase.NBSP, " ")) }
			if err := row(sheet.Text(shown.Who), sheet.Text(shown.What), on(l.Begins), on(l.Ends), on(l.Peak), on(l.PeakLow), on(l.PeakHigh), sheet.Number(l.Times, 2),
				sheet.Int(int64(l.Purchases)), sheet.Int(int64(l.Customers)), sheet.Int(int64(l.Yrs)), sheet.Text(shown.State.Text)); err != nil {
				return err
			}
		}
		return nil
	}}}
}

func heads(c *shell.Call) []string {
	w, d := c.F.W.Seasons, c.F.W.Desk
	return []string{w.ColWho, w.ColWhat, d.Starts, d.Ends, w.ColPeak, d.Low, d.High, w.ColTimes, w.ColPurchases, c.F.W.Store.ColCustomers, w.ColYears, w.ColState}
}

// day writes a day of any year.
func day(f phrase.Formatter, days float64) string {
	const plain = 2025 // a year of 365 days
	t := time.Date(plain, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour)))
	return strings.ReplaceAll(f.DayOfYear(t), " ", phrase.NBSP)
}
