package paper

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// codePage is a table of single bytes in the printer.
type codePage struct {
	number byte // of ESC t, as Epson counts (CONVENTIONS.md 6)
	table  *charmap.Charmap
}

// codePageFor returns the page that holds a language's letters: CP858 (western
// Europe with the euro sign) unless it is written in another alphabet.
func codePageFor(language string) codePage {
	switch primary(language) {
	case "sr":
		if strings.Contains(strings.ToLower(language), "latn") {
			return codePage{18, charmap.CodePage852}
		}
		return codePage{17, charmap.CodePage866}
	case "pl", "cs", "sk", "hu", "hr", "bs", "sl", "ro", "sq":
		return codePage{18, charmap.CodePage852}
	case "ru", "uk", "be", "bg", "mk", "kk":
		return codePage{17, charmap.CodePage866}
	}
	return codePage{19, charmap.CodePage858}
}

// has reports whether the page holds a sign. Signs of the lower half come from
// ASCII only.
func (c codePage) has(r rune) bool {
	_, ok := c.encode(r)
	return ok
}

// encode returns the byte of a sign; never one that a printer obeys.
func (c codePage) encode(r rune) (byte, bool) {
	switch {
	case r >= ' ' && r <= '~':
		return byte(r), true
	case r == tied:
		return ' ', true
	case r < 0xA0: // controls, both halves
		return 0, false
	}
	b, ok := c.table.EncodeRune(r)
	return b, ok && b >= 0x80
}

// append adds a cleaned text in the page's bytes.
func (c codePage) append(out []byte, text string) []byte {
	for i, r := range text {
		if b := text[i]; b >= ' ' && b <= '~' {
			out = append(out, b)
			continue
		}
		b, ok := c.encode(r)
		if !ok {
			b = unknown
		}
		out = append(out, b)
	}
	return out
}
