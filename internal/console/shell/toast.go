package shell

import (
	"net/url"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/retail"
)

// Toast reads ?done= of the redirect after a form: what was done, and how to
// take it back. Only words of the catalogue are ever shown.
func (c *Call) Toast() *Toast {
	kind, rest, _ := strings.Cut(c.R.URL.Query().Get("done"), ".")
	what, state, _ := strings.Cut(rest, ".")
	w := c.F.W.Toast
	switch kind {
	case "consent":
		name := c.F.W.Customer.Purposes[what]
		if name == "" || state != "true" && state != "false" {
			return nil
		}
		text, back := w.Granted, "false"
		if state == "false" {
			text, back = w.Withdrawn, "true"
		}
		return &Toast{
			Text: phrase.Fill(text, phrase.Slot{Name: "purpose", Text: name}), Label: w.Undo, Action: c.R.URL.Path + "/consent",
			Field: []Hidden{{"purpose", what}, {"granted", back}},
		}
	case "state":
		back := map[string]string{"paused": "live", "live": "paused"}[what]
		text := map[string]string{"paused": w.Paused, "live": w.Resumed}[what]
		if back == "" {
			return nil
		}
		return &Toast{Text: text, Label: w.Undo, Action: c.R.URL.Path + "/state", Field: []Hidden{{"state", back}}}
	case "aside":
		return &Toast{Text: c.F.W.Decide.Skipped, Label: w.Undo, Action: "/today/aside", Field: []Hidden{{"key", what}, {"back", "1"}}}
	case "apart":
		if _, err := retail.ParseCustomerID(what); err != nil {
			return nil
		}
		return &Toast{Text: c.F.W.Decide.ApartDone, Label: w.Undo, Action: "/customers/" + what + "/apart", Field: []Hidden{{"other", state}, {"back", "1"}}}
	case "view":
		name, err := url.QueryUnescape(state)
		if err != nil {
			return nil
		}
		fields := []Hidden{{"screen", strings.Trim(c.R.URL.Path, "/")}, {"query", Filters(c.R.URL)}, {"name", SavedName(name)}}
		switch what {
		case "saved":
			return &Toast{Text: c.F.W.Desk.Saved, Label: w.Undo, Action: "/views/drop", Field: fields}
		case "dropped":
			return &Toast{Text: c.F.W.Desk.Dropped, Label: w.Undo, Action: "/views", Field: fields}
		}
	case "rollout":
		if text := c.F.W.Rollout.Done[what]; text != "" {
			return &Toast{Text: text}
		}
	case "plan":
		return c.planToast(what)
	case "stands":
		return &Toast{Text: w.Stands}
	case "erased":
		return &Toast{Text: w.Erased}
	case "voided":
		return &Toast{Text: w.Voided}
	}
	return nil
}

// PlanList names what narrows the list of tonight's plan and turns its pages, in its address.
func PlanList() []string { return []string{"q", "store", "state", "kind", "class", "after"} }

// planToast says what was decided of tonight's plan; one line's decision can be undone.
func (c *Call) planToast(done string) *Toast {
	w := c.F.W.Stock
	what, id, _ := strings.Cut(done, "_")
	text := map[string]string{
		"accepted": w.AcceptedToast, "adjusted": w.AdjustedToast, "rejected": w.RejectedToast, "undone": w.UndoneToast, "clash": w.Clash, "asked": w.AskedToast, "sent": w.SentToast,
		"rules": w.AutoToast,
	}[what]
	switch what {
	case "swept", "unswept":
		return c.sweepToast(what, id)
	case "accepted", "adjusted", "rejected":
		if id == "" || strings.Trim(id, "pro_-0123456789") != "" {
			return nil
		}
		return &Toast{Text: text, Label: c.F.W.Toast.Undo, Action: "/stock/proposals/" + id, Field: append(c.planPlace(), Hidden{"do", "undo"})}
	}
	if text == "" {
		return nil
	}
	return &Toast{Text: text}
}

// planPlace keeps the list as it is that somebody looks at.
func (c *Call) planPlace() (out []Hidden) {
	for _, name := range PlanList() {
		if v := c.R.URL.Query().Get(name); v != "" {
			out = append(out, Hidden{"at_" + name, v})
		}
	}
	return out
}

// sweepToast says how many lines were accepted at once, or taken back and how many had gone
// out, or that there was nothing to take back.
func (c *Call) sweepToast(what, numbers string) *Toast {
	w := c.F.W.Stock
	parts := strings.Split(numbers, "_")
	n := make([]int64, 2)
	for i := range parts {
		v, err := strconv.ParseInt(parts[i], 10, 64)
		if i == len(n) || err != nil || v < 0 {
			return nil
		}
		n[i] = v
	}
	say := func(text string, n int64) string {
		return phrase.Fill(text, phrase.Slot{Name: "n", Text: c.F.Count(n)})
	}
	if what == "swept" {
		out := &Toast{Text: say(w.SweptToast, n[0])}
		if n[0] > 0 && n[1] > 0 {
			out.Label, out.Action = c.F.W.Toast.Undo, "/stock/accept/undo"
			out.Field = append(c.planPlace(), Hidden{"sweep", parts[1]})
		}
		return out
	}
	if n[0] == 0 && n[1] == 0 {
		return &Toast{Text: w.UnsweptNone}
	}
	out := &Toast{Text: say(w.UnsweptToast, n[0])}
	if n[1] > 0 {
		out.Text += " " + say(w.UnsweptSent, n[1])
	}
	return out
}
