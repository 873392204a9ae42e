package httpapi

import (
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
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
