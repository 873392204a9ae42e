package console

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
)

// TestAccount_NamesOfThoseServedOnly: an account manager of the high band is told
// the names of its customers, each look logged; others are pseudonyms on every
// page, in every file, and a card that is theirs is found by nobody else.
func TestAccount_NamesOfThoseServedOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		served []access.Served
		tells  []string // of the three cards and addresses
	}{
		{nil, []string{"2600000014417", "marit@example.org", "17850"}},
		{[]access.Served{"band:high"}, []string{"2600000014417"}},
		{[]access.Served{"state:at_risk"}, []string{"marit@example.org"}},
		{[]access.Served{access.Served(third.String())}, []string{"17850"}},
		{[]access.Served{"state:won_back"}, nil},
	} {
		w := newWorkshop(t)
		who := principal(access.Account)
		who.Served = c.served
		get := func(path string) *httptest.ResponseRecorder { return w.sent(who, "GET", path) }
		for _, one := range []struct{ name, id string }{{"2600000014417", known.String()}, {"marit@example.org", silent.String()}, {"17850", third.String()}} {
			want := strings.Contains(strings.Join(c.tells, " "), one.name)
			before := len(w.fake.ran())
			if page := get("/customers/" + one.id); page.Code != 200 || strings.Contains(page.Body.String(), one.name) != want {
				t.Errorf("%v: the page of %s (%d) tells the name: want %t", c.served, one.name, page.Code, want)
			}
			if logged := len(w.fake.ran()) > before; logged != want {
				t.Errorf("%v: the look at %s is logged: %t, want %t", c.served, one.name, logged, want)
			}
			if strings.Contains(get("/customers").Body.String(), one.name) != want || strings.Contains(get("/export/customers.csv").Body.String(), one.name) != want {
				t.Errorf("%v: the list or its file tells %s: want %t", c.served, one.name, want)
			}
			found := get("/customers?" + url.Values{"q": {one.name}}.Encode())
			if (found.Code == 303) != want {
				t.Errorf("%v: searching %s got %d, want found %t", c.served, one.name, found.Code, want)
			}
			if byID := get("/customers?q=" + one.id); byID.Code != 303 {
				t.Errorf("%v: our own id of %s finds nobody: %d", c.served, one.name, byID.Code)
			}
		}
		if page := get("/find?q=2600000014417"); strings.Contains(page.Header().Get("Location"), known.String()) != (len(c.tells) > 0 && c.tells[0] == "2600000014417") {
			t.Errorf("%v: finding the card went to %q", c.served, page.Header().Get("Location"))
		}
		listed := slices.IndexFunc(w.fake.ran(), func(ran string) bool { return strings.HasPrefix(ran, "listed") })
		if (listed >= 0) != (len(c.tells) > 0) {
			t.Errorf("%v: a list with names is logged: %t", c.served, listed >= 0)
		}
	}
}
