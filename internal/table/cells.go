package table

import (
	"fmt"

	"sartor/internal/retail"
)

// Cells reads the fields of a table's row and remembers the first one that
// does not hold; after that it returns zeros. OK ends the row.
type Cells struct {
	t      *Table
	reason string
}

// Cells returns a reader of the current row's fields.
func (t *Table) Cells() Cells { return Cells{t: t} }

// OK reports whether all fields read so far hold; if not, the row is refused
// with the first reason.
func (c *Cells) OK() bool {
	if c.reason != "" {
		c.t.Refuse("%s", c.reason)
	}
	return c.reason == ""
}

// Fail makes the row refused with this reason, unless it has one.
func (c *Cells) Fail(reason string, args ...any) {
	if c.reason == "" {
		c.reason = fmt.Sprintf(reason, args...)
	}
}

// fail refuses a field: its column, its text and what is wrong.
func (c *Cells) fail(col int, what string) {
	c.Fail("%s %s %s", c.t.columns[col].Name, quoted(c.t.Text(col)), what)
}

// ID returns a field that must be an id.
func (c *Cells) ID(col int) string {
	b := c.t.Text(col)
	if reason := IDReason(c.t.columns[col].Name, b); reason != "" {
		c.Fail("%s", reason)
		return ""
	}
	return string(b)
}

// MaybeID returns a field that is empty or an id.
func (c *Cells) MaybeID(col int) string {
	if blank(c.t.Text(col)) {
		return ""
	}
	return c.ID(col)
}

// Text returns a field of free text; it may be empty.
func (c *Cells) Text(col int) string {
	b := c.t.Text(col)
	if reason := TextReason(c.t.columns[col].Name, b); reason != "" {
		c.Fail("%s", reason)
		return ""
	}
	return string(trim(b))
}

// Decimal returns a field that must be a number.
func (c *Cells) Decimal(col int) Decimal {
	d, ok := ParseDecimal(c.t.Text(col))
	if !ok {
		c.fail(col, "is not a decimal number such as 2.49")
	}
	return d
}

// Quantity returns a field that must be a number of units.
func (c *Cells) Quantity(col int) retail.Quantity {
	q, ok := c.Decimal(col).Quantity()
	if !ok {
		c.fail(col, "is too large a quantity")
	}
	return q
}

// Minor returns a field that is an amount of money, or empty and then false.
func (c *Cells) Minor(col int, currency retail.Currency) (retail.Minor, bool) {
	if blank(c.t.Text(col)) {
		return 0, false
	}
	m, ok := c.Decimal(col).Minor(currency)
	if !ok {
		c.fail(col, "is too large an amount")
	}
	return m, true
}

// Count returns a field that is a whole number from 0 to most, or empty.
func (c *Cells) Count(col, most int) int {
	b := trim(c.t.Text(col))
	n := 0
	for _, d := range b {
		if d < '0' || d > '9' || n > most {
			n = most + 1
			break
		}
		n = n*10 + int(d-'0')
	}
	if n > most {
		c.fail(col, fmt.Sprintf("is not a whole number from 0 to %d", most))
		return 0
	}
	return n
}

// Day returns a field that must be a date.
func (c *Cells) Day(col int) retail.BusinessDay {
	day, ok := ParseDate(c.t.Text(col))
	if !ok {
		c.fail(col, badDate)
	}
	return day
}

// DayText returns a field that is a date, as written, or empty.
func (c *Cells) DayText(col int) string {
	if blank(c.t.Text(col)) {
		return ""
	}
	c.Day(col)
	return c.Text(col)
}

// At returns a field that must be a time, in a zone unless it has an offset.
func (c *Cells) At(col int, zone *Zone) retail.Micros {
	at, ok := zone.Parse(c.t.Text(col))
	if !ok {
		c.fail(col, badTime)
	}
	return at
}

// Zone returns a field that is a time zone, or empty.
func (c *Cells) Zone(col int) string {
	name := c.Text(col)
	if name == "" {
		return ""
	}
	if _, err := NewZone(name); err != nil {
		c.fail(col, "is not a time zone such as Europe/London")
	}
	return name
}
