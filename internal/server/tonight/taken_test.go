package tonight_test

import (
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	"sartor/internal/stock"
)

// TestSend_TakenIDsHoldNothingUp: where somebody else's movement stands under the id of a
// line, the line is booked under a second one; where both are taken it stays known to
// plans, and the other lines, exports and plans go on.
func TestSend_TakenIDsHoldNothingUp(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	count(t, s, 2, map[retail.ProductID]int{"bread": 1, "soup": 1})
	orders := made(t, s, d)
	if len(orders) < 3 {
		t.Fatalf("%d lines, want 3", len(orders))
	}
	once, twice := orders[0], orders[1]
	take(t, s, once, "")
	take(t, s, twice, "", "/2")
	if _, err := d.AcceptAll(t.Context(), tonight.Sweep{Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	e, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"})
	if err != nil || !e.Whole {
		t.Fatalf("%+v, %v", e, err)
	}
	for _, r := range made(t, s, d) {
		if r.Kind == twice.Kind && r.Store == twice.Store && r.Product == twice.Product {
			t.Errorf("what went out and is in no book is proposed again: %+v", r)
		}
	}
	if err := d.Due(t.Context()); err != nil {
		t.Errorf("what is due: %v", err)
	}
	lines, err := s.DB.Plans().Lines(t.Context(), e.Number)
	if err != nil || len(lines) != len(orders) {
		t.Fatalf("%d lines went out, %v", len(lines), err)
	}
	for _, l := range lines {
		want := retail.Quantity(l.Agreed) * retail.One
		if l.ID == twice.ID {
			want = 0
		}
		if p := s.Shelf().Position(l.Store, l.Product); l.Kind == "order" && (p.OnOrder != want || l.Booked != (want > 0)) {
			t.Errorf("%s: %s on order, want %s; booked %v", l.ID, p.OnOrder, want, l.Booked)
		}
	}
}

// take lets a movement of somebody else stand under ids of a line.
func take(t *testing.T, s *servertest.Shop, r plan.Row, again ...string) {
	t.Helper()
	at := retail.MicrosOf(s.Now())
	for _, a := range again {
		m := stock.Movement{
			ID: stock.MovementID("plan:" + r.ID.String() + a), Kind: stock.Cancel, Store: r.Store, At: at, Day: s.Today(r.Store),
			Lines: []stock.Line{{Product: r.Product, Quantity: retail.One}},
		}
		if _, err := s.DB.Shelf().Record(t.Context(), []stock.Movement{m}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTell_PlansOwnIDs: nobody takes the id under which a line will be booked.
func TestTell_PlansOwnIDs(t *testing.T) {
	t.Parallel()
	s, _ := shop(t)
	a := s.Do(servertest.Call{As: access.Planner, Method: "POST", Path: "/v1/stock/movements", Body: `{"movement":"plan:pro_1-2-1","kind":"cancel","store":"S012","at":"` + s.At(0) + `","lines":[{"product":"bread","quantity":1}]}`})
	if !strings.Contains(a.Body, `"accepted":0`) || !strings.Contains(a.Body, "/movement begins with plan:") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
