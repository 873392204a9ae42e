package rollout

import (
	"math"
	"testing"

	"sartor/internal/retail"
)

// TestDelist: what loses money is proposed, the greatest loss first; customers who
// depend on one veto it when they would take more with them, less so where something is
// bought instead; what earns, or whose cost is a guess, stays.
func TestDelist(t *testing.T) {
	t.Parallel()
	loses := func(id retail.ProductID, margin, waste float64) Earned {
		return Earned{Product: id, Weeks: 13, Units: 100, Sales: 10_000, Margin: margin, Waste: waste}
	}
	swapped := loses("swapped", -1000, 0)
	swapped.Substitute = "soup"
	guess := loses("guess", -9000, 0)
	guess.Assumed = true
	fan := func(share float64, times int) Buyer {
		return Buyer{Customer: retail.CustomerID(times), Times: times, Spent: share * 1000, All: 1000, Margin: 6000}
	}
	fans := []Buyer{fan(.06, 5), fan(.3, 4), fan(.04, 9), fan(.5, 3)}
	got := Delist([]Earned{loses("earns", 500, 400), loses("wasted", 500, 2500), loses("loved", -1000, 0), swapped, guess}, map[retail.ProductID][]Buyer{"loved": fans, "swapped": fans, "wasted": nil})
	year := 365.25 / 7 / 13
	if len(got) != 3 || got[0].Product != "wasted" || math.Abs(got[0].Loss-2000*year) > 1e-9 || got[0].Veto {
		t.Fatalf("got %+v", got)
	}
	loved, other := got[1], got[2]
	if loved.Product != "loved" || loved.Dependent != 2 || !loved.Veto || math.Abs(loved.AtRisk-2*6000*year*.2) > 1e-9 || len(loved.Loyal) != 2 || loved.Loyal[0].Share != .3 {
		t.Errorf("two customers depend on it: %+v", loved)
	}
	if other.Veto || other.Dependent != 2 || other.AtRisk >= loved.AtRisk {
		t.Errorf("its buyers have something else: %+v", other)
	}
}
