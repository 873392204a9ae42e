package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/local"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

const storeVersion = "/v1/promotions/{id}/stores/{store}"

// versionFakes are versions of prm_soup in the stores S012 and S013, at number 3.
type versionFakes struct{ *fakes }

func (f versionFakes) Version(_ context.Context, at local.At) (local.State, error) {
	if err := f.note("version"); err != nil {
		return local.State{}, err
	}
	if at.Promotion != "prm_soup" || at.Store != "S012" && at.Store != "S013" {
		return local.State{}, fault.New(fault.NotFound, "", "promotion %s has no store %q", at.Promotion, at.Store)
	}
	percent := 10
	p, err := promotion.Parse([]byte(aPromotion))
	if err != nil {
		return local.State{}, err
	}
	p.Version, p.Frame = 4, &promotion.Frame{}
	return local.State{
		Version: promotion.Version{Promotion: at.Promotion, Store: at.Store, Number: 3, State: promotion.VersionDraft, Changes: promotion.Changes{Percent: &percent}},
		Centre:  p, Effective: p,
	}, nil
}

func (f versionFakes) Versions(ctx context.Context, page local.Page) ([]local.State, error) {
	var out []local.State
	for _, store := range []retail.StoreID{"S012", "S013"} {
		if store > page.After && (len(page.Scope) == 0 || page.Scope[0] == store) && len(out) < page.Most {
			s, err := f.Version(ctx, local.At{Promotion: page.Promotion, Store: store})
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

func (f versionFakes) Steps(ctx context.Context, at local.At, before int64, most int) ([]promotion.Version, error) {
	s, err := f.Version(ctx, at)
	var out []promotion.Version
	for n := int64(3); n > 0 && err == nil && len(out) < most; n-- {
		if s.Version.Number = n; before == 0 || n < before {
			out = append(out, s.Version)
		}
	}
	return out, err
}

func (f versionFakes) Take(ctx context.Context, at local.At, step local.Step) (local.State, error) {
	s, err := f.Version(ctx, at)
	switch {
	case err != nil:
		return s, err
	case step.Number != local.AnyNumber && step.Number != 3:
		return s, local.NewStale(fault.New(fault.Stale, "stale", "changed"), s)
	}
	f.calls = append(f.calls, string(step.Do))
	s.Version.Number, s.Version.Changes, s.Version.Comment, s.Version.Actor = 4, step.Changes, step.Comment, step.Actor
	return s, nil
}

func (f versionFakes) Waiting(ctx context.Context, _ string, most int) ([]local.State, string, error) {
	s, err := f.Version(ctx, local.At{Promotion: "prm_soup", Store: "S012"})
	s.Version.State, s.Version.Submitted = promotion.Submitted, retail.MicrosOf(now)-5_000_000
	return []local.State{s}[:min(1, most)], "", err
}

func (f versionFakes) Transfer(_ context.Context, m local.Move) ([2]retail.Minor, error) {
	return [2]retail.Minor{7, m.Amount}, f.note("transfer")
}

func (f versionFakes) Past(context.Context, retail.PromotionID, int64, int) ([]local.Past, error) {
	p, err := promotion.Parse([]byte(aPromotion))
	p.Version = 2
	return []local.Past{{Promotion: p, Actor: "stf_1", At: 1}}, errors.Join(err, f.note("past"))
}

func (f versionFakes) Restore(_ context.Context, r local.Restore) (promotion.Promotion, error) {
	if r.Base != local.AnyNumber && r.Base != 2 {
		return promotion.Promotion{}, fault.New(fault.Stale, "stale", "")
	}
	p, err := promotion.Parse([]byte(aPromotion))
	p.Version = 3
	return p, errors.Join(err, f.note("restore "+strconv.FormatInt(r.Version, 10)+" by "+strconv.FormatBool(r.Unproven)))
}

func TestVersions(t *testing.T) {
	t.Parallel()
	const at = "/v1/promotions/prm_soup/stores/S012"
	for _, c := range []struct {
		name, method, path, body, match string
		as                              access.Role
		status                          int
		must                            []string
		calls                           string // the last one
	}{
		{name: "read", method: "GET", path: at, as: access.Manager, status: 200, must: []string{`"version":3`, `"changes":{"reward":{"percent":10}}`, `"state":"draft"`}},
		{name: "put", method: "PUT", path: at, as: access.Manager, body: `{"reward":{"percent":12}}`, match: `"3"`, status: 200, must: []string{`"percent":12`}, calls: "save"},
		{name: "put of nothing read", method: "PUT", path: at, as: access.Manager, body: `{}`, status: 428},
		{name: "put of an old one", method: "PUT", path: at, as: access.Manager, body: `{}`, match: `"2"`, status: 412, must: []string{`"current":{`, `"version":3`, `"differences":[]`}},
		{name: "put of what is head office's", method: "PUT", path: at, as: access.Manager, body: `{"budget":{}}`, match: `"3"`, status: 422, must: []string{`"pointer":"/budget"`}},
		{name: "patch", method: "PATCH", path: at, as: access.Marketer, body: `{"reward":{"max_amount":100}}`, match: `"3"`, status: 200, must: []string{`"percent":10,"max_amount":100`}, calls: "save"},
		{name: "patch of an old one", method: "PATCH", path: at, as: access.Marketer, body: `{}`, match: `"1"`, status: 412},
		{name: "a tag of none of ours", method: "PUT", path: at, as: access.Manager, body: `{}`, match: `W/"3"`, status: 400, must: []string{"bad_if_match"}},
		{name: "publish", method: "POST", path: at + "/publish", as: access.Manager, status: 200, calls: "publish"},
		{name: "publish an old one", method: "POST", path: at + "/publish", as: access.Manager, match: `"2"`, status: 412},
		{name: "withdraw", method: "DELETE", path: at, as: access.Manager, status: 200, calls: "withdraw"},
		{name: "approve", method: "POST", path: at + "/approve", as: access.Marketer, status: 200, calls: "approve"},
		{name: "undo", method: "POST", path: at + "/undo", as: access.Marketer, match: `"3"`, status: 200, calls: "undo"},
		{name: "undo of an old one", method: "POST", path: at + "/undo", as: access.Manager, match: `"2"`, status: 412, must: []string{`"current":{`}},
		{name: "an analyst undoes", method: "POST", path: at + "/undo", as: access.Analyst, status: 403},
		{name: "a manager approves", method: "POST", path: at + "/approve", as: access.Manager, status: 403},
		{name: "send back", method: "POST", path: at + "/send-back", as: access.Marketer, body: `{"comment":"less"}`, status: 200, must: []string{`"comment":"less"`}, calls: "send_back"},
		{name: "a comment by another name", method: "POST", path: at + "/send-back", as: access.Marketer, body: `{"why":"less"}`, status: 422},
		{name: "an analyst saves", method: "PUT", path: at, as: access.Analyst, body: `{}`, match: `"3"`, status: 403},
		{name: "list of all", method: "GET", path: "/v1/promotions/prm_soup/stores", as: access.Analyst, status: 200, must: []string{`"S012"`, `"S013"`}},
		{name: "list of own", method: "GET", path: "/v1/promotions/prm_soup/stores?limit=1", as: access.Manager, status: 200, must: []string{`"S012"`, `"next":null`}},
		{name: "page of all", method: "GET", path: "/v1/promotions/prm_soup/stores?limit=1", as: access.Analyst, status: 200, must: []string{`"S012"`, `"next":"`}},
		{name: "steps", method: "GET", path: at + "/history?limit=2", as: access.Manager, status: 200, must: []string{`"version":3`, `"version":2`, `"next":"`}},
		{name: "steps of another list's place", method: "GET", path: at + "/history?cursor=MVMwMTI", as: access.Manager, status: 400},
		{name: "queue", method: "GET", path: "/v1/approvals", as: access.Marketer, status: 200, must: []string{`"age_seconds":5`, `"submitted_at":"`}},
		{name: "a manager's queue", method: "GET", path: "/v1/approvals", as: access.Manager, status: 403},
		{name: "transfer", method: "POST", path: "/v1/promotions/prm_soup/transfers", body: `{"to":"S012","amount":5}`, as: access.Marketer, status: 200, must: []string{`"from_free":7,"to_free":5`}},
		{name: "a transfer with a long reason", method: "POST", path: "/v1/promotions/prm_soup/transfers", body: `{"to":"S012","amount":5,"reason":"` + strings.Repeat("x", promotion.MaxComment+1) + `"}`,
			as: access.Marketer, status: 422, must: []string{`"pointer":"/reason"`}},
		{name: "a manager's transfer", method: "POST", path: "/v1/promotions/prm_soup/transfers", body: `{"to":"S012","amount":5}`, as: access.Manager, status: 403},
		{name: "an earlier version again", method: "POST", path: "/v1/promotions/prm_soup/versions/1/restore", as: access.Marketer, match: `"2"`, status: 200, must: []string{`"id":"prm_soup"`}, calls: "restore 1 by false"},
		{name: "an earlier version again, by an owner", method: "POST", path: "/v1/promotions/prm_soup/versions/1/restore", as: access.Owner, match: "*", status: 200, calls: "restore 1 by true"},
		{name: "an earlier version on an old one", method: "POST", path: "/v1/promotions/prm_soup/versions/1/restore", as: access.Marketer, match: `"1"`, status: 412},
		{name: "an earlier version of nothing read", method: "POST", path: "/v1/promotions/prm_soup/versions/1/restore", as: access.Marketer, status: 428},
		{name: "no version", method: "POST", path: "/v1/promotions/prm_soup/versions/first/restore", as: access.Marketer, match: "*", status: 404},
		{name: "an earlier version by a manager", method: "POST", path: "/v1/promotions/prm_soup/versions/1/restore", as: access.Manager, match: `"2"`, status: 403},
		{name: "editions", method: "GET", path: "/v1/promotions/prm_soup/versions", as: access.Analyst, status: 200, must: []string{`"version":2`, `"actor":"stf_1"`}},
	} {
		g := newRig(t)
		q := request{as: c.as, method: c.method, path: c.path, body: c.body, header: map[string]string{}}
		if c.match != "" {
			q.header["If-Match"] = c.match
		}
		w := g.do(t, q)
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, w.Code, c.status, w.Body)
		}
		for _, m := range c.must {
			if !strings.Contains(w.Body.String(), m) {
				t.Errorf("%s: %s lacks %s", c.name, w.Body, m)
			}
		}
		if c.calls != "" && (len(g.fakes.calls) == 0 || g.fakes.calls[len(g.fakes.calls)-1] != c.calls) {
			t.Errorf("%s: called %v, want %s at the end", c.name, g.fakes.calls, c.calls)
		}
		if c.status == http.StatusOK && strings.HasPrefix(c.path, at) && c.method != "GET" && w.Header().Get("ETag") != `"4"` {
			t.Errorf("%s: ETag %s, want \"4\"", c.name, w.Header().Get("ETag"))
		}
	}
}

// TestVersions_AnotherStoreIsAbsent compares what a manager hears of a store that
// exists and is not theirs with what they hear of one that does not exist.
func TestVersions_AnotherStoreIsAbsent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, path, body string }{
		{"GET", "", ""}, {"GET", "/history", ""}, {"PUT", "", `{}`}, {"PATCH", "", `{}`}, {"DELETE", "", ""},
		{"POST", "/submit", ""}, {"POST", "/publish", ""}, {"POST", "/withdraw", ""}, {"POST", "/undo", ""},
	} {
		g := newRig(t)
		hear := func(store string) string {
			w := g.do(t, request{as: access.Manager, method: c.method, path: "/v1/promotions/prm_soup/stores/" + store + c.path, body: c.body,
				header: map[string]string{"If-Match": `"3"`}})
			if w.Code != http.StatusNotFound {
				t.Errorf("%s %s%s: status %d, want 404", c.method, store, c.path, w.Code)
			}
			said := strings.ReplaceAll(w.Body.String(), store, "")
			if i := strings.Index(said, `"request_id"`); i > 0 {
				said = said[:i]
			}
			return said
		}
		if theirs, none := hear("S013"), hear("S999"); theirs != none || len(g.fakes.calls) != 0 {
			t.Errorf("%s %s: another's store says %s, none %s, called %v", c.method, c.path, theirs, none, g.fakes.calls)
		}
	}
}
