// Package seasons owns how the learned seasons of types of customers look on the
// Learn page: a row a season with its time of the year and what it rests on,
// and what is not said, with the reason. It turns numbers into finished
// strings; nothing is shown for a chain that has no learned calendar
// (TestOf_SaysWhatIsSilent).
package seasons

import (
	"strconv"
	"strings"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
)

// Panel is all the template may know; the zero Panel is not shown.
type Panel struct {
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
	p := Panel{Title: "No season is believed yet", Say: "A season is believed when it came again in the year after it was found. Until then, and where it could be chance, nothing is said and nothing is done."}
	believed := 0
	for _, l := range s.Rows {
		if !l.Sighted {
			believed++
		}
		p.Rows = append(p.Rows, rowOf(f, l))
	}
	switch {
	case believed == 1:
		p.Title = "One season came again in the year after it was found"
	case believed > 1:
		p.Title = f.Count(int64(believed)) + " seasons came again in the year after they were found"
	case len(p.Rows) > 0:
		p.Title = "Seasons sighted once; none is believed before it comes again"
	}
	for _, q := range s.Silent {
		p.Silent = append(p.Silent, f.Count(int64(q.Times))+" × "+why(q.Why))
	}
	return p
}

func rowOf(f phrase.Formatter, l view.SeasonLearned) row {
	out := row{
		Who: "all customers", What: "whole baskets of high value", Peak: day(f, l.Peak) + " (" + day(f, l.PeakLow) + "–" + day(f, l.PeakHigh) + ")",
		When: day(f, l.Begins) + " to " + day(f, l.Ends), Times: "×" + strconv.FormatFloat(l.Times, 'f', 1, 64),
		Rests: f.Count(int64(l.Purchases)) + " purchases, " + f.Count(int64(l.Customers)) + " customers, " + years(f, l.Yrs),
		State: shell.Badge{Text: "came again", Class: "good"},
	}
	if len(l.Who) > 0 {
		out.Who = "buyers of " + strings.Join(l.Who, ", ")
	}
	if l.Class != "" {
		out.What = l.Class
	}
	if l.Sighted {
		out.State = shell.Badge{Text: "first sighting"}
	}
	return out
}

func years(f phrase.Formatter, n int) string {
	if n == 1 {
		return "one year"
	}
	return f.Count(int64(n)) + " years"
}

// day writes a day of any year.
func day(f phrase.Formatter, days float64) string {
	const plain = 2025 // a year of 365 days
	t := time.Date(plain, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour)))
	return strconv.Itoa(t.Day()) + phrase.NBSP + f.W.Months[t.Month()-1]
}

// why says a reason for silence in words; a new one is shown as it is.
func why(code string) string {
	said := map[string]string{
		"too_short":        "less than a whole year of receipts",
		"few_events":       "fewer than 40 purchases of high value",
		"few_customers":    "fewer than 25 customers: it would speak of persons",
		"exposure_changed": "the customers grew or shrank by more than half within a year",
		"promoted":         "promotions explain more than 30 % of the purchases",
		"not_clear":        "could be chance",
		"flat":             "the best month is less than 1.5 × the worst",
		"not_again":        "the year after does not show it",
		"moved":            "the year after peaks more than 30 days away",
	}[code]
	if said == "" {
		return code
	}
	return said
}
