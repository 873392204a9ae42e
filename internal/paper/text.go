package paper

import "unicode"

// anything is a device that shows all of Unicode.
type anything struct{}

func (anything) has(r rune) bool { return unicode.IsGraphic(r) }

// renderText writes the strip as UTF-8 lines in fixed columns, with the code
// as text where a printer has bars.
func renderText(s Strip, p Printer) []byte {
	w := wordsFor(s.Language)
	out := make([]byte, 0, stripBytes+voucherSize*len(s.Vouchers))
	for _, r := range layout(s, p, anything{}) {
		switch r.look {
		case tear:
			out = append(append(out, dashes[:p.Columns]...), '\n')
		case inverse:
			out = centred(out, r.text, p.Columns)
		case code128:
			out = centred(append(out, '\n'), w.code+r.text, p.Columns)
		case ean13:
			out = centred(append(out, '\n'), w.number+r.text, p.Columns)
		case qr: // the code stands there already
		default:
			out = centred(out, r.text, p.Columns)
		}
	}
	return out
}

// centred adds a line without blanks at its end.
func centred(out []byte, text string, columns int) []byte {
	if text != "" {
		out = append(out, spaces[:(columns-textWidth(text))/2]...)
	}
	return append(append(out, text...), '\n')
}
