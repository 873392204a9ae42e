package till

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// A stored answer is one line that names the strip's format, then the body.

func storedAnswer(print *paper.Printer, body []byte) []byte {
	return append([]byte(printKey(print)+"\n"), body...)
}

func answerBody(stored []byte) []byte {
	_, body, _ := bytes.Cut(stored, []byte("\n"))
	return body
}

func printedAs(stored []byte) string {
	key, _, _ := bytes.Cut(stored, []byte("\n"))
	return string(key)
}

func printKey(p *paper.Printer) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%s %d %t %t %t", p.Format, p.Columns, p.Cut, p.QR, p.Numeric)
}

// strip renders the vouchers just decided; nothing when there are none.
func (c *closing) strip(print *paper.Printer) ([]byte, error) {
	if print == nil || len(c.write.Issued) == 0 {
		return nil, nil
	}
	list := make([]voucher.Voucher, len(c.write.Issued))
	texts := make([]Printed, len(list))
	for i := range c.write.Issued {
		list[i], texts[i] = c.write.Issued[i].Voucher, Printed{Text: c.write.Issued[i].Text, Why: c.write.Issued[i].Why}
	}
	s := c.Desk.compose(c.sight, stripOrder{vouchers: list, texts: texts, store: c.store, language: c.language()})
	return paper.Render(s, *print)
}

// stripOf renders the vouchers of a receipt that was answered before.
func (d *Desk) stripOf(t *Trace, store uint32, print *paper.Printer) ([]byte, error) {
	if len(t.Issued) == 0 {
		return nil, nil
	}
	sight := d.sight()
	order := stripOrder{vouchers: t.Issued, texts: t.Texts, store: sight.Catalogue.Store(store), language: t.Language}
	return paper.Render(d.compose(sight, order), *print)
}

// Reprint renders one voucher again, for the desk.
func (d *Desk) Reprint(v voucher.Voucher, text Printed, language string, print paper.Printer) ([]byte, error) {
	sight := d.sight()
	order := stripOrder{vouchers: []voucher.Voucher{v}, texts: []Printed{text}, store: sight.Catalogue.Store(v.Store), language: language}
	return paper.Render(d.compose(sight, order), print)
}

// stripOrder is what a strip is made of.
type stripOrder struct {
	vouchers []voucher.Voucher
	texts    []Printed
	store    retail.Store
	language string
}

// compose puts the words of a strip together.
func (d *Desk) compose(sight *Sight, o stripOrder) paper.Strip {
	lang := o.language
	if lang == "" {
		lang = sight.Chain.Language
	}
	s := paper.Strip{
		Language: lang, Issuer: sight.Chain.Name, Store: o.store.Name, OptOut: sight.Chain.OptOut, Notice: sight.Chain.Notice,
		Vouchers: make([]paper.Voucher, len(o.vouchers)),
	}
	for i := range o.vouchers {
		v := &o.vouchers[i]
		value, product := split(o.texts[i].Text)
		s.Vouchers[i] = paper.Voucher{
			Value: value, Product: product, Why: o.texts[i].Why, Terms: d.terms(sight, v, lang),
			ValidFrom: dateIn(v.ValidFrom, lang), ValidUntil: dateIn(v.ValidUntil, lang),
			Code: d.codeOf(v), Alias: code.Alias(v.Bucket, code.AliasOf(v.Serial)),
		}
	}
	return s
}

// textSplit parts the large line from the rest in a stored text.
const textSplit = "\n"

func split(text string) (value, product string) {
	value, product, _ = strings.Cut(text, textSplit)
	return value, product
}

// plainText is a voucher's text on one line, as the till's answer has it.
func plainText(text string) string { return strings.ReplaceAll(text, textSplit, " ") }

// dateIn formats a date the way the language writes it.
func dateIn(day retail.BusinessDay, lang string) string {
	if strings.HasPrefix(lang, "de") {
		return day.Time().Format("02.01.2006")
	}
	return day.Time().Format("2 Jan 2006")
}

// terms are the conditions a customer must know.
func (d *Desk) terms(sight *Sight, v *voucher.Voucher, lang string) []string {
	t, ok := sight.Terms(v.PromotionNumber, v.Version)
	if !ok {
		return nil
	}
	german := strings.HasPrefix(lang, "de")
	say := func(en, de string, args ...any) string {
		if german {
			return fmt.Sprintf(de, args...)
		}
		return fmt.Sprintf(en, args...)
	}
	out := []string{say("One use.", "Einmal einlösbar.")}
	if id, ok := t.Only(sight.Catalogue.Store(v.Store).ID); ok {
		number, _ := sight.Catalogue.StoreNumber(id)
		out = append(out, say("Only at %s.", "Nur in %s.", cmp.Or(sight.Catalogue.Store(number).Name, string(id))))
	}
	if t.MinSpend > 0 {
		spend := retail.Money{Amount: t.MinSpend, Currency: t.Currency}
		out = append(out, say("From a purchase of %s %s.", "Ab einem Einkauf von %s %s.", spend.Decimal(), t.Currency))
	}
	if !t.Transferable && v.Customer != 0 {
		out = append(out, say("Only with your card.", "Nur mit Ihrer Karte."))
	}
	return out
}

// codeOf is the voucher's code as printed.
func (d *Desk) codeOf(v *voucher.Voucher) string {
	return code.Format(d.codes.Encode(v.Bucket, v.Serial))
}
