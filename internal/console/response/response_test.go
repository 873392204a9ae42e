package response

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	kernel "sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

func call(language string) *shell.Call {
	now := func() time.Time { return time.Date(2026, 10, 15, 14, 32, 0, 0, time.UTC) }
	around := shell.Around{Assets: shell.LoadAssets(), Scene: func() view.Scene { return view.Scene{Zone: time.UTC} }, Now: now}
	return around.Answer(httptest.NewRecorder(), httptest.NewRequest("GET", "/promotions/prm_a?lang="+language, nil))
}

// TestPanels: an effect never stands without its range, few customers say how long
// to wait, what may be nothing is a ring, and the sentence has all its numbers.
func TestPanels(t *testing.T) {
	t.Parallel()
	known := func(low, mid, high float64) outcome.Figure {
		return outcome.Figure{Known: true, Estimate: mid, Low: low, High: high}
	}
	urban := outcome.Row{By: outcome.ByKind, Group: "urban", Sales: known(-.04, .03, .1), Verdict: kernel.Behind}
	suburban := outcome.Row{By: outcome.ByKind, Group: "suburban", Sales: known(.38, .48, .6)}
	v := &view.Response{Framed: true, Stores: map[retail.StoreID]view.ResponseStore{"S1": {Name: "Brackwater", Region: "Coast"}}, Report: outcome.Report{
		At: 1, NextLook: 3, All: outcome.Row{Sales: known(.1, .2, .3)},
		Rows:     []outcome.Row{urban, suburban, {By: outcome.ByKind, Group: "rural", Wait: 9}, {By: outcome.ByStore, Group: "S1", Wait: 1}},
		Findings: []outcome.Finding{{Row: urban, Than: suburban, Swap: "ready meals", Instead: []outcome.Taste{{Name: "ready meals", Index: 2.3, Low: 2.1, High: 2.5}}}},
		Locals:   []outcome.Local{{Store: "S1", Basis: outcome.ByLot, Local: 80, Centre: 20, Sales: known(-.1, .06, .3), Wait: 19}},
	}}
	p := made(call("en"), v)
	var said strings.Builder
	for _, parts := range p.Say {
		for _, part := range parts {
			said.WriteString(part.Text)
			if part.Range != "" {
				said.WriteString(" (" + part.Range + ")")
			}
		}
		said.WriteString(" ")
	}
	text := strings.ReplaceAll(said.String(), phrase.NBSP, " ")
	for _, want := range []string{"Urban stores: +3 % (−4 to 10) where suburban stores have +48 % (38–60).", "2.3 × (2.1–2.5) as much of ready meals", "version may be for ready meals"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	rows := p.Parts[0].Rows
	if rows[0].Span.Series != "2" || rows[1].Span.Series != "1" || rows[0].Range == "" || rows[0].Badge.Text == "" {
		t.Errorf("what may be nothing is a ring, what is proven a dot: %+v", rows)
	}
	if rows[2].Span != nil || !strings.Contains(rows[2].Change, "9 days") || p.Locals[0].Badge.Text != "not enough data yet, about 19 days" {
		t.Errorf("few customers wait: %+v, %+v", rows[2], p.Locals[0])
	}
	if v.Framed = false; strings.Contains(p.W.SwapTo, "{goods}") && len(made(call("en"), v).Say) != len(p.Say)-1 {
		t.Error("without a frame no store may tailor, and nothing is suggested")
	}
	if de := made(call("de"), v); de.Title != "Stadtfilialen sprechen nicht an" {
		t.Errorf("in German: %q", de.Title)
	}
	if never := made(call("en"), &view.Response{}); !never.Never || len(never.Say) != 1 {
		t.Errorf("nobody has looked: %+v", never)
	}
	v.Findings, v.All.Sales = nil, outcome.Figure{}
	if thin := made(call("en"), v); thin.Title != "Not enough data yet" {
		t.Errorf("weak evidence: %q", thin.Title)
	}
}

// TestPanels_Silence: that nobody is named is a finding only where somebody would have
// been; and no day beyond a year is named.
func TestPanels_Silence(t *testing.T) {
	t.Parallel()
	v := &view.Response{Report: outcome.Report{At: 1, All: outcome.Row{Sales: outcome.Figure{Known: true, Estimate: .2, Low: .1, High: .3}}, Rows: []outcome.Row{{By: outcome.ByKind, Group: "rural", Wait: outcome.LongestWait}}}}
	for _, c := range []struct {
		unseen      outcome.Unseen
		title, says string
	}{
		{outcome.Unseen{}, "No group of customers falls behind", "may be chance"},
		{outcome.Unseen{Yes: true, Wait: 9}, "Too few customers to see a group fall behind", "Not enough data yet, about 9 days:"},
		{outcome.Unseen{Yes: true}, "Too few customers to see a group fall behind", "no look that is planned would tell"},
		{outcome.Unseen{Yes: true, Need: 123_410}, "Too few customers to see a group fall behind", "About 130,000 customers would be enough to see it;"},
	} {
		v.Unseen = c.unseen
		quiet, text := made(call("en"), v), ""
		for _, part := range slices.Concat(quiet.Say...) {
			text += part.Text
		}
		if text = strings.ReplaceAll(text, phrase.NBSP, " "); quiet.Title != c.title || !strings.Contains(text, c.says) {
			t.Errorf("%+v: %q, %q", c.unseen, quiet.Title, text)
		}
	}
	if long := made(call("en"), v).Parts[0].Rows[0].Change; strings.Contains(long, "365") {
		t.Errorf("no day is named beyond a year: %q", long)
	}
}
