// Package code owns the numbers printed on vouchers: the 60-bit voucher code
// in 12 Crockford signs and its 13-digit alias for tills without letters
// (SCIENCE.md 11.1, 11.2). It is pure: keys and randomness are arguments. It
// refuses to say whether a voucher exists; a code that passes the tag only
// names a bucket and a serial, and the ledger decides.
//
// Invariants: what is encoded decodes to the same pair under the same keys and
// prints and parses to the same code (TestRoundTrip); one changed sign or two
// swapped neighbours do not pass the tag but for chance 2⁻²⁰ (TestTypingErrors);
// every alias number is equally likely (TestNewSerial_UniformOverAliases).
package code

import "strings"

// Code is a voucher code: 60 bits, the most significant five first in print.
type Code uint64

const (
	buckets    = 1 << 10 // as many as a bucket number has room for
	serials    = 1 << 30 // serials are below this
	signs      = 12      // signs of a printed code, 5 bits each
	groupEvery = 4       // signs between two hyphens
	mostText   = 64      // bytes Parse looks at; a code with a blank after each sign has 24
	invalid    = 0xFF
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// value maps a byte to its five bits, or to invalid: U, and all that is no sign.
var value = func() (table [256]byte) {
	for i := range table {
		table[i] = invalid
	}
	for bits, sign := range []byte(alphabet) {
		table[sign] = byte(bits)
		if sign >= 'A' {
			table[sign+'a'-'A'] = byte(bits)
		}
	}
	for _, mistaken := range []byte("Oo") {
		table[mistaken] = 0
	}
	for _, mistaken := range []byte("IiLl") {
		table[mistaken] = 1
	}
	return table
}()

// Format prints a code as XXXX-XXXX-XXXX.
func Format(c Code) string {
	var out [signs + 2]byte
	at := len(out)
	for i := range signs {
		if i > 0 && i%groupEvery == 0 {
			at--
			out[at] = '-'
		}
		at--
		out[at] = alphabet[c&31]
		c >>= 5
	}
	return string(out[:])
}

// String is Format.
func (c Code) String() string { return Format(c) }

// Parse reads a code as people and scanners hand it over: in any case, with
// blanks and hyphens anywhere, O for 0, I and L for 1. It checks the shape
// only; Decode checks the tag. A failure returns the zero Code and false.
func Parse(text string) (Code, bool) {
	if len(text) > mostText {
		return 0, false
	}
	var c Code
	n := 0
	for i := range len(text) {
		if separates(text[i]) {
			continue
		}
		bits := value[text[i]]
		if bits == invalid || n == signs {
			return 0, false
		}
		c = c<<5 | Code(bits)
		n++
	}
	if n != signs {
		return 0, false
	}
	return c, true
}

// separates reports blanks and hyphens, and what a scanner adds at the end.
func separates(b byte) bool { return strings.IndexByte(" -\t\r\n", b) >= 0 }
