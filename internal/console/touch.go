package console

import (
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

import "strings"

// touchRow writes one entry of the timeline.
func (c *call) touchRow(t view.Touch) touchRow {
	w := c.f.W.Touch
	row := touchRow{When: c.f.When(t.At)}
	at := []phrase.Slot{{Name: "amount", Text: c.f.Money(t.Amount, t.Currency)}, {Name: "store", Text: t.StoreName}, {Name: "till", Text: t.Till}}
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
			notes = append(notes, n.p.Of(c.f, int64(n.n)))
		}
	}
	row.Note = strings.Join(notes, ", ")
	if t.Code != "" && c.mayFollow() {
		row.URL = "/vouchers/" + t.Code
	}
	return row
}

// toast reads ?done= of the redirect after a form: what was done, and how to
// take it back. Only words of the catalogue are ever shown.
func (c *call) toast() *toast {
	kind, rest, _ := strings.Cut(c.r.URL.Query().Get("done"), ".")
	what, state, _ := strings.Cut(rest, ".")
	w := c.f.W.Toast
	switch kind {
	case "consent":
		name := c.f.W.Customer.Purposes[what]
		if name == "" || state != "true" && state != "false" {
			return nil
		}
		text, back := w.Granted, "false"
		if state == "false" {
			text, back = w.Withdrawn, "true"
		}
		return &toast{
			Text: phrase.Fill(text, phrase.Slot{Name: "purpose", Text: name}), Label: w.Undo, Action: c.r.URL.Path + "/consent",
			Field: []hidden{{"purpose", what}, {"granted", back}},
		}
	case "state":
		back := map[string]string{"paused": "live", "live": "paused"}[what]
		text := map[string]string{"paused": w.Paused, "live": w.Resumed}[what]
		if back == "" {
			return nil
		}
		return &toast{Text: text, Label: w.Undo, Action: c.r.URL.Path + "/state", Field: []hidden{{"state", back}}}
	case "stands":
		return &toast{Text: w.Stands}
	case "voided":
		return &toast{Text: w.Voided}
	}
	return nil
}
