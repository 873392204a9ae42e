package tonight_test

import (
	"fmt"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	api "sartor/internal/httpapi/plan"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	kernel "sartor/internal/stock/plan"
)

// TestSend_NothingIsNoExport: what goes out is asked for when nothing was accepted, of
// a store or kind that has nothing, or once more under a new id: each is told so, and
// no export is left behind. The id that went out is the same export as ever.
func TestSend_NothingIsNoExport(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	rows := made(t, s, d)
	send := func(body string) servertest.Answer {
		t.Helper()
		return s.Do(servertest.Call{As: access.Planner, Path: "/v1/stock/exports", Body: body})
	}
	nothing := func(body string) {
		t.Helper()
		if a := send(body); a.Status != 409 || !a.Has(tonight.NothingToSend) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	nothing(`{"export":"early"}`)
	s.Must("POST", "/v1/stock/proposals/"+rows[0].ID.String()+"/accept", `{}`)
	nothing(`{"export":"moves","kind":"move"}`)
	for n := range s.DB.Catalogue().Stores {
		if at := &s.DB.Catalogue().Stores[n]; at.ID != "" && uint32(n) != rows[0].Store {
			nothing(`{"export":"other","store":"` + string(at.ID) + `"}`)
		}
	}
	mine := string(s.DB.Catalogue().Store(rows[0].Store).ID)
	if a := send(`{"export":"evening","store":"` + mine + `"}`); a.Status != 200 || !a.Has(`"lines":1`) {
		t.Errorf("what was accepted: %d %s", a.Status, a.Body)
	}
	if a := send(`{"export":"evening","store":"` + mine + `"}`); a.Status != 200 || !a.Has(`"lines":1`) {
		t.Errorf("the same again: %d %s", a.Status, a.Body)
	}
	nothing(`{"export":"late"}`)
	if all, err := s.DB.Plans().Exports(t.Context(), 10); err != nil || len(all) != 1 {
		t.Errorf("%d exports stand (%v): %+v", len(all), err, all)
	}
}

// TestProposals_DecidedStays: what was decided is listed and can be taken back after a
// newer plan, which does not propose it again and does not count it; taken back, it lapses
// and goes out no more, and the plan after that proposes it.
func TestProposals_DecidedStays(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	rows := made(t, s, d)
	if len(rows) != 2 {
		t.Fatalf("%d proposals", len(rows))
	}
	do := func(r plan.Row, what string) (v api.View) {
		t.Helper()
		s.Must("POST", "/v1/stock/proposals/"+r.ID.String()+"/"+what, `{}`).Into(t, &v)
		return v
	}
	do(rows[0], "accept")
	do(rows[1], "reject")
	if again := made(t, s, d); len(again) != 0 {
		t.Fatalf("%+v are proposed again", again)
	}
	run, _, err := s.DB.Plans().Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if totals, err := tonight.TotalsOf(&run); err != nil || totals.Orders != 0 || totals.Outlay != 0 {
		t.Errorf("a plan of no lines sums up %d orders of %g, %v", totals.Orders, totals.Outlay, err)
	}
	listed := func(state string) int { return listed(t, s, d, rows[0].Store, state) }
	if a, r := listed("accepted"), listed("rejected"); a != 1 || r != 1 {
		t.Fatalf("%d accepted and %d rejected are listed", a, r)
	}
	for range 2 {
		if v := do(rows[0], "undo"); v.State != "lapsed" || v.Agreed != 0 {
			t.Errorf("taken back it is %s", v.State)
		}
	}
	if listed("accepted") != 0 {
		t.Error("what was taken back still goes out")
	}
	again := made(t, s, d)
	if len(again) != 1 || again[0].Product != rows[0].Product {
		t.Fatalf("proposed again: %+v", again)
	}
	if a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/stock/proposals/" + rows[0].ID.String() + "/accept", Body: `{}`}); a.Status != 412 {
		t.Errorf("what lapsed is accepted: %d %s", a.Status, a.Body)
	}
	do(again[0], "accept")
	made(t, s, d)
	s.Must("POST", "/v1/stock/exports", `{"export":"evening"}`)
	if listed("sent") != 1 || listed("accepted") != 0 {
		t.Error("what went out today is not listed")
	}
}

// listed is how many proposals in a state the chain and the manager of a store are
// shown, alike by API and page.
func listed(t *testing.T, s *servertest.Shop, d *tonight.Desk, store uint32, state string) int {
	t.Helper()
	var all, own struct{ Items []api.View }
	s.Must("GET", "/v1/stock/proposals?state="+state, "").Into(t, &all)
	asManager(s, store, "/v1/stock/proposals?state="+state).Into(t, &own)
	for _, scope := range []view.Scope{{All: true}, {Stores: []retail.StoreID{s.DB.Catalogue().Store(store).ID}}} {
		page, err := d.Room().Plans.Evening(t.Context(), stock.Query{Scope: scope, State: state})
		if err != nil || len(page.Lines) != len(all.Items) || page.Total != len(all.Items) || len(own.Items) != len(all.Items) {
			t.Errorf("%s: the page has %d of %d, a manager %d, the chain %d: %v", state, len(page.Lines), page.Total, len(own.Items), len(all.Items), err)
		}
	}
	return len(all.Items)
}

// TestEvening_FindsAndGoesOn: a page finds a product by its number and name, begins behind
// what the one before ended with, and refuses a place of another list.
func TestEvening_FindsAndGoesOn(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	rows := made(t, s, d) // the greatest gain first
	own := view.Scope{Stores: []retail.StoreID{s.DB.Catalogue().Store(rows[0].Store).ID}}
	code := func(r plan.Row) retail.ProductID { p := s.DB.Catalogue().Product(r.Product); return p.ID }
	behind := fmt.Sprintf("%d_%d_%d_%d", rows[0].Gain, rows[0].Store, rows[0].ID.Run, rows[0].ID.Line)
	for name, c := range map[string]struct {
		q    stock.Query
		want retail.ProductID
	}{
		"found in the chain": {stock.Query{Scope: view.Scope{All: true}, Find: string(code(rows[1]))}, code(rows[1])},
		"found in a store":   {stock.Query{Scope: own, Find: string(code(rows[1]))}, code(rows[1])},
		"next in the chain":  {stock.Query{Scope: view.Scope{All: true}, After: behind}, code(rows[1])},
		"next in a store":    {stock.Query{Scope: own, After: "1"}, code(rows[1])},
		"nothing is so":      {stock.Query{Scope: view.Scope{All: true}, Find: "rope"}, ""},
	} {
		page, err := d.Room().Plans.Evening(t.Context(), c.q)
		if err != nil || page.Next != "" || (c.want == "") != (len(page.Lines) == 0) || c.want != "" && (len(page.Lines) != 1 || page.Lines[0].Code != c.want) {
			t.Errorf("%s: %+v, next %q, %v", name, page.Lines, page.Next, err)
		}
	}
	for _, scope := range []view.Scope{{All: true}, own} {
		if _, err := d.Room().Plans.Evening(t.Context(), stock.Query{Scope: scope, After: "x"}); !fault.Is(err, fault.Malformed) {
			t.Errorf("the place of another list: %v", err)
		}
	}
}

// TestEach_AsThePages: a file holds the lines of the pages in their order, of the own
// stores alone.
func TestEach_AsThePages(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	count(t, s, 2, map[retail.ProductID]int{"bread": 1, "soup": 400})
	made(t, s, d)
	id := func(n uint32) retail.StoreID { return s.DB.Catalogue().Store(n).ID }
	for name, q := range map[string]stock.Query{
		"the chain": {Scope: view.Scope{All: true}}, "one of its stores": {Scope: view.Scope{All: true}, Store: id(2)}, "what is called so": {Scope: view.Scope{All: true}, Find: "bread"},
		"two own stores": {Scope: view.Scope{Stores: []retail.StoreID{id(1), id(2)}}}, "orders": {Scope: view.Scope{All: true}, Kind: "order"}, "nobody's store": {Scope: view.Scope{Stores: []retail.StoreID{id(1)}}, Store: id(2)},
	} {
		page, err := d.Room().Plans.Evening(t.Context(), q)
		if err != nil || page.Next != "" || (len(page.Lines) == 0) != (name == "nobody's store") {
			t.Fatalf("%s: %d lines, next %q, %v", name, len(page.Lines), page.Next, err)
		}
		seen := map[string]bool{}
		err = d.Room().Plans.Each(t.Context(), q, func(l *stock.Line) error {
			if n := len(seen); n >= len(page.Lines) || page.Lines[n].ID != l.ID || seen[l.ID] || l.Currency == "" {
				t.Errorf("%s: line %d is %s", name, n, l.ID)
			}
			seen[l.ID] = true
			return nil
		})
		if err != nil || len(seen) != len(page.Lines) {
			t.Errorf("%s: %d of %d lines, %v", name, len(seen), len(page.Lines), err)
		}
	}
}

// TestNight_OwnStores: a manager is told what the plan comes to in the own stores.
func TestNight_OwnStores(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	count(t, s, 2, map[retail.ProductID]int{"bread": 1, "soup": 400})
	rows := made(t, s, d)
	nightOf := func(a servertest.Answer) (v api.NightView) {
		t.Helper()
		a.Into(t, &v)
		return v
	}
	whole := nightOf(s.Must("GET", "/v1/stock/plan", ""))
	one, two := nightOf(asManager(s, 1, "/v1/stock/plan")), nightOf(asManager(s, 2, "/v1/stock/plan"))
	if whole.Orders+whole.Moves != len(rows) || whole.Haulage == nil || len(whole.Days) == 0 {
		t.Errorf("the chain's plan of %d lines is %+v", len(rows), whole)
	}
	for _, own := range []api.NightView{one, two} {
		if own.Haulage != nil || own.Vans != nil || own.VanSpace != nil || own.Autopilot != nil || own.Changed != nil || len(own.Days)+len(own.Nothing) > 0 {
			t.Errorf("a manager is told of the chain: %+v", own)
		}
	}
	if one.Orders == 0 || two.Orders == 0 || one.Orders+two.Orders != whole.Orders || one.Outlay+two.Outlay != whole.Outlay || one.Gain.Mid <= 0 || one.Gain.Low >= one.Gain.Mid {
		t.Errorf("%+v and %+v make %+v", one, two, whole)
	}
}

// TestProposals_MoveOfOneManagerOnce: a move between two stores of one manager is listed
// and counted once.
func TestProposals_MoveOfOneManagerOnce(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	p := s.DB.Plans()
	run, err := p.Begin(t.Context(), plan.Run{Day: s.Today(1)})
	if err != nil {
		t.Fatal(err)
	}
	move := plan.Row{ID: plan.ID{Store: 1, Run: run.Number, Line: 1}, Kind: kernel.Move, Product: 1, From: 2, Class: "A", Units: 6, Gain: 10}
	if _, err := p.Publish(t.Context(), run, 1, []plan.Row{move}); err != nil {
		t.Fatal(err)
	}
	run.Totals = []byte(`{}`)
	if err := p.Open(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	chain := s.DB.Catalogue()
	token := s.Token(access.Principal{Role: access.Manager, Stores: []retail.StoreID{chain.Store(1).ID, chain.Store(2).ID}})
	for _, step := range []string{"proposed", "accepted"} {
		var list struct{ Items []api.View }
		s.Do(servertest.Call{Method: "GET", Path: "/v1/stock/proposals?state=" + step, Header: map[string]string{"Authorization": "Bearer " + token}}).Into(t, &list)
		var night api.NightView
		s.Do(servertest.Call{Method: "GET", Path: "/v1/stock/plan", Header: map[string]string{"Authorization": "Bearer " + token}}).Into(t, &night)
		page, err := d.Room().Plans.Evening(t.Context(), stock.Query{Scope: view.Scope{Stores: []retail.StoreID{chain.Store(1).ID, chain.Store(2).ID}}, State: step})
		if len(list.Items) != 1 || night.Moves != 1 || err != nil || len(page.Lines) != 1 || page.Total != 1 {
			t.Errorf("one move that is %s is listed %d times, counted %d times and on the page %d times, %v", step, len(list.Items), night.Moves, len(page.Lines), err)
		}
		all, err := d.Room().Plans.Evening(t.Context(), stock.Query{Scope: view.Scope{All: true}, State: step})
		if err != nil || page.OpenMove != page.Open || all.OpenMove != all.Open || page.Open != map[string]int64{"proposed": 1}[step] || all.Open != page.Open {
			t.Errorf("of %d lines that wait %d are moves, of the chain's %d %d; all are, %v", page.Open, page.OpenMove, all.Open, all.OpenMove, err)
		}
		s.Must("POST", "/v1/stock/proposals/"+move.ID.String()+"/accept", `{}`)
	}
}
