package paper

import "strings"

// look is how a row stands on the paper; all rows are centred.
type look uint8

const (
	normal  look = iota
	blank        // an empty line
	bold         //
	double       // twice as wide and high, bold
	inverse      // white on black over the whole width, bold
	tear         // a dashed line between vouchers
	code128      // the text as Code 128, readable below
	ean13        // the text as EAN-13, readable below
	qr           // the text as QR code
)

// row is one line of text or one symbol.
type row struct {
	look look
	text string // cleaned; for symbols the content
}

const rowsPerVoucher = 20 // what an ordinary voucher takes, to size the slice

// sheet collects the rows of a strip for one device.
type sheet struct {
	rows   []row
	width  int // columns
	device signs
	words  words
}

// layout returns the rows of a strip: one inverse line, then each voucher whole
// in itself, so that each can be torn off.
func layout(s Strip, p Printer, device signs) []row {
	sh := sheet{
		rows:  make([]row, 0, rowsPerVoucher*len(s.Vouchers)+4),
		width: p.Columns, device: device, words: wordsFor(s.Language),
	}
	sh.add(inverse, sh.head(s))
	issuer := ""
	if s.Issuer != "" {
		issuer = sh.words.issued + s.Issuer
	}
	change := sh.words.change + s.OptOut
	if s.OptOut == "" {
		change += sh.words.ask
	}
	for i, v := range s.Vouchers {
		if i > 0 {
			sh.rows = append(sh.rows, row{look: blank}, row{look: tear})
		}
		sh.promise(v, issuer)
		sh.symbols(v, p)
		sh.reasons(v, change)
	}
	if s.Notice != "" {
		sh.rows = append(sh.rows, row{look: blank})
		sh.add(normal, s.Notice)
	}
	return sh.rows
}

func (sh *sheet) head(s Strip) string {
	name := s.Store
	if name == "" {
		name = s.Issuer
	}
	if name == "" {
		return sh.words.forYou
	}
	return sh.words.forYouFrom + strings.ToUpper(name)
}

// promise is what the voucher gives, for what, until when, on which terms.
func (sh *sheet) promise(v Voucher, issuer string) {
	value := strings.Trim(clean(v.Value, sh.device), " ")
	if value != "" && 2*textWidth(value) <= sh.width {
		sh.rows = append(sh.rows, row{double, value})
	} else {
		sh.wrap(bold, value)
	}
	sh.add(normal, v.Product)
	sh.rows = append(sh.rows, row{look: blank})
	sh.add(normal, sh.words.validity(v.ValidFrom, v.ValidUntil))
	for _, term := range v.Terms {
		sh.add(normal, term)
	}
	sh.add(normal, issuer)
}

func (sh *sheet) symbols(v Voucher, p Printer) {
	switch {
	case p.Numeric && v.Alias != "":
		sh.rows = append(sh.rows, row{ean13, v.Alias}, row{normal, v.Code})
	default:
		sh.rows = append(sh.rows, row{code128, v.Code})
	}
	if p.QR {
		sh.rows = append(sh.rows, row{qr, v.Code})
	}
	sh.rows = append(sh.rows, row{look: blank})
}

// reasons are always printed; without any, the service desk is the way out.
func (sh *sheet) reasons(v Voucher, change string) {
	said := false
	for _, why := range v.Why {
		switch {
		case strings.TrimSpace(why) == "":
		case said:
			sh.add(normal, why)
		default:
			sh.add(normal, sh.words.why+why)
			said = true
		}
	}
	if !said {
		sh.add(normal, sh.words.why+sh.words.ask)
	}
	sh.add(normal, change)
}

// add cleans a text from outside and appends its lines.
func (sh *sheet) add(l look, text string) { sh.wrap(l, clean(text, sh.device)) }

func (sh *sheet) wrap(l look, cleaned string) {
	for line := range wrapped(cleaned, sh.width) {
		sh.rows = append(sh.rows, row{l, line})
	}
}
