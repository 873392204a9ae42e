// Package paper turns vouchers into what a till prints: ESC/POS bytes, plain
// text, or a PNG picture. It is pure: values in, bytes out; no clock, no
// storage. Every text from outside is made safe for a printer first: no byte of
// a product name can reach the device as a command.
package paper

// Strip is the voucher strip that follows a till's own fiscal receipt. All
// texts are finished, in the customer's language, in UTF-8.
type Strip struct {
	Language string // BCP 47, for the fixed words: "en", "de"
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
// default profile: 42 columns, CP858, QR off, no cut.
type Printer struct {
	Format  Format
	Columns int  // 32, 42 or 48 characters of font A
	Cut     bool // end with a partial cut
	QR      bool // print the code as QR as well
	Numeric bool // barcode is the alias as EAN-13, for tills that cannot read letters
}
