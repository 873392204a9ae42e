package console

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/stock"
)

// TestStock_RefusedStays: what was typed and refused stays in its row, which is open.
func TestStock_RefusedStays(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.post(access.Planner, "/stock/proposals/pro_7-1-2", url.Values{"do": {"adjust"}, "units": {"40"}, "reason": {"the shelf is small"}})
	body := rec.Body.String()
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "40 is not whole packs of 12. Enter 36 or 48.") || !strings.Contains(body, `value="the shelf is small"`) || !strings.Contains(body, `value="40"`) || !strings.Contains(body, "<details class=\"alt\" open>") {
		t.Errorf("%d %s", rec.Code, body)
	}
}

// TestStock_RefusedInGerman: what is refused is said in the page's language, in the row and
// on the page of what could not be done.
func TestStock_RefusedInGerman(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		path string
		form url.Values
		want string
	}{
		{"/stock/proposals/pro_7-1-2", url.Values{"do": {"adjust"}, "units": {"40"}, "reason": {"x"}}, "40 sind keine ganzen Gebinde zu 12. 36 oder 48 eingeben."},
		{"/stock/proposals/pro_7-1-2", url.Values{"do": {"adjust"}, "units": {"x"}}, "Eine ganze Zahl von Stück eingeben."},
		{"/stock/auto", url.Values{"class": {"A"}, "gain_A": {"-1"}, "most_A": {"9"}}, "Eine Klasse braucht mindestens 1 Stück"},
		{"/stock/auto", url.Values{"class": {"A"}, "gain_A": {"1"}, "most_A": {"0"}}, "Eine Klasse braucht mindestens 1 Stück"},
	} {
		rec := w.post(access.Planner, c.path+"?lang=de", c.form)
		if body := rec.Body.String(); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) || strings.Contains(body, "whole packs") || strings.Contains(body, "needs at least") {
			t.Errorf("%s %v: %d, lacks %q: %s", c.path, c.form, rec.Code, c.want, body)
		}
	}
}

// TestStock_EveryRefusalHasWords: each reason that a decision is refused for, and each code
// that the rooms of the plan refuse with, has words on pages of every language.
func TestStock_EveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	for _, w := range phrase.Languages() {
		for _, why := range stock.Whys() {
			if w.Stock.Refusals[why] == "" {
				t.Errorf("%s has no words for %s", w.Language, why)
			}
		}
		if len(w.Stock.Refusals) != len(stock.Whys()) {
			t.Errorf("%s has words for %d refusals, there are %d", w.Language, len(w.Stock.Refusals), len(stock.Whys()))
		}
	}
	found := 0
	for _, room := range []string{"../server/tonight", "../db/plan", "../stock/plan", "stock"} {
		for _, code := range codesOf(t, room) {
			if found++; phrase.German().Fail.Hints[code] == "" {
				t.Errorf("%s refuses with %s, for which German pages have no words", room, code)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d codes found: the test looks at the wrong place", found)
	}
}

// codesOf are the codes of the faults that a package's files make, but for those of
// damaged rows.
func codesOf(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`fault\.New\(fault\.(\w+), "(\w+)"`)
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(body), -1) {
			if m[1] != "Internal" && !strings.HasSuffix(file, "_test.go") {
				out = append(out, m[2])
			}
		}
	}
	return out
}

// TestStock_RefusedIsSeen: a browser shows the field that was refused, and reading the
// address of the form anew leads to the list.
func TestStock_RefusedIsSeen(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for name, form := range map[string]url.Values{"units": {"units": {"40"}, "reason": {"x"}}, "reason": {"units": {"36"}}} {
		form.Set("do", "adjust")
		body := w.post(access.Planner, "/stock/proposals/pro_7-1-2", form).Body.String()
		if field := regexp.MustCompile(`<input id="(.)-pro_7-1-2" name="` + name + `"[^>]* autofocus>`); !field.MatchString(body) || strings.Count(body, " autofocus") != 1 || !strings.Contains(body, `role="alert"`) {
			t.Errorf("a browser does not begin at the %s it refuses: %s", name, body)
		}
	}
	if rec := w.get(access.Planner, "/stock/proposals/pro_7-1-2"); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/stock#pro_7-1-2" {
		t.Errorf("%d %s", rec.Code, rec.Header().Get("Location"))
	}
}

// TestStock_StaysAtTheRow: who decided on a row finds it, or its neighbour where it left
// the list, and it again once that is taken back.
func TestStock_StaysAtTheRow(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	page := w.page(access.Planner, "/stock", 200)
	for id, beside := range map[string]string{"pro_7-1-1": "pro_7-1-3", "pro_7-1-3": "pro_7-1-2", "pro_7-1-2": "pro_7-1-3"} { // those of one van together
		form := fieldsOf(page, "/stock/proposals/"+id)
		for _, c := range []struct{ do, state, at string }{{"accept", "", beside}, {"reject", "", beside}, {"undo", "accepted", beside}, {"adjust", "adjusted", id}, {"undo", "", id}} {
			sent := url.Values{"beside": form["beside"], "at_state": {c.state}, "do": {c.do}, "units": {"12"}, "reason": {"x"}}
			rec := w.post(access.Planner, "/stock/proposals/"+id, sent)
			if _, at, _ := strings.Cut(rec.Header().Get("Location"), "#"); rec.Code != http.StatusSeeOther || at != c.at {
				t.Errorf("%s in the list of %q: %d, at %q, not %q", c.do, c.state, rec.Code, at, c.at)
			}
		}
	}
	undo := url.Values{"do": {"undo"}} // of the toast
	if to := w.post(access.Planner, "/stock/proposals/pro_7-1-1", undo).Header().Get("Location"); !strings.HasSuffix(to, "#pro_7-1-1") {
		t.Errorf("taken back at %s", to)
	}
}
