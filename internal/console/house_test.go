package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// houseRights is who may use the pages of who may come in.
func houseRights() map[string]string {
	return map[string]string{
		"GET /me":                                  everyone,
		"POST /me/password":                        everyone,
		"POST /me/language":                        everyone,
		"POST /me/sessions/{session}/end":          everyone,
		"POST /me/sessions/end":                    everyone,
		"POST /me/visit/end":                       everyone,
		"GET /settings/staff":                      "owner admin",
		"POST /settings/staff":                     "owner admin",
		"GET /settings/staff/{id}":                 "owner admin",
		"POST /settings/staff/{id}":                "owner admin",
		"POST /settings/staff/{id}/disable":        "owner admin",
		"POST /settings/staff/{id}/enable":         "owner admin",
		"POST /settings/staff/{id}/link":           "owner admin",
		"POST /settings/staff/{id}/end":            "owner admin",
		"POST /settings/staff/{id}/visit":          "owner admin",
		"POST /settings/invitations/{id}/withdraw": "owner admin",
		"GET /settings/sessions":                   "owner admin",
		"GET /settings/tokens":                     "owner admin",
		"POST /settings/tokens":                    "owner admin",
		"POST /settings/tokens/{id}/withdraw":      "owner admin",
		"GET /settings/audit":                      "owner admin",
	}
}

// open asks as nobody.
func (w *workshop) open(method, path string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

var linkIn = regexp.MustCompile(`http://[^<]*/join\?key=(sartor_in_\w+)`)

// TestInvite_TheLinkIsShownOnce walks an invitation from the form to the first
// page of the new colleague.
func TestInvite_TheLinkIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	made := w.post(access.Admin, "/settings/staff", url.Values{"name": {"Eve <b>"}, "role": {"account"}, "serves": {"band:high"}, "single": {known.String()}, "reason": {"new here"}})
	found := linkIn.FindStringSubmatch(made.Body.String())
	if made.Code != 201 || found == nil {
		t.Fatalf("got %d %s", made.Code, made.Body)
	}
	if again := w.page(access.Admin, "/settings/staff", 200); strings.Contains(again, found[1]) || !strings.Contains(again, "Eve &lt;b&gt;") {
		t.Error("the list shows the link again, or not the guest")
	}
	if g := w.book.Guests[0]; g.Role != access.Account || !slices.Equal(g.Served, []access.Served{"band:high", access.Served(known.String())}) {
		t.Errorf("invited as %+v", g)
	}
	door := w.open("GET", "/join?key="+found[1], nil)
	if door.Code != 200 || !strings.Contains(door.Body.String(), "At least 15 characters") || door.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the door: %d %v", door.Code, door.Header())
	}
	short := w.open("POST", "/join", url.Values{"key": {found[1]}, "name": {"Eve"}, "login": {"eve"}, "password": {"my secret 14 ch"[:14]}})
	if html := short.Body.String(); short.Code != 422 || !strings.Contains(html, `value="eve"`) || strings.Contains(html, "my secret") || !strings.Contains(html, `aria-invalid="true"`) {
		t.Errorf("a short password: %d %s", short.Code, html)
	}
	for _, c := range []struct{ password, say string }{
		{"my secret 14 ch"[:14], "fewer than 15"}, {strings.Repeat("words and ", 30), "more than 256"}, {strings.Repeat("ab", 20), "5 different"}, {"eve-eve0eve1eve2eve", "little more than the sign-in name"},
	} {
		for range 4 { // more than a link may be guessed: choosing is not guessing
			rec := w.open("POST", "/join", url.Values{"key": {found[1]}, "name": {"Eve"}, "login": {"eve"}, "password": {c.password}})
			if rec.Code != 422 || !strings.Contains(rec.Body.String(), c.say) {
				t.Errorf("a password that %s: %d", c.say, rec.Code)
			}
		}
	}
	in := w.open("POST", "/join", url.Values{"key": {found[1]}, "name": {"Eve"}, "login": {"eve"}, "password": {"eve's own four words"}})
	jar := in.Result().Cookies() // the language that the page was read in, and the session
	if in.Code != 303 || in.Header().Get("Location") != "/" || len(jar) != 2 || jar[0].Value != "en" {
		t.Fatalf("got %d to %s with %v", in.Code, in.Header().Get("Location"), jar)
	}
	if page := w.with(jar[1], "/me"); page.Code != 200 || !strings.Contains(page.Body.String(), "Eve") {
		t.Errorf("the first page: %d", page.Code)
	}
	used := w.open("POST", "/join", url.Values{"key": {found[1]}, "name": {"Thief"}, "login": {"thief"}, "password": {"another four words"}})
	if used.Code != 410 || !strings.Contains(used.Body.String(), "used already") || len(used.Result().Cookies()) != 0 {
		t.Errorf("a second time: %d %s", used.Code, used.Body)
	}
	for _, key := range []string{"", "x", found[1][:20], strings.Repeat("y", 5000)} {
		if rec := w.open("GET", "/join?key="+url.QueryEscape(key), nil); rec.Code != 404 || !strings.Contains(rec.Body.String(), "not known") {
			t.Errorf("a link of %d signs: %d", len(key), rec.Code)
		}
	}
}

// TestForms_KeepWhatWasTyped: what is refused comes back with what was typed, the
// words beside the field, and nothing changed.
func TestForms_KeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		role   access.Role
		path   string
		form   url.Values
		status int
		must   []string
	}{
		{"a manager of nothing", access.Admin, "/settings/staff", url.Values{"name": {"Eve"}, "role": {"manager"}, "reason": {"because"}}, 422, []string{`value="Eve"`, `value="because"`, "a manager needs one"}},
		{"no such store", access.Admin, "/settings/staff", url.Values{"name": {"Eve"}, "role": {"manager"}, "stores": {"S012, S777"}}, 422, []string{`value="S012, S777"`}},
		{"no such customer", access.Admin, "/settings/staff", url.Values{"name": {"Eve"}, "role": {"account"}, "single": {`"><x`}}, 422, []string{`value="&#34;&gt;&lt;x"`, "Bands, states or customers"}},
		{"an owner by an admin", access.Admin, "/settings/staff", url.Values{"name": {"Eve"}, "role": {"owner"}}, 403, []string{`value="Eve"`, "Only an owner"}},
		{"a change against what no longer stands", access.Owner, "/settings/staff/stf_desk", url.Values{"was": {"manager||"}, "name": {"Dora"}, "role": {"desk"}}, 412, []string{`value="Dora"`, "Somebody changed this meanwhile"}},
		{"the own role", access.Owner, "/settings/staff/stf_owner", url.Values{"was": {"owner||"}, "name": {"Mara"}, "role": {"desk"}}, 403, []string{"Nobody changes their own role"}},
		{"a visit without a reason", access.Admin, "/settings/staff/stf_manager/visit", url.Values{"reason": {"help"}, "minutes": {"90"}}, 422, []string{`value="help"`, `value="90"`, "At least 8 characters"}},
		{"names by a token", access.Admin, "/settings/tokens", url.Values{"name": {"shop"}, "role": {"account"}}, 403, []string{`value="shop"`, "Such a token reads customers"}},
		{"a till of no store", access.Admin, "/settings/tokens", url.Values{"name": {"shop"}, "role": {"till"}, "till": {"T1"}}, 422, []string{`value="shop"`, `value="T1"`, "exactly one"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorkshop(t)
			before := len(w.book.Done())
			rec := w.post(c.role, c.path, c.form)
			if rec.Code != c.status || len(w.book.Done()) != before {
				t.Errorf("got %d, changed %v", rec.Code, w.book.Done()[before:])
			}
			for _, must := range c.must {
				if !strings.Contains(rec.Body.String(), must) {
					t.Errorf("lacks %s", must)
				}
			}
		})
	}
}

// TestTokens_OffersWhatMayBeMade: an admin chooses among roles that read no customers.
func TestTokens_OffersWhatMayBeMade(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for role, names := range map[access.Role]bool{access.Admin: false, access.Owner: true} {
		html := w.page(role, "/settings/tokens", 200)
		if strings.Contains(html, `value="account"`) != names || !strings.Contains(html, `value="source"`) {
			t.Errorf("%s: want roles that read customers offered %v, and source", role, names)
		}
	}
}

// TestHouse_Changes: each form does its one thing and says so.
func TestHouse_Changes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role access.Role
		path string
		form url.Values
		to   string
		left string
	}{
		{access.Admin, "/settings/staff/stf_desk", url.Values{"was": {"desk||"}, "name": {"Dora"}, "role": {"manager"}, "stores": {"S012 S020"}}, "/settings/staff/stf_desk?done=house.saved", "staff.change"},
		{access.Admin, "/settings/staff/stf_desk/disable", url.Values{}, "/settings/staff/stf_desk?done=house.disabled", "staff.disable"},
		{access.Admin, "/settings/staff/stf_gone/enable", url.Values{}, "/settings/staff/stf_gone?done=house.enabled", "staff.enable"},
		{access.Admin, "/settings/staff/stf_desk/end", url.Values{}, "/settings/staff/stf_desk?done=house.ended", "session.end_all"},
		{access.Owner, "/settings/invitations/inv_1/withdraw", url.Values{}, "/settings/staff?done=house.withdrawn", "invitation.withdraw"},
		{access.Owner, "/settings/tokens/tok_1/withdraw", url.Values{}, "/settings/tokens?done=house.withdrawn", "token.withdraw"},
		{access.Owner, "/me/sessions/ses_1/end", url.Values{}, "/me?done=house.session", "session.end"},
		{access.Owner, "/me/sessions/ses_3/end", url.Values{"back": {"all"}}, "/settings/sessions?done=house.session", "session.end"},
		{access.Manager, "/me/sessions/end", url.Values{"all": {"1"}}, "/sign-in", "session.end_all"},
		{access.Manager, "/me/sessions/end", url.Values{}, "/me?done=house.ended", "session.end_all"},
		{access.Manager, "/me/language", url.Values{"language": {"de"}}, "/me?done=house.language", "staff.language"},
	} {
		w := newWorkshop(t)
		rec := w.post(c.role, c.path, c.form)
		if rec.Code != 303 || rec.Header().Get("Location") != c.to {
			t.Errorf("%s: got %d to %q: %s", c.path, rec.Code, rec.Header().Get("Location"), rec.Body)
			continue
		}
		if done := w.book.Done(); done[len(done)-1] != c.left {
			t.Errorf("%s: left %s, want %s", c.path, done[len(done)-1], c.left)
		}
		if to := strings.Split(c.to, "?"); len(to) == 2 && !strings.Contains(w.page(c.role, c.to, 200), `class="toast"`) {
			t.Errorf("%s does not say what was done", c.to)
		}
	}
	w := newWorkshop(t)
	if rec := w.post(access.Manager, "/me/sessions/ses_1/end", url.Values{}); rec.Code != 404 {
		t.Errorf("a manager ends the owner's session: %d", rec.Code)
	}
}

// visitor signs in an admin who acts for the manager.
func (w *workshop) visitor(until time.Time) *http.Cookie {
	w.t.Helper()
	who := principal(access.Manager)
	who.Name, who.By = "Max M.", access.Visitor{ID: "stf_admin", Name: "Ada A."}
	rec := httptest.NewRecorder()
	s, err := w.keep.Start(rec, httptest.NewRequest("POST", "/sign-in", nil), who)
	if err != nil {
		w.t.Fatal(err)
	}
	kept := w.keep.Sessions.(*sessions)
	s.Visit = web.Visit{Reason: "ticket 4711 & <b>", Ends: retail.MicrosOf(until)}
	kept.rows[string(s.Hash)] = s
	return rec.Result().Cookies()[0]
}

// TestVisit_SaysSoEverywhere: whoever acts for a colleague reads so, with both
// names, the reason and the way back, on every page the colleague sees, and sees
// nothing more than the colleague.
func TestVisit_SaysSoEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie := w.visitor(now().Add(20 * time.Minute))
	seen := 0
	for name, path := range pages() {
		rec := w.with(cookie, path)
		if own := w.get(access.Manager, path).Code; rec.Code != own {
			t.Errorf("%s: the visitor gets %d, the manager %d", name, rec.Code, own)
		}
		if rec.Code == 303 {
			continue
		}
		seen++
		for _, must := range []string{"Ada A. acts for Max M.: ticket 4711 &amp; &lt;b&gt;", `action="/me/visit/end"`} {
			if !strings.Contains(rec.Body.String(), must) {
				t.Errorf("%s lacks %s", name, must)
			}
		}
	}
	if seen < 10 {
		t.Errorf("looked at %d pages only", seen)
	}
	if strings.Contains(w.page(access.Manager, "/customers", 200), "/me/visit/end") {
		t.Error("who acts for themselves is told of a visit")
	}
}

// TestForms_OfAVisitEndWithIt: a form that was loaded while acting for a colleague
// does not run as the visitor once the visit is over.
func TestForms_OfAVisitEndWithIt(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie := w.visitor(now().Add(time.Minute))
	kept := w.keep.Sessions.(*sessions)
	var s web.Session
	for _, one := range kept.rows {
		s = one
	}
	html := w.with(cookie, "/me").Body.String()
	token := regexp.MustCompile(`name="form_token" value="([^"]+)"`).FindStringSubmatch(html)[1]
	s.Who, s.Visit = principal(access.Owner), web.Visit{} // the time is over
	kept.rows[string(s.Hash)] = s
	form := url.Values{web.FormField: {token}, "state": {"paused"}}
	r := httptest.NewRequest("POST", "/promotions/"+string(idSoup)+"/state", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(cookie)
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	if rec.Code != 403 || len(w.fake.ran()) != 0 {
		t.Errorf("got %d, ran %v", rec.Code, w.fake.ran())
	}
}

// TestAudit_TakenAlong: the file holds what the page's filters find, as text that no
// spreadsheet computes, for those only who read the audit.
func TestAudit_TakenAlong(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.book.Trails[1].Reason = "=1+1"
	all := w.get(access.Admin, "/export/audit.csv").Body.String()
	if n := strings.Count(all, "\n"); n != 5 || !strings.Contains(all, "'=1+1") || !strings.Contains(all, "stf_admin,stf_manager,promotion.version") {
		t.Errorf("%d lines: %s", n, all)
	}
	one := w.get(access.Owner, "/export/audit.csv?actor=stf_manager").Body.String()
	if strings.Count(one, "\n") != 2 || !strings.Contains(one, "ticket 4711") {
		t.Errorf("filtered: %s", one)
	}
	for _, role := range []access.Role{access.Marketer, access.Manager, access.Analyst, access.Desk} {
		w.page(role, "/export/audit.csv", 404)
	}
}
