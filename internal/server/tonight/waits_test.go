package tonight_test

import (
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
	"sartor/internal/server/tonight"
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
