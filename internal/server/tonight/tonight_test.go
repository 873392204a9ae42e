package tonight_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	"sartor/internal/stock"
	kernel "sartor/internal/stock/plan"
)

// shop is a chain of two stores that sells bread and soup daily for three weeks, with a
// supplier of both; nobody has counted yet.
func shop(t *testing.T) (*servertest.Shop, *tonight.Desk) {
	t.Helper()
	s := servertest.Open(t)
	for _, at := range [][2]string{{"S012", "54.30"}, {"S020", "54.35"}} { // numbers go by the order they come in
		s.Must("PUT", "/v1/stores/"+at[0], `{"name":"`+at[0]+`","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR","latitude":`+at[1]+`,"longitude":10.1}`)
	}
	for _, id := range []string{"soup", "bread"} {
		s.Must("PUT", "/v1/products/"+id, fmt.Sprintf(`{"name":%q,"category":%q,"price":249,"cost":150,"case_pack":6}`, id, id))
	}
	for range 21 {
		for _, store := range []string{"S012", "S020"} {
			s.Must("POST", "/v1/till/close", fmt.Sprintf(
				`{"receipt":%q,"store":%q,"till":"T03","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":5,"amount":1245},{"product":"soup","quantity":3,"amount":747}]}`, s.Receipt(), store, s.At(0)))
		}
		s.Wait(24 * time.Hour)
	}
	chain := s.DB.Catalogue()
	var terms []stock.Terms
	for _, id := range []retail.ProductID{"soup", "bread"} {
		n, _ := chain.ProductNumber(id)
		terms = append(terms, stock.Terms{Product: n, Supplier: "Dahl", LeadTime: 2})
	}
	if err := s.DB.Shelf().PutTerms(t.Context(), "test", nil, terms...); err != nil {
		t.Fatal(err)
	}
	d := tonight.Of(s.Chain)
	set := tonight.DefaultSettings()
	set.CutOff = "23:59"
	if err := d.PutPlanSettings(t.Context(), set, "test"); err != nil {
		t.Fatal(err)
	}
	return s, d
}

// count says what lies in a store.
func count(t *testing.T, s *servertest.Shop, store uint32, units map[retail.ProductID]int) {
	t.Helper()
	at := retail.MicrosOf(s.Now())
	m := stock.Movement{ID: stock.MovementID(fmt.Sprint("count-", store, "-", at)), Kind: stock.Count, Store: store, At: at, Day: s.Today(store)}
	for id, n := range units {
		product, _ := s.DB.Catalogue().ProductNumber(id)
		m.Lines = append(m.Lines, stock.Line{Product: product, Quantity: retail.Quantity(n) * retail.One})
	}
	if _, err := s.DB.Shelf().Record(t.Context(), []stock.Movement{m}); err != nil {
		t.Fatal(err)
	}
}

func quiet(string) error { return nil }

// made makes a plan and lists what waits.
func made(t *testing.T, s *servertest.Shop, d *tonight.Desk) []plan.Row {
	t.Helper()
	s.Wait(time.Minute)
	run, err := d.Make(t.Context(), "test", quiet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.DB.Plans().List(t.Context(), plan.Filter{Run: run.Number, State: plan.Proposed}, nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	s.Wait(time.Minute)
	return rows
}

// TestMake_KnowsWhatWasAgreed follows one shelf from empty to ordered: nobody knows what
// lies there, a count, a plan, a decision, an export.
func TestMake_KnowsWhatWasAgreed(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	if rows := made(t, s, d); len(rows) != 0 {
		t.Fatalf("ordered for shelves that nobody counted: %+v", rows)
	}
	run, _, err := s.DB.Plans().Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if totals, err := tonight.TotalsOf(&run); err != nil || totals.Silent["stock_unknown"] != 4 || totals.Foretold["A"]+totals.Foretold["B"]+totals.Foretold["C"] < 10 {
		t.Errorf("%+v, %v", totals, err)
	}
	count(t, s, 1, map[retail.ProductID]int{"bread": 2, "soup": 400})
	count(t, s, 2, map[retail.ProductID]int{"bread": 300, "soup": 400})
	rows := made(t, s, d)
	var order plan.Row
	for _, r := range rows {
		if r.Kind == "order" {
			order = r
		}
	}
	if order.Store != 1 || order.Units%6 != 0 || order.Units < 6 || order.Gain <= 0 || order.Supplier != "Dahl" || order.Due != s.Today(1)+2 {
		t.Fatalf("%+v of %d", order, len(rows))
	}
	if _, err := d.Decide(t.Context(), tonight.Choice{ID: order.ID, State: plan.Accepted, Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range made(t, s, d) {
		if r.Kind == "order" && r.Product == order.Product && r.Store == 1 {
			t.Errorf("what was accepted is proposed again: %+v", r)
		}
	}
	if _, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range made(t, s, d) {
		if r.Kind == "order" && r.Product == order.Product && r.Store == 1 {
			t.Errorf("what went out is proposed again: %+v", r)
		}
	}
	if p := s.Shelf().Position(1, order.Product); p.OnOrder != retail.Quantity(order.Units)*retail.One {
		t.Errorf("on order %s, want %d", p.OnOrder, order.Units)
	}
	file, err := d.Parcel(t.Context(), "evening")
	if err != nil || len(file.Orders) != 1 || file.Orders[0].Units != order.Units {
		t.Errorf("%+v, %v", file, err)
	}
}

// TestDecide_TwiceIsOnce: the same decision again is the same answer, another one on what
// no longer stands is refused with what does.
func TestDecide_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	rows := made(t, s, d)
	if len(rows) < 2 {
		t.Fatalf("%d proposals", len(rows))
	}
	one := rows[0]
	decide := func(c tonight.Choice) (plan.Row, error) {
		c.ID, c.Actor = one.ID, "ada"
		return d.Decide(t.Context(), c)
	}
	first, err := decide(tonight.Choice{State: plan.Adjusted, Units: one.Units + 6, Version: 1, Reason: "a fair in town"})
	if err != nil || first.Agreed != one.Units+6 || first.Version != 2 {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := decide(tonight.Choice{State: plan.Adjusted, Units: one.Units + 6, Version: 1, Reason: "a fair in town"}); err != nil || again.Version != 2 {
		t.Errorf("%+v, %v", again, err)
	}
	_, err = decide(tonight.Choice{State: plan.Rejected, Version: 1})
	if old, ok := errors.AsType[*tonight.Stale](err); !ok || old.Row.State != plan.Adjusted || !fault.Is(err, fault.Stale) {
		t.Errorf("%v", err)
	}
	for _, c := range []tonight.Choice{
		{State: plan.Adjusted, Units: one.Units + 1, Reason: "r"}, {State: plan.Adjusted, Units: 0, Reason: "r"}, {State: plan.Adjusted, Units: one.Units + 12},
		{State: plan.Rejected, Reason: strings.Repeat("x", 300)},
	} {
		if _, err := decide(c); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if back, err := decide(tonight.Choice{State: plan.Proposed}); err != nil || back.State != plan.Proposed || back.Agreed != 0 {
		t.Errorf("%+v, %v", back, err)
	}
	if n, err := d.AcceptAll(t.Context(), tonight.Sweep{Actor: "ada"}); err != nil || n != int64(len(rows)) {
		t.Errorf("%d, %v", n, err)
	}
}

// TestSend_DiesAndGoesOn: a process that ends between sending and booking, or between
// booking and noting it, orders once.
func TestSend_DiesAndGoesOn(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	made(t, s, d)
	if _, err := d.AcceptAll(t.Context(), tonight.Sweep{Actor: "ada"}); err != nil {
		t.Fatal(err)
	}
	book, died := d.Sources.Book, errors.New("the process died")
	for _, dies := range []func(context.Context, []tonight.Movement) ([]string, error){
		func(context.Context, []tonight.Movement) ([]string, error) { return nil, died },
		func(ctx context.Context, all []tonight.Movement) ([]string, error) {
			_, err := book(ctx, all)
			return nil, errors.Join(err, died)
		},
	} {
		d.Sources.Book = dies
		if _, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"}); !errors.Is(err, died) {
			t.Fatalf("%v", err)
		}
	}
	d.Sources.Book = book
	e, err := d.Send(t.Context(), tonight.Parcel{ID: "evening", Actor: "ada"})
	if err != nil || !e.Whole {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := d.Fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := s.DB.Plans().Lines(t.Context(), e.Number)
	if err != nil || len(lines) < 2 {
		t.Fatalf("%d, %v", len(lines), err)
	}
	for _, l := range lines {
		if p := s.Shelf().Position(l.Store, l.Product); l.Kind == "order" && p.OnOrder != retail.Quantity(l.Agreed)*retail.One || !l.Booked {
			t.Errorf("%s on order of %d that went out, booked %v", p.OnOrder, l.Agreed, l.Booked)
		}
	}
}

// TestAutopilot does what is switched on, within its limits.
func TestAutopilot(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	if rows := made(t, s, d); len(rows) < 2 {
		t.Fatalf("%d proposals", len(rows))
	}
	set, err := d.PlanSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set.Autopilot = map[string]tonight.Auto{"A": {On: true, MostUnits: 0}}
	if err := d.PutPlanSettings(t.Context(), set, "ada"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an autopilot without a limit: %v", err)
	}
	all := map[string]tonight.Auto{}
	for _, class := range []string{"A", "B", "C"} {
		all[class] = tonight.Auto{On: true, MostUnits: 1}
	}
	set.Autopilot = all
	if err := d.PutPlanSettings(t.Context(), set, "ada"); err != nil {
		t.Fatal(err)
	}
	if rows := made(t, s, d); len(rows) < 2 {
		t.Errorf("lines above the limit were accepted: %d wait", len(rows))
	}
	for class := range all {
		all[class] = tonight.Auto{On: true, MostUnits: 1000}
	}
	if err := d.PutPlanSettings(t.Context(), set, "ada"); err != nil {
		t.Fatal(err)
	}
	if rows := made(t, s, d); len(rows) != 0 {
		t.Errorf("%d lines wait", len(rows))
	}
	for _, bad := range []string{`{"vans":-1}`, `{"order_cost":{"Dahl":-1}}`, `{"shelf":{"soup":-1}}`, `{"shelf":{"soup":5},"display":{"soup":6}}`, `{"cut_off":"noon"}`, `{"vanz":1}`,
		`{"usual_lead_days":-2}`, `{"usual_lead_days":366}`, `{"service":{"D":0.9}}`, `{"autopilot":{"a":{}}}`, `{"shelf":{"so\u0000up":1}}`, `{"order_cost":{"":1}}`} {
		if a := s.Do(servertest.Call{As: access.Planner, Method: "PUT", Path: "/v1/stock/plan/rules", Body: bad}); a.Status != 422 {
			t.Errorf("%s: %d %s", bad, a.Status, a.Body)
		}
	}
}

// TestMake_OrderCostAndShelves: what an order costs by itself makes lines rarer and larger,
// a shelf bounds them, and what always stands there is ordered without demand for it.
func TestMake_OrderCostAndShelves(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 6, "soup": 4})
	set := func(rules string) map[retail.ProductID]plan.Row {
		t.Helper()
		if a := s.Do(servertest.Call{As: access.Planner, Method: "PUT", Path: "/v1/stock/plan/rules", Body: rules}); a.Status != 200 {
			t.Fatalf("%s: %d %s", rules, a.Status, a.Body)
		}
		out := map[retail.ProductID]plan.Row{}
		for _, r := range made(t, s, d) {
			if r.Store == 1 {
				out[s.DB.Catalogue().Product(r.Product).ID] = r
			}
		}
		return out
	}
	usual := set(`{}`)
	dear := set(`{"order_cost":{"Dahl":2000}}`)
	if b := dear["bread"]; b.Why.Policy != kernel.OrderPoint || b.Units <= usual["bread"].Units {
		t.Errorf("an order for 20.00 is %d by %s, a free one %d", b.Units, b.Why.Policy, usual["bread"].Units)
	}
	small := set(`{"order_cost":{"Dahl":0},"shelf":{"bread":6}}`)
	if b, ok := small["bread"]; ok && b.Units > 6 || usual["bread"].Units <= 6 {
		t.Errorf("%d units for a shelf of 6; %d without a limit", b.Units, usual["bread"].Units)
	}
	full := set(`{"shelf":{"bread":0},"display":{"soup":60}}`)
	if r := full["soup"]; r.Units < 54 || r.Why.Of(kernel.Display) != 60 {
		t.Errorf("%d units of soup of which 60 always stand there: %+v", r.Units, r.Why.Terms)
	}
}

// TestMake_ReadsOnlyWhatCanBePlanned: where nobody supplies a product and nobody counted,
// nothing can be proposed, and months of sales are not read for it.
func TestMake_ReadsOnlyWhatCanBePlanned(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	read, forecast := []uint32(nil), d.Forecast
	d.Forecast = func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) tonight.Forecast, error) {
		read = append(read, store)
		return forecast(ctx, store, from)
	}
	made(t, s, d)
	if len(read) != 2 {
		t.Errorf("for goods that Dahl supplies stores %v were read", read)
	}
	d.Terms = func(context.Context) (map[uint32]tonight.Terms, error) { return nil, nil }
	read = nil
	made(t, s, d)
	if len(read) != 0 {
		t.Errorf("for nothing stores %v were read", read)
	}
	count(t, s, 2, map[retail.ProductID]int{"bread": 300})
	made(t, s, d)
	if len(read) != 1 || read[0] != 2 {
		t.Errorf("for what store 2 could give stores %v were read", read)
	}
}
