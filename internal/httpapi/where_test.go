package httpapi

import (
	"cmp"
	"context"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/httpapi/readout"
	"sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// whereFakes say where promotions work.
type whereFakes struct{ *fakes }

func (f whereFakes) Report(context.Context, retail.PromotionID) (outcome.Report, error) {
	known := outcome.Figure{Known: true, Estimate: .3, Low: .1, High: .5}
	row := func(by outcome.By, group string) outcome.Row {
		return outcome.Row{By: by, Group: group, Treated: 90, Held: 10, Sales: known, Margin: known, Verdict: response.Behind}
	}
	thin := outcome.Row{By: outcome.ByStore, Group: "S013", Treated: 3, Held: 1, Wait: 9}
	return outcome.Report{
		At: 1, NextLook: 3, All: outcome.Row{Sales: known}, Rows: []outcome.Row{row(outcome.ByStore, "S012"), thin, row(outcome.ByKind, "urban"), row(outcome.ByState, "loyal"), row(outcome.ByValue, "high")},
		Findings: []outcome.Finding{{Row: row(outcome.ByStore, "S013"), Than: row(outcome.ByStore, "S012"), Promoted: outcome.Taste{N: 3}, Instead: []outcome.Taste{{Name: "soup", Index: 2}}, Swap: "soup"}},
		Locals:   []outcome.Local{{Store: "S013", Basis: outcome.ByLot, Sales: known, Wait: 4}},
	}, f.note("report")
}

func (f whereFakes) Estimate(_ context.Context, p promotion.Promotion) (readout.EstimateView, error) {
	e := outcome.Estimate{Basis: outcome.OnPast, Past: 2, Sample: 400, Reach: outcome.Figure{Known: true, Estimate: 3}}
	return readout.EstimateOf(&e, p.Budget.Currency, 1), f.note("estimate")
}

func (f whereFakes) Taste(_ context.Context, store retail.StoreID) (readout.TasteView, error) {
	t := outcome.Tastes{Store: store, Through: 20_000, Days: 56, Categories: []outcome.Taste{{Name: "soup", Index: 2}}, Products: []outcome.Taste{{Name: "5901234123457", Index: 3}}}
	return readout.TasteOf(&t, store, f.Catalogue()), f.note("taste")
}

// Results gain groups when asked for, and a manager sees own stores only; what was
// there keeps its name.
func TestResults_ByGroup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query string
		as          access.Role
		status      int
		must, not   []string
	}{
		{name: "without groups", status: 200, must: []string{`"treated":{`, `"sales":{"low":0.1`, `"read_at":"1970-01-01T00:00:00Z"`, `"next_look":"1970-01-04"`, `"swap":"soup"`, `"wait_days":4`}, not: []string{`"groups"`}},
		{name: "by store", query: "?by=store", status: 200, must: []string{`"group":"S012"`, `"group":"S013","treated":3,"holdout":1,"sales":null,"margin":null,"verdict":"alike","wait_days":9`}, not: []string{"urban"}},
		{name: "by segment", query: "?by=segment", status: 200, must: []string{`"group":"loyal"`, `"group":"high"`, `"verdict":"behind"`}, not: []string{"urban"}},
		{name: "by region, of which nothing is known", query: "?by=region", status: 200, not: []string{"urban", `"groups":null`}},
		{name: "of another's stores", query: "?by=store", as: access.Manager, status: 200, must: []string{`"group":"S012"`}, not: []string{`S013`}},
		{name: "no way of grouping", query: "?by=moon", status: 422, must: []string{"store, region, kind and segment"}, not: []string{`"groups"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			g.made(t, aPromotion)
			w := g.do(t, request{as: cmp.Or(c.as, access.Marketer), method: "GET", path: "/v1/promotions/prm_soup/results" + c.query})
			if w.Code != c.status {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			for _, text := range c.must {
				if !strings.Contains(w.Body.String(), text) {
					t.Errorf("lacks %s: %s", text, w.Body)
				}
			}
			for _, text := range c.not {
				if strings.Contains(w.Body.String(), text) {
					t.Errorf("has %s: %s", text, w.Body)
				}
			}
		})
	}
}

// What another store's customers like is answered like a store that is not there.
func TestTaste_AnothersStoreIsAbsent(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	ask := func(store string) string {
		w := g.do(t, request{as: access.Manager, method: "GET", path: "/v1/stores/" + store + "/taste"})
		return strings.ReplaceAll(w.Body.String(), store, "it")
	}
	if own := ask("S012"); !strings.Contains(own, `"category":"soup"`) || !strings.Contains(own, `"product":"5901234123457"`) {
		t.Errorf("own store: %s", own)
	}
	if other, none := ask("S013"), ask("S999"); other != none || !strings.Contains(other, "unknown_store") {
		t.Errorf("another's store answers %s, an absent one %s", other, none)
	}
}
