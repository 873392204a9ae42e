package console

import (
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
)

var update = flag.Bool("update", false, "write the golden pages anew; read the difference")

// pages are all screens with all their faces.
func pages() map[string]string {
	return map[string]string{
		"today": "/today", "today-paused": "/today?ticker=paused", "customers": "/customers", "customers-found": "/customers?q=nobody",
		"customer": "/customers/" + known.String(), "customer-done": "/customers/" + known.String() + "?done=consent.offers.false", "customer-silent": "/customers/" + silent.String(),
		"vouchers": "/vouchers", "vouchers-none": "/vouchers?q=nothing", "voucher": "/vouchers/" + codeOne, "voucher-used": "/vouchers/" + codeUsed, "voucher-bare": "/vouchers/" + codeBare,
		"promotions": "/promotions", "promotion": "/promotions/" + string(idSoup), "promotion-thin": "/promotions/" + string(idThin), "promotion-over": "/promotions/" + string(idOver) + "?done=state.paused", "promotion-draft": "/promotions/prm_odd",
		"stock": "/stock?done=plan.accepted_pro_7-1-1", "stock-adjusted": "/stock?state=adjusted&kind=order", "segments": "/segments", "segments-past": "/segments?on=2026-03-01&segment=high",
		"local": "/promotions/prm_recipe/stores/S012", "local-live": "/promotions/prm_recipe/stores/S020?done=publish", "local-waits": "/promotions/prm_recipe/stores/S030", "local-sealed": "/promotions/" + string(idSoup) + "/stores/S012", "approvals": "/approvals", "promotion-versions": "/promotions/prm_recipe",
		"template-new": "/promotions/new", "template-edit": "/promotions/prm_recipe/edit", "template-draft": "/promotions/prm_draft/edit", "template-review": "/promotions/prm_draft/review?done=saved.1&look_store=S012&look_customer=" + known.String(),
		"template-changed": "/promotions/prm_recipe/review?look_store=S012&look_customer=" + third.String(), "template-history": "/promotions/prm_recipe/history",
		"rollouts": "/rollouts", "rollout": "/rollouts/rol_a?done=rollout.hold", "rollout-draft": "/rollouts/rol_draft", "rollout-never": "/rollouts/rol_never", "rollout-stopped": "/rollouts/rol_stopped",
		"learn": "/learn", "stores": "/stores", "stores-filtered": "/stores?region=nowhere", "store": "/stores/" + string(storeBra), "settings": "/settings",
		"staff": "/settings/staff", "staff-person": "/settings/staff/stf_account", "staff-sessions": "/settings/sessions",
		"tokens": "/settings/tokens", "audit": "/settings/audit", "audit-none": "/settings/audit?actor=nobody", "me": "/me",
	}
}

// steady replaces what differs on every rendering.
func steady(html string) string {
	html = regexp.MustCompile(`name="form_token" value="[^"]+"`).ReplaceAllString(html, `name="form_token" value="TOKEN"`)
	return regexp.MustCompile(`/static/(\w+)\.[0-9a-f]{8}\.`).ReplaceAllString(html, "/static/$1.HASH.")
}

func roles() []access.Role {
	return []access.Role{access.Owner, access.Admin, access.Marketer, access.Manager, access.Planner, access.Account, access.Desk, access.Analyst}
}

func TestPages_Golden(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for name, path := range pages() {
		got := steady(w.page(access.Owner, path, 200))
		for tag, n := range map[string]int{"<h1": 1, "</h1>": 1, "<main": 1, `class="answer"`: 1, "Simulated data, seed 20261122": 1} {
			if found := strings.Count(got, tag); found < n || found > n && tag != "Simulated data, seed 20261122" {
				t.Errorf("%s: %d times %s, want %d", name, found, tag, n)
			}
		}
		if !regexp.MustCompile(`(?s)</h1>\s*<p class="answer">[^<]*\S`).MatchString(got) && !regexp.MustCompile(`(?s)</h1>\s*<p class="answer"><[ab]`).MatchString(got) {
			t.Errorf("%s: the answer does not stand below the h1", name)
		}
		if name != "today" { // one page holds the frame, the others their work
			got = got[strings.Index(got, "<main"):strings.Index(got, "</main>")]
		}
		golden(t, name, strings.ReplaceAll(got, "><", ">\n<")+"\n")
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("%s line %d: got %s\nwant %s", name, i+1, a[i], b[i])
				return
			}
		}
		t.Errorf("%s: got %d lines, want %d", name, len(a), len(b))
	}
}

func TestPages_NothingInline(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	all := pages()
	all["sign-in"], all["absent"] = "/sign-in", "/nowhere"
	for name, path := range all {
		role, status := access.Owner, 200
		if name == "sign-in" {
			role = ""
		}
		if name == "absent" {
			status = 404
		}
		html := w.page(role, path, status)
		for _, bad := range []string{`\sstyle\s*=`, `<style`, `\son[a-z]+\s*=\s*["']`, `<script(?:\s+defer)?>`, `javascript:`, `src="http`, `href="http`} {
			if hit := regexp.MustCompile(bad).FindString(html); hit != "" {
				t.Errorf("%s: %q is inline or foreign", name, hit)
			}
		}
		if strings.Contains(html, "<script>alert") || strings.Contains(html, "\x1b") {
			t.Errorf("%s: a hostile name got through", name)
		}
		if left := slotLeft(html); left != "" {
			t.Errorf("%s: the slot %s was not filled", name, left)
		}
	}
}

// slotLeft finds a slot that was not filled; the two that the text of a voucher has
// are shown to whoever writes one.
func slotLeft(html string) string {
	return regexp.MustCompile(`\{[a-z]+\}`).FindString(strings.NewReplacer("{discount}", "", "{product}", "").Replace(html))
}

// ownStore reports whether a page is about no store, or about the manager's own.
func ownStore(path string) bool {
	_, store, about := strings.Cut(path, "/stores/")
	return !about || strings.HasPrefix(store, string(storeBra))
}

// editing reports whether a page is for those who make promotions.
func editing(path string) bool {
	return path == "/approvals" || strings.HasPrefix(path, "/promotions/") && (strings.HasSuffix(path, "/new") || strings.HasSuffix(path, "/edit"))
}

func TestPages_NamesOnlyForThoseWhoServe(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	secret := []string{"2600000014417", "solheim@example.org", "marit@example.org"}
	for _, role := range roles() {
		var all strings.Builder
		for _, path := range pages() {
			all.WriteString(w.get(role, path).Body.String())
		}
		for _, s := range secret {
			if strings.Contains(all.String(), s) != role.May(access.SeeNames) {
				t.Errorf("%s: shows %s should be %t", role, s, role.May(access.SeeNames))
			}
		}
	}
	for _, role := range []access.Role{access.Marketer, access.Manager} {
		if html := w.page(role, "/customers/"+known.String(), 200); !strings.Contains(html, "Card ·· 4417") {
			t.Errorf("%s: no pseudonym", role)
		}
		// asking whether a card exists is asking for a name
		if html := w.page(role, "/customers?q=2600000014417", 200); !strings.Contains(html, "Nobody here") {
			t.Errorf("%s found a customer by the card", role)
		}
	}
	for _, c := range w.fake.ran() {
		if strings.HasPrefix(c, "seen ") && !strings.Contains(c, "owner") && !strings.Contains(c, "account") && !strings.Contains(c, "desk") {
			t.Errorf("logged a view that showed nothing: %s", c)
		}
	}
}

func TestPages_DeskSeesNoHabits(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	html := w.page(access.Desk, "/customers/"+known.String(), 200)
	if strings.Contains(html, "Ground coffee") || !strings.Contains(html, "What this customer allowed") {
		t.Error("the desk sees consent and no habits")
	}
	if html := w.page(access.Owner, "/customers/"+silent.String(), 200); strings.Contains(html, "Chickpeas") || !strings.Contains(html, "no consent") {
		t.Error("without consent nothing is shown of the purchases, and the page says so")
	}
}

// TestPages_OtherStoresVouchersAreNoLinks: what a manager could not open is no link.
func TestPages_OtherStoresVouchersAreNoLinks(t *testing.T) {
	t.Parallel()
	html := newWorkshop(t).page(access.Manager, "/customers/"+known.String(), 200)
	if !strings.Contains(html, `href="/vouchers/`+codeOne+`"`) || strings.Contains(html, codeBare) || strings.Contains(html, `href="/vouchers/"`) {
		t.Error("want the own store's voucher linked, another store's listed without")
	}
}

func TestPages_DeniedLooksAbsent(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, role := range roles() {
		absent := steady(w.page(role, "/nowhere", 404))
		for name, path := range pages() {
			s, rec := screenOf(path), w.get(role, path)
			got := themeless(steady(rec.Body.String()))
			sees := shell.Sees(role, s) && (!editing(path) || role.May(access.EditPromotions)) && (role != access.Manager || ownStore(path))
			led := s == shell.Today && role == access.Manager // to their store
			switch {
			case led != (rec.Code == 303), sees && rec.Code != 200:
				t.Errorf("%s as %s: got %d", name, role, rec.Code)
			case led, s == "me": // everybody's own
			case !sees && (rec.Code != 404 || got != themeless(absent)):
				t.Errorf("%s as %s differs from what does not exist (status %d)", name, role, rec.Code)
			}
		}
	}
	for _, path := range []string{"/customers/cus_zzzz", "/customers/x", "/vouchers/XXXX-XXXX-XXXX", "/promotions/none", "/today/none"} {
		w.page(access.Owner, path, 404)
	}
	cookieless := w.get("", "/today")
	if cookieless.Code != 303 || cookieless.Header().Get("Location") != "/sign-in?next=%2Ftoday" {
		t.Errorf("a stranger: got %d to %s", cookieless.Code, cookieless.Header().Get("Location"))
	}
}

// screenOf returns the first part of an address.
func screenOf(path string) screen {
	bare, _, _ := strings.Cut(path, "?")
	first, _, _ := strings.Cut(strings.Trim(bare, "/"), "/")
	if first == "approvals" {
		return promotions
	}
	return screen(first)
}

// themeless drops the theme link, which repeats the address that was asked for.
func themeless(html string) string {
	return regexp.MustCompile(`href="[^"]*(?:theme|lang)=[^"]*"`).ReplaceAllString(html, "")
}

func TestScreens_AreWithinTheRights(t *testing.T) {
	t.Parallel()
	for _, role := range access.Roles() {
		own := shell.Screens(role)
		if role.Console() != (len(own) > 0) {
			t.Errorf("%s: %d screens", role, len(own))
		}
		for _, s := range own {
			if !role.May(s.Reads()) {
				t.Errorf("%s sees %s without the right %s", role, s, s.Reads())
			}
		}
	}
}

func TestPages_EveryLinkResolves(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie, _ := w.as(access.Owner)
	seen := map[string]bool{}
	queue := []string{"/today"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		bare, anchor, _ := strings.Cut(path, "#")
		if seen[path] || strings.Contains(path, "after=") {
			continue
		}
		seen[path] = true
		rec := w.with(cookie, bare)
		if rec.Code != 200 && rec.Code != 303 {
			t.Errorf("%s: got %d", path, rec.Code)
			continue
		}
		html := rec.Body.String()
		if anchor != "" && !strings.Contains(html, `id="`+anchor+`"`) {
			t.Errorf("%s: nothing there is called %s", bare, anchor)
		}
		for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(html, -1) {
			to := strings.ReplaceAll(m[1], "&amp;", "&")
			switch {
			case strings.HasPrefix(to, "#i-"):
			case strings.HasPrefix(to, "#"):
				queue = append(queue, bare+to)
			case strings.HasPrefix(to, "/"):
				queue = append(queue, to)
			default:
				t.Errorf("%s links to %q", path, to)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d links walked", len(seen))
	}
}

func TestPages_FirstDay(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Empty = true
	for path, must := range map[string]string{
		"/today": "No receipt yet today", "/customers": "Nobody here", "/vouchers": "No vouchers", "/promotions": "No promotions yet",
		"/learn": "Nothing is learned yet", "/stores": "No stores yet",
	} {
		if html := w.page(access.Owner, path, 200); !strings.Contains(html, must) || strings.Contains(html, "NaN") || strings.Contains(html, "Inf") {
			t.Errorf("%s lacks %q or holds a number that is none", path, must)
		}
	}
}

// TestPages_UnreadIsNotZero: until results were read, no figure stands for them.
func TestPages_UnreadIsNotZero(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	page := w.page(access.Owner, "/promotions/prm_odd", 200)
	for _, must := range []string{"Nobody has looked yet", "not read yet"} {
		if !strings.Contains(page, must) {
			t.Errorf("the page lacks %q", must)
		}
	}
	for _, never := range []string{"Customers treated", "would have got one", "in the smaller arm"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %q of what nobody read", never)
		}
	}
	if list := w.page(access.Owner, "/promotions", 200); strings.Count(list, "not read yet") != 1 || !strings.Contains(list, "91 of 800 customers") {
		t.Error("the list does not tell unread from read")
	}
}

func TestPages_AFaultShowsNothingOfItself(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = fault.At("db.Read", errors.New("disk /var/lib full"))
	for name, path := range pages() {
		if name == "settings" || name == "vouchers-none" {
			continue
		}
		html := w.get(access.Owner, path).Body.String()
		if strings.Contains(html, "/var/lib") || strings.Contains(html, "db.Read") || !strings.Contains(html, "Our fault") {
			t.Errorf("%s: got %s", name, html)
		}
	}
	w.fake.Fail = fault.New(fault.Unavailable, "busy", "Try again in a second.")
	rec := w.get(access.Owner, "/today")
	if rec.Code != 503 || rec.Header().Get("Retry-After") == "" || !strings.Contains(rec.Body.String(), "Try again in a second.") {
		t.Errorf("got %d %v", rec.Code, rec.Header())
	}
}

// TestPages_SayWhatIsBeingPrepared: while a chain is being made each page says
// how far it is and asks again; afterwards none does.
func TestPages_SayWhatIsBeingPrepared(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.scene.Preparing = &view.Preparing{Text: "120 of 173 days of receipts", Done: .42}
	for _, path := range []string{"/today", "/learn", "/settings"} {
		page := w.page(access.Owner, path, 200)
		for _, want := range []string{`data-prep="/preparing"`, "120 of 173 days of receipts", `<progress value="42"`, `<noscript><meta http-equiv="refresh"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	if part := w.page(access.Owner, "/preparing", 200); !strings.HasPrefix(part, `<div class="prep" role="status"`) {
		t.Errorf("the line alone is %s", part)
	}
	w.scene.Preparing = nil
	if page := w.page(access.Owner, "/today", 200); strings.Contains(page, "data-prep") || strings.Contains(page, "http-equiv") {
		t.Error("a chain that stands is still being prepared")
	}
	w.page(access.Owner, "/preparing", http.StatusNoContent)
}

// Who reads some stores is told no count of customers that nobody counted.
func TestCustomers_NoCountForSomeStores(t *testing.T) {
	t.Parallel()
	html := newWorkshop(t).page(access.Manager, "/customers", 200)
	if !strings.Contains(html, "The customers of your own stores, by their numbers.") || strings.Contains(html, "customers are known") {
		t.Error("a manager is told how many customers the chain has, or a count of rows")
	}
}
