package httpapi

import (
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/till"
)

func TestCustomers(t *testing.T) {
	t.Parallel()
	at := fill("/v1/customers/{id}")
	for _, c := range []struct {
		name, method, path, body string
		as                       access.Role
		status                   int
		must, not                []string
		ran                      string
	}{
		{name: "by card", method: "GET", path: "/v1/customers?card=2600000012348", as: access.Desk, status: 200, must: []string{`"value":"2600000012348"`, "Ms Example"}, ran: "find,customer"},
		{name: "nobody's card", method: "GET", path: "/v1/customers?card=1", as: access.Desk, status: 404, must: []string{"unknown_customer"}, ran: "find"},
		{name: "no identifier", method: "GET", path: "/v1/customers", as: access.Desk, status: 422, must: []string{"card, account, phone or email"}},
		{name: "lookup", method: "POST", path: "/v1/customers/lookup", body: `{"card":"2600000012348"}`, as: access.Account, status: 200, must: []string{"identifiers"}, ran: "find,customer"},
		{name: "lookup of an unknown kind", method: "POST", path: "/v1/customers/lookup", body: `{"kard":"1"}`, as: access.Account, status: 422, must: []string{`"code":"unknown_field"`, `"pointer":"/kard"`}},
		{name: "lookup of a novel", method: "POST", path: "/v1/customers/lookup", body: `{"card":"` + strings.Repeat("1", 129) + `"}`, as: access.Account, status: 422, must: []string{"/card"}},
		{name: "lookup without names", method: "POST", path: "/v1/customers/lookup", body: `{"card":"2600000012348"}`, as: access.Marketer, status: 403, not: []string{"cus_"}},
		{name: "names for the desk", method: "GET", path: at, as: access.Desk, status: 200, must: []string{`"kind":"card"`, "Ms Example"}, ran: "customer"},
		{name: "a pseudonym for the analyst", method: "GET", path: at, as: access.Analyst, status: 200, must: []string{`"identifiers":[]`, aCustomer.String()}, not: []string{"2600000012348", "Ms Example"}, ran: "customer"},
		{name: "what is no id", method: "GET", path: "/v1/customers/2600000012348", as: access.Desk, status: 404, must: []string{"unknown_customer"}},
		{name: "erase", method: "DELETE", path: at, as: access.Desk, status: 200, must: []string{`"receipts":81`}, ran: "erase"},
		{name: "consent", method: "PUT", path: at + "/consent", body: `{"purpose":"offers","granted":false,"at":"2026-11-22T17:41:09+01:00","proof":"asked"}`, as: access.Till, status: 200, must: []string{`"granted":false`, `"at":"2026-11-22T16:41:09Z"`}, ran: "consent"},
		{name: "consent without an answer", method: "PUT", path: at + "/consent", body: `{"purpose":"offers"}`, as: access.Desk, status: 422, must: []string{"/granted"}},
		{name: "consent to what is no purpose", method: "PUT", path: at + "/consent", body: `{"purpose":"all","granted":true}`, as: access.Desk, status: 422, must: []string{"/purpose"}},
		{name: "consent tomorrow", method: "PUT", path: at + "/consent", body: `{"purpose":"offers","granted":true,"at":"2026-11-23T17:41:09+01:00"}`, as: access.Desk, status: 422, must: []string{"future"}},
		{name: "consent with a typing error", method: "PUT", path: at + "/consent", body: `{"purpose":"offers","granted":true,"prof":"x"}`, as: access.Desk, status: 422, must: []string{"/prof"}},
		{name: "basket", method: "GET", path: at + "/basket?store=S012&limit=3", as: access.Desk, status: 200, must: []string{`"on_hand":null`, `"next":null`}, ran: "basket 3"},
		{name: "basket nowhere", method: "GET", path: at + "/basket?store=S999", as: access.Desk, status: 404, must: []string{"unknown_store"}},
		{name: "basket of no store", method: "GET", path: at + "/basket", as: access.Desk, status: 422, must: []string{"/store", "?store="}},
		{name: "basket without end", method: "GET", path: at + "/basket?store=S012&limit=0", as: access.Desk, status: 422, must: []string{"/limit"}},
		{name: "offers", method: "GET", path: at + "/offers", as: access.Desk, status: 200, must: []string{`{"items":[],"next":null}`}, ran: "offers"},
		{name: "timeline", method: "GET", path: at + "/timeline", as: access.Desk, status: 200, must: []string{`"kind":"receipt"`, `"next":"MW1vcmU"`}, ran: "timeline "},
		{name: "timeline, on", method: "GET", path: at + "/timeline?cursor=MW1vcmU", as: access.Desk, status: 200, ran: "timeline more"},
		{name: "export", method: "GET", path: at + "/export", as: access.Desk, status: 200, must: []string{aCustomer.String()}, ran: "export"},
		{name: "check-in", method: "POST", path: "/v1/checkin", body: `{"store":"S012","customer":{"card":"2600000012348"},"x":1}`, as: access.Till, status: 200, must: []string{aCustomer.String(), `"vouchers":`, "unknown_field:/x"}, ran: "find,basket 20,offers"},
		{name: "a stranger checks in", method: "POST", path: "/v1/checkin", body: `{"store":"S012","customer":{"card":"1"}}`, as: access.Till, status: 200, must: []string{`"vouchers":[]`}, not: []string{"cus_"}, ran: "find,basket 20"},
		{name: "check-in elsewhere", method: "POST", path: "/v1/checkin", body: `{"store":"S013"}`, as: access.Till, status: 403, must: []string{"wrong_store"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			expect(t, g.do(t, request{as: c.as, method: c.method, path: c.path, body: c.body}), c.status, c.must, c.not)
			if got := strings.Join(g.done(), ","); got != c.ran {
				t.Errorf("ran %s, want %s", got, c.ran)
			}
		})
	}
}

// TestCustomers_AnotherStoresAreAbsent: whatever is read of a customer, of every role
// that reads it, by whoever acts for some stores: those at home there, and others as
// nobody.
func TestCustomers_AnotherStoresAreAbsent(t *testing.T) {
	t.Parallel()
	read := 0
	for _, rt := range newRig(t).routes() {
		path, reads := strings.CutPrefix(rt.pattern, "GET /v1/customers/{id}")
		for _, role := range access.Roles() {
			if !reads || !role.May(rt.action) {
				continue
			}
			read++
			g := newRig(t)
			ask := func(id, at string, stores ...retail.StoreID) (int, string) {
				g.token[role] = g.issue(t, access.Principal{Role: role, Stores: stores})
				w := g.do(t, request{as: role, method: "GET", path: "/v1/customers/" + id + path + "?store=" + at})
				said, _, _ := strings.Cut(w.Body.String(), `"request_id"`)
				return w.Code, said
			}
			if got, said := ask(aCustomer.String(), "S012", "S012"); got != 200 {
				t.Errorf("%s as %s of the customer's store: %d %s", rt.pattern, role, got, said)
			}
			got, said := ask(aCustomer.String(), "S013", "S013")
			if _, nobody := ask("cus_nobody", "S013", "S013"); got != 404 || strings.ReplaceAll(said, aCustomer.String(), "cus_nobody") != nobody {
				t.Errorf("%s as %s of another store: %d %s, nobody is %s", rt.pattern, role, got, said, nobody)
			}
		}
	}
	if read == 0 {
		t.Error("no route was asked")
	}
	g := newRig(t)
	expect(t, g.do(t, request{as: access.Manager, method: "GET", path: fill("/v1/customers/{id}/basket?store=S013")}), 404, []string{"unknown_store", "an admin or a source"}, []string{"items"})
	g.token[access.Desk] = g.issue(t, access.Principal{Role: access.Desk, Stores: []retail.StoreID{"S013"}})
	expect(t, g.do(t, request{as: access.Desk, method: "GET", path: "/v1/customers?card=2600000012348"}), 404, []string{"unknown_customer"}, []string{"cus_"})
	expect(t, g.do(t, request{as: access.Desk, method: "DELETE", path: fill("/v1/customers/{id}")}), 404, []string{"unknown_customer"}, nil)
	if slices.Contains(g.done(), "erase") {
		t.Error("a desk of another store forgets whom it may not see")
	}
}

// TestOffers_CodesAreForThoseWhoReadThem: a voucher's code is shown with a customer to
// whoever reads the voucher by it, and to nobody else.
func TestOffers_CodesAreForThoseWhoReadThem(t *testing.T) {
	t.Parallel()
	for _, role := range access.Roles() {
		if !role.May(access.ReadCustomers) {
			continue
		}
		g := newRig(t)
		for _, code := range []string{aVoucher.Code, elsewhere} {
			v, err := g.fakes.Voucher(t.Context(), code)
			if err != nil {
				t.Fatal(err)
			}
			g.held = []HeldVoucher{{VoucherView: till.VoucherView{Code: code, Alias: v.Alias, Promotion: v.Promotion}, Store: retail.StoreID(v.Store)}}
			byCode := g.do(t, request{as: role, method: "GET", path: "/v1/vouchers/" + code}).Code == 200
			w := g.do(t, request{as: role, method: "GET", path: fill("/v1/customers/{id}/offers")})
			if expect(t, w, 200, []string{"prm_soup"}, nil); strings.Contains(w.Body.String(), code) != byCode || strings.Contains(w.Body.String(), v.Alias) != byCode {
				t.Errorf("%s reads %s by its code: %t, with the customer: %s", role, code, byCode, w.Body)
			}
		}
	}
}

func TestConsent_WhatIsRecorded(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	q := request{as: access.Desk, method: "PUT", path: fill("/v1/customers/{id}/consent"), body: `{"purpose":"email","granted":true}`}
	expect(t, g.do(t, q), 200, nil, nil)
	if got := g.consent; got != (ConsentCall{Customer: aCustomer, Purpose: "email", Granted: true, At: retail.MicrosOf(now), Actor: "tok_desk"}) {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(g.done(), []string{"consent"}) {
		t.Errorf("ran %v", g.done())
	}
}
