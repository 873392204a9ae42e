package tonight_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
)

// TestMake_OvertakenByAnotherNode: while a node is still planning, another one makes the
// plan, and it is accepted and goes out: the first one's changes nothing, and nothing is
// ordered twice.
func TestMake_OvertakenByAnotherNode(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 1})
	s.Wait(time.Minute)
	lags, once := tonight.Of(s.Chain), false
	foresee := lags.Forecast
	lags.Forecast = func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) tonight.Forecast, error) {
		if !once { // it has looked at its stock
			once = true
			made(t, s, d)
			if n, err := d.AcceptAll(ctx, tonight.Sweep{Actor: "ada"}); err != nil || n == 0 {
				t.Errorf("%d are accepted: %v", n, err)
			}
			if _, err := d.Send(ctx, tonight.Parcel{ID: "evening", Actor: "ada"}); err != nil {
				t.Error(err)
			}
		}
		return foresee(ctx, store, from)
	}
	if _, err := lags.Make(t.Context(), "a node that lags", quiet); !fault.Is(err, fault.Conflict) {
		t.Errorf("a plan of an older view stands: %v", err)
	}
	run, _, err := s.DB.Plans().Current(t.Context())
	if err != nil || run.Actor != "test" {
		t.Errorf("the plan of %q stands: %v", run.Actor, err)
	}
	ordered := map[plan.Shelf]int{}
	for number := int64(1); number <= run.Number+1; number++ {
		for _, r := range standing(t, s, number) {
			ordered[plan.Shelf{Store: r.Store, Product: r.Product}]++
		}
	}
	for shelf, n := range ordered {
		if n != 1 {
			t.Errorf("%+v is proposed or ordered %d times", shelf, n)
		}
	}
	if len(ordered) != 2 {
		t.Errorf("%v is ordered, want bread and soup", ordered)
	}
}

// standing are the lines of a run, whatever was decided of them, that have not lapsed.
func standing(t *testing.T, s *servertest.Shop, run int64) (out []plan.Row) {
	t.Helper()
	for store := range uint32(2) {
		rows, err := s.DB.Plans().OfStore(t.Context(), store+1, plan.Filter{Run: run}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, slices.DeleteFunc(rows, func(r plan.Row) bool { return r.State == plan.Lapsed })...)
	}
	return out
}
