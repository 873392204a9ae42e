package tonight_test

import (
	"testing"
	"time"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	"sartor/internal/stock"
	kernel "sartor/internal/stock/plan"
)

// breadOf is the order of bread to the first store.
func breadOf(s *servertest.Shop, rows []plan.Row) (out plan.Row) {
	for _, r := range rows {
		if p := s.DB.Catalogue().Product(r.Product); p.ID == "bread" && r.Kind == kernel.Order && r.Store == 1 {
			out = r
		}
	}
	return out
}

// TestMake_ProductInTwoPacks: bread comes in sixes, then in tens of another supplier:
// what is under way of the old pack counts in units, a line keeps the pack it was proposed
// in, and the next plan orders whole packs of the one that stands.
func TestMake_ProductInTwoPacks(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 400})
	old := breadOf(s, made(t, s, d))
	if old.Units == 0 || old.Why.Pack != 6 || old.Units%6 != 0 {
		t.Fatalf("%+v", old)
	}
	if _, err := d.Decide(t.Context(), tonight.Choice{ID: old.ID, State: plan.Adjusted, Units: 6, Reason: "one pack", Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	before := breadOf(s, made(t, s, d)) // more of the old pack, which nobody decides yet
	s.Must("PUT", "/v1/products/bread", `{"name":"bread","category":"bread","price":249,"cost":150,"case_pack":10}`)
	bread := old.Product
	if err := s.DB.Shelf().PutTerms(t.Context(), "test", nil, stock.Terms{Product: bread, Supplier: "Berg", LeadTime: 2, MinOrder: 20 * retail.One}); err != nil {
		t.Fatal(err)
	}
	for units, fits := range map[int64]bool{before.Units + 6: true, 10: false} {
		c := tonight.Choice{ID: before.ID, State: plan.Adjusted, Units: units, Reason: "as proposed, in sixes", Actor: "ada"}
		if _, err := d.Decide(t.Context(), c); fits != (err == nil) || !fits && !fault.Is(err, fault.Invalid) {
			t.Errorf("%d of a line in sixes: %v", units, err)
		}
	}
	if _, err := d.Decide(t.Context(), tonight.Choice{ID: before.ID, State: plan.Proposed, Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	s.Wait(time.Hour)
	next := breadOf(s, made(t, s, d))
	if next.Why.Pack != 10 || next.Units%10 != 0 || next.Units < 20 || next.Supplier != "Berg" {
		t.Errorf("in tens of Berg, two at least, %+v is proposed", next)
	}
	if coming := next.Why.Of(kernel.Coming); coming != 6 {
		t.Errorf("%g units are counted as under way, want the 6 of the old pack", coming)
	}
	if was, err := s.DB.Plans().Find(t.Context(), before.ID); err != nil || was.State != plan.Lapsed {
		t.Errorf("the line in sixes is %s, %v", was.State, err)
	}
	at := retail.MicrosOf(s.Now())
	came := stock.Movement{ID: "came-1", Kind: stock.Delivery, Store: 1, At: at, Day: s.Today(1), Lines: []stock.Line{{Product: bread, Quantity: 6 * retail.One}}}
	if _, err := s.DB.Shelf().Record(t.Context(), []stock.Movement{came}); err != nil {
		t.Fatal(err)
	}
	last := breadOf(s, made(t, s, d))
	if p := s.Shelf().Position(1, bread); p.OnOrder != 0 || last.Why.Of(kernel.Coming) != 0 || last.Units%10 != 0 {
		t.Errorf("one old pack came: %s on order, %+v", p.OnOrder, last)
	}
}
