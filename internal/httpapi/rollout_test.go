package httpapi

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/rollout"
	"sartor/internal/httpapi/room"
	"sartor/internal/retail"
	launch "sartor/internal/rollout"
)

const aRollout = `{"id":"rol_a","plan":{"name":"Paprika hummus","product":"hummus","category":"dips","price":249,"cost":149}}`

// rolloutFakes is one rollout in its pilot, of two stores.
type rolloutFakes struct{ *fakes }

func rolloutRoutes(f *fakes) []room.Route { return rollout.Room{Desk: rolloutFakes{f}}.Routes() }

func (f rolloutFakes) shown() launch.Shown {
	day := retail.Day(2026, 11, 1)
	return launch.Shown{
		Today: day + 30, Read: true,
		Entry: launch.Entry{Do: launch.Approve, Actor: launch.Actor{ID: "stf_own", At: retail.MicrosOf(now)}, Rollout: launch.Rollout{
			ID: "rol_a", Version: 3, State: launch.Piloting, Plan: launch.Plan{Name: "Paprika hummus", Product: "hummus", Category: "dips", Price: 249, Cost: 149}.Defaults(),
			Stages: []launch.Step{{Began: day, Stores: []launch.Place{{Store: "S012", Controls: []retail.StoreID{"S020"}}, {Store: "S013", Controls: []retail.StoreID{}}}}},
		}},
		Reading: launch.Reading{
			At: retail.MicrosOf(now), Version: 3, Through: day + 29, Basis: launch.BySold, Verdict: launch.Verdict{Do: launch.Go, Why: []launch.Reason{launch.MarginProven}},
			Regions: []launch.RegionRead{{Region: "Coast", Stores: 2, Index: launch.Figure{Known: true, Estimate: 1.8, Low: 1.5, High: 2.2}}},
			Stores:  []launch.StoreRead{{Store: "S012", Region: "Coast", Stage: 1}, {Store: "S013", Region: "Coast", Stage: 1}},
			Next:    &launch.Step{Share: .3, Stores: []launch.Place{{Store: "S014", Controls: []retail.StoreID{}}}},
			Readout: launch.Readout{Weeks: 4, Pairs: []launch.PairRead{{Store: "S012", Controls: []retail.StoreID{"S020"}}, {Store: "S013", Controls: []retail.StoreID{}}}},
		},
	}
}

func (f rolloutFakes) List(context.Context, *launch.Shown, int) ([]launch.Shown, error) {
	return []launch.Shown{f.shown()}, f.failing
}

func (f rolloutFakes) Show(_ context.Context, id launch.ID) (launch.Shown, error) {
	if id != "rol_a" {
		return launch.Shown{}, fault.New(fault.NotFound, "no_rollout", "there is none")
	}
	return f.shown(), f.failing
}

func (f rolloutFakes) History(context.Context, launch.ID, int64, int) ([]launch.Entry, error) {
	return []launch.Entry{f.shown().Entry}, f.failing
}

func (f rolloutFakes) Make(_ context.Context, _ launch.ID, p launch.Plan, _ launch.Actor) (launch.Shown, error) {
	p = p.Defaults()
	if err := p.Check(); err != nil {
		return launch.Shown{}, err
	}
	return f.shown(), f.failing
}

func (f rolloutFakes) Take(_ context.Context, _ launch.ID, t launch.Taking) (launch.Shown, error) {
	out := f.shown()
	if t.Version != launch.AnyVersion && t.Version != out.Version {
		return out, fault.New(fault.Stale, "stale", "changed")
	}
	cmd := t.Command(&out)
	next, err := out.Next(cmd)
	out.Rollout = next
	return out, err
}

func (f rolloutFakes) Delistings(context.Context) (launch.Delistings, error) {
	return launch.Delistings{At: retail.MicrosOf(now), Through: 20_000, Weeks: 13, Items: []launch.Delisting{{Earned: launch.Earned{Product: "sprat"}, Loss: 9, Loyal: []launch.Loyal{{Customer: aCustomer, Share: .3}}}}}, f.failing
}

func (f rolloutFakes) AddNotes(_ context.Context, _ launch.ID, notes []launch.Note, _ launch.Actor) (int, error) {
	for i := range notes {
		if err := notes[i].Check("/notes", max(notes[i].Day, 1)); err != nil {
			return 0, err
		}
	}
	return len(notes), f.failing
}

// TestRollouts_Stale: a decision is taken on the version that was read, or on none.
func TestRollouts_Stale(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	w := g.do(t, request{as: access.Planner, method: "GET", path: "/v1/rollouts/rol_a"})
	if w.Header().Get("ETag") != `"v3"` {
		t.Fatalf("got ETag %q: %s", w.Header().Get("ETag"), w.Body)
	}
	expect(t, w, 200, []string{`"state":"reading"`, `"advice":"go"`, `"share":0.3`, `"began":"2026-11-01"`}, nil)
	for match, status := range map[string]int{`"v3"`: 200, `*`: 200, ``: 200, `"v2"`: 412, `v3`: 412, `"v03"`: 412, `"x"`: 412} {
		q := request{as: access.Planner, method: "POST", path: "/v1/rollouts/rol_a/approve", body: `{}`, header: map[string]string{"If-Match": match}}
		if w := g.do(t, q); w.Code != status {
			t.Errorf("If-Match %q: %d %s, want %d", match, w.Code, w.Body, status)
		}
	}
}

// TestRollouts_Refusals: what is wrong is named; a gate is passed by owners alone.
func TestRollouts_Refusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		as     access.Role
		path   string
		body   string
		status int
		must   string
	}{
		{access.Marketer, "", strings.Replace(aRollout, `"price":249`, `"price":100`, 1), 422, `"/plan/price"`},
		{access.Marketer, "", strings.Replace(aRollout, `"plan":{`, `"plan":{"nmae":"x",`, 1), 422, "nmae"},
		{access.Marketer, "/rol_a/approve", `{"anyway":true,"reason":"I know"}`, 403, "owner"},
		{access.Owner, "/rol_a/approve", `{"anyway":true,"reason":"I know"}`, 200, ""},
		{access.Marketer, "/rol_a/stop", `{}`, 422, "/reason"},
		{access.Marketer, "/rol_z/evidence", `{"notes":[{"id":"n","source":"ask","region":"Coast","count":1,"day":"today"}]}`, 422, "/notes/0/day"},
		{access.Source, "/rol_a/evidence", `{"notes":[{"id":"n","source":"sold","region":"Coast","count":1}]}`, 422, "/source"},
	} {
		w := newRig(t).do(t, request{as: c.as, method: "POST", path: "/v1/rollouts" + c.path, body: c.body})
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.must) {
			t.Errorf("%s %s: %d %s, want %d naming %q", c.path, c.body, w.Code, w.Body, c.status, c.must)
		}
	}
}

// TestRollouts_OtherStores: who acts for one store sees its figures alone, and decides
// nothing for the chain.
func TestRollouts_OtherStores(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	who := access.Principal{ID: "stf_p", Role: access.Planner, Stores: []retail.StoreID{"S012"}}
	for _, rt := range rolloutRoutes(g.fakes) {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), method, fill(path), nil)
		r.SetPathValue("rollout", "rol_a")
		err := rt.Answer(&room.Call{W: w, R: r, Who: who, Body: []byte(`{"notes":[{"id":"n","source":"ask","store":"S013","count":1}]}`)})
		if method != "GET" && rt.Action == access.EditRollouts {
			err = rt.Answer(&room.Call{W: w, R: r, Who: who, Body: []byte(`{}`)})
		}
		switch {
		case (method != "GET" || path == "/v1/delistings") && !fault.Is(err, fault.Denied):
			t.Errorf("%s: %v, want a refusal", rt.Pattern, err)
		case method == "GET" && path != "/v1/delistings" && (err != nil || strings.Contains(w.Body.String(), "S013") || strings.Contains(w.Body.String(), "S014")):
			t.Errorf("%s: %v, tells of other stores: %s", rt.Pattern, err, w.Body)
		}
	}
}
