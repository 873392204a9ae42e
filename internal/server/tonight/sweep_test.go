package tonight_test

import (
	"testing"
	"time"

	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
)

// TestUndoAll: what was accepted at once is proposed again, in the stores that somebody
// acts for and for who accepted it; what went out or was decided since stays.
func TestUndoAll(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	pages, all := d.Room().Plans, view.Scope{All: true}
	for _, store := range []uint32{1, 2} {
		count(t, s, store, map[retail.ProductID]int{"bread": 1, "soup": 1})
	}
	rows := made(t, s, d)
	if len(rows) != 4 {
		t.Fatalf("%d proposals", len(rows))
	}
	one := view.Scope{Stores: []retail.StoreID{s.DB.Catalogue().Store(rows[0].Store).ID}}
	ada, bo := view.Actor{Staff: "ada"}, view.Actor{Staff: "bo"}
	swept := func() stock.Swept {
		t.Helper()
		did, err := pages.AcceptAll(t.Context(), ada, stock.Query{Scope: all})
		if err != nil || did.N == 0 {
			t.Fatalf("%+v, %v", did, err)
		}
		s.Wait(time.Second)
		return did
	}
	undo := func(who view.Actor, scope view.Scope, sweep int64, want stock.Undone) {
		t.Helper()
		if did, err := pages.UndoAll(t.Context(), who, scope, sweep); err != nil || did != want {
			t.Errorf("%s in %v takes back %+v (%v), want %+v", who.Staff, scope, did, err, want)
		}
	}
	first := swept()
	undo(bo, all, first.Sweep, stock.Undone{})
	undo(ada, one, first.Sweep, stock.Undone{Back: 2})
	if left, err := s.DB.Plans().Swept(t.Context(), retail.Micros(first.Sweep), "ada"); err != nil || len(left) != 2 || left[0].State == left[1].State {
		t.Errorf("undone in one store stand %+v, %v", left, err)
	}
	for range 2 { // a double tap is one
		undo(ada, all, first.Sweep, stock.Undone{Back: 4})
	}
	if n := listed(t, s, d, rows[0].Store, "accepted"); n != 0 {
		t.Errorf("%d still go out", n)
	}
	second := swept()
	undo(ada, all, first.Sweep, stock.Undone{}) // those are the second sweep's now
	if err := pages.Decide(t.Context(), bo, stock.Choice{Scope: all, ID: rows[0].ID.String(), Do: "reject"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB.Plans().Send(t.Context(), plan.Export{ID: "evening", Store: 3 - rows[0].Store, Actor: "bo", At: retail.MicrosOf(s.Now())}); err != nil {
		t.Fatal(err)
	}
	undo(ada, all, second.Sweep, stock.Undone{Back: 1, Sent: 2})
	if stands, err := s.DB.Plans().Find(t.Context(), rows[0].ID); err != nil || stands.State != plan.Rejected {
		t.Errorf("what another decided since is %s (%v)", stands.State, err)
	}
}
