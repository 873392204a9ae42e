package httpapi

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/house"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/staff/stafftest"
)

// houseOf is a desk of staff on a book in memory.
func houseOf(b *stafftest.Book) house.Ports {
	clock := func() time.Time { return now }
	d := staff.New(staff.Parts{
		People: b, Invitations: b, Sessions: b, Tokens: b, Audit: b, Clock: clock, Random: rand.Reader,
		Store: func(id retail.StoreID) bool { return id == "S012" },
	})
	return house.Ports{People: d, Access: d, Now: clock}
}

// bookOf is one of everything, under the ids that fill gives addresses.
func bookOf() *stafftest.Book {
	at := retail.MicrosOf(now.Add(-time.Hour))
	return &stafftest.Book{
		People: []access.Staff{
			{ID: "stf_own", Login: "own", Name: "Olga", Role: access.Owner, Password: "x", Created: at},
			{ID: "stf_max", Login: "max", Name: "Max", Role: access.Manager, Stores: []retail.StoreID{"S012"}, Password: "x", Created: at},
		},
		Guests:   []access.Invitation{{ID: "inv_1", Name: "Eve", Role: access.Desk, By: "stf_own", Created: at, Expires: retail.MicrosOf(now.Add(time.Hour))}},
		Signed:   []staff.Session{{ID: "ses_1", Staff: "stf_max", Device: "Firefox", Created: at, Seen: at, Ends: retail.MicrosOf(now.Add(time.Hour)), Visit: staff.Visit{Staff: "stf_max", Ends: retail.MicrosOf(now.Add(time.Minute))}}},
		Carriers: []access.APIToken{{ID: "tok_1", Shown: "sartor_wk_ab12", Name: "shop", Role: access.Source, Created: at}},
		Trails:   []staff.Trail{{Actor: "stf_own for stf_max", Action: "promotion.live", Object: "prm_soup", Reason: "why", At: at}},
	}
}

// houseRoutes are the rows about who may come in, behind the rig's failure.
func houseRoutes(f *fakes) []room.Route {
	b := bookOf()
	b.Failing = func() error { return f.failing }
	return houseOf(b).Routes()
}

// house is a rig whose book the test sees.
func newHouse(t *testing.T) (*rig, *stafftest.Book) {
	t.Helper()
	g, b := newRig(t), bookOf()
	cfg := g.cfg
	cfg.Rooms, cfg.Metrics = houseOf(b).Routes(), gate.NewMetrics("test")
	api, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	g.API = api
	return g, b
}

// TestHouse_ChangesLeaveWhatTheySay calls each change of the table and compares the
// audit row with the one its row of the table names.
func TestHouse_ChangesLeaveWhatTheySay(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{"PATCH /v1/staff/{staff}": `{"name":"Max M."}`, "POST /v1/invitations": `{"name":"Eve","role":"desk"}`, "POST /v1/tokens": `{"role":"source"}`}
	for _, rt := range houseOf(bookOf()).Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if (method == "GET") != (rt.Trail == "") {
			t.Errorf("%s: says it leaves %q", rt.Pattern, rt.Trail)
		}
		if method == "GET" {
			continue
		}
		g, b := newHouse(t)
		w := g.do(t, request{as: access.Owner, method: method, path: fill(path), body: bodies[rt.Pattern]})
		if done := b.Done(); w.Code >= 300 || done[len(done)-1] != rt.Trail {
			t.Errorf("%s: %d %s, left %v, want %s", rt.Pattern, w.Code, w.Body, done, rt.Trail)
		}
	}
}

func TestHouse_SecretsAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	g, b := newHouse(t)
	made := g.do(t, request{as: access.Admin, method: "POST", path: "/v1/tokens", body: `{"name":"shop","role":"source"}`, header: map[string]string{"Idempotency-Key": "k1"}})
	link := g.do(t, request{as: access.Admin, method: "POST", path: "/v1/invitations", body: `{"staff":"stf_max"}`, header: map[string]string{"Idempotency-Key": "k2"}})
	var token house.TokenView
	var guest house.InvitationView
	if made.Code != 201 || link.Code != 201 || json.Unmarshal(made.Body.Bytes(), &token) != nil || json.Unmarshal(link.Body.Bytes(), &guest) != nil {
		t.Fatalf("%d %s, %d %s", made.Code, made.Body, link.Code, link.Body)
	}
	if access.HashOf(token.Secret) != b.Carriers[1].Hash || access.HashOf(guest.Key) != b.Guests[0].Hash {
		t.Error("the secrets are not those whose hashes are kept")
	}
	for _, path := range []string{"/v1/tokens", "/v1/invitations", "/v1/audit"} {
		if body := g.do(t, request{as: access.Owner, method: "GET", path: path}).Body.String(); strings.Contains(body, token.Secret) || strings.Contains(body, guest.Key) {
			t.Errorf("%s shows a secret again", path)
		}
	}
	if len(g.stored) != 2 {
		t.Errorf("%d answers are kept, want both", len(g.stored))
	}
	again := g.do(t, request{as: access.Admin, method: "POST", path: "/v1/tokens", body: `{"name":"shop","role":"source"}`, header: map[string]string{"Idempotency-Key": "k1"}})
	var same house.TokenView
	if err := json.Unmarshal(again.Body.Bytes(), &same); err != nil || again.Code != 201 || same.Token != token.Token || same.Secret != "" || len(b.Carriers) != 2 || again.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same call again: %d %s, %d tokens", again.Code, again.Body, len(b.Carriers))
	}
	for _, kept := range g.stored {
		if strings.Contains(string(kept.Body), token.Secret) || strings.Contains(string(kept.Body), guest.Key) {
			t.Error("a secret is kept for a replay")
		}
	}
}

func TestHouse_Edits(t *testing.T) {
	t.Parallel()
	g, b := newHouse(t)
	read := g.do(t, request{as: access.Owner, method: "GET", path: "/v1/staff/stf_max"})
	patch := func(body, tag string) (int, string) {
		w := g.do(t, request{as: access.Admin, method: "PATCH", path: "/v1/staff/stf_max", body: body, header: map[string]string{"If-Match": tag}})
		return w.Code, w.Body.String()
	}
	tag := read.Header().Get("ETag")
	if code, body := patch(`{"role":"account","stores":[],"serves":["state:at_risk"],"disabled":true,"reason":"moved"}`, tag); code != 200 || !strings.Contains(body, `"disabled":true`) || !strings.Contains(body, `"serves":["state:at_risk"]`) {
		t.Errorf("got %d %s", code, body)
	}
	if code, body := patch(`{"name":"Late"}`, tag); code != 412 || !strings.Contains(body, `"stale"`) {
		t.Errorf("an edit of what no longer stands: %d %s", code, body)
	}
	for what, c := range map[string]struct {
		body   string
		status int
		must   string
	}{
		"unknown field": {`{"rolle":"desk"}`, 422, "rolle"}, "no such role": {`{"role":"king"}`, 422, "/role"}, "no such store": {`{"stores":["S9"]}`, 422, "/stores"},
		"no assignment": {`{"serves":["band:best"]}`, 422, "/serves"}, "an owner by an admin": {`{"role":"owner","serves":[]}`, 403, "owner_only"},
	} {
		if code, body := patch(c.body, "*"); code != c.status || !strings.Contains(body, c.must) {
			t.Errorf("%s: %d %s", what, code, body)
		}
	}
	if got := b.Done(); !slices.Equal(got[1:], []string{"staff.change", "staff.disable"}) {
		t.Errorf("left %v", got)
	}
	for path, status := range map[string]int{
		"/v1/staff/stf_none": 404, "/v1/audit?limit=0": 422, "/v1/audit?limit=101": 422, "/v1/audit?since=yesterday": 422, "/v1/audit?cursor=xx": 400,
		"/v1/audit?actor=stf_max&action=promotion.live&since=2026-01-01T00:00:00Z": 200,
	} {
		if w := g.do(t, request{as: access.Owner, method: "GET", path: path}); w.Code != status {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, status)
		}
	}
	found := g.do(t, request{as: access.Admin, method: "GET", path: "/v1/audit?actor=stf_max"})
	expect(t, found, 200, []string{`"on_behalf_of":"stf_max"`, `"actor":"stf_own"`, `"next":null`}, []string{"staff.change"})
}

// TestRoutes_OtherStores: whatever names a store in its address answers another
// store than the caller's like one that does not exist, in the same words.
func TestRoutes_OtherStores(t *testing.T) {
	t.Parallel()
	g, asked := newRig(t), 0
	for _, rt := range g.routes() {
		method, path, _ := strings.Cut(rt.pattern, " ")
		if !strings.Contains(path, "{store}") || !access.Manager.May(rt.action) {
			continue
		}
		asked++
		at := func(store string) (int, string) {
			w := g.do(t, request{as: access.Manager, method: method, path: fill(strings.Replace(path, "{store}", store, 1)), body: `{}`})
			return w.Code, strings.ReplaceAll(w.Body.String(), store, "STORE")
		}
		other, body := at("S020")
		none, nobody := at("S999")
		if other != 404 || none != 404 || body != nobody {
			t.Errorf("%s: another store %d %s, none %d %s", rt.pattern, other, body, none, nobody)
		}
		if own, body := at("S012"); own == 404 && strings.Contains(body, "unknown_store") {
			t.Errorf("%s: the own store is not there: %s", rt.pattern, body)
		}
	}
	if asked == 0 {
		t.Error("no route names a store: this test sees nothing")
	}
}
