package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
)

// TestStock_RefusedStays: what was typed and refused stays in its row, which is open.
func TestStock_RefusedStays(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	rec := w.post(access.Planner, "/stock/proposals/pro_7-1-2", url.Values{"do": {"adjust"}, "units": {"40"}, "reason": {"the shelf is small"}})
	body := rec.Body.String()
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "give 36 or 48") || !strings.Contains(body, `value="the shelf is small"`) || !strings.Contains(body, `value="40"`) || !strings.Contains(body, "<details class=\"alt\" open>") {
		t.Errorf("%d %s", rec.Code, body)
	}
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
