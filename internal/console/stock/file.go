package stock

import (
	"cmp"
	"math"
	"strings"

	"sartor/internal/console/shell"
	"sartor/internal/sheet"
)

// Tables are what leaves as files.
func (p Ports) Tables() []shell.Table {
	if p.Plans == nil {
		return nil
	}
	return []shell.Table{{Name: "stock", Screen: shell.Stock, Heads: heads, Rows: p.lines}}
}

func heads(c *shell.Call) []string {
	w, d := c.F.W.Stock, c.F.W.Desk
	return []string{
		d.FactNumber, w.Kind, w.State, d.Product, c.F.W.Rollout.Product, w.ColFrom, w.ColTo, w.Pieces, w.ColAgreed, w.ColCover, w.ColAfter,
		w.ColGain, d.Low, d.High, w.Outlay, d.Currency, c.F.W.House.ColReason, c.F.W.House.ColActor, c.F.W.House.ColAt, w.Reason,
	}
}

// lines are the proposals that the page's filters find, in the stores of who asks.
func (p Ports) lines(c *shell.Call, row shell.Row) error {
	w := c.F.W.Stock
	q, err := queryOf(c, c.R.URL.Query())
	if err != nil {
		return err
	}
	return p.Plans.Each(c.R.Context(), q, func(l *Line) error {
		agreed, cur := sheet.Cell{}, l.Currency
		cents := func(x float64) sheet.Cell { return sheet.Minor(int64(math.Round(x)), cur.Exponent()) }
		if l.Agreed > 0 {
			agreed = sheet.Int(l.Agreed)
		}
		return row(
			sheet.Text(l.ID), sheet.Text(w.Kinds[l.Kind]), sheet.Text(w.States[l.State]), sheet.Text(l.Product), sheet.Text(string(l.Code)), sheet.Text(cmp.Or(l.From.Name, l.Supplier)), sheet.Text(l.To.Name),
			sheet.Int(l.Units), agreed, sheet.Number(l.Cover[0], 1), sheet.Number(l.Cover[1], 1), cents(l.Gain.Mid), cents(l.Gain.Low), cents(l.Gain.High), cents(l.Outlay), sheet.Text(string(cur)),
			sheet.Text(strings.Join(terms(c.F, l), "; ")), sheet.Text(l.Actor), sheet.At(l.Decided, c.F.Zone), sheet.Text(l.Reason),
		)
	})
}
