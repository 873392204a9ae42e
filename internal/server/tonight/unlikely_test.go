package tonight_test

import (
	"fmt"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
)

// TestDecide_AsksOnceMore: a number of more than ten times what is proposed that lasts
// for months, or fits no shelf, is taken only where the same number confirms it.
func TestDecide_AsksOnceMore(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	var bread plan.Row
	for _, r := range made(t, s, d) { // five are sold a day, 35 a week
		if p := s.DB.Catalogue().Product(r.Product); p.ID == "bread" && r.Kind == "order" {
			bread = r
		}
	}
	if bread.Units == 0 || bread.Units > 27 {
		t.Fatalf("%+v", bread)
	}
	path := "/v1/stock/proposals/" + bread.ID.String()
	adjust := func(units int64, more string) servertest.Answer {
		return s.Do(servertest.Call{As: access.Planner, Method: "POST", Path: path + "/adjust", Body: fmt.Sprintf(`{"units":%d,"reason":"a fair"%s}`, units, more)})
	}
	most := bread.Units * 10
	if a := adjust(most, ""); a.Status != 200 { // ten times, seven or eight weeks
		t.Errorf("%d: %d %s", most, a.Status, a.Body)
	}
	far := bread.Units * 500
	for _, more := range []string{"", `,"confirm":6`} {
		a := adjust(far, more)
		for _, must := range []string{`"code":"confirm_units"`, `"pointer":"/units"`, "500 times what is proposed", "weeks of what is expected to be sold", fmt.Sprintf(`\"confirm\": %d`, far)} {
			if a.Status != 422 || !strings.Contains(a.Body, must) {
				t.Errorf("%s: %d %s without %s", more, a.Status, a.Body, must)
			}
		}
	}
	if r, err := s.DB.Plans().Find(t.Context(), bread.ID); err != nil || r.Agreed != most {
		t.Errorf("%d are agreed on, %v", r.Agreed, err)
	}
	for range 2 { // the same decision again is the same answer
		if a := adjust(far, fmt.Sprintf(`,"confirm":%d`, far)); a.Status != 200 || !strings.Contains(a.Body, fmt.Sprintf(`"agreed":%d`, far)) {
			t.Errorf("confirmed: %d %s", a.Status, a.Body)
		}
	}
	set, err := d.PlanSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set.Shelf = map[string]int{"bread": int(most)}
	if err := d.PutPlanSettings(t.Context(), set, "test"); err != nil {
		t.Fatal(err)
	}
	if a := adjust(most+6, ""); a.Status != 422 || !strings.Contains(a.Body, fmt.Sprintf("the shelf holds %d", most)) {
		t.Errorf("beyond the shelf: %d %s", a.Status, a.Body)
	}
	if _, err := d.Decide(t.Context(), tonight.Choice{ID: bread.ID, State: plan.Rejected, Actor: "ada"}); err != nil {
		t.Errorf("rejecting is asked about: %v", err)
	}
}
