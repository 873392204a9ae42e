package console

import (
	"context"
	"errors"
	"maps"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/web"
)

const everyone = "owner admin marketer manager planner account desk analyst"

// rights says who may use each route of the console, written by hand: a route
// that is not here, or that lets in anybody else, fails.
func rights() map[string]string {
	all := houseRights()
	maps.Copy(all, map[string]string{
		"GET /{$}":                         everyone,
		"GET /find":                        everyone,
		"GET /products/{product}":          "owner marketer manager planner analyst",
		"GET /export/{file}":               "owner marketer manager planner",
		"POST /views":                      everyone,
		"POST /views/drop":                 everyone,
		"POST /keys":                       everyone,
		"POST /customers/{id}/apart":       "owner account desk",
		"POST /today/aside":                "owner marketer planner account",
		"GET /preparing":                   everyone,
		"GET /today":                       "owner marketer manager planner account",
		"GET /today/tills":                 "owner marketer manager planner account",
		"GET /customers":                   "owner marketer manager account desk",
		"GET /customers/{id}":              "owner marketer manager account desk",
		"POST /customers/{id}/consent":     "owner desk",
		"GET /customers/{id}/export":       "owner desk",
		"POST /customers/{id}/erase":       "owner desk",
		"GET /vouchers":                    "owner marketer manager account desk",
		"GET /vouchers/{code}":             "owner marketer manager account desk",
		"POST /vouchers/{code}/void":       "owner desk",
		"POST /vouchers/{code}/reprint":    "owner desk",
		"GET /promotions":                  "owner marketer manager analyst",
		"GET /promotions/{id}":             "owner marketer manager analyst",
		"POST /promotions/{id}/state":      "owner marketer",
		"GET /segments":                    "owner marketer account analyst",
		"GET /learn":                       "owner admin analyst",
		"POST /learn/{snapshot}/stand":     "owner admin analyst",
		"GET /stores":                      "owner marketer manager planner",
		"GET /stores/{store}":              "owner marketer manager planner",
		"GET /settings":                    "owner admin",
		"GET /settings/chain":              "owner admin",
		"POST /settings/chain":             "owner admin",
		"GET /rollouts":                    "owner marketer planner",
		"POST /rollouts":                   "owner marketer planner",
		"GET /rollouts/{rollout}":          "owner marketer planner",
		"POST /rollouts/{rollout}/step":    "owner marketer planner",
		"GET /stock":                       "owner manager planner",
		"GET /stock/proposals/{proposal}":  "owner manager planner",
		"POST /stock/proposals/{proposal}": "owner manager planner",
		"POST /stock/accept":               "owner manager planner",
		"POST /stock/accept/undo":          "owner manager planner",
		"POST /stock/plan":                 "owner planner",
		"POST /stock/send":                 "owner planner",
		"POST /stock/auto":                 "owner planner",
		"GET /stock/exports/{export}":      "owner planner",
	})
	maps.Copy(all, templateRights())
	return all
}

// filled puts something real into the places of a pattern's path.
func filled(pattern string, store retail.StoreID) string {
	_, path, _ := strings.Cut(pattern, " ")
	return strings.NewReplacer("{$}", "", "{id}", idOf(path), "{code}", codeOne, "{snapshot}", "snp_2a", "{product}", "5901", "{rollout}", "rol_a", "{file}", "stores.csv", "{version}", "1", "{proposal}", "pro_1-1-1", "{export}", "e1", "{store}", url.PathEscape(string(store))).Replace(path)
}

func idOf(path string) string {
	if strings.HasPrefix(path, "/promotions") {
		return string(idSoup)
	}
	return known.String()
}

// TestRoutes_RoleByStore asks for each route of the router's own table as each
// role. What somebody may not do answers, byte for byte, like what does not
// exist, and reads nothing on the way: the fakes fail when they are asked.
func TestRoutes_RoleByStore(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = fault.At("db.Read", errors.New("disk"))
	for _, rt := range w.site.Routes() {
		allowed, listed := rights()[rt.Pattern]
		if !listed {
			t.Errorf("%s: nobody said who may; add it to rights", rt.Pattern)
		}
		for _, role := range roles() {
			asked, may := asker{w: w, who: principal(role), rt: rt}, slices.Contains(strings.Fields(allowed), string(role))
			if asked.absent(storeBra) == may || !may && !asked.absent("S099") {
				t.Errorf("%s as %s: want allowed %t, and otherwise exactly what does not exist", rt.Pattern, role, may)
			}
		}
	}
	for pattern := range maps.Keys(rights()) {
		if !slices.ContainsFunc(w.site.Routes(), func(rt shell.Route) bool { return rt.Pattern == pattern }) {
			t.Errorf("%s: no such route any more", pattern)
		}
	}
}

// TestRoutes_OtherStores: whoever is bound to stores reaches these and no other,
// by whatever address; another's store and none at all answer alike.
func TestRoutes_OtherStores(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.fake.Fail = fault.At("db.Read", errors.New("disk"))
	ofStores := 0
	for _, rt := range w.site.Routes() {
		if !strings.Contains(rt.Pattern, "{store}") {
			continue
		}
		ofStores++
		for _, c := range []struct {
			own    []retail.StoreID
			store  retail.StoreID
			absent bool
		}{
			{[]retail.StoreID{storeBra}, storeBra, false},
			{[]retail.StoreID{storeBra}, storeCor, true},
			{[]retail.StoreID{storeBra}, "S099", true},
			{[]retail.StoreID{storeBra}, "s012", true},
			{[]retail.StoreID{storeBra}, "S012 ", true},
			{[]retail.StoreID{storeBra, storeCor}, storeBra, false},
			{[]retail.StoreID{storeBra, storeCor}, storeCor, false},
			{[]retail.StoreID{storeBra, storeCor}, "S099", true},
			{nil, storeBra, true}, // a manager of no store, should one ever be made
		} {
			who := principal(access.Manager)
			who.Stores = c.own
			if got := (asker{w: w, who: who, rt: rt}).absent(c.store); got != c.absent {
				t.Errorf("%s: a manager of %v asks for %q: absent %t, want %t", rt.Pattern, c.own, c.store, got, c.absent)
			}
		}
	}
	if ofStores == 0 {
		t.Error("no route names a store: this test sees nothing")
	}
}

// TestRoutes_ADeskOfOtherStores: whoever serves other stores changes and takes along nothing
// of a customer whose page is not theirs.
func TestRoutes_ADeskOfOtherStores(t *testing.T) {
	t.Parallel()
	w, tried := newWorkshop(t), 0
	for _, rt := range w.site.Routes() {
		if !strings.Contains(rt.Pattern, " /customers/{id}/") {
			continue
		}
		tried++
		who := principal(access.Desk)
		for _, c := range []struct {
			stores []retail.StoreID
			absent bool
		}{{[]retail.StoreID{storeCor}, true}, {[]retail.StoreID{storeBra}, false}, {nil, false}} {
			who.Stores = c.stores
			before := len(w.fake.ran())
			got := w.sent(who, rt.Method(), filled(rt.Pattern, storeBra))
			if (got.Code == 404) != c.absent || c.absent && len(w.fake.ran()) != before {
				t.Errorf("%s as a desk of %v: %d, ran %v", rt.Pattern, c.stores, got.Code, w.fake.ran()[before:])
			}
		}
	}
	desk := principal(access.Desk)
	for _, c := range []struct {
		stores []retail.StoreID
		other  retail.CustomerID
		want   int
	}{{[]retail.StoreID{storeBra}, 4711, 404}, {[]retail.StoreID{storeBra}, silent, 303}, {nil, 4711, 303}} { // the first is nobody of theirs
		desk.Stores = c.stores
		if got := w.sent(desk, "POST", "/customers/"+known.String()+"/apart", "other", c.other.String()); got.Code != c.want {
			t.Errorf("a desk of %v tells %s apart: %d, want %d", c.stores, c.other, got.Code, c.want)
		}
	}
	if tried < 4 {
		t.Errorf("only %d routes are of a customer: this test sees too little", tried)
	}
}

// TestRoutes_ChangesSayWhatTheyLeave: each form names its audit row, or why none.
func TestRoutes_ChangesSayWhatTheyLeave(t *testing.T) {
	t.Parallel()
	for _, rt := range newWorkshop(t).site.Routes() {
		why, untracked := strings.CutPrefix(rt.Trail, shell.Untracked)
		if rt.Changes() && (rt.Trail == "" || untracked && len(why) < 10) {
			t.Errorf("%s: a change that says neither what it leaves in the audit nor why nothing", rt.Pattern)
		}
		if method := rt.Method(); method != "GET" && method != "POST" {
			t.Errorf("%s: a browser's form cannot send %s", rt.Pattern, method)
		}
	}
}

// asker asks for one route as somebody.
type asker struct {
	w   *workshop
	who access.Principal
	rt  shell.Route
}

// absent reports whether the route answers exactly like an address that does not
// exist. Every read fails then, so whoever was let in is told so.
func (a asker) absent(store retail.StoreID) bool {
	a.w.t.Helper()
	before := len(a.w.fake.ran())
	got, none := a.w.sent(a.who, a.rt.Method(), filled(a.rt.Pattern, store)), a.w.sent(a.who, a.rt.Method(), "/nowhere")
	same := themeless(steady(got.Body.String())) == themeless(steady(none.Body.String()))
	if got.Code == 404 && !same {
		a.w.t.Errorf("%s as %s: 404 in other words than what does not exist", a.rt.Pattern, a.who.Role)
	}
	return got.Code == 404 && none.Code == 404 && same && len(a.w.fake.ran()) == before
}

// sent sends one request of somebody, a form with its token.
func (w *workshop) sent(who access.Principal, method, path string, with ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	rec := httptest.NewRecorder()
	s, err := w.keep.Start(rec, httptest.NewRequest("POST", "/sign-in", nil), who)
	if err != nil {
		w.t.Fatal(err)
	}
	form := url.Values{web.FormField: {s.FormToken()}}
	for i := 0; i+1 < len(with); i += 2 {
		form.Set(with[i], with[i+1])
	}
	body := strings.NewReader(form.Encode())
	there, leave := context.WithCancel(w.t.Context())
	defer leave()
	r := httptest.NewRequest(method, path, body).WithContext(there)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(rec.Result().Cookies()[0])
	rec = httptest.NewRecorder()
	w.http.ServeHTTP(leaver{rec, leave}, r)
	return rec
}

// leaver is a reader that leaves a stream as soon as it begins.
type leaver struct {
	*httptest.ResponseRecorder
	leave func()
}

// Flush leaves.
func (l leaver) Flush() { l.leave() }
