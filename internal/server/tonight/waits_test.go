package tonight_test

import (
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
	"sartor/internal/server/tonight"
	kernel "sartor/internal/stock/plan"
)

// TestWaits_CountsWhatNobodyDecided: the chain's lines and each store's own, until which
// hour, and nothing of what was decided.
func TestWaits_CountsWhatNobodyDecided(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	pages := tonight.Pages{Desk: d}
	waits := func(scope view.Scope) tonight.Waiting {
		t.Helper()
		w, err := pages.Waits(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	chain, mine, theirs := view.Scope{All: true}, view.Scope{Stores: []retail.StoreID{"S012"}}, view.Scope{Stores: []retail.StoreID{"S020"}}
	if w := waits(chain); w.Lines != 0 {
		t.Errorf("before the first plan: %+v", w)
	}
	count(t, s, 1, map[retail.ProductID]int{"bread": 2, "soup": 1})
	count(t, s, 2, map[retail.ProductID]int{"bread": 300, "soup": 400})
	rows := made(t, s, d)
	own, gain := map[uint32]int64{}, 0.0
	for _, r := range rows {
		own[r.Store]++
		if r.Kind == "move" {
			own[r.From]++
		}
		gain += r.Why.Gain[1]
	}
	w := waits(chain)
	if len(rows) < 2 || w.Lines != int64(len(rows)) || w.Gain.Mid < gain-float64(len(rows)) || w.Gain.Mid > gain+float64(len(rows)) || w.Gain.Low >= w.Gain.Mid || w.Gain.High <= w.Gain.Mid {
		t.Errorf("got %+v of %d lines that are worth %f", w, len(rows), gain)
	}
	if until := w.Until.Format("15:04"); until != "23:59" || !w.Until.After(s.Now()) {
		t.Errorf("goes out at %s", w.Until)
	}
	if a, b := waits(mine), waits(theirs); a.Lines != own[1] || b.Lines != own[2] || a.Gain.Mid <= 0 {
		t.Errorf("the stores' own: %+v and %+v, want %v", a, b, own)
	}
	if _, err := d.Decide(t.Context(), tonight.Choice{ID: rows[0].ID, State: plan.Accepted, Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	if after := waits(chain); after.Lines != w.Lines-1 || after.Gain.Mid >= w.Gain.Mid || after.Gain.High >= w.Gain.High {
		t.Errorf("after a decision: %+v, before %+v", after, w)
	}
}

// TestRest_HoldsItsMiddle: also where lines that are left are expected to cost, since a
// class of service asks for them, or the decided ones are.
func TestRest_HoldsItsMiddle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		whole      kernel.Range
		mid, lines float64
		want       kernel.Range
	}{
		{kernel.Range{Low: 50, Mid: 100, High: 160}, 100, 1, kernel.Range{Low: 50, Mid: 100, High: 160}},
		{kernel.Range{Low: 50, Mid: 100, High: 160}, 50, .75, kernel.Range{Low: 25, Mid: 50, High: 80}},
		{kernel.Range{Low: 50, Mid: 100, High: 160}, -20, .5, kernel.Range{Low: -45, Mid: -20, High: 10}},
		{kernel.Range{Low: 50, Mid: 100, High: 160}, 120, .5, kernel.Range{Low: 95, Mid: 120, High: 150}},
		{kernel.Range{Low: -1500, Mid: -300, High: 900}, -300, 1, kernel.Range{Low: -1500, Mid: -300, High: 900}},
		{kernel.Range{Low: -1500, Mid: -300, High: 900}, 100, .5, kernel.Range{Low: -500, Mid: 100, High: 700}},
		{kernel.Range{Low: -10, Mid: 0, High: 10}, 0, .5, kernel.Range{Low: -5, Mid: 0, High: 5}},
	} {
		if got := tonight.Rest(c.whole, c.mid, c.lines); got != c.want {
			t.Errorf("%v of a plan of %v: got %+v, want %+v", c.mid, c.whole, got, c.want)
		}
	}
}
