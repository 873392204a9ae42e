package console

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/house"
	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/staff/stafftest"
	"sartor/internal/web"
)

// workshop is a console on fake data and a browser without scripts.
type workshop struct {
	t    *testing.T
	fake *fake
	site *Site
	http http.Handler
	keep web.Keeper
	tick *web.Recent[view.Tick]
	book *stafftest.Book

	templates *templates
	locals    *locals

	scene view.Scene
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	w := &workshop{t: t, fake: &fake{}, tick: web.NewRecent[view.Tick]("boot")}
	w.templates = newTemplates(w.fake)
	w.locals = newLocals(w.templates)
	w.book = bookOfStaff(func() error { return w.fake.Fail })
	w.keep = web.Keeper{Sessions: &sessions{rows: map[string]web.Session{}}, Now: now}
	w.scene = view.Scene{Chain: "Osmund", Notice: "Simulated data, seed 20261122", Zone: berlin(t), Newest: now().Add(-2 * time.Second)}
	w.site = New(w.config())
	w.http = w.site.Handler()
	return w
}

// config is a console on the fakes.
func (w *workshop) config() Config {
	return Config{
		Scene: func() view.Scene { return w.scene },
		Days:  w.fake, Customers: w.fake, Vouchers: w.fake, Promotions: w.fake, ChainData: w.fake, Declares: w.fake, Segments: w.fake, Commands: w.fake, Rights: w.fake, Staff: w.fake,
		Sessions: w.keep, Ticker: w.tick, Live: w.fake, Now: now, Finder: w.fake, Shelf: w.fake, Logbook: w.fake, StorePages: w.fake, Stock: stock.Ports{Plans: plans{fake: w.fake}, Draw: func() uint64 { return 7 }}, House: house.Of(deskOf(w.book)),
		Templates: w.templates, Locals: w.locals, Estimates: estimates{}, Responses: responses{}, Draw: func() uint64 { return 7 }, Rollouts: rolloutsOf(w.fake),
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// as signs a role in and returns its cookie and session.
func (w *workshop) as(role access.Role) (*http.Cookie, web.Session) {
	w.t.Helper()
	rec := httptest.NewRecorder()
	s, err := w.keep.Start(rec, httptest.NewRequest("POST", "/sign-in", nil), principal(role))
	if err != nil {
		w.t.Fatal(err)
	}
	return rec.Result().Cookies()[0], s
}

func (w *workshop) get(role access.Role, path string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	if role != "" {
		c, _ := w.as(role)
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

// post sends a form as a browser would: with the session's token unless the
// form brings its own; headers in turn by name and value.
func (w *workshop) post(role access.Role, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	var cookie *http.Cookie
	if role != "" {
		c, s := w.as(role)
		cookie = c
		if !form.Has(web.FormField) {
			form.Set(web.FormField, s.FormToken())
		}
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

// page reads an answer and fails on anything but the wanted status.
func (w *workshop) page(role access.Role, path string, status int) string {
	w.t.Helper()
	rec := w.get(role, path)
	b, err := io.ReadAll(rec.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if rec.Code != status {
		w.t.Fatalf("%s as %s: got %d, want %d: %s", path, role, rec.Code, status, b)
	}
	return string(b)
}
