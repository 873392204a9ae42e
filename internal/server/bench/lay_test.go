package bench_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/server/bench"
	"sartor/internal/server/servertest"
)

var errRoom = errors.New("a room that cannot look")

// TestLay_OtherRooms: what other rooms add is asked for by whoever looks, lies among the
// rest by what it costs, and a room that fails is not passed over.
func TestLay_OtherRooms(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	dear := func(_ context.Context, scope view.Scope, out *view.Today) error {
		for _, store := range []retail.StoreID{"S012", "S020"} {
			if scope.Allows(store) {
				out.Bench = append(out.Bench, view.BenchItem{Kind: view.BenchLate, Store: store, At: s.Now()})
			}
		}
		out.Bench = append(out.Bench, view.BenchItem{Kind: view.BenchOrders, By: s.Now().Add(time.Hour), Cost: view.Interval{Mid: 5, N: 1}})
		return nil
	}
	b := bench.Bench{
		DB: s.DB, Sight: s.Sight, Clock: s.Clock, Segments: s.Segments, Accounts: s.DB.Budgets, More: []bench.Adds{dear},
	}
	for want, scope := range map[int]view.Scope{3: {All: true}, 2: {Stores: []retail.StoreID{"S020"}}} {
		var day view.Today
		if err := b.Lay(t.Context(), scope, &day); err != nil || len(day.Bench) != want || day.Bench[0].Kind != view.BenchOrders {
			t.Errorf("%+v: %+v, %v", scope, day.Bench, err)
		}
	}
	b.More = append(b.More, func(context.Context, view.Scope, *view.Today) error { return errRoom })
	if err := b.Lay(t.Context(), view.Scope{All: true}, &view.Today{}); !errors.Is(err, errRoom) {
		t.Errorf("got %v", err)
	}
}
