package tonight_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// TestPlanRules_AllWhoChangeAtOnceHold: of rules that several change at one time none is
// lost; a list that is cleared is read as an empty one.
func TestPlanRules_AllWhoChangeAtOnceHold(t *testing.T) {
	t.Parallel()
	s, _ := shop(t)
	s.Token(access.Principal{Role: access.Planner})
	put := func(rules string) {
		if a := s.Do(servertest.Call{As: access.Planner, Method: "PUT", Path: "/v1/stock/plan/rules", Body: rules}); a.Status != 200 {
			t.Errorf("%s: %d %s", rules, a.Status, a.Body)
		}
	}
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() { put(fmt.Sprintf(`{"order_cost":{"s%d":%d}}`, n, n)) })
	}
	group.Wait()
	put(`{"autopilot":null,"shelf":null}`)
	stands := s.Must("GET", "/v1/stock/plan/rules", "").Body
	for n := range 8 {
		if !strings.Contains(stands, fmt.Sprintf(`"s%d":%d`, n, n)) {
			t.Errorf("the cost of s%d is lost: %s", n, stands)
		}
	}
	if strings.Contains(stands, "null") {
		t.Errorf("%s", stands)
	}
}

// TestRules_StaleShowsWhatStands: of two who read the same rules, or terms of a supplier,
// the second is told what the first made of them.
func TestRules_StaleShowsWhatStands(t *testing.T) {
	t.Parallel()
	s, _ := shop(t)
	for path, c := range map[string]struct{ first, second, stands string }{
		"/v1/stock/plan/rules": {`{"vans":3}`, `{"vans":4}`, `"vans":3`},
		"/v1/suppliers/bread":  {`{"supplier":"Dahl","lead_time_days":3}`, `{"supplier":"Mill"}`, `"lead_time_days":3`},
	} {
		put := func(body, tag string) servertest.Answer {
			return s.Do(servertest.Call{As: access.Planner, Method: "PUT", Path: path, Body: body, Header: map[string]string{"If-Match": tag}})
		}
		read := s.Must("GET", path, "").Header.Get("ETag")
		first := put(c.first, read)
		if first.Status != 200 || read == "" || first.Header.Get("ETag") == read {
			t.Errorf("%s of %s: %d %s", path, read, first.Status, first.Body)
		}
		if a := put(c.second, read); a.Status != 412 || !strings.Contains(a.Body, `"current":{`) || !strings.Contains(a.Body, c.stands) || a.Header.Get("ETag") != first.Header.Get("ETag") {
			t.Errorf("the second at %s: %d %s", path, a.Status, a.Body)
		}
		now := s.Must("GET", path, "")
		if !strings.Contains(now.Body, c.stands) || now.Header.Get("ETag") != first.Header.Get("ETag") {
			t.Errorf("%s: %s", path, now.Body)
		}
		if a := put(c.second, now.Header.Get("ETag")); a.Status != 200 {
			t.Errorf("%s, read again: %d %s", path, a.Status, a.Body)
		}
	}
	if a := s.Do(servertest.Call{As: access.Planner, Method: "PUT", Path: "/v1/suppliers/new", Body: `{}`, Header: map[string]string{"If-Match": "*"}}); a.Status < 400 {
		t.Errorf("of what nobody said: %d %s", a.Status, a.Body)
	}
}
