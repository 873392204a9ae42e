package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

const (
	// mostSigns bounds one text on the paper, far above any name, reason or
	// terms, so that no text from outside unrolls the paper.
	mostSigns = 1000
	// mostBytes bounds what is looked at for them: eight bytes are a letter
	// with three marks.
	mostBytes = 8 * mostSigns
	// tied is the blank that does not break: "0,50 €" stays on one line.
	tied = '\u00a0'
	// unknown stands for a sign that the device has not and nobody spells.
	unknown = '?'
)

// signs are those that a device can show.
type signs interface{ has(r rune) bool }

// clean makes a text from outside safe and showable: control and format signs
// are gone, line breaks are blanks, what the device lacks is spelt otherwise.
func clean(text string, device signs) string {
	if plain(text) {
		return text
	}
	text = bounded(text)
	var out strings.Builder
	out.Grow(len(text) + 8)
	left := mostSigns
	for _, r := range norm.NFC.String(text) {
		if left == 0 {
			break
		}
		left--
		switch {
		case r == tied || r == '\u202f' || r == '\u2007':
			out.WriteRune(tied)
		case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
			out.WriteByte(' ')
		case r == utf8.RuneError:
			out.WriteRune(unknown)
		case !unicode.IsGraphic(r): // controls, direction marks, private use
		case device.has(r):
			out.WriteRune(r)
		default:
			spell(&out, r, device)
		}
	}
	return out.String()
}

// bounded cuts a text at a sign's border.
func bounded(text string) string {
	if len(text) <= mostBytes {
		return text
	}
	cut := mostBytes
	for cut > mostBytes-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// plain reports printable ASCII of ordinary length, which every device has.
func plain(text string) bool {
	if len(text) > mostSigns {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// spell writes a sign that the device lacks with signs that it has: by the
// table, else by its parts (é is e and a mark), last resort '?'.
func spell(out *strings.Builder, r rune, device signs) {
	if s, ok := spelt(r); ok {
		out.WriteString(s)
		return
	}
	if unicode.Is(unicode.M, r) {
		return // a mark without its letter
	}
	wrote := false
	for _, part := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.M, part) {
			continue
		}
		s, ok := spelt(part)
		switch {
		case ok:
			out.WriteString(s)
		case part < utf8.RuneSelf || device.has(part) && part != r:
			out.WriteRune(part)
		default:
			out.WriteRune(unknown)
		}
		wrote = true
	}
	if !wrote {
		out.WriteRune(unknown)
	}
}

// cells returns the columns a sign takes: two when East Asian wide, none for a
// mark on the sign before it.
func cells(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.Is(unicode.M, r):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// textWidth returns the columns of a text.
func textWidth(text string) (n int) {
	for _, r := range text {
		n += cells(r)
	}
	return n
}
