package tonight_test

import (
	"fmt"
	"testing"
	"time"

	"sartor/internal/server/tonight"
)

// TestSimple_OneBulkOrder: the rule that stands in expects of a product bought once by
// the pallet what its days ask for.
func TestSimple_OneBulkOrder(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	s.Must("POST", "/v1/till/close", fmt.Sprintf(
		`{"receipt":%q,"store":%q,"till":"T03","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":2000,"amount":498000}]}`, s.Receipt(), s.DB.Catalogue().Store(1).ID, s.At(0)))
	s.Wait(24 * time.Hour)
	made(t, s, d) // when all of it is counted
	bread, _ := s.DB.Catalogue().ProductNumber("bread")
	of, err := tonight.Simple(s.Chain)(t.Context(), 1, s.Today(1)+1)
	if err != nil {
		t.Fatal(err)
	}
	f := of(bread)
	if len(f.Means) == 0 {
		t.Fatal("nothing is expected")
	}
	for day, m := range f.Means {
		if m < 4 || m > 7 {
			t.Errorf("day %d: %.1f are expected where 5 are sold daily and 2,000 were once", day+1, m)
		}
	}
	if f.Ratio > 2 {
		t.Errorf("sums over a week vary %.1f times as much as their mean", f.Ratio)
	}
}
