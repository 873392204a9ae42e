// Package sheet owns how a table leaves for a spreadsheet: rows, one after the
// other, as CSV or as an XLSX workbook of one sheet. It holds one row in memory,
// whatever the table's size; it refuses to know what the rows mean.
//
// What always holds: text that a spreadsheet would take for a formula stays text,
// in both formats (TestText_NoFormulaGetsThrough); numbers stay numbers; a workbook
// is well-formed whatever stands in it (TestXLSX_IsAWorkbook); what is marked as text
// for a spreadsheet reads back unchanged (TestBare_PlainTakesItBack).
package sheet

import (
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Format is how a table is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Kind is the media type.
func (f Format) Kind() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Cell is one cell: text, or a number.
type Cell struct {
	text   string
	number bool
}

// Text is a cell of words, cut to what a spreadsheet's cell holds.
func Text(s string) Cell {
	const most = 32_767 // signs in a cell of XLSX
	s = strings.ToValidUTF8(strings.Map(printable, s), "")
	for len(s) > most {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return Cell{text: s}
}

// printable drops what XML 1.0 cannot hold.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// At is an instant in a zone; empty for none.
func At(when time.Time, zone *time.Location) Cell {
	if when.IsZero() {
		return Cell{}
	}
	return Text(when.In(zone).Format("2006-01-02 15:04:05"))
}

// Int is a whole number.
func Int(n int64) Cell { return Cell{text: strconv.FormatInt(n, 10), number: true} }

// Number is a number of so many decimals; one that is none is an empty cell.
func Number(x float64, decimals int) Cell {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Cell{}
	}
	return Cell{text: strconv.FormatFloat(x, 'f', decimals, 64), number: true}
}

// Minor is an amount in minor units as a number of major ones, exactly.
func Minor(n int64, decimals int) Cell {
	sign := ""
	digits := strconv.FormatUint(uint64(n), 10)
	if n < 0 {
		sign, digits = "-", strconv.FormatUint(-uint64(n), 10)
	}
	if decimals > 0 {
		digits = strings.Repeat("0", max(0, decimals+1-len(digits))) + digits
		digits = digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
	}
	return Cell{text: sign + digits, number: true}
}

// Bare marks text that a spreadsheet would take for a formula, so that it takes
// it for text: with an apostrophe in front. Those that already begin with
// apostrophes before such a sign get one more, so that Plain takes back exactly
// what Bare added, whatever the text was.
func Bare(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// Field is a field of a file that holds numbers and text alike and is to be read
// again by Plain: text is marked as by Bare, plain numbers stay as they are.
func Field(s string) string {
	if number(s) {
		return s
	}
	return Bare(s)
}

// number reports whether the text is a plain decimal number.
func number(s string) bool {
	whole, part, point := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	if len(s)-len(strings.TrimLeft(s, "+-")) > 1 || whole == "" || point && part == "" {
		return false
	}
	return strings.Trim(whole+part, "0123456789") == ""
}

// Plain takes back what Bare and Field added.
func Plain(s string) string {
	if strings.HasPrefix(s, "'") && formula(s[1:]) {
		return s[1:]
	}
	return s
}

// formula reports whether a spreadsheet may compute the text: it begins with one
// of = + - @, tab or line break, or their full-width forms, behind any apostrophes.
func formula(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// Table writes rows.
type Table interface {
	Row(cells []Cell) error
	// Close ends the table; without it the file is not whole.
	Close() error
}

// New begins a table with its heads.
func New(w io.Writer, f Format, name string, heads []string) (Table, error) {
	cells := make([]Cell, len(heads))
	for i, h := range heads {
		cells[i] = Text(h)
	}
	var t Table
	if f == XLSX {
		x, err := newXLSX(w, name)
		if err != nil {
			return nil, err
		}
		x.heads = true
		t = x
	} else {
		t = newCSV(w)
	}
	return t, t.Row(cells)
}
