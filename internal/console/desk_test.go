package console

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
)

func TestFind_OpensTheOneThing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		role    access.Role
		q, want string
	}{
		{access.Owner, "q6p5-rw53-v60t", "/vouchers/" + codeOne},
		{access.Owner, "Q6P5RW53V60T", "/vouchers/" + codeOne},
		{access.Owner, "2600000014417", "/customers/" + known.String()},
		{access.Account, "2600000014417", "/customers/" + known.String()},
		{access.Marketer, known.String(), "/customers/" + known.String()},
		{access.Owner, "brackwater", "/stores/" + string(storeBra)},
		{access.Owner, "ground", "/products/5901"},
		{access.Owner, "lapsed", "/segments?segment=lapsed#members"},
	} {
		if rec := w.get(c.role, "/find?q="+url.QueryEscape(c.q)); rec.Code != 303 || rec.Header().Get("Location") != c.want {
			t.Errorf("%s: got %d to %s, want %s", c.q, rec.Code, rec.Header().Get("Location"), c.want)
		}
	}
	if html := w.page(access.Owner, "/find?q=autumn", 200); !strings.Contains(html, "<b>2</b> things go by") || !strings.Contains(html, "/promotions/"+string(idSoup)) {
		t.Error("two hits are a choice")
	}
}

func TestFind_AsksOnlyForWhatTheRoleSees(t *testing.T) {
	t.Parallel()
	for role, want := range map[access.Role]string{
		access.Owner: "customers products stores promotions vouchers", access.Admin: "", access.Marketer: "products stores promotions vouchers",
		access.Desk: "customers vouchers", access.Account: "customers vouchers", access.Analyst: "products promotions", access.Planner: "products stores",
		access.Manager: "products stores promotions vouchers",
	} {
		w := newWorkshop(t)
		w.page(role, "/find?q=2600000099999", 200)
		if got := w.fake.ran()[0]; got != "find 2600000099999: "+want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}

// TestFind_SaysWhoFindsByCard: whoever is told no names is told that a card finds nobody for
// them, in the same words whether there is such a card or not.
func TestFind_SaysWhoFindsByCard(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	const names, customers, other = "You find customers by number (cus_", "Your role does not see customers", "names by a part of them"
	for _, c := range []struct {
		role       access.Role
		text, want string
	}{
		{access.Owner, "2600000099999", other}, {access.Desk, "2600000099999", other}, {access.Marketer, "2600000014417", names}, {access.Manager, "%2B49 40 1234567", names},
		{access.Marketer, "ada@example.com", names}, {access.Planner, "2600000014417", customers}, {access.Planner, "cus_1j2xs5ywnzfv", customers}, {access.Analyst, "260 000", customers},
		{access.Marketer, "cus_1j2xs5ywnzfv", other}, {access.Marketer, "recipe kits", other}, {access.Planner, "7 grain", other},
	} {
		path := "/find?q=" + strings.ReplaceAll(c.text, " ", "+")
		html := w.page(c.role, path, 200) + w.page(c.role, path+"&part=1", 200)
		for _, say := range []string{names, customers, other} {
			if n := strings.Count(html, say); n != map[bool]int{true: 2}[say == c.want] {
				t.Errorf("%s asks for %s: %q is said %d times, by the page and the palette", c.role, c.text, say, n)
			}
		}
	}
}

func TestFind_TextStaysText(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, path := range []string{"/find?q=", "/find?part=1&q=", "/find?part=1&q=autumn&x="} {
		html := w.page(access.Owner, path+url.QueryEscape(hostile), 200)
		if strings.Contains(html, "<script>alert") {
			t.Errorf("%s: what was typed became markup", path)
		}
	}
	w.page(access.Owner, "/find?q="+strings.Repeat("%C3%A4", 300), 200)
	if part := w.page(access.Owner, "/find?part=1&q=", 200); !strings.Contains(part, `href="/today"`) || strings.Contains(part, "<html") {
		t.Errorf("the palette begins with the screens: %s", part)
	}
	if html := w.page(access.Owner, "/products/5901", 200); strings.Contains(html, "<script>alert") || !strings.Contains(html, "Autumn pantry") {
		t.Error("the page of a product")
	}
	w.page(access.Owner, "/products/none", 404)
	w.page(access.Desk, "/products/5901", 404)
}

func TestSave_KeepsFiltersOnly(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	keep := func(form url.Values) *httptest.ResponseRecorder { return w.post(access.Owner, "/views", form) }
	rec := keep(url.Values{"screen": {"promotions"}, "name": {"  Live\n soups "}, "query": {"state=live&q=soup&done=x&after=9&theme=dark&empty="}})
	if rec.Code != 303 || rec.Header().Get("Location") != "/promotions?done=view.saved.Live%2Bsoups&q=soup&state=live" {
		t.Fatalf("got %d to %s", rec.Code, rec.Header().Get("Location"))
	}
	html := w.page(access.Owner, "/promotions?state=live&q=soup", 200)
	if !strings.Contains(html, `href="/promotions?q=soup&amp;state=live" aria-current="true">Live soups</a>`) || !strings.Contains(html, "Remove this saved view") {
		t.Error("the saved view is not in the head of its list")
	}
	if html := w.page(access.Owner, "/stores", 200); strings.Contains(html, "Live soups") {
		t.Error("a view of promotions stands at the stores")
	}
	if html := w.page(access.Marketer, "/promotions", 200); strings.Contains(html, "Live soups") {
		t.Error("somebody else's view")
	}
	if part := w.page(access.Owner, "/find?part=1&q=soups", 200); !strings.Contains(part, "Live soups") {
		t.Error("the palette does not know it")
	}
	if html := w.page(access.Owner, rec.Header().Get("Location"), 200); !strings.Contains(html, `action="/views/drop"`) || !strings.Contains(html, "The view is saved.") {
		t.Error("no undo")
	}
	for form, status := range map[string]int{"screen=promotions&name=+&query=": 422, "screen=settings&name=x": 422, "screen=..%2Fstores&name=x": 422, "screen=stores&name=x&query=" + strings.Repeat("q", 3000): 422} {
		if q, err := url.ParseQuery(form); err != nil || keep(q).Code != status {
			t.Errorf("%.40s: got %d, want %d", form, keep(q).Code, status)
		}
	}
	if rec := w.post(access.Owner, "/views/drop", url.Values{"screen": {"promotions"}, "name": {"Live soups"}, "query": {"q=soup&state=live"}}); rec.Code != 303 || len(w.fake.saved["stf_owner"]) != 0 {
		t.Errorf("not removed: %d, %v", rec.Code, w.fake.saved)
	}
}

func TestKeys_GoBackWithinTheConsole(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for to, want := range map[string]string{"/stores?q=a": "/stores?q=a", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/", "": "/"} {
		rec := w.post(access.Desk, "/keys", url.Values{"keys": {"off"}, "back": {to}})
		if rec.Header().Get("Location") != want || !strings.Contains(rec.Header().Get("Set-Cookie"), "sartor_keys=off") {
			t.Errorf("%q: to %q with %q", to, rec.Header().Get("Location"), rec.Header().Get("Set-Cookie"))
		}
	}
	cookie, _ := w.as(access.Owner)
	for value, on := range map[string]bool{"off": false, "on": true, "": true} {
		r := httptest.NewRequest("GET", "/today", nil)
		r.AddCookie(cookie)
		r.AddCookie(&http.Cookie{Name: "sartor_keys", Value: value})
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, r)
		if strings.Contains(rec.Body.String(), " data-keys") != on {
			t.Errorf("%q: keys on should be %t", value, on)
		}
	}
}

// file reads a CSV file of the console.
func (w *workshop) file(role access.Role, path string) [][]string {
	w.t.Helper()
	rec := w.get(role, path)
	if rec.Code != 200 || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "attachment") {
		w.t.Fatalf("%s for %s: %d %s", path, role, rec.Code, rec.Header())
	}
	rows, err := csv.NewReader(bytes.NewReader(rec.Body.Bytes())).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

func formula(cell string) bool { return strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") }

func TestFile_AsThePageIsSeen(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	if rows := w.file(access.Owner, "/export/stores.csv"); len(rows) < 3 || rows[0][1] != "Store" {
		t.Errorf("stores: %q", rows)
	}
	if rows := w.file(access.Owner, "/export/stores.csv?q=no-such-store"); len(rows) != 1 {
		t.Errorf("the file is not filtered as the page is: %q", rows)
	}
	all := ""
	for _, name := range []string{"stores", "promotions", "vouchers", "customers", "segments"} {
		for _, row := range w.file(access.Owner, "/export/"+name+".csv") {
			if at := slices.IndexFunc(row, formula); at >= 0 {
				t.Errorf("%s: the formula %q", name, row[at])
			}
			all += strings.Join(row, "\t") + "\n"
		}
		if rec := w.get(access.Owner, "/export/"+name+".xlsx"); !bytes.HasPrefix(rec.Body.Bytes(), []byte("PK")) || rec.Code != 200 {
			t.Errorf("%s.xlsx: %d", name, rec.Code)
		}
	}
	if !strings.Contains(all, "2600000014417") {
		t.Error("the owner sees names, and the file has none")
	}
	for _, row := range w.file(access.Marketer, "/export/customers.csv") {
		if strings.Contains(strings.Join(row, "\t"), "2600000014417") {
			t.Error("a marketer's file holds a card")
		}
	}
	for path, role := range map[string]access.Role{
		"/export/customers.csv": access.Planner, "/export/promotions.csv": access.Desk, "/export/segments.csv": access.Manager, "/export/stores.csv": access.Desk,
		"/export/settings.csv": access.Owner, "/export/stores.pdf": access.Owner, "/export/stores": access.Owner, "/export/.csv": access.Owner,
	} {
		w.page(role, path, 404)
	}
}

// TestFile_EveryTable: what a page shows as a table leaves as a file, for who sees it.
func TestFile_EveryTable(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	recipe, pilot, shop := "?promotion="+string(idRecipe), "?rollout=rol_a", "?store="+string(storeBra)
	for name, c := range map[string]struct {
		query, holds string
		not          access.Role // does not see it
	}{
		"response": {"?promotion=" + string(idSoup), "", access.Desk}, "history": {recipe, "recipe kits", access.Desk}, "versions": {recipe, "ready meals", access.Desk},
		"approvals": {"", "Garrow", access.Manager}, "staff": {"", "stf_gone", access.Marketer}, "tokens": {"", "tok_", access.Marketer}, "scores": {"", "0.", access.Marketer}, "runs": {"", "snp_", access.Marketer},
		"stock": {"?state=sent&kind=order", "131 wanted in 4 days", access.Desk}, "rollouts": {"", "rol_", access.Manager}, "leaving": {"", "may leave", access.Manager},
		"rollout": {pilot, "carries it", access.Manager}, "pairs": {pilot, "96", access.Manager}, "readout": {pilot, "46.00", access.Manager}, "regions": {pilot, "1.90", access.Manager}, "steps": {pilot, "held it", access.Manager},
		"taste": {shop, "2.34", access.Desk}, "wants": {shop, "Ground coffee", access.Desk}, "carried": {shop, "tailored", access.Desk}, "shelf": {shop, "Lentil soup", access.Desk}, "risk": {shop, known.String(), access.Desk},
		"receipts": {"?customer=" + known.String(), "receipt taken back", access.Planner}, "sessions": {"", "stf_", access.Marketer}, "seasons": {"", "came again", access.Marketer},
	} {
		rows := w.file(access.Owner, "/export/"+name+".csv"+c.query)
		all := ""
		for _, row := range rows {
			if at := slices.IndexFunc(row, formula); at >= 0 {
				t.Errorf("%s: the formula %q", name, row[at])
			}
			all += strings.Join(row, "\t") + "\n"
		}
		if len(rows) < 2 || !strings.Contains(all, c.holds) {
			t.Errorf("%s lacks %q: %s", name, c.holds, all)
		}
		w.page(c.not, "/export/"+name+".csv"+c.query, 404)
	}
	if rows := w.file(access.Owner, "/export/receipts.csv?customer="+known.String()); len(rows) != 1+4+manyReceipts {
		t.Errorf("a file of %d receipts holds %d", 4+manyReceipts, len(rows)-1)
	}
	for _, page := range []string{"/settings/staff", "/settings/tokens", "/learn", "/approvals", "/stock", "/rollouts", "/rollouts/rol_a", "/stores/" + string(storeBra), "/customers/" + known.String(), "/settings/sessions", "/promotions/" + string(idRecipe), "/promotions/" + string(idRecipe) + "/history"} {
		if !strings.Contains(w.page(access.Owner, page, 200), `href="/export/`) {
			t.Errorf("%s offers no file", page)
		}
	}
}

func TestFile_CustomersAreAudited(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.file(access.Owner, "/export/stores.csv")
	w.file(access.Owner, "/export/segments.csv?segment=high")
	w.file(access.Owner, "/export/risk.csv?store="+string(storeBra))
	w.file(access.Owner, "/export/receipts.csv?customer="+known.String())
	if got := w.fake.ran(); !slices.Equal(got, []string{"took segments?segment=high as csv by stf_owner", "took risk?store=" + string(storeBra) + " as csv by stf_owner", "took receipts?customer=" + known.String() + " as csv by stf_owner"}) {
		t.Errorf("the log says %q", got)
	}
	for _, row := range w.file(access.Planner, "/export/risk.csv?store="+string(storeBra)) {
		if strings.Contains(strings.Join(row, " "), "cus_") {
			t.Errorf("a planner, who sees no customers, is given their numbers: %q", row)
		}
	}
	w.page(access.Manager, "/export/receipts.csv?customer="+silent.String()+"x", 404)
	w.page(access.Manager, "/export/risk.csv?store="+string(storeCor), 404)
	w.fake.Fail = fault.New(fault.Unavailable, "", "no log")
	if rec := w.get(access.Owner, "/export/customers.csv"); rec.Code != 503 || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("a list of customers left without its row: %d", rec.Code)
	}
}
