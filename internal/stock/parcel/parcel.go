// Package parcel owns how orders and moves leave the house: as CSV, as EDIFACT ORDERS
// and X12 850 messages, and as a pick list on paper (CONVENTIONS.md 10). It refuses what
// is in a parcel and who may send it. The same parcel is the same bytes.
//
// Invariants and the tests that hold them: counts, segments and control numbers are those
// of the formats (TestEDIFACT, TestX12), whatever the words are that stand in them
// (FuzzParcel); a spreadsheet takes no word for a formula (TestCSV); every line stands on
// the paper (TestPDF).
package parcel

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Parcel is what goes out together.
type Parcel struct {
	Number   int64 // grows and is never used again: control numbers rest on it
	ID       string
	Chain    string
	Currency retail.Currency
	At       time.Time
	Orders   []Line
	Moves    []Line
}

// Line is one product to one store.
type Line struct {
	ID       string // of the proposal
	Supplier string // of an order
	From     retail.Store
	To       retail.Store
	Product  retail.Product
	Units    int64
	Pack     int
	Due      retail.BusinessDay
	Reason   string
}

// Format is how a parcel is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	PDF     Format = "pdf"
	EDIFACT Format = "edifact"
	X12     Format = "x12"
)

// Formats returns all formats.
func Formats() []Format { return []Format{CSV, PDF, EDIFACT, X12} }

// ParseFormat reads a format; none is CSV.
func ParseFormat(s string) (Format, error) {
	if f := Format(cmp.Or(s, string(CSV))); slices.Contains(Formats(), f) {
		return f, nil
	}
	return "", fault.AtField("/format", "%.20q is no format; there are csv, pdf, edifact and x12", s)
}

// Kind is the media type of a format.
func (f Format) Kind() string {
	switch f {
	case PDF:
		return "application/pdf"
	case EDIFACT:
		return "application/EDIFACT"
	case X12:
		return "application/EDI-X12"
	}
	return "text/csv; charset=utf-8"
}

// Suffix is how a file of the format ends.
func (f Format) Suffix() string {
	switch f {
	case EDIFACT:
		return "edi"
	case X12:
		return "x12"
	}
	return string(f)
}

// Write writes the parcel: EDIFACT and X12 hold its orders, the pick list its moves and
// orders, CSV its orders or, when moves are asked for or there is nothing else, its moves.
func (p *Parcel) Write(f Format, moves Part) []byte {
	switch f {
	case PDF:
		return p.pdf()
	case EDIFACT:
		return p.edifact()
	case X12:
		return p.x12()
	}
	return p.csv(moves)
}

// Part is what of a parcel a CSV holds.
type Part string

// The parts.
const (
	Whole     Part = "" // orders, or moves where there are none
	Orders    Part = "order"
	Transfers Part = "move"
)

// order is what one supplier brings to one store.
type order struct {
	no       string
	supplier string
	to       retail.Store
	due      retail.BusinessDay
	lines    []*Line
}

// ordered groups the orders by supplier, store and day; numbers follow from the parcel's.
func (p *Parcel) ordered() []order {
	lines := make([]*Line, len(p.Orders))
	for i := range p.Orders {
		lines[i] = &p.Orders[i]
	}
	slices.SortStableFunc(lines, func(a, b *Line) int {
		return cmp.Or(cmp.Compare(a.Supplier, b.Supplier), cmp.Compare(a.To.ID, b.To.ID), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	var out []order
	for _, l := range lines {
		last := len(out) - 1
		if last < 0 || out[last].supplier != l.Supplier || out[last].to.ID != l.To.ID || out[last].due != l.Due {
			out = append(out, order{no: "PO-" + strconv.FormatInt(p.Number, 10) + "-" + strconv.Itoa(len(out)+1), supplier: l.Supplier, to: l.To, due: l.Due})
			last++
		}
		out[last].lines = append(out[last].lines, l)
	}
	return out
}

// partners groups orders by supplier: an interchange is for one partner.
func partners(all []order) (out [][]order) {
	for _, o := range all {
		if last := len(out) - 1; last >= 0 && out[last][0].supplier == o.supplier {
			out[last] = append(out[last], o)
			continue
		}
		out = append(out, []order{o})
	}
	return out
}

// most partners of one parcel that control numbers leave room for.
const mostPartners = 1000

// control is the control number of a partner's interchange.
func (p *Parcel) control(partner int) int64 {
	return p.Number*mostPartners + int64(partner%mostPartners)
}

// price writes an amount in major units.
func (p *Parcel) price(m retail.Minor) string {
	return retail.Money{Amount: m, Currency: p.Currency}.Decimal()
}

func date(d retail.BusinessDay) string { return d.Time().Format("20060102") }

// plain keeps the signs that every partner's system reads.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, s)
}
