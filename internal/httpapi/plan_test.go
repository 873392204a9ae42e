package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/plan"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
)

// planFakes is one proposal that comes to S012 from S020.
type planFakes struct {
	f    *fakes
	view plan.View
}

func planRoutes(f *fakes) []room.Route {
	p := &planFakes{f: f, view: plan.View{
		Proposal: "pro_1-1-1", Kind: "move", State: "proposed", Version: 3, Store: "S012", From: "S020", Product: "oat", Name: "Oat drink", Units: 12, Pack: 1,
		ForSale: "2026-11-23", Currency: "EUR", Why: []plan.TermView{{Kind: "need", Value: 9, Days: 3}},
	}}
	return plan.Ports{Plans: p, Outbox: p}.Routes()
}

func (p *planFakes) Proposals(_ context.Context, q plan.Query) ([]plan.View, string, error) {
	if len(q.Stores) > 0 && q.Stores[0] != p.view.Store {
		return nil, "", p.f.failing
	}
	return []plan.View{p.view}, "", p.f.failing
}

func (p *planFakes) Proposal(_ context.Context, id string) (plan.View, error) {
	if id == "pro_9-9-9" {
		return plan.View{}, fault.New(fault.NotFound, "no_proposal", "there is no proposal %.60q", id)
	}
	return p.view, p.f.failing
}

func (p *planFakes) Decide(_ context.Context, c plan.Choice) (plan.View, error) {
	if c.Version != 0 && c.Version != p.view.Version {
		return plan.View{}, plan.NewStale(fault.New(fault.Stale, "stale", "somebody decided this proposal meanwhile"), p.view)
	}
	out := p.view
	out.State, out.Version = c.Do+"ed", out.Version+1
	if c.Do != "accept" && c.Do != "reject" {
		out.State = "proposed"
	}
	return out, p.f.failing
}

func (p *planFakes) AcceptAll(context.Context, plan.Sweep) (int64, error) { return 4, p.f.failing }

func (p *planFakes) Night(context.Context, []retail.StoreID) (plan.NightView, error) {
	return plan.NightView{Plan: 1, Day: "2026-11-22", MadeAt: "2026-11-22T05:04:09Z", Days: []plan.DayView{{Day: "2026-11-23"}}, Nothing: map[string]int{}, Drifting: []string{}}, p.f.failing
}

func (p *planFakes) Ask(context.Context, string) error { return p.f.failing }

func (p *planFakes) Exports(context.Context) ([]plan.ExportView, error) {
	return []plan.ExportView{{Export: "e1", Number: 1, Lines: 2, Actor: "a", At: "2026-11-22T05:04:09Z"}}, p.f.failing
}

func (p *planFakes) Send(_ context.Context, in plan.Parcel) (plan.ExportView, error) {
	return plan.ExportView{Export: in.ID, Number: 1, Lines: 2, Actor: in.Actor, At: "2026-11-22T05:04:09Z"}, p.f.failing
}

func (p *planFakes) File(context.Context, plan.File) ([]byte, string, string, error) {
	return []byte("order_no\n"), "text/csv; charset=utf-8", "e1.csv", p.f.failing
}

func (p *planFakes) PlanRules(context.Context) (json.RawMessage, error) {
	return json.RawMessage(`{"vans":5}`), p.f.failing
}

func (p *planFakes) PutPlanRules(_ context.Context, _ []byte, match func(any) error, _ string) error {
	return cmp.Or(match(json.RawMessage(`{"vans":5}`)), p.f.failing)
}

const oneProposal = "/v1/stock/proposals/pro_1-1-1"

// TestPlan_AnotherStoreIsAbsent: what neither comes to nor leaves a store of the caller's
// answers like what does not exist.
func TestPlan_AnotherStoreIsAbsent(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	far := g.fakes.issue(t, access.Principal{Role: access.Manager, Stores: []retail.StoreID{"S099"}})
	giver := g.fakes.issue(t, access.Principal{Role: access.Manager, Stores: []retail.StoreID{"S020"}})
	ask := func(token, method, path string) (int, string) {
		w := g.do(t, request{method: method, path: path, body: `{}`, header: map[string]string{"Authorization": "Bearer " + token}})
		return w.Code, strings.ReplaceAll(strings.ReplaceAll(w.Body.String(), "pro_1-1-1", "X"), "pro_9-9-9", "X")
	}
	for _, c := range []struct{ method, path string }{{"GET", oneProposal}, {"POST", oneProposal + "/accept"}, {"POST", oneProposal + "/reject"}} {
		code, body := ask(far, c.method, c.path)
		other, absent := ask(far, c.method, strings.Replace(c.path, "pro_1-1-1", "pro_9-9-9", 1))
		if code != http.StatusNotFound || code != other || withoutID(body) != withoutID(absent) {
			t.Errorf("%s %s: %d %s, what does not exist %d %s", c.method, c.path, code, body, other, absent)
		}
		if code, body := ask(giver, c.method, c.path); code != http.StatusOK {
			t.Errorf("%s %s: the giving store gets %d %s", c.method, c.path, code, body)
		}
	}
	if code, _ := ask(far, "GET", "/v1/stock/proposals?store=S012"); code != http.StatusNotFound {
		t.Errorf("another store's list: %d", code)
	}
}

// withoutID drops what tells requests apart.
func withoutID(body string) string {
	at := strings.Index(body, `"request_id"`)
	if at < 0 {
		return body
	}
	return body[:at]
}

// TestPlan_StaleShowsWhatStands: the second of two who decide sees what does.
func TestPlan_StaleShowsWhatStands(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	w := g.do(t, request{as: access.Planner, method: "GET", path: oneProposal})
	if tag := w.Header().Get("ETag"); tag != `"3"` {
		t.Errorf("ETag %s", tag)
	}
	w = g.do(t, request{as: access.Planner, method: "POST", path: oneProposal + "/accept", body: `{}`, header: map[string]string{"If-Match": `"2"`}})
	if w.Code != http.StatusPreconditionFailed || !strings.Contains(w.Body.String(), `"current":{"proposal":"pro_1-1-1"`) || w.Header().Get("ETag") != `"3"` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = g.do(t, request{as: access.Planner, method: "POST", path: oneProposal + "/accept", header: map[string]string{"If-Match": `"3"`}})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"state":"accepted"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, bad := range []string{`{"units":"six"}`, `{"pieces":6}`} {
		if w = g.do(t, request{as: access.Planner, method: "POST", path: oneProposal + "/adjust", body: bad}); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	if w = g.do(t, request{as: access.Marketer, method: "GET", path: oneProposal}); w.Code != http.StatusForbidden {
		t.Errorf("a marketer gets %d", w.Code)
	}
}

// TestPlan_KindsOfLine: one that is none is refused where it stands, and never left unread.
func TestPlan_KindsOfLine(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for _, path := range []string{"/v1/stock/proposals?kind=", "/v1/stock/exports/e1?format=csv&kind="} {
		expect(t, g.do(t, request{as: access.Planner, method: "GET", path: path + "transfer"}), 422, []string{`"pointer":"/kind"`}, nil)
		expect(t, g.do(t, request{as: access.Planner, method: "GET", path: path + "order"}), 200, nil, nil)
	}
}

// TestPlan_WhatIsMeantStandsInTheBody: a store in the address would be read by nobody,
// and the whole chain be meant.
func TestPlan_WhatIsMeantStandsInTheBody(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for path, body := range map[string]string{"/v1/stock/proposals/accept": `{}`, "/v1/stock/exports": `{"export":"e1"}`} {
		expect(t, g.do(t, request{as: access.Planner, method: "POST", path: path + "?store=S012", body: body}), 422, []string{`"/store"`, "in the body"}, nil)
		expect(t, g.do(t, request{as: access.Planner, method: "POST", path: path, body: body}), 200, nil, nil)
	}
}
