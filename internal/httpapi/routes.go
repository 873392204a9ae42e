package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/room"
	"sartor/internal/web"
)

// Limits of bodies, in bytes (CONTRACTS.md 2.1).
const (
	mostClose = 4 << 20 // a close of 10,000 lines takes about 1 MiB
	mostFacts = 8 << 20 // NDJSON
	mostSmall = 64 << 10
	mostAdmin = 4 << 20 // a promotion that names 100,000 products
)

// route is one row of the table: what it answers, to whom, how much at once.
type route struct {
	pattern string        // "METHOD /path"
	action  access.Action // "": free to all
	lane    gate.Lane
	most    int64 // bytes of the body, read before the handler; 0: none
	traits  trait
	answer  func(a *API, c *call) error
}

// trait is something only some routes have; they combine as bits.
type trait uint8

const (
	streams trait = 1 << iota // reads its body by itself
	keyed                     // remembers its answer under an Idempotency-Key
)

// routes is the one table of routes.
func (a *API) routes() []route {
	out := slices.Concat(tillRoutes(), voucherRoutes(), customerRoutes(), chainRoutes())
	if a.cfg.Visits != nil {
		out = append(out, visitRoutes()...)
	}
	if a.cfg.Segments != nil {
		out = append(out, segmentRoutes()...)
	}
	if a.cfg.Where != nil {
		out = append(out, whereRoutes()...)
	}
	if a.cfg.Versions != nil {
		out = append(out, versionRoutes()...)
	}
	for _, rt := range a.cfg.Rooms {
		one := route{pattern: rt.Pattern, action: rt.Action, lane: gate.Desks, most: rt.Most, answer: func(_ *API, c *call) error {
			return rt.Answer(&room.Call{W: c.w, R: c.r, Who: c.who, Body: c.body})
		}}
		if strings.HasPrefix(rt.Pattern, http.MethodPost+" ") {
			one.traits = keyed
		}
		out = append(out, one)
	}
	return append(out,
		route{pattern: "GET /openapi.json", lane: gate.Free, answer: (*API).openAPI},
		route{pattern: "GET /healthz", lane: gate.Free, answer: (*API).healthz},
		route{pattern: "GET /readyz", lane: gate.Free, answer: (*API).readyz},
		route{pattern: "GET /metrics", lane: gate.Free, answer: (*API).metrics},
	)
}

func tillRoutes() []route {
	return []route{
		{pattern: "POST /v1/till/quote", action: access.CloseTill, lane: gate.Tills, most: mostClose, answer: (*API).quote},
		{pattern: "POST /v1/till/close", action: access.CloseTill, lane: gate.Tills, most: mostClose, answer: (*API).close},
		{pattern: "POST /v1/till/close/ack", action: access.CloseTill, lane: gate.Tills, most: mostSmall, answer: (*API).ack},
		{pattern: "POST /v1/till/void", action: access.CloseTill, lane: gate.Tills, most: mostSmall, answer: (*API).void},
		{pattern: "POST /v1/receipts", action: access.ImportFacts, lane: gate.Facts, traits: streams, answer: (*API).receipts},
	}
}

func voucherRoutes() []route {
	return []route{
		{pattern: "GET /v1/vouchers/{code}", action: access.ReadVouchers, lane: gate.Desks, answer: (*API).voucher},
		{pattern: "GET /v1/vouchers/{code}/print", action: access.ReprintVouchers, lane: gate.Desks, answer: (*API).strip},
		{pattern: "POST /v1/vouchers/{code}/redeem", action: access.Redeem, lane: gate.Tills, most: mostClose, answer: (*API).redeem},
		{pattern: "POST /v1/vouchers/{code}/void", action: access.VoidVouchers, lane: gate.Desks, most: mostSmall, answer: (*API).voidVoucher},
	}
}

func customerRoutes() []route {
	return []route{
		{pattern: "GET /v1/customers", action: access.SeeNames, lane: gate.Desks, answer: (*API).findCustomer},
		{pattern: "POST /v1/customers/lookup", action: access.SeeNames, lane: gate.Desks, most: mostSmall, answer: (*API).lookUpCustomer},
		{pattern: "GET /v1/customers/{id}", action: access.ReadCustomers, lane: gate.Desks, answer: (*API).customer},
		{pattern: "DELETE /v1/customers/{id}", action: access.Erase, lane: gate.Desks, answer: (*API).erase},
		{pattern: "PUT /v1/customers/{id}/consent", action: access.SetConsent, lane: gate.Desks, most: mostSmall, answer: (*API).setConsent},
	}
}

func visitRoutes() []route {
	return []route{
		{pattern: "GET /v1/customers/{id}/basket", action: access.ReadCustomers, lane: gate.Desks, answer: (*API).basket},
		{pattern: "GET /v1/customers/{id}/offers", action: access.ReadCustomers, lane: gate.Desks, answer: (*API).offers},
		{pattern: "GET /v1/customers/{id}/timeline", action: access.ReadCustomers, lane: gate.Desks, answer: (*API).timeline},
		{pattern: "GET /v1/customers/{id}/export", action: access.ExportCustomer, lane: gate.Desks, answer: (*API).export},
		{pattern: "POST /v1/checkin", action: access.CheckIn, lane: gate.Tills, most: mostSmall, answer: (*API).checkIn},
	}
}

func segmentRoutes() []route {
	return []route{
		{pattern: "GET /v1/segments", action: access.ReadSegments, lane: gate.Desks, answer: (*API).segments},
		{pattern: "GET /v1/segments/{segment}/customers", action: access.ReadSegments, lane: gate.Desks, answer: (*API).segmentCustomers},
	}
}

func chainRoutes() []route {
	return []route{
		{pattern: "GET /v1/stores", action: access.ReadCatalogue, lane: gate.Desks, answer: (*API).stores},
		{pattern: "GET /v1/stores/{store}", action: access.ReadCatalogue, lane: gate.Desks, answer: (*API).store},
		{pattern: "PUT /v1/stores/{store}", action: access.EditCatalogue, lane: gate.Desks, most: mostSmall, answer: (*API).putStore},
		{pattern: "GET /v1/products", action: access.ReadCatalogue, lane: gate.Desks, answer: (*API).products},
		{pattern: "GET /v1/products/{product}", action: access.ReadCatalogue, lane: gate.Desks, answer: (*API).product},
		{pattern: "PUT /v1/products/{product}", action: access.EditCatalogue, lane: gate.Desks, most: mostSmall, answer: (*API).putProduct},
		{pattern: "GET /v1/promotions", action: access.ReadPromotions, lane: gate.Desks, answer: (*API).promotions},
		{pattern: "POST /v1/promotions", action: access.EditPromotions, lane: gate.Desks, most: mostAdmin, traits: keyed, answer: (*API).postPromotion},
		{pattern: "GET /v1/promotions/{id}", action: access.ReadPromotions, lane: gate.Desks, answer: (*API).promotion},
		{pattern: "PATCH /v1/promotions/{id}", action: access.EditPromotions, lane: gate.Desks, most: mostAdmin, answer: (*API).patchPromotion},
		{pattern: "GET /v1/promotions/{id}/results", action: access.ReadPromotions, lane: gate.Desks, answer: (*API).results},
	}
}

// mount puts the routes on the mux, and under everything else the answer to
// what is not there. Answers to tills are sent as they are; others may be
// compressed.
func (a *API) mount(routes []route) {
	for _, rt := range routes {
		h := a.serve(rt)
		if rt.lane == gate.Desks {
			h = web.Gzip(h)
		}
		a.mux.Handle(rt.pattern, h)
	}
	a.mux.HandleFunc("/", a.absent)
}

// absent tells an address that is not there from one that answers other methods.
func (a *API) absent(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodPatch, http.MethodPost, http.MethodPut} {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := a.mux.Handler(probe); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		a.fail(w, r, errNoRoute())
		return
	}
	allow := strings.Join(allowed, ", ")
	w.Header().Set("Allow", allow)
	a.fail(w, r, errMethod(r.Method, allow))
}
