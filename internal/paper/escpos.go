package paper

import "strings"

// setting is a printer command of two bytes that takes one more; the full list
// is what a strip ever sends. ESC p, which opens the drawer, is not in it.
type setting uint16

const (
	page      setting = 0x1B74 // code page
	align     setting = 0x1B61 // 0 left, 1 centre
	weight    setting = 0x1B45 // 1 bold
	size      setting = 0x1D21 // 0x11 double width and height
	invert    setting = 0x1D42 // 1 white on black
	feed      setting = 0x1B64 // lines
	barHeight setting = 0x1D68 // dots
	barModule setting = 0x1D77 // dots
	barText   setting = 0x1D48 // 2 below the bars
)

const (
	barDots     = 80 // height of a barcode
	codeModule  = 2  // dots a module of Code 128: 14 signs take 378 of 384 dots
	eanModule   = 3  // dots a module of EAN-13: 285 dots and its quiet zones
	qrModule    = 5  // dots a module of a QR code
	cutFeed     = 3  // dots fed after the cut position
	tearFeed    = 4  // lines fed where nothing cuts
	stripBytes  = 256
	voucherSize = 768 // bytes of an ordinary voucher, to size the buffer
)

// tape is the stream of bytes to the printer.
type tape struct {
	out  []byte
	page codePage
}

// renderESCPOS writes the strip for a printer.
func renderESCPOS(s Strip, p Printer) []byte {
	pg := codePageFor(s.Language)
	t := tape{out: make([]byte, 0, stripBytes+voucherSize*len(s.Vouchers)), page: pg}
	t.begin()
	t.set(align, 1)
	for _, r := range layout(s, p, pg) {
		t.row(r, p.Columns)
	}
	t.set(align, 0)
	if p.Cut {
		t.cut()
	} else {
		t.set(feed, tearFeed)
	}
	return t.out
}

// begin puts the printer in a known state.
func (t *tape) begin() {
	t.out = append(t.out, 0x1B, 0x40)
	t.set(page, t.page.number)
}

func (t *tape) set(s setting, n byte) { t.out = append(t.out, byte(s>>8), byte(s), n) }

// line writes cleaned text and ends the line.
func (t *tape) line(text string) { t.out = append(t.page.append(t.out, text), '\n') }

func (t *tape) row(r row, columns int) {
	switch r.look {
	case blank:
		t.out = append(t.out, '\n')
	case tear:
		t.line(dashes[:columns])
	case bold:
		t.set(weight, 1)
		t.line(r.text)
		t.set(weight, 0)
	case double:
		t.set(weight, 1)
		t.set(size, 0x11)
		t.line(r.text)
		t.set(size, 0)
		t.set(weight, 0)
	case inverse:
		t.set(weight, 1)
		t.set(invert, 1)
		t.padded(r.text, columns)
		t.set(invert, 0)
		t.set(weight, 0)
	case code128, ean13:
		t.bars(r)
	case qr:
		t.qr(r.text)
	default:
		t.line(r.text)
	}
}

const (
	spaces = "                                                "
	dashes = "------------------------------------------------"
)

// padded fills the line with blanks on both sides, so that all of it is black.
func (t *tape) padded(text string, columns int) {
	free := columns - textWidth(text)
	t.out = append(t.out, spaces[:free/2]...)
	t.out = t.page.append(t.out, text)
	t.out = append(t.out, spaces[:free-free/2]...)
	t.out = append(t.out, '\n')
}

// bars sets height, module and the readable text below, and prints.
func (t *tape) bars(r row) {
	t.set(barHeight, barDots)
	if r.look == ean13 {
		t.set(barModule, eanModule)
		t.set(barText, 2)
		t.ean13(r.text)
	} else {
		t.set(barModule, codeModule)
		t.set(barText, 2)
		t.code128(r.text)
	}
}

// ean13 prints 12 digits; the printer adds the check digit.
func (t *tape) ean13(digits string) {
	t.out = append(t.out, 0x1D, 0x6B, 0x43, 12)
	t.out = append(t.out, digits[:12]...)
}

// code128 prints in code set B; a brace is doubled.
func (t *tape) code128(text string) {
	data := strings.ReplaceAll(text, "{", "{{")
	t.out = append(t.out, 0x1D, 0x6B, 0x49, byte(len(data)+2), '{', 'B')
	t.out = append(t.out, data...)
}

// qr prints a QR code, model 2, correction M.
func (t *tape) qr(content string) {
	n := len(content) + 3
	t.out = append(t.out,
		0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0,
		0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, qrModule,
		0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x31,
		0x1D, 0x28, 0x6B, byte(n), byte(n>>8), 0x31, 0x50, 0x30)
	t.out = append(t.out, content...)
	t.out = append(t.out, 0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30)
}

// cut cuts partially, after feeding past the knife.
func (t *tape) cut() { t.out = append(t.out, 0x1D, 0x56, 0x42, cutFeed) }
