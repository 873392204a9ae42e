package httpapi

import (
	"context"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	goods "sartor/internal/httpapi/stock"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// goodsFakes hold one product in store S012.
type goodsFakes struct{ *fakes }

func goodsRoutes(f *fakes) []room.Route { return goods.Ports{Shelf: goodsFakes{f}}.Routes() }

func (g goodsFakes) row() goods.Row {
	h := &stock.Held{
		Product: 3, OnHand: -2 * retail.One, Counted: 20_780, Lots: []stock.Lot{{Expires: 20_790, Quantity: retail.One}},
		Due: []stock.Arrival{{Quantity: retail.One}}, Moving: []stock.Arrival{{Day: 20_790, Quantity: retail.One}},
	}
	s := stock.Sight{Today: 20_785}
	return goods.Row{Place: goods.Place{Store: "S012", Product: "C"}, Position: h.Position(s), Sight: s, Short: "nothing_left", AsOf: retail.MicrosOf(now)}
}

func (g goodsFakes) Positions(_ context.Context, ask goods.Ask) ([]goods.Row, error) {
	if err := g.note("stock.Positions"); err != nil {
		return nil, err
	}
	out := []goods.Row{g.row(), g.row(), g.row()}
	out[2].Basis = stock.Unknown
	return out[:min(len(out), ask.Most)], nil
}

func (g goodsFakes) Position(_ context.Context, at goods.Place) (goods.Row, []goods.Told, error) {
	if at.Store != "S012" {
		return goods.Row{}, nil, fault.New(fault.NotFound, "", "none")
	}
	m := stock.Movement{ID: "M1", Kind: stock.Order, At: retail.MicrosOf(now), Due: 20_790, Lines: []stock.Line{{Product: 3, Quantity: retail.One}}}
	return g.row(), []goods.Told{{Movement: m}}, g.note("stock.Position")
}

func (g goodsFakes) Tell(_ context.Context, _ access.Principal, notes []stock.Note) ([]stock.Told, error) {
	out := make([]stock.Told, len(notes))
	for i, n := range notes {
		switch n.ID {
		case "again":
			out[i].Duplicate = true
		case "stranger":
			out[i].Unlisted = []int{0}
		case "other":
			out[i].Err = fault.New(fault.Conflict, "movement_conflict", "told before")
		}
	}
	return out, g.note("stock.Tell")
}

func (g goodsFakes) Terms(context.Context, retail.ProductID) (stock.Terms, error) {
	return stock.Terms{Supplier: "Mill", LeadTime: stock.UnknownLead}, g.note("stock.Terms")
}

func (g goodsFakes) PutTerms(context.Context, access.Principal, retail.ProductID, stock.Terms) error {
	return g.note("stock.PutTerms")
}

const aMovement = `{"movement":"M","kind":"count","store":"S012","at":"2026-11-22T10:00:00Z","lines":[{"product":"C","quantity":0}]}`

func TestStock_Movements(t *testing.T) {
	t.Parallel()
	lines := func(list ...string) string { return strings.Join(list, "\n") }
	as := func(id string) string { return strings.Replace(aMovement, `"M"`, `"`+id+`"`, 1) }
	for _, c := range []struct {
		name, kind, body string
		as               access.Role
		status           int
		must             []string
	}{
		{"one", "application/json", aMovement, access.Source, 200, []string{`"accepted":1`, `"refused":[]`, `"warnings":[]`}},
		{"an unknown field", "application/json", strings.Replace(aMovement, `"kind"`, `"colour":1,"kind"`, 1), access.Source, 200, []string{`"accepted":1`, `unknown_field: {\"colour\":1}`}},
		{"many", "application/x-ndjson", lines(aMovement, as("again"), "", as("other"), "{", `{"movement":1}`), access.Planner, 200,
			[]string{`"accepted":1`, `"duplicates":1`, `"refused_total":3`, `{"index":2,"code":"movement_conflict"`, `{"index":3,"code":"malformed"`, `{"index":4`}},
		{"one of another store", "application/json", strings.Replace(aMovement, "S012", "S013", 1), access.Manager, 200, []string{`"accepted":0`, `"refused_total":1`, `"detail":"/store \"S013\" is no store of the chain; check`}},
		{"of the own one", "application/json", aMovement, access.Manager, 200, []string{`"accepted":1`}},
		{"no JSON", "application/json", "{", access.Source, 400, []string{"malformed"}},
		{"no time", "application/json", strings.Replace(aMovement, "2026-11-22T10:00:00Z", "noon", 1), access.Source, 200, []string{`"refused_total":1`, `"detail":"/at \"noon\" is not a time with its offset such as 2026-11-22T17:41:09+01:00"}`}},
		{"of an unlisted product", "application/x-ndjson", lines(aMovement, as("stranger")), access.Source, 200, []string{`"accepted":2`, `"warnings":["unlisted_product:/1/lines/0 C"]`}},
		{"no date", "application/json", strings.Replace(aMovement, `"lines"`, `"due":"soon","lines"`, 1), access.Source, 200, []string{`"refused_total":1`, "/due"}},
		{"a till", "application/json", aMovement, access.Till, 403, nil},
	} {
		g := newRig(t)
		w := g.do(t, request{as: c.as, method: "POST", path: "/v1/stock/movements", body: c.body, header: map[string]string{"Content-Type": c.kind}})
		t.Run(c.name, func(t *testing.T) { expect(t, w, c.status, c.must, nil) })
	}
}

func TestStock_Reads(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	expect(t, g.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock?limit=2"}), 200, []string{`"on_hand":-2`, `"available":0`, `"held_back":"nothing_left"`, `"next":"`}, nil)
	expect(t, g.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock"}), 200, []string{`"basis":"unknown"`, `"on_hand":null`, `"next":null`}, nil)
	expect(t, g.do(t, request{as: access.Manager, method: "GET", path: "/v1/stock?store=S013"}), 404, []string{"unknown_store"}, nil)
	expect(t, g.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock?cursor=x"}), 400, []string{"bad_cursor"}, nil)
	expect(t, g.do(t, request{as: access.Planner, method: "GET", path: "/v1/stock?limit=501"}), 422, []string{"/limit"}, nil)
	expect(t, g.do(t, request{as: access.Planner, method: "GET", path: "/v1/suppliers/C"}), 200, []string{`"lead_time_days":null`}, nil)
	for body, pointer := range map[string]string{`{"lead_time_days":-1}`: "/lead_time_days", `{"order_days":"someday"}`: "/order_days", `{"min_order":-1}`: "/min_order", `{"supplyer":"x"}`: "/supplyer"} {
		expect(t, g.do(t, request{as: access.Planner, method: "PUT", path: "/v1/suppliers/C", body: body}), 422, []string{pointer}, nil)
	}
	expect(t, g.do(t, request{as: access.Planner, method: "PUT", path: "/v1/suppliers/C", body: `{"supplier":"Mill","lead_time_days":0,"order_days":"mon"}`}), 200, []string{`"lead_time_days":0`, `"order_days":"mon"`}, nil)
}
