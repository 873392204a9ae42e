package httpapi

import (
	"net/http/httptest"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/httpapi/gate"
)

// fill puts something into the places of a path.
func fill(path string) string {
	return strings.NewReplacer("{id}", aCustomer.String(), "{code}", "Q6P5-RW53-V60T", "{store}", "S012", "{product}", "C", "{staff}", "stf_max", "{invitation}", "inv_1", "{session}", "ses_1", "{token}", "tok_1", "{version}", "1", "{rollout}", "rol_a").Replace(path)
}

// Every route refuses strangers, lets in exactly the roles of the one table of
// rights, and decides before anything runs.
func TestRoutes_EveryRole(t *testing.T) {
	t.Parallel()
	for _, rt := range newRig(t).routes() {
		t.Run(rt.pattern, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(rt.pattern, " ")
			q := request{method: method, path: fill(path), body: `{}`}
			g := newRig(t)
			w := g.do(t, q)
			if rt.action == "" {
				return // healthz and the like have tests of their own
			}
			expect(t, w, 401, []string{`"code":"unauthorized"`}, nil)
			if w.Header().Get("WWW-Authenticate") == "" {
				t.Error("401 without WWW-Authenticate")
			}
			for _, role := range access.Roles() {
				g := newRig(t)
				q.as = role
				w := g.do(t, q)
				if refused := w.Code == 403 && strings.Contains(w.Body.String(), `"code":"forbidden"`); refused == role.May(rt.action) {
					t.Errorf("%s: got %d %s", role, w.Code, w.Body)
				}
				if w.Code == 403 && len(g.done()) != 0 {
					t.Errorf("%s: ran %v", role, g.done())
				}
			}
		})
	}
}

func TestRoutes_NobodyElsesToken(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for name, header := range map[string]string{
		"none": "", "basic": "Basic dXNlcjpwYXNz", "no token": "Bearer ", "mistyped": "Bearer " + g.token[access.Owner] + "x",
		"another installation's": "Bearer " + newStranger(t),
	} {
		w := g.do(t, request{method: "GET", path: "/v1/stores", header: map[string]string{"Authorization": header}})
		if w.Code != 401 {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
	expect(t, g.do(t, request{method: "GET", path: "/v1/stores", header: map[string]string{"Authorization": "bearer " + g.token[access.Owner]}}), 200, nil, nil)
}

func newStranger(t *testing.T) string {
	t.Helper()
	token, err := access.NewToken(access.SecretKey, strings.NewReader(strings.Repeat("stranger", 64)))
	if err != nil {
		t.Fatal(err)
	}
	return token.Reveal()
}

func TestRoutes_WhatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/v1/nothing", 404, ""},
		{"POST", "/v1/", 404, ""},
		{"GET", "/v1/till/close", 405, "POST"},
		{"PUT", "/v1/promotions/prm_x", 405, "GET, HEAD, PATCH"},
		{"POST", "/healthz", 405, "GET, HEAD"},
		{"OPTIONS", "/v1/customers/lookup", 405, "DELETE, GET, HEAD, POST"},
		{"POST", "/v1//till/close", 404, ""},
		{"POST", "/v1/stores/../till/close", 404, ""},
		{"GET", "/v1/shelves", 404, ""},
		{"GET", "/v1/stores/", 200, ""},
		{"GET", "/v1/stores/S012/", 200, ""},
		{"HEAD", "/v1/stores", 200, ""},
		{"GET", "/v1/products/A%2FB", 200, ""},
		{"GET", "/v1/products/A%2F", 404, ""},
	} {
		w := newRig(t).do(t, request{as: access.Owner, method: c.method, path: c.path})
		if w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: got %d, Allow %q, want %d, %q", c.method, c.path, w.Code, w.Header().Get("Allow"), c.status, c.allow)
		}
	}
}

// A trailing slash is tolerated and never redirected: a redirect loses a POST.
func TestRoutes_TrailingSlashOnPost(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	r := httptest.NewRequest("POST", "/v1/till/close/", strings.NewReader(sale("", "")))
	r.Header.Set("Authorization", "Bearer "+g.token[access.Till])
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, r)
	if w.Code != 200 || r.Pattern != "POST /v1/till/close" {
		t.Errorf("got %d, pattern %q", w.Code, r.Pattern)
	}
}

func TestServe_OurFaultShowsNothing(t *testing.T) {
	t.Parallel()
	for _, q := range []request{
		post("/v1/till/close", sale("", "")), post("/v1/till/void", `{"receipt":"R"}`), post("/v1/receipts", sale("", "")),
		{as: access.Desk, method: "GET", path: "/v1/vouchers/Q6P5-RW53-V60T"}, {as: access.Desk, method: "GET", path: fill("/v1/customers/{id}")},
		{as: access.Owner, method: "GET", path: "/v1/promotions"}, {as: access.Desk, method: "DELETE", path: fill("/v1/customers/{id}")},
	} {
		g := newRig(t)
		g.failing = errDisk
		expect(t, g.do(t, q), 500, []string{`"code":"internal"`}, []string{"disk", "/var"})
	}
}

// Routes that are not due do not exist, neither as addresses nor in the document.
func TestRoutes_WithoutVisits(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	cfg := g.cfg
	cfg.Visits, cfg.Metrics = nil, gate.NewMetrics("test")
	api, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	g.API = api
	expect(t, g.do(t, request{as: access.Till, method: "POST", path: "/v1/checkin", body: `{"store":"S012"}`}), 404, nil, nil)
	expect(t, g.do(t, request{method: "GET", path: "/openapi.json"}), 200, []string{"/v1/customers/lookup"}, []string{"checkin", "timeline"})
}

// expect compares an answer with what must and must not be in it.
func expect(t testing.TB, w *httptest.ResponseRecorder, status int, must, not []string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("got %d, want %d: %s", w.Code, status, w.Body)
	}
	for _, s := range must {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("%s is missing in %s", s, w.Body)
		}
	}
	for _, s := range not {
		if strings.Contains(w.Body.String(), s) {
			t.Errorf("%s leaks in %s", s, w.Body)
		}
	}
}
