// Package paper turns vouchers into what a till prints: ESC/POS bytes, plain
// text, or a PNG picture. It is pure: values in, bytes out; no clock, no
// storage. It refuses printers it does not know and codes that are none.
//
// Invariants: no byte of a text from outside reaches the device as a command
// (FuzzRender walks the stream and knows every command we send); no line is
// wider than the paper (TestRender_NeverWiderThanThePaper); each voucher
// carries its reason and the address to opt out (TestRender_SaysAllOfIt); the
// barcodes are read back by a foreign reader (TestPNG_BarcodesAreRead,
// TestESCPOS_BarcodesAreRead).
package paper

import (
	"strings"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Strip is the voucher strip that follows a till's own fiscal receipt. All
// texts are finished, in the customer's language, in UTF-8.
type Strip struct {
	Language string // BCP 47, for the fixed words and the code page: "en", "de"
	Issuer   string // the chain, printed on each voucher
	Store    string // the store's name, for the head line
	OptOut   string // address where to opt out
	Notice   string // a line such as "Simulated chain, seed 20261122", or empty
	Vouchers []Voucher
}

// Voucher is one voucher on the strip.
type Voucher struct {
	Value      string   // "0.50 € off", printed large
	Product    string   // what it is for
	Why        []string // reasons in words
	Terms      []string // "One use, in any Osmund store", minimum spend …
	ValidFrom  string   // formatted for the language
	ValidUntil string
	Code       string // "Q6P5-RW53-V60T"
	Alias      string // 13 digits, or empty
}

// Format is what a till asked for.
type Format string

// The formats.
const (
	ESCPOS Format = "escpos"
	Text   Format = "text"
	PNG    Format = "png"
)

// Printer is what is known of the device. The zero value of a field takes the
// default profile: ESC/POS, 42 columns, QR off, no cut.
type Printer struct {
	Format  Format
	Columns int  // 32, 42 or 48 characters of font A: 384, 512 or 576 dots
	Cut     bool // end with a partial cut
	QR      bool // print the code as QR as well
	Numeric bool // barcode is the alias as EAN-13, for tills that cannot read letters
}

const (
	defaultColumns = 42
	mostCode       = 14 // signs of a code with its hyphens: Code 128 at 2 dots a module, 378 of 384 dots
	mostSymbols    = 12 // signs of a code without hyphens: as wide with quiet zones, 374 dots
)

// Check reports whether the format and the columns are known; a till asks
// before anything is decided, so that no answer is lost over its paper.
func (p Printer) Check() error {
	p = p.filled()
	switch p.Format {
	case ESCPOS, Text, PNG:
	default:
		return fault.AtField("/print/format", "a printer takes escpos, text or png")
	}
	if dots(p.Columns) == 0 {
		return fault.AtField("/print/columns", "paper has 32, 42 or 48 columns, not %d", p.Columns)
	}
	return nil
}

func (p Printer) filled() Printer {
	if p.Format == "" {
		p.Format = ESCPOS
	}
	if p.Columns == 0 {
		p.Columns = defaultColumns
	}
	return p
}

// dots returns the width of the paper in printable dots, 0 when unknown
// (CONVENTIONS.md 6).
func dots(columns int) int {
	switch columns {
	case 32:
		return 384
	case 42:
		return 512
	case 48:
		return 576
	}
	return 0
}

// Render returns what the till sends to its printer or shows, nil for a strip
// without vouchers. The same strip and printer give the same bytes.
func Render(s Strip, p Printer) ([]byte, error) {
	const op = "paper.Render"
	p = p.filled()
	if err := p.Check(); err != nil {
		return nil, fault.At(op, err)
	}
	for _, v := range s.Vouchers {
		if err := v.check(); err != nil {
			return nil, fault.At(op, err)
		}
	}
	if len(s.Vouchers) == 0 {
		return nil, nil
	}
	switch p.Format {
	case Text:
		return renderText(s, p), nil
	case PNG:
		out, err := renderPNG(s, p)
		return out, fault.At(op, err)
	}
	return renderESCPOS(s, p), nil
}

// check refuses what would not scan; codes and aliases are ours, so a refusal
// is a mistake of the caller.
func (v Voucher) check() error {
	const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	bare := len(v.Code) - strings.Count(v.Code, "-")
	if bare == 0 || bare > mostSymbols || len(v.Code) > mostCode || strings.Trim(v.Code, signs) != "" {
		return fault.New(fault.Invalid, "code", "a voucher code has up to %d digits and capitals in groups", mostSymbols)
	}
	if v.Alias == "" {
		return nil
	}
	if _, ok := retail.ParseGTIN(v.Alias); !ok || len(v.Alias) != 13 {
		return fault.New(fault.Invalid, "alias", "an alias has 13 digits, the last one a check digit")
	}
	return nil
}
