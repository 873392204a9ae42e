package console

import (
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"strings"
)

// touchRow writes one entry of the timeline.
func (c *call) touchRow(t view.Touch) touchRow {
	w := c.F.W.Touch
	row := touchRow{When: c.F.When(t.At)}
	at := []phrase.Slot{{Name: "amount", Text: c.F.Money(t.Amount, t.Currency)}, {Name: "store", Text: t.StoreName}, {Name: "till", Text: t.Till}}
	switch t.Kind {
	case view.TouchReceipt:
		row.What, row.Class = phrase.Fill(w.Receipt, at...), "till"
	case view.TouchReturn:
		row.What, row.Class = phrase.Fill(w.Return, at...), "bad"
	case view.TouchVoid:
		row.What, row.Class = phrase.Fill(w.Void, at...), "bad"
	case view.TouchGranted:
		row.What, row.Class = phrase.Fill(w.Granted, phrase.Slot{Name: "purpose", Text: c.purpose(t.Purpose)}), "ours"
	case view.TouchWithdrew:
		row.What, row.Class = phrase.Fill(w.Withdrew, phrase.Slot{Name: "purpose", Text: c.purpose(t.Purpose)}), "ours"
	case view.TouchVoided:
		row.What, row.Class = w.VoucherVoided, "ours"
	case view.TouchCoupon:
		row.What, row.Class = phrase.Fill(w.Coupon, phrase.Slot{Name: "code", Text: t.Purpose}), "next"
	case view.TouchExpired:
		row.What = w.VoucherExpired
	}
	var notes []string
	for _, n := range []struct {
		n int
		p phrase.Plural
	}{{t.Items, w.Items}, {t.Printed, w.Printed}, {t.Used, w.Used}} {
		if n.n > 0 {
			notes = append(notes, n.p.Of(c.F, int64(n.n)))
		}
	}
	row.Note = strings.Join(notes, ", ")
	if t.Code != "" && c.MayFollow() {
		row.URL = "/vouchers/" + t.Code
	}
	return row
}
