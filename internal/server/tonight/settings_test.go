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
