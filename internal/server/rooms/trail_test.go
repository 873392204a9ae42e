package rooms_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/server/api"
	"sartor/internal/server/rooms"
	"sartor/internal/server/servertest"
	"sartor/internal/staff"
	"sartor/internal/web"
)

// elsewhere names the forms that this chain has nothing to try on, and what holds
// them to their audit row.
func elsewhere() map[string]string {
	const promotion = "db.PutPromotion writes the row in its own transaction: dbtest"
	return map[string]string{
		"POST /learn/{snapshot}/stand": "needs a learned snapshot", "POST /promotions/new": promotion, "POST /promotions/{id}/edit": promotion, "POST /promotions/{id}/history/{version}": promotion,
		"POST /me/visit/end": "needs a visit: TestVisit_InAndOut", "POST /today/aside": "a cookie: nothing is written",
		"POST /customers/{id}/apart":           "needs a pair that may be one person; the rejection and its row are one write",
		"POST /promotions/{id}/stores/{store}": "db/local writes the row of each step in its own transaction: dbtest",
		"POST /promotions/{id}/transfers":      "db/local writes the row in its own transaction: dbtest",
	}
}

// form is one try of a form: where, and with what.
type form struct {
	path string
	with url.Values
}

// tries are forms that succeed, one after the other, on the chain of build.
func tries(t *testing.T, h *house) map[string]form {
	t.Helper()
	desk := h.Staff()
	owner := access.Principal{ID: "stf_owner", Name: "Mara", Role: access.Owner}
	guest, _, err := desk.Invite(t.Context(), owner, staff.Guest{Name: "Eve", Role: access.Desk})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := desk.CreateToken(t.Context(), owner, staff.Carrier{Role: access.Source})
	if err != nil {
		t.Fatal(err)
	}
	h.person("stf_max", "max", access.Desk)
	h.person("stf_ada", "ada", access.Analyst)
	if err := desk.Disable(t.Context(), owner, "stf_ada", ""); err != nil {
		t.Fatal(err)
	}
	one, gone := "/settings/staff/stf_max", h.sell(`"customer":{"card":"2600000099990"}`).Customer
	return map[string]form{
		"POST /settings/chain":                     {"/settings/chain", settingsForm(t, h)},
		"POST /customers/{id}/consent":             {"/customers/" + h.one + "/consent", url.Values{"purpose": {"email"}, "granted": {"true"}}},
		"GET /customers/{id}/export":               {"/customers/" + h.one + "/export", nil},
		"POST /customers/{id}/erase":               {"/customers/" + gone + "/erase", url.Values{"asked": {"yes"}}},
		"GET /export/{file}":                       {"/export/customers.csv", nil},
		"POST /vouchers/{code}/void":               {"/vouchers/" + h.code + "/void", url.Values{"reason": {"jam"}}},
		"POST /vouchers/{code}/reprint":            {"/vouchers/" + h.twice + "/reprint", nil},
		"POST /promotions/{id}/state":              {"/promotions/prm_soup/state", url.Values{"state": {"paused"}}},
		"POST /settings/staff":                     {"/settings/staff", url.Values{"name": {"Eve"}, "role": {"desk"}}},
		"POST /settings/staff/{id}":                {one, url.Values{"was": {"desk||"}, "name": {"Max"}, "role": {"desk"}}},
		"POST /settings/staff/{id}/disable":        {one + "/disable", nil},
		"POST /settings/staff/{id}/enable":         {"/settings/staff/stf_ada/enable", nil},
		"POST /settings/staff/{id}/link":           {"/settings/staff/stf_ada/link", nil},
		"POST /settings/staff/{id}/end":            {one + "/end", nil},
		"POST /settings/staff/{id}/visit":          {"/settings/staff/stf_ada/visit", url.Values{"reason": {"ticket 4711"}, "minutes": {"5"}}},
		"POST /settings/invitations/{id}/withdraw": {"/settings/invitations/" + guest.ID + "/withdraw", nil},
		"POST /settings/tokens":                    {"/settings/tokens", url.Values{"role": {"source"}}},
		"POST /settings/tokens/{id}/withdraw":      {"/settings/tokens/" + token.ID + "/withdraw", nil},
		"POST /me/language":                        {"/me/language", url.Values{"language": {"de"}}},
		"POST /me/password":                        {"/me/password", url.Values{"old": {first}, "new": {"another five words for later"}}},
		"POST /me/sessions/{session}/end":          {"/me/sessions/SESSION/end", nil},
		"POST /me/sessions/end":                    {"/me/sessions/end", nil},
		"POST /views":                              {"/views", url.Values{"name": {"mine"}, "screen": {"customers"}, "path": {"/customers"}}},
		"POST /views/drop":                         {"/views/drop", url.Values{"name": {"mine"}, "screen": {"customers"}}},
		"POST /keys":                               {"/keys", nil},
	}
}

const first = "four words nobody guesses"

// person makes somebody who can sign in.
func (h *house) person(id, login string, role access.Role) {
	h.t.Helper()
	hash, err := access.NewPassword(first).Hash(strings.NewReader(strings.Repeat("salt", 8)))
	if err == nil {
		err = h.DB.CreateStaff(h.t.Context(), access.Staff{ID: id, Login: login, Name: login, Role: role, Password: hash, Created: 1})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// as signs somebody in and returns the cookie and the session.
func (h *house) as(id string) (*http.Cookie, web.Session) {
	h.t.Helper()
	s, err := h.DB.StaffByID(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	session, err := (web.Keeper{Sessions: h.DB, Now: time.Now}).Start(rec, httptest.NewRequest("POST", "/sign-in", nil), s.Principal())
	if err != nil {
		h.t.Fatal(err)
	}
	return rec.Result().Cookies()[0], session
}

// newest is the newest row of the audit.
func (h *house) newest() staff.Entry {
	h.t.Helper()
	rows, err := h.DB.AuditAlong(h.t.Context(), staff.AuditRange{Before: staff.Newest(), Most: 1})
	if err != nil || len(rows) == 0 {
		h.t.Fatalf("the audit is empty: %v", err)
	}
	return rows[0]
}

// TestTrail_EveryFormOfTheTable sends each form of the console's own table, and each look
// that is logged, to a real chain and compares the audit row it leaves with the one its row of the table names.
func TestTrail_EveryFormOfTheTable(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.person("stf_boss", "boss", access.Owner)
	cfg := rooms.Config(h.Chain, rooms.NewTally(h.Chain), rooms.Options{Version: "test"})
	cfg.Sessions, cfg.Rights = web.Keeper{Sessions: h.DB, Now: time.Now}, api.Rights{Chain: h.Chain}
	site := console.New(cfg)
	pages, all := site.Handler(), tries(t, h)
	for _, rt := range site.Routes() {
		if rt.Trail == "" || elsewhere()[rt.Pattern] != "" {
			continue
		}
		try, known := all[rt.Pattern]
		if !known {
			t.Errorf("%s: nobody tries it; add it to tries, or to elsewhere with what holds it", rt.Pattern)
			continue
		}
		h.Wait(time.Second) // so that the newest row is the last one
		cookie, s := h.as("stf_boss")
		before, code := h.newest(), browser{pages, cookie, s}.send(rt.Method(), form{strings.ReplaceAll(try.path, "SESSION", s.ID), try.with})
		after := h.newest()
		if code >= 400 {
			t.Errorf("%s: got %d", rt.Pattern, code)
		}
		if strings.HasPrefix(rt.Trail, shell.Untracked) {
			if after.Place != before.Place {
				t.Errorf("%s says it leaves nothing and leaves %+v", rt.Pattern, after)
			}
			continue
		}
		if after.Place == before.Place || after.Action != rt.Trail || after.Actor != "stf_boss" {
			t.Errorf("%s: left %+v, want %s by stf_boss", rt.Pattern, after, rt.Trail)
		}
	}
}

// browser is one of somebody who is signed in.
type browser struct {
	pages  http.Handler
	cookie *http.Cookie
	s      web.Session
}

// send asks as a browser does, with the session's token in the form.
func (b browser) send(method string, f form) int {
	with := url.Values{}
	for name, values := range f.with {
		with[name] = values
	}
	with.Set(web.FormField, b.s.FormToken())
	r := httptest.NewRequest(method, f.path, strings.NewReader(with.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(b.cookie)
	rec := httptest.NewRecorder()
	b.pages.ServeHTTP(rec, r)
	return rec.Code
}

// TestVisit_InAndOut acts for a colleague on a real chain: their screens, their
// rights, both names in the audit, and back.
func TestVisit_InAndOut(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.person("stf_boss", "boss", access.Owner)
	h.person("stf_max", "max", access.Desk)
	cfg := rooms.Config(h.Chain, rooms.NewTally(h.Chain), rooms.Options{Version: "test"})
	cfg.Sessions = web.Keeper{Sessions: h.DB, Now: time.Now}
	pages := console.New(cfg).Handler()
	h.Wait(time.Since(h.Now())) // sessions end by the clock of the rows
	cookie, s := h.as("stf_boss")
	if code := (browser{pages, cookie, s}).send("POST", form{"/settings/staff/stf_max/visit", url.Values{"reason": {"ticket 4711"}, "minutes": {"5"}}}); code != 303 {
		t.Fatalf("the visit begins with %d", code)
	}
	s, err := (web.Keeper{Sessions: h.DB, Now: time.Now}).Find(withCookie(cookie))
	if err != nil || s.Who.ID != "stf_max" || s.Who.By.ID != "stf_boss" {
		t.Fatalf("acts as %+v, %v", s.Who, err)
	}
	for path, want := range map[string]int{"/settings/staff": 404, "/today": 404, "/vouchers": 200} {
		r := withCookie(cookie)
		r.URL.Path = path
		rec := httptest.NewRecorder()
		if pages.ServeHTTP(rec, r); rec.Code != want {
			t.Errorf("%s while acting for the desk: %d, want %d", path, rec.Code, want)
		}
	}
	shop := rooms.Config(h.Chain, rooms.NewTally(h.Chain), rooms.Options{Version: "test"}).Vouchers
	_, theirs := shop.Voucher(t.Context(), view.Scope{Stores: []retail.StoreID{"S013"}}, h.code)
	_, none := shop.Voucher(t.Context(), view.Scope{Stores: []retail.StoreID{"S013"}}, "0000-0000-0000")
	if theirs == nil || none == nil || fmt.Sprint(web.ProblemOf(theirs)) != fmt.Sprint(web.ProblemOf(none)) {
		t.Errorf("another store's voucher answers %v, an unknown code %v; want the same", theirs, none)
	}
	if code := (browser{pages, cookie, s}).send("POST", form{"/vouchers/" + h.code + "/void", url.Values{"reason": {"jam"}}}); code != 303 {
		t.Errorf("voiding got %d", code)
	}
	if row := h.newest(); row.Actor != "stf_boss" || row.Behalf != "stf_max" || row.Action != "voucher.void" {
		t.Errorf("left %+v, want both names", row)
	}
	h.Wait(time.Second)
	if code := (browser{pages, cookie, s}).send("POST", form{"/me/visit/end", nil}); code != 303 {
		t.Errorf("the end got %d", code)
	}
	s, err = (web.Keeper{Sessions: h.DB, Now: time.Now}).Find(withCookie(cookie))
	if row := h.newest(); err != nil || s.Who.ID != "stf_boss" || s.Who.Visiting() || row.Action != "visit.end" || row.Behalf != "stf_max" {
		t.Errorf("afterwards %+v, left %+v, %v", s.Who, row, err)
	}
	if token := h.Do(servertest.Call{As: access.Desk, Method: "GET", Path: "/v1/staff"}); token.Status != 403 {
		t.Errorf("a desk's token reads the staff: %d", token.Status)
	}
}

func withCookie(c *http.Cookie) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(c)
	return r
}

// settingsForm is the chain's settings with another name.
func settingsForm(t *testing.T, h *house) url.Values {
	t.Helper()
	s, err := h.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{
		"/name": {"Renamed"}, "/language": {"de"}, "/global_holdout": {"5"}, "/most_vouchers": {"3"}, "/cut_minutes": {"04:00"}, "/margin": {"25"}, "base": {s.Tag()},
	}
}
