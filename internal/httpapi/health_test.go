package httpapi

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
)

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.failing = errDisk // asks nobody
	expect(t, g.do(t, request{method: "GET", path: "/healthz"}), 200, []string{`"status":"ok"`, "1.2.3"}, nil)
	expect(t, g.do(t, request{method: "GET", path: "/readyz"}), 200, []string{`"failing":[]`}, nil)
	g.cfg.Parts = []Part{
		{Name: "database", Check: func(context.Context) error { return errors.New("disk /var is full") }},
		{Name: "keys", Check: func(context.Context) error {
			return fault.New(fault.Unavailable, "keys", "the key file is not mounted")
		}},
		{Name: "fine", Check: func(context.Context) error { return nil }},
		{Name: "slow", Check: func(context.Context) error { return context.DeadlineExceeded }},
	}
	w := g.do(t, request{method: "GET", path: "/readyz"})
	expect(t, w, 503, []string{`"part":"database"`, "the key file is not mounted", "gave no answer"}, []string{"/var", "fine"})
}

func TestMetrics_FreeOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, proxied string
		as            access.Role
		status        int
	}{
		{"127.0.0.1:5", "", "", 200}, {"[::1]:5", "", "", 200}, {"10.0.0.9:5", "", "", 401}, {"127.0.0.1:5", "203.0.113.9", "", 401},
		{"10.0.0.9:5", "", access.Till, 403}, {"10.0.0.9:5", "", access.Admin, 200},
	} {
		g := newRig(t)
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.from
		if c.proxied != "" {
			r.Header.Set("X-Forwarded-For", c.proxied)
		}
		if c.as != "" {
			r.Header.Set("Authorization", "Bearer "+g.token[c.as])
		}
		w := httptest.NewRecorder()
		g.Handler().ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%+v: got %d", c, w.Code)
		}
	}
}

func TestMetrics_NamesAndFewLabels(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.cfg.Metrics.Observe("POST /v1/till/close", "POST", 200, 3*time.Millisecond)
	g.cfg.Metrics.Observe("", "GET", 404, time.Millisecond)
	expect(t, g.do(t, post("/v1/till/close", sale(`"till"`, `"x":1,"till"`))), 200, nil, nil)
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.RemoteAddr = "127.0.0.1:9"
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, r)
	for _, must := range []string{
		`sartor_http_request_duration_seconds_bucket{route="POST /v1/till/close",status="2xx",le="0.005"} 1`,
		`sartor_http_request_duration_seconds_count{route="none",status="4xx"} 1`,
		`sartor_till_unknown_fields_total 1`, "# TYPE sartor_http_request_duration_seconds histogram\n", `sartor_http_in_flight{lane="till"} 0`, `sartor_build_info{version="test"} 1`,
	} {
		if !strings.Contains(w.Body.String(), must) {
			t.Errorf("%s is missing in %s", must, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "S012") {
		t.Error("a store is a label")
	}
}
