package stock

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Terms are how a product is supplied. What is not known is not guessed: without a
// supplier nothing is ordered, without a lead time an order has no day.
type Terms struct {
	Product   uint32
	Supplier  string          // empty: none
	LeadTime  int             // days from order to shelf; UnknownLead when not known
	Spread    float64         // standard deviation of the lead time in days; 0 unknown or none
	OrderDays Weekdays        // on which orders are taken; 0 any day
	MinOrder  retail.Quantity // 0 none
}

// UnknownLead is the LeadTime that nobody told; a lead time of 0 is goods that come on
// the day they are ordered.
const UnknownLead = -1

// Limits of terms.
const (
	MaxLead     = 3_650 // days
	maxSupplier = 128   // bytes
)

// Check refuses what cannot be terms.
func (t *Terms) Check() error {
	switch {
	case len(t.Supplier) > maxSupplier || !utf8.ValidString(t.Supplier) || strings.ContainsFunc(t.Supplier, retail.Unwritten):
		return fault.AtField("/supplier", "must be a name of at most %d bytes on one line; empty for none", maxSupplier)
	case t.LeadTime < UnknownLead || t.LeadTime > MaxLead:
		return fault.AtField("/lead_time_days", "must be between 0 and %d, or null when not known", MaxLead)
	case t.Spread < 0 || t.Spread > MaxLead:
		return fault.AtField("/lead_time_spread_days", "must be between 0 and %d", MaxLead)
	case t.MinOrder < 0 || t.MinOrder > MaxQuantity:
		return fault.AtField("/min_order", "must be between 0 and %d", mostUnit)
	}
	return nil
}

// Due returns when an order of a day should arrive, 0 when nobody knows.
func (t *Terms) Due(ordered retail.BusinessDay) retail.BusinessDay {
	if t.LeadTime == UnknownLead {
		return 0
	}
	return ordered + retail.BusinessDay(t.LeadTime)
}

// Weekdays is a set of weekdays, a bit each from Monday; 0 is every day.
type Weekdays uint8

// dayNames are the weekdays from Monday as they are written.
func dayNames() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

// ParseWeekdays reads names joined by |, comma or blank: "mon|thu", "Monday, Thursday";
// or numbers from Monday, "1|4". Empty is every day.
func ParseWeekdays(s string) (Weekdays, error) {
	var out Weekdays
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("|,; ", r) }) {
		at := slices.IndexFunc(dayNames(), func(name string) bool { return strings.HasPrefix(strings.ToLower(word), name) })
		if len(word) == 1 && word[0] >= '1' && word[0] <= '7' {
			at = int(word[0] - '1')
		}
		if at < 0 {
			return 0, fault.AtField("/order_days", "%.20q is no weekday; write such as mon|thu, or leave it empty for every day", word)
		}
		out |= 1 << at
	}
	return out, nil
}

// String is the days as ParseWeekdays reads them.
func (w Weekdays) String() string {
	var out []string
	for i, name := range dayNames() {
		if w&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, "|")
}

// On reports whether orders are taken on a day.
func (w Weekdays) On(day retail.BusinessDay) bool {
	const thursday = 3 // 1970-01-01
	at := ((int(day)+thursday)%7 + 7) % 7
	return w == 0 || w&(1<<at) != 0
}
