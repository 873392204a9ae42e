package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
)

func at(minutes int) func() time.Time {
	return func() time.Time { return time.Date(2026, 11, 22, 17, minutes, 0, 0, time.UTC) }
}

// TestProblem_SaysWhere: whoever reads the detail alone learns the place, a page says the
// words once.
func TestProblem_SaysWhere(t *testing.T) {
	t.Parallel()
	one := ProblemOf(fault.AtField("/lines/0/quantity", "is zero"))
	if one.Detail != "/lines/0/quantity is zero" || one.Said() != "is zero" || one.Errors[0].Detail != "is zero" {
		t.Errorf("got %+v, said %q", one, one.Said())
	}
	if hint := ProblemOf(fault.New(fault.Conflict, "x", "Do this.")); hint.Detail != "Do this." || hint.Said() != "Do this." {
		t.Errorf("got %+v, said %q", hint, hint.Said())
	}
	if ours := ProblemOf(errors.New("disk")); ours.Detail != "" || ours.Said() != "" {
		t.Errorf("got %+v", ours)
	}
}

func TestWriteProblem_OneTableOfStatuses(t *testing.T) {
	t.Parallel()
	want := map[fault.Kind]int{
		fault.Internal: 500, fault.Malformed: 400, fault.Invalid: 422, fault.Denied: 403, fault.Unknown: 401,
		fault.NotFound: 404, fault.Conflict: 409, fault.Gone: 410, fault.Stale: 412, fault.TooLarge: 413,
		fault.Exhausted: 429, fault.Unavailable: 503,
	}
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		w := httptest.NewRecorder()
		WriteProblem(w, httptest.NewRequest("GET", "/x", nil), fault.New(kind, "some_code", "Do this."))
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatalf("%v: %v in %s", kind, err, w.Body)
		}
		if w.Code != want[kind] || p.Status != want[kind] || p.Title == "" || p.Type == "" {
			t.Errorf("%v: got status %d and %+v, want %d", kind, w.Code, p, want[kind])
		}
		if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%v: content type %q", kind, ct)
		}
		if (w.Header().Get("WWW-Authenticate") != "") != (w.Code == 401) {
			t.Errorf("%v: WWW-Authenticate %q", kind, w.Header().Get("WWW-Authenticate"))
		}
		if (w.Header().Get("Retry-After") != "") != (w.Code == 429 || w.Code == 503) {
			t.Errorf("%v: Retry-After %q", kind, w.Header().Get("Retry-After"))
		}
	}
}

func TestWriteProblem_NeverShowsTheCause(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errors.New("disk /var/lib full"),
		fault.At("db.Write", errors.New("disk /var/lib full")),
		&fault.Error{Op: "db.Write", Kind: fault.Unavailable, Hint: "Try again.", Err: errors.New("disk /var/lib full")},
		&fault.Error{Op: "db.Write", Kind: fault.Internal, Hint: "secret hint", Code: "secret", Err: errors.New("x")},
	} {
		w := httptest.NewRecorder()
		WriteProblem(w, httptest.NewRequest("GET", "/x", nil), err)
		for _, leak := range []string{"disk", "/var", "db.Write", "secret"} {
			if strings.Contains(w.Body.String(), leak) {
				t.Errorf("%v: %q leaks into %s", err, leak, w.Body)
			}
		}
	}
}

func TestWriteProblem_NamesTheFields(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	WriteProblem(w, httptest.NewRequest("GET", "/x", nil), fmt.Errorf("wrapped: %w", fault.AtField("/lines/0/quantity", "must not be 0")))
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "/lines/0/quantity" || p.Code != "validation" || p.Status != 422 || p.Detail != "/lines/0/quantity must not be 0" {
		t.Errorf("got %+v", p)
	}
}

func TestLimit_BeyondIs413(t *testing.T) {
	t.Parallel()
	h := Limit(10, API(func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.ReadAll(r.Body)
		return err
	}))
	for body, want := range map[string]int{strings.Repeat("a", 10): 200, strings.Repeat("a", 11): 413} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/x", strings.NewReader(body)))
		if w.Code != want {
			t.Errorf("%d bytes: got %d, want %d", len(body), w.Code, want)
		}
		if want == 413 && !strings.Contains(w.Body.String(), `"code":"too_large"`) {
			t.Errorf("got %s", w.Body)
		}
	}
}

func serveLogged(t *testing.T, h http.Handler, r *http.Request) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log bytes.Buffer
	o := Watcher{Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: at(0)}
	w := httptest.NewRecorder()
	o.Requests(h).ServeHTTP(w, r)
	return w, log.String()
}

func TestRequests_LogsThePatternAndNeverThePath(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("GET /v1/vouchers/{code}", API(func(http.ResponseWriter, *http.Request) error {
		return fault.At("db.Find", errors.New("disk full"))
	}))
	w, log := serveLogged(t, mux, httptest.NewRequest("GET", "/v1/vouchers/Q6P5-RW53-V60T?card=2600000012348", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	for _, must := range []string{`"level":"ERROR"`, `"route":"GET /v1/vouchers/{code}"`, `"status":500`, "disk full", `"request_id":"` + w.Header().Get("X-Request-Id")} {
		if !strings.Contains(log, must) {
			t.Errorf("log lacks %s: %s", must, log)
		}
	}
	for _, not := range []string{"Q6P5", "2600000012348"} {
		if strings.Contains(log, not) {
			t.Errorf("log shows %s: %s", not, log)
		}
	}
	if strings.Count(log, "\n") != 1 {
		t.Errorf("want one line, got %s", log)
	}
}

// TestRequests_WhoLeftIsNoFailure: a caller that goes away is a warning, a disk that
// fails meanwhile is still an error.
func TestRequests_WhoLeftIsNoFailure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err        error
		leaves     bool
		want, lack string
	}{
		"left":                       {context.Canceled, true, `"level":"WARN"`, `"status":500`},
		"left, and the disk is full": {errors.New("disk full"), true, `"level":"ERROR"`, `"status":499`},
		"cancelled by ourselves":     {context.Canceled, false, `"level":"ERROR"`, `"status":499`},
	} {
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		h := API(func(http.ResponseWriter, *http.Request) error {
			if c.leaves {
				leave()
			}
			return fault.At("till.Close", c.err)
		})
		if _, log := serveLogged(t, h, httptest.NewRequestWithContext(ctx, "POST", "/v1/till/close", nil)); !strings.Contains(log, c.want) || strings.Contains(log, c.lack) {
			t.Errorf("%s: %s", name, log)
		}
	}
}

func TestRequests_APanicIsA500AndTheNextRequestGoesOn(t *testing.T) {
	t.Parallel()
	w, log := serveLogged(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom at /secret") }), httptest.NewRequest("GET", "/x", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "boom") || !strings.Contains(log, "boom at /secret") {
		t.Errorf("got %d %s, log %s", w.Code, w.Body, log)
	}
}

func TestRequests_KeepsOnlyWellFormedIds(t *testing.T) {
	t.Parallel()
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for given, kept := range map[string]bool{"till-3_481": true, "": false, "a b": false, "x\nlevel=ERROR": false, strings.Repeat("a", 65): false, strings.Repeat("a", 64): true} {
		r := httptest.NewRequest("GET", "/x", nil)
		r.Header.Set("X-Request-Id", given)
		w, _ := serveLogged(t, ok, r)
		if got := w.Header().Get("X-Request-Id"); (got == given && given != "") != kept || got == "" {
			t.Errorf("%q: got %q, kept should be %t", given, got, kept)
		}
	}
}

func TestSecure_Headers(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Secure(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
	csp := w.Header().Get("Content-Security-Policy")
	for _, must := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, must) {
			t.Errorf("policy lacks %s: %s", must, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %v", w.Header())
	}
}

func TestGzip_TextOnlyAndOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("voucher ", 500)
	for _, c := range []struct {
		accept, kind string
		zipped       bool
	}{
		{"gzip, br", "text/html; charset=utf-8", true},
		{"br", "text/html", false},
		{"gzip;q=0", "text/html", false},
		{"gzip", "image/png", false},
		{"gzip", "text/event-stream", false},
	} {
		r := httptest.NewRequest("GET", "/x", nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		Gzip(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			_, _ = io.WriteString(w, body)
		})).ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.zipped {
			t.Errorf("%+v: compressed %t", c, got)
			continue
		}
		read := io.Reader(w.Body)
		if c.zipped {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			read = z
		}
		if got, err := io.ReadAll(read); err != nil || string(got) != body {
			t.Errorf("%+v: got %d bytes, %v", c, len(got), err)
		}
	}
}
