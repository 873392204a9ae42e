package console

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
)

func TestBench_ByRole(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for role, want := range map[access.Role][]string{
		access.Owner:    {"does not work in urban stores", "slipping away", "asks to tailor", "runs out of money", "may be one person", "has sent no receipt", "/learn#runs", "tonight’s plan wait", "may take its next step"},
		access.Marketer: {"does not work in urban stores", "slipping away", "asks to tailor", "runs out of money", "has sent no receipt", "may take its next step"},
		access.Planner:  {"has sent no receipt", "tonight’s plan wait", "may take its next step"},
		access.Account:  {"slipping away", "may be one person"},
	} {
		html := w.page(role, "/today", 200)
		for _, say := range []string{"does not work in urban stores", "slipping away", "asks to tailor", "runs out of money", "may be one person", "has sent no receipt", "/learn#runs", "tonight’s plan wait", "may take its next step"} {
			on := slices.Contains(want, say) || role == access.Marketer && say == "may be one person" // by pseudonym
			if strings.Contains(html, say) != on {
				t.Errorf("%s: %q shown should be %t", role, say, on)
			}
		}
	}
	html := w.page(access.Owner, "/today", 200)
	for _, say := range []string{`<b>€4.10</b> <small class="rng">−1.20 to 9.40</small>`, "3\u00a0% (−4 to 10) more of its goods sold; suburban stores: 48\u00a0% (38–60)", "They buy more ready meals", "in 5\u00a0h", "overdue", "of margin is lost each hour", "9 orders and 5 moves of tonight’s plan wait", "worth €61.00 (44.00–88.00)", "Next come 8 stores", "Goes out at 15:32", `<span class="badge pin">overdue</span>`} {
		if !strings.Contains(html, say) {
			t.Errorf("the bench does not say %q", say)
		}
	}
}

// TestToday_SaysWhereToBegin: whoever answers for promotions is told which one matters,
// others what lies first; where no promotion waits, the one that prints most.
func TestToday_SaysWhereToBegin(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for role, want := range map[access.Role]string{
		access.Marketer: `First of all: <a href="/promotions/prm_pantry">Autumn pantry does not work`,
		access.Planner:  `First of all: <a href="/stock#list">9 orders and 5 moves of tonight`,
	} {
		if html := w.page(role, "/today", 200); !strings.Contains(html, want) {
			t.Errorf("%s: the answer lacks %q", role, want)
		}
	}
	w.fake.idle = true
	if html := w.page(access.Marketer, "/today", 200); !strings.Contains(html, `<a href="/promotions/prm_pantry">Autumn pantry</a> prints most of the live promotions: 1,204 vouchers so far.`) {
		t.Error("the marketer's day names no promotion")
	}
	if html := w.page(access.Planner, "/today", 200); strings.Contains(html, "prints most") {
		t.Error("a planner is told of promotions, whose pages the role does not see")
	}
}

func TestBench_AsideRestsAndComesBack(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	key := regexp.MustCompile(`name="key" value="(\w+)"`).FindStringSubmatch(w.page(access.Owner, "/today", 200))
	if key == nil {
		t.Fatal("no row can be set aside")
	}
	rec := w.post(access.Owner, "/today/aside", url.Values{"key": {key[1]}})
	cookies := rec.Result().Cookies()
	if rec.Code != 303 || rec.Header().Get("Location") != "/today?done=aside."+key[1] || len(cookies) != 1 {
		t.Fatalf("got %d to %s with %v", rec.Code, rec.Header().Get("Location"), cookies)
	}
	see := func(path string) string {
		cookie, _ := w.as(access.Owner)
		r := httptest.NewRequest("GET", path, nil)
		r.AddCookie(cookie)
		r.AddCookie(cookies[0])
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, r)
		return rec.Body.String()
	}
	if html := see("/today"); strings.Contains(html, "does not work in urban stores") || !strings.Contains(html, "slipping away") {
		t.Error("what was set aside is still there, or all of it went")
	}
	if html := see("/today?done=aside." + key[1]); !strings.Contains(html, "Set aside until tomorrow") || !strings.Contains(html, `name="back" value="1"`) {
		t.Error("no undo")
	}
	for _, bad := range []string{"", "0", "<script>", "zzzzzzzzzzzz"} {
		if rec := w.post(access.Owner, "/today/aside", url.Values{"key": {bad}}); rec.Header().Get("Location") != "/today" || len(rec.Result().Cookies()) != 0 {
			t.Errorf("%q was kept", bad)
		}
	}
}

func TestApart_IsSaidAndTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	path := "/customers/" + known.String() + "/apart"
	if html := w.page(access.Owner, "/today", 200); !strings.Contains(html, `action="`+path+`"`) {
		t.Error("the bench does not let the owner decide")
	}
	if html := w.page(access.Marketer, "/today", 200); strings.Contains(html, "/apart") {
		t.Error("who sees no names decides who is who")
	}
	rec := w.post(access.Owner, path, url.Values{"other": {third.String()}})
	if got := w.fake.ran(); len(got) != 1 || got[0] != "apart "+known.String()+" "+third.String()+" by stf_owner" {
		t.Fatalf("ran %v", got)
	}
	html := w.page(access.Owner, rec.Header().Get("Location"), 200)
	if !strings.Contains(html, "Kept as two people") || !strings.Contains(html, `name="back" value="1"`) || !strings.Contains(html, `value="`+third.String()+`"`) {
		t.Error("no undo")
	}
	if rec := w.post(access.Owner, path, url.Values{"other": {"nobody"}}); rec.Code != 422 {
		t.Errorf("nobody as the other: %d", rec.Code)
	}
}
