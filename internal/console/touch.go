package console

import "strings"

// touchRow writes one entry of the timeline.
func (c *call) touchRow(t Touch) touchRow {
	w := c.f.w.Touch
	row := touchRow{When: c.f.when(t.At)}
	at := []slot{{Name: "amount", Text: c.f.money(t.Amount, t.Currency)}, {Name: "store", Text: t.StoreName}, {Name: "till", Text: t.Till}}
	switch t.Kind {
	case TouchReceipt:
		row.What, row.Class = fill(w.Receipt, at...), "till"
	case TouchReturn:
		row.What, row.Class = fill(w.Return, at...), "bad"
	case TouchVoid:
		row.What, row.Class = fill(w.Void, at...), "bad"
	case TouchGranted:
		row.What, row.Class = fill(w.Granted, slot{Name: "purpose", Text: c.purpose(t.Purpose)}), "ours"
	case TouchWithdrew:
		row.What, row.Class = fill(w.Withdrew, slot{Name: "purpose", Text: c.purpose(t.Purpose)}), "ours"
	case TouchVoided:
		row.What, row.Class = w.VoucherVoided, "ours"
	case TouchExpired:
		row.What = w.VoucherExpired
	}
	var notes []string
	for _, n := range []struct {
		n int
		p plural
	}{{t.Items, w.Items}, {t.Printed, w.Printed}, {t.Used, w.Used}} {
		if n.n > 0 {
			notes = append(notes, n.p.of(c.f, int64(n.n)))
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
	w := c.f.w.Toast
	switch kind {
	case "consent":
		name := c.f.w.Customer.Purposes[what]
		if name == "" || state != "true" && state != "false" {
			return nil
		}
		text, back := w.Granted, "false"
		if state == "false" {
			text, back = w.Withdrawn, "true"
		}
		return &toast{
			Text: fill(text, slot{Name: "purpose", Text: name}), Label: w.Undo, Action: c.r.URL.Path + "/consent",
			Field: []hidden{{"purpose", what}, {"granted", back}},
		}
	case "state":
		back := map[string]string{"paused": "live", "live": "paused"}[what]
		text := map[string]string{"paused": w.Paused, "live": w.Resumed}[what]
		if back == "" {
			return nil
		}
		return &toast{Text: text, Label: w.Undo, Action: c.r.URL.Path + "/state", Field: []hidden{{"state", back}}}
	case "voided":
		return &toast{Text: w.Voided}
	}
	return nil
}
