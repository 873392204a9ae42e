package tonight_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	kernel "sartor/internal/stock/plan"
)

// changes are the nights in which clocks move in Berlin: a day of 23 hours and one of 25.
func changes() []time.Time {
	return []time.Time{time.Date(2027, time.March, 28, 0, 0, 0, 0, time.UTC), time.Date(2027, time.October, 31, 0, 0, 0, 0, time.UTC)}
}

// until turns the clock on to a local time of a day in Berlin.
func until(t *testing.T, s *servertest.Shop, day time.Time, clock string) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day.Format(time.DateOnly)+" "+clock, zone)
	if err != nil || at.Before(s.Now()) {
		t.Fatalf("%s lies behind %s: %v", at, s.Now(), err)
	}
	s.Wait(at.Sub(s.Now()))
}

// sells closes a receipt with some bread now, in the first store.
func sells(s *servertest.Shop, units int) {
	s.Must("POST", "/v1/till/close", fmt.Sprintf(
		`{"receipt":%q,"store":%q,"till":"T03","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":%d,"amount":%d}]}`, s.Receipt(), s.DB.Catalogue().Store(1).ID, s.At(0), units, 249*units))
}

// TestClocks_TheDayCountsOnce: what is sold in the night in which clocks move belongs to
// the evening before, in both hours that are called two o'clock; the day after begins at
// four on the store's clock, and has all that is sold then.
func TestClocks_TheDayCountsOnce(t *testing.T) {
	t.Parallel()
	s, _ := shop(t)
	for _, change := range changes() {
		eve := retail.Day(change.Year(), change.Month(), change.Day()) - 1
		until(t, s, change.AddDate(0, 0, -1), "23:30")
		for range 11 { // half hours to 4:30 of 25 hours, or 5:30 of 23
			sells(s, 1)
			s.Wait(30 * time.Minute)
		}
		until(t, s, change, "12:00")
		sells(s, 7)
		until(t, s, change, "23:45")
		sells(s, 9)
		until(t, s, change.AddDate(0, 0, 1), "03:50")
		sells(s, 11)
		if s.Today(1) != eve+1 {
			t.Errorf("%s: at 3:50 of the day after it is %s", change, s.Today(1))
		}
		until(t, s, change.AddDate(0, 0, 1), "04:10")
		if err := s.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		sold := map[retail.BusinessDay]retail.Quantity{}
		span := readout.Span{Store: 1, First: eve - 3, Last: eve + 3}
		err := s.DB.Readouts().Demand(t.Context(), span, func(where customer.StoreDay, day *customer.Demand) error {
			for i := range day.Cells {
				sold[where.Day] += day.Cells[i].Units
			}
			return nil
		})
		// From 23:30 on the clock shows 4:00 after three and a half or five and a half hours.
		night := retail.Quantity(7)
		if change.Month() == time.October {
			night = 11
		}
		if want := (11 - night + 7 + 9 + 11) * retail.One; err != nil || sold[eve] != night*retail.One || sold[eve+1] != want || len(sold) != 2 {
			t.Errorf("%s: %v sold, want %s and %s: %v", change, sold, night*retail.One, want, err)
		}
	}
}

// TestClocks_OnePlanADay: through the nights in which clocks move a plan is due once a day,
// from five on the store's clock; the cut-off is by that clock too, goods come on the days
// they are promised for, and what went out is not proposed again.
func TestClocks_OnePlanADay(t *testing.T) {
	t.Parallel()
	s, d := shop(t)
	set, err := d.PlanSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set.CutOff = "15:30"
	if err := d.PutPlanSettings(t.Context(), set, "test"); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes() {
		until(t, s, change.AddDate(0, 0, -1), "04:30")
		first := s.Today(1)
		days := map[retail.BusinessDay][]string{}
		for end := s.Now().Add(72 * time.Hour); s.Now().Before(end); s.Wait(20 * time.Minute) {
			if now := madeWhenDue(t, s, d); now != 0 {
				days[now] = append(days[now], s.Now().In(s.DB.Catalogue().Location(1)).Format("15:04"))
			}
		}
		for day := first; day < first+3; day++ {
			if at := days[day]; len(at) != 1 || at[0] < "05:00" || at[0] > "05:20" {
				t.Errorf("%s: the plan of %s is made at %v, want once at five", change.Format(time.DateOnly), day, at)
			}
		}
	}
}

// madeWhenDue makes the plan where one is due, and returns its day.
func madeWhenDue(t *testing.T, s *servertest.Shop, d *tonight.Desk) retail.BusinessDay {
	t.Helper()
	due, err := d.Wants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !due {
		return 0
	}
	run, err := d.Make(context.WithoutCancel(t.Context()), "schedule", quiet)
	if err != nil {
		t.Fatal(err)
	}
	return run.Day
}

// TestClocks_CutOff: the cut-off holds by the store's clock on both sides of the night in
// which it moves; what was ordered before is under way after, once.
func TestClocks_CutOff(t *testing.T) {
	t.Parallel()
	for _, change := range changes() {
		s, d := shop(t)
		set, err := d.PlanSettings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		set.CutOff = "15:30"
		if err := d.PutPlanSettings(t.Context(), set, "test"); err != nil {
			t.Fatal(err)
		}
		until(t, s, change.AddDate(0, 0, -4), "12:00")
		for range 3 { // what was asked for lately
			sells(s, 20)
			s.Wait(24 * time.Hour)
		}
		bread, _ := s.DB.Catalogue().ProductNumber("bread")
		agreed := retail.Quantity(0)
		for i, c := range []struct {
			days  int
			clock string
			late  bool
		}{{-1, "15:20", false}, {-1, "15:40", true}, {0, "15:20", false}, {0, "15:40", true}} {
			until(t, s, change.AddDate(0, 0, c.days), c.clock)
			count(t, s, 1, map[retail.ProductID]int{"bread": 1, "soup": 400})
			order := breadOf(s, made(t, s, d))
			run, _, err := s.DB.Plans().Current(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := s.Today(1) + 2
			if c.late {
				want++
			}
			totals, err := tonight.TotalsOf(&run)
			if err != nil || totals.Late != c.late || order.Units > 0 && order.Due != want {
				t.Errorf("%s %s: late %v, for sale on %s, want %s: %v", change.AddDate(0, 0, c.days).Format(time.DateOnly), c.clock, totals.Late, order.Due, want, err)
			}
			if there := s.Shelf().Position(1, bread).OnOrder; there != agreed || order.Units > 0 && order.Why.Of(kernel.Coming) != agreed.Units() {
				t.Errorf("%s %s: %s are on order, want %s, and %g of them are counted on", change.AddDate(0, 0, c.days).Format(time.DateOnly), c.clock, there, agreed, order.Why.Of(kernel.Coming))
			}
			if _, err := d.AcceptAll(t.Context(), tonight.Sweep{Actor: "ada"}); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Send(t.Context(), tonight.Parcel{ID: fmt.Sprint("evening-", i), Actor: "ada"}); err != nil && (order.Units > 0 || fault.CodeOf(err) != tonight.NothingToSend) {
				t.Fatal(err)
			}
			agreed += retail.Quantity(order.Units) * retail.One
		}
		if agreed == 0 {
			t.Errorf("%s: nothing was ordered", change)
		}
	}
}
