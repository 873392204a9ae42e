package shell

import (
	"strconv"

	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// OfferText says what a voucher gives: €1.50 off oat drink.
func (c *Call) OfferText(v view.Value, product string, cur retail.Currency) string {
	w := c.F.W.Offer
	if product == "" {
		product = w.Basket
	}
	pattern := w.Kinds[v.Kind]
	if pattern == "" {
		pattern = w.Other
	}
	return phrase.Fill(pattern,
		phrase.Slot{Name: "amount", Text: c.F.Money(v.Amount, cur)}, phrase.Slot{Name: "percent", Text: strconv.Itoa(v.Percent) + phrase.NBSP + "%"},
		phrase.Slot{Name: "points", Text: c.F.Count(v.Points)}, phrase.Slot{Name: "product", Text: product})
}
