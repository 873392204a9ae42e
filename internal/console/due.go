package console

import (
	"cmp"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"slices"
	"time"
)

// dueRow is one product whose usual gap is about to pass.
type dueRow struct {
	Name, Why, When string
	Badge           badge
	Now             bool // the gap has passed, and not long ago
}

// dueSoon is how far ahead something counts as due.
const dueSoon = 3 * 24 * time.Hour

func (c *call) dueRows(v view.Customer) []dueRow {
	w := c.F.W.Customer
	var out []dueRow
	for _, h := range v.Habits {
		if h.Gap <= 0 || h.Due.IsZero() || h.Due.Sub(c.F.Now) > dueSoon {
			continue
		}
		row := dueRow{Name: h.Name, Why: w.Every.Of(c.F, gapDays(h.Gap)) + ", " + c.lastTime(h.Last), When: phrase.Fill(w.DueOn, phrase.Slot{Name: "day", Text: c.dayName(h.Due)})}
		switch late := c.F.Now.Sub(h.Due); {
		case late > 2*h.Gap:
			row.Badge, row.When = badge{Text: w.Lapsed, Class: "warn"}, phrase.Fill(w.DueSince, phrase.Slot{Name: "day", Text: c.dayName(h.Due)})
		case late >= 0:
			row.Now = true
			row.Badge, row.When = badge{Text: w.DueNow, Class: "good"}, phrase.Fill(w.DueSince, phrase.Slot{Name: "day", Text: c.dayName(h.Due)})
		default:
			row.Badge = badge{Text: w.DueSoon, Class: "basted"}
		}
		if h.OnHand != nil && *h.OnHand <= 0 {
			row.Why += ", " + phrase.Fill(w.OutOfStock, phrase.Slot{Name: "store", Text: v.HomeStore})
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b dueRow) int { return cmp.Compare(a.place(), b.place()) })
	return out
}

// place puts what is due before what soon is, and what is long overdue last.
func (d dueRow) place() int {
	switch {
	case d.Now:
		return 0
	case d.Badge.Class == "basted":
		return 1
	}
	return 2
}

func (c *call) dueTitle(due []dueRow) string {
	n := int64(0)
	for _, d := range due {
		if d.Now {
			n++
		}
	}
	if n == 0 {
		return c.F.W.Customer.NothingDue
	}
	return c.F.W.Customer.DueTitle.Of(c.F, n)
}
