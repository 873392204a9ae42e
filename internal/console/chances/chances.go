// Package chances owns how the chances to buy are shown to have come true, on the Learn
// page: a table for each time ahead, what was told beside who came, with the numbers of
// customers. It turns numbers into finished strings; what could not be checked says so
// (TestOf_SaysWhatIsShort).
package chances

import (
	"strconv"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

// Panel is all the template may know; without tables it is not shown.
type Panel struct {
	W      *phrase.Words
	Tables []table
}

// table is one time ahead.
type table struct {
	ID, Title, Sub, By string
	Alive              string // whether P(alive) is shown; stands once, with the last
	Rows               []row
}

type row struct{ Told, Mean, Bought, N string }

// Of writes the panel.
func Of(f phrase.Formatter, v *view.Reliability) Panel {
	if v == nil {
		return Panel{}
	}
	w := f.W.Learn
	p, alive := Panel{W: f.W}, w.AliveNot
	if v.AliveHolds {
		alive = w.AliveHolds
	}
	for i := range v.Chances {
		p.Tables = append(p.Tables, tableOf(f, &v.Chances[i]))
	}
	if n := len(p.Tables); n > 0 {
		p.Tables[n-1].Alive = alive
	}
	return p
}

func tableOf(f phrase.Formatter, c *view.Chance) table {
	w := f.W.Learn
	days := phrase.Slot{Name: "days", Text: f.Ahead(c.Days)}
	out := table{ID: "chance-" + strconv.Itoa(c.Days), Title: phrase.Fill(w.ChanceShort, days), By: w.ChanceBy[c.Verdict]}
	if len(c.Rows) == 0 {
		return out
	}
	points := func(x float64) string { return f.Fixed(100*x, 1) }
	out.Title = phrase.Fill(w.ChanceTitle, days, phrase.Slot{Name: "error", Text: points(c.Error)})
	out.Sub = phrase.Fill(w.ChanceSub, phrase.Slot{Name: "n", Text: f.Count(c.Cases)}, phrase.Slot{Name: "luck", Text: points(c.Luck)},
		phrase.Slot{Name: "customers", Text: f.W.Segments.Customers.Of(f, c.Customers)})
	for _, r := range c.Rows {
		out.Rows = append(out.Rows, row{Told: f.FineRange(r.From, r.To) + phrase.NBSP + "%", Mean: f.Fine(r.Chance), Bought: f.Fine(r.Share), N: f.Count(r.N)})
	}
	return out
}
