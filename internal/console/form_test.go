package console

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// with asks with a cookie that is there already.
func (w *workshop) with(c *http.Cookie, path string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.AddCookie(c)
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

func TestForms(t *testing.T) {
	t.Parallel()
	customer := "/customers/" + known.String()
	for _, c := range []struct {
		name   string
		role   access.Role
		path   string
		form   url.Values
		status int
		to     string // Location
		ran    string // the command that must have run; empty: none
	}{
		{"the desk withdraws", access.Desk, customer + "/consent", url.Values{"purpose": {"offers"}, "granted": {"false"}}, 303, customer + "?done=consent.offers.false#consent", "withdraw offers for " + known.String() + " by stf_desk, told in person, Service desk"},
		{"the owner grants", access.Owner, customer + "/consent", url.Values{"purpose": {"email"}, "granted": {"true"}}, 303, customer + "?done=consent.email.true#consent", "grant email for " + known.String() + " by stf_owner, told in person, Owner"},
		{"a marketer may not", access.Marketer, customer + "/consent", url.Values{"purpose": {"offers"}, "granted": {"true"}}, 404, "", ""},
		{"no such purpose", access.Desk, customer + "/consent", url.Values{"purpose": {"everything"}, "granted": {"true"}}, 422, "", ""},
		{"neither yes nor no", access.Desk, customer + "/consent", url.Values{"purpose": {"offers"}, "granted": {"perhaps"}}, 422, "", ""},
		{"no such customer", access.Desk, "/customers/x/consent", url.Values{"purpose": {"offers"}, "granted": {"true"}}, 404, "", ""},
		{"the desk forgets a customer who asked", access.Desk, customer + "/erase", url.Values{"asked": {"yes"}}, 303, "/customers?done=erased", "erase " + known.String() + " by stf_desk"},
		{"who did not ask stays", access.Desk, customer + "/erase", url.Values{}, 422, "", ""},
		{"a marketer forgets nobody", access.Marketer, customer + "/erase", url.Values{"asked": {"yes"}}, 404, "", ""},
		{"void with a reason", access.Desk, "/vouchers/" + codeOne + "/void", url.Values{"reason": {" paper jam "}}, 303, "/vouchers/" + codeOne + "?done=voided", "void " + codeOne + " by stf_desk: paper jam"},
		{"a marketer voids nothing", access.Marketer, "/vouchers/" + codeOne + "/void", url.Values{"reason": {"x"}}, 404, "", ""},
		{"reprint", access.Desk, "/vouchers/" + codeOne + "/reprint", url.Values{}, 200, "", "reprint " + codeOne + " by stf_desk"},
		{"pause", access.Marketer, "/promotions/" + string(idSoup) + "/state", url.Values{"state": {"paused"}}, 303, "/promotions/" + string(idSoup) + "?done=state.paused", "paused " + string(idSoup) + " by stf_marketer"},
		{"a manager does not pause", access.Manager, "/promotions/" + string(idSoup) + "/state", url.Values{"state": {"paused"}}, 404, "", ""},
		{"no state of our own making", access.Owner, "/promotions/" + string(idSoup) + "/state", url.Values{"state": {"gone"}}, 422, "", ""},
		{"a kept snapshot stands again", access.Owner, "/learn/snp_2a/stand", url.Values{}, 303, "/learn?done=stands#runs", "stand again snp_2a by stf_owner"},
		{"a marketer goes back to no snapshot", access.Marketer, "/learn/snp_2a/stand", url.Values{}, 404, "", ""},
		{"without the token", access.Desk, "/vouchers/" + codeOne + "/void", url.Values{web.FormField: {""}}, 403, "", ""},
		{"with a stranger's token", access.Desk, "/vouchers/" + codeOne + "/void", url.Values{web.FormField: {web.Session{}.FormToken()}}, 403, "", ""},
		{"not signed in", "", "/vouchers/" + codeOne + "/void", url.Values{}, 303, "/sign-in", ""},
		{"too large", access.Desk, "/vouchers/" + codeOne + "/void", url.Values{"reason": {strings.Repeat("x", mostForm+1)}}, 413, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorkshop(t)
			rec := w.post(c.role, c.path, c.form)
			if rec.Code != c.status || rec.Header().Get("Location") != c.to {
				t.Errorf("got %d to %q, want %d to %q: %s", rec.Code, rec.Header().Get("Location"), c.status, c.to, rec.Body)
			}
			ran := w.fake.ran()
			if c.ran == "" && len(ran) != 0 || c.ran != "" && !slices.Equal(ran, []string{c.ran}) {
				t.Errorf("ran %q, want %q", ran, c.ran)
			}
		})
	}
}

// TestFail_SaysOnce: a page that failed says what it has to say one time.
func TestFail_SaysOnce(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		page *httptest.ResponseRecorder
		say  string
	}{
		{w.get(access.Owner, "/nowhere"), "There is nothing at this address"},
		{w.post(access.Desk, "/customers/"+known.String()+"/erase", url.Values{}), "say that the customer asked for it"},
		{w.post(access.Desk, "/customers/"+known.String()+"/erase?lang=de", url.Values{}), "dass der Kunde darum gebeten hat"},
	} {
		if body := c.page.Body.String(); strings.Count(body, c.say) != 1 {
			t.Errorf("%d times %q: %s", strings.Count(body, c.say), c.say, mainOf(body))
		}
	}
}

// TestDossier: what a person asks for leaves as a file, under the id and no name.
func TestDossier(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.get(access.Desk, "/customers/"+known.String()+"/export")
	if rec.Code != 200 || rec.Header().Get("Content-Disposition") != `attachment; filename="`+known.String()+`.json"` || !strings.Contains(rec.Body.String(), known.String()) {
		t.Errorf("got %d, %v: %s", rec.Code, rec.Header(), rec.Body)
	}
	if ran := w.fake.ran(); !slices.Equal(ran, []string{"export " + known.String() + " by stf_desk"}) {
		t.Errorf("ran %q", ran)
	}
	if page := w.page(access.Marketer, "/customers/"+known.String(), 200); strings.Contains(page, "/erase") || strings.Contains(page, known.String()+"/export") {
		t.Error("a marketer is offered what only the desk may do")
	}
}

func TestForms_FromAnotherSiteAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie, s := w.as(access.Owner)
	r := httptest.NewRequest("POST", "/vouchers/"+codeOne+"/void", strings.NewReader(url.Values{web.FormField: {s.FormToken()}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(cookie)
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	if rec.Code != 403 || len(w.fake.ran()) != 0 {
		t.Errorf("got %d, ran %q", rec.Code, w.fake.ran())
	}
}

func TestForms_AConflictSaysWhatToDo(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = nil
	rec := w.post(access.Desk, "/vouchers/"+codeUsed+"/void", url.Values{})
	if rec.Code != 303 {
		t.Fatalf("got %d", rec.Code)
	}
	site := New(w.site.cfg)
	site.cfg.Commands = refusing{w.fake}
	w.http = site.Handler()
	rec = w.post(access.Desk, "/vouchers/"+codeUsed+"/void", url.Values{})
	if rec.Code != 409 || !strings.Contains(rec.Body.String(), "It was used at Corvale") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

// refusing is a fake whose vouchers are all used.
type refusing struct{ *fake }

// VoidVoucher refuses.
func (refusing) VoidVoucher(context.Context, view.Actor, string) error {
	return fault.New(fault.Conflict, "already_redeemed", "It was used at Corvale: void that receipt instead.")
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	good := url.Values{"login": {"marketer"}, "password": {"a long enough one"}}
	for _, c := range []struct {
		name string
		form url.Values
		code int
		to   string
	}{
		{"lands on the own screen", good, 303, "/"},
		{"goes on where it was", url.Values{"login": {"owner"}, "password": good["password"], "next": {"/learn?theme=dark"}}, 303, "/learn?theme=dark"},
		{"never elsewhere", url.Values{"login": {"owner"}, "password": good["password"], "next": {"//evil.example"}}, 303, "/"},
		{"never elsewhere by a scheme", url.Values{"login": {"owner"}, "password": good["password"], "next": {"https://evil.example/"}}, 303, "/"},
		{"never elsewhere by a backslash", url.Values{"login": {"owner"}, "password": good["password"], "next": {`/\evil.example`}}, 303, "/"},
		{"wrong password", url.Values{"login": {"owner"}, "password": {"x"}}, 401, ""},
		{"a till is no person", url.Values{"login": {"till"}, "password": good["password"]}, 401, ""},
	} {
		w := newWorkshop(t)
		rec := w.post("", "/sign-in", c.form)
		if rec.Code != c.code || rec.Header().Get("Location") != c.to {
			t.Errorf("%s: got %d to %q", c.name, rec.Code, rec.Header().Get("Location"))
		}
		if (len(rec.Result().Cookies()) > 0) != (c.code == 303) {
			t.Errorf("%s: cookies %v", c.name, rec.Result().Cookies())
		}
		if c.code == 401 && (strings.Contains(rec.Body.String(), "secret detail") || !strings.Contains(rec.Body.String(), "do not fit")) {
			t.Errorf("%s: says %s", c.name, rec.Body)
		}
	}
}

func TestSignIn_LinkAndOut(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.get("", "/sign-in?link=once")
	if rec.Code != 303 || len(rec.Result().Cookies()) != 1 {
		t.Fatalf("got %d %v", rec.Code, rec.Result().Cookies())
	}
	cookie := rec.Result().Cookies()[0]
	if got := w.with(cookie, "/"); got.Code != 303 || got.Header().Get("Location") != "/today" {
		t.Errorf("the owner lands on %s", got.Header().Get("Location"))
	}
	if bad := w.get("", "/sign-in?link=twice"); bad.Code != 401 || len(bad.Result().Cookies()) != 0 {
		t.Errorf("a wrong link: got %d", bad.Code)
	}
	out := httptest.NewRequest("POST", "/sign-out", nil)
	out.AddCookie(cookie)
	rec = httptest.NewRecorder()
	w.http.ServeHTTP(rec, out)
	if again := w.with(cookie, "/today"); rec.Code != 303 || again.Code != 303 {
		t.Errorf("after signing out: %d, then %d", rec.Code, again.Code)
	}
}

func TestSignIn_GuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	code := 0
	for range 11 {
		code = w.post("", "/sign-in", url.Values{"login": {"owner"}, "password": {"guess"}}).Code
	}
	if code != 429 {
		t.Errorf("try 11: got %d, want 429", code)
	}
	if rec := w.post("", "/sign-in", url.Values{"login": {"owner"}, "password": {"a long enough one"}}); rec.Code != 429 {
		t.Errorf("the right password after too many: got %d", rec.Code)
	}
}

func TestLand_EveryRoleOnItsOwnScreen(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for role, want := range map[access.Role]string{
		access.Owner: "/today", access.Admin: "/settings", access.Marketer: "/today", access.Manager: "/stores/S012", access.Planner: "/stock",
		access.Account: "/segments", access.Desk: "/vouchers", access.Analyst: "/learn",
	} {
		if rec := w.get(role, "/"); rec.Header().Get("Location") != want {
			t.Errorf("%s lands on %s, want %s", role, rec.Header().Get("Location"), want)
		}
	}
}

// TestToday_LeadsManagersToTheirs: whose day is a store's finds it at Today's address too.
func TestToday_LeadsManagersToTheirs(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	if rec := w.get(access.Manager, "/today"); rec.Code != 303 || rec.Header().Get("Location") != "/stores/S012" {
		t.Errorf("got %d to %q", rec.Code, rec.Header().Get("Location"))
	}
}

func TestTheme_IsRemembered(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.get(access.Owner, "/today?theme=dark")
	if !strings.Contains(rec.Body.String(), `data-theme="dark"`) {
		t.Error("the page is not dark")
	}
	var set *http.Cookie
	for _, c := range rec.Result().Cookies() {
		if c.Name == "sartor_theme" {
			set = c
		}
	}
	if set == nil || set.Value != "dark" {
		t.Fatalf("cookies %v", rec.Result().Cookies())
	}
	for value, want := range map[string]string{"dark": `data-theme="dark"`, "light": `data-theme="light"`, `"><x`: `<html lang="en">`} {
		cookie, _ := w.as(access.Owner)
		r := httptest.NewRequest("GET", "/today", nil)
		r.AddCookie(cookie)
		r.Header.Add("Cookie", "sartor_theme"+"="+value)
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, r)
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("cookie %s: no %s", value, want)
		}
	}
}

func TestAssets_ForEverAndOnlyTheRightHash(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for name, path := range w.site.around.Assets.URLs {
		rec := w.get("", path)
		if rec.Code != 200 || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") || rec.Body.Len() == 0 {
			t.Errorf("%s: got %d %v", name, rec.Code, rec.Header())
		}
		if rec := w.get("", strings.Replace(path, ".", ".0", 1)); rec.Code != 404 {
			t.Errorf("%s with another hash: got %d", name, rec.Code)
		}
	}
	rec := w.get(access.Owner, "/today")
	if rec.Header().Get("Cache-Control") != "no-store" || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "script-src 'self'") {
		t.Errorf("page headers %v", rec.Header())
	}
}
