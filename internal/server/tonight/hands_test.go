package tonight_test

import (
	"fmt"
	"testing"
	"time"

	"sartor/internal/db/plan"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
)

// sell plays a day of a store.
func sell(s *servertest.Shop, store string, bread, soup int) {
	s.Must("POST", "/v1/till/close", fmt.Sprintf(
		`{"receipt":%q,"store":%q,"till":"T03","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":%d,"amount":%d},{"product":"soup","quantity":%d,"amount":%d}]}`,
		s.Receipt(), store, s.At(0), bread, 249*bread, soup, 249*soup))
	s.Wait(24 * time.Hour)
}

// TestHands_WhoWasNearer: of two orders that somebody raised, the one of which more was
// sold than foretold counts for the person, the other for the plan; of a shelf that ran
// empty nothing is said, nor while their days are not over.
func TestHands_WhoWasNearer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bread                int // sold a day; soup sells as ever
		lines, nearer, empty int
	}{{8, 2, 1, 0}, {60, 1, 0, 1}} {
		s, d := shop(t)
		count(t, s, 1, map[retail.ProductID]int{"bread": 6, "soup": 4})
		raised(t, s, d)
		s.Wait(24 * time.Hour)
		sell(s, string(s.DB.Catalogue().Store(1).ID), c.bread, 3)
		if h := hands(t, s, d); h != (tonight.Hands{}) {
			t.Errorf("its days are not over, and %+v is said", h)
		}
		sell(s, string(s.DB.Catalogue().Store(1).ID), c.bread, 3)
		h := hands(t, s, d)
		if h.Lines != c.lines || h.Nearer != c.nearer || h.Empty != c.empty || !(h.Low < .5 && h.High > .5) {
			t.Errorf("%d sold a day: %+v, want %d compared, %d nearer, %d empty", c.bread, h, c.lines, c.nearer, c.empty)
		}
		if _, ok := h.Share(); ok {
			t.Error("two orders say something")
		}
	}
}

// raised makes a plan, of which somebody orders a pack more of everything for the first store.
func raised(t *testing.T, s *servertest.Shop, d *tonight.Desk) {
	t.Helper()
	n := 0
	for _, r := range made(t, s, d) {
		if r.Store != 1 {
			continue
		}
		n++
		if _, err := d.Decide(t.Context(), tonight.Choice{ID: r.ID, State: plan.Adjusted, Units: r.Units + 6, Reason: "market day", Actor: "ada"}); err != nil {
			t.Fatal(err)
		}
	}
	if n != 2 {
		t.Fatalf("%d orders, want bread and soup", n)
	}
}

// hands are how changes turned out, as the next plan says.
func hands(t *testing.T, s *servertest.Shop, d *tonight.Desk) tonight.Hands {
	t.Helper()
	made(t, s, d)
	run, _, err := s.DB.Plans().Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	totals, err := tonight.TotalsOf(&run)
	if err != nil {
		t.Fatal(err)
	}
	return totals.Hands
}
