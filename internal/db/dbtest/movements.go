package dbtest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/shelf"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// movementAt is a movement of one product of a store that sow made.
func movementAt(id string, kind stock.Kind, at time.Time) stock.Movement {
	return stock.Movement{
		ID: stock.MovementID(id), Kind: kind, Store: 1, At: retail.MicrosOf(at), Day: retail.DayOf(at, time.UTC, 0),
		Lines: []stock.Line{{Product: 1, Quantity: 9 * retail.One}},
	}
}

// movements: each counts once, and what is told is there after the disk.
func movements(t *testing.T, url string) {
	noon := time.Now().UTC().Truncate(24*time.Hour).Add(12*time.Hour).AddDate(0, 0, -3)
	count, out := movementAt("M1", stock.Count, noon), movementAt("M2", stock.TransferOut, noon.Add(time.Hour))
	out.Other, out.Due, out.Ref = 2, out.Day+1, "T 7"
	d := reopened(t, url, func(d *db.DB) {
		sow(t, d)
		s := d.Shelf()
		if all := got(s.Shops(t.Context()))(t); len(all) != 0 {
			t.Errorf("stock of %v before anything was told", all)
		}
		for _, want := range []shelf.Outcome{shelf.Accepted, shelf.Duplicate} {
			if is := got(s.Record(t.Context(), []stock.Movement{count, out}))(t); is[0] != want || is[1] != want {
				t.Errorf("the movements are %v, want %v", is, want)
			}
		}
		other := count
		other.Lines = []stock.Line{{Product: 1, Quantity: 8 * retail.One}}
		if is := got(s.Record(t.Context(), []stock.Movement{other, movementAt("M3", stock.Waste, noon.Add(2*time.Hour))}))(t); is[0] != shelf.Conflicting || is[1] != shelf.Accepted {
			t.Errorf("other content under a known id, and a new one: %v", is)
		}
		terms := stock.Terms{Product: 2, Supplier: "Mill", LeadTime: 3, Spread: .5, OrderDays: 0b1001, MinOrder: 12 * retail.One}
		audit := d.AuditStep(db.AuditRow{Actor: "test", Action: "supplier.put", Object: "P", At: retail.MicrosOf(noon)})
		must(t, s.PutTerms(t.Context(), "test", &audit, stock.Terms{Product: 2, LeadTime: stock.UnknownLead}, terms))
	})
	follow(t, d)
	standing(t, d.Shelf(), &count, &out)
	terms(t, d.Shelf())
}

// standing: what was told stands at both ends of the transfer.
func standing(t *testing.T, s *shelf.Shelf, count, out *stock.Movement) {
	t.Helper()
	shops := got(s.Shops(t.Context()))(t)
	if len(shops) != 2 || shops[0].Store != 1 || shops[1].Store != 2 || shops[0].First != count.Day {
		t.Fatalf("stock is known of %+v, want of both ends of the transfer", shops)
	}
	for _, level := range []stock.Level{
		got(s.Today(t.Context(), shops[0], count.Day+1))(t), got(s.Level(t.Context(), 1, count.Day+1))(t),
	} {
		if h := level.Find(1); h == nil || h.OnHand != -9*retail.One || h.Counted != count.Day {
			t.Errorf("9 counted, 9 left, 9 wasted: %+v", h)
		}
	}
	there := got(s.Today(t.Context(), shops[1], count.Day))(t)
	if h := there.Find(1); h == nil || !slices.Equal(h.Moving, []stock.Arrival{{Day: out.Due, Quantity: 9 * retail.One}}) {
		t.Errorf("on its way to the other store: %+v", h)
	}
	days := 0
	must(t, s.Days(t.Context(), stock.Span{Store: 1, First: count.Day - 1, Last: count.Day + 1}, func(_ retail.BusinessDay, m *stock.Day, _ stock.Sold) error {
		days += 1 + 10*len(m.Cells)
		return nil
	}))
	if days != 13 {
		t.Errorf("days and cells are %d, want three days and one cell", days)
	}
	told := got(s.Movements(t.Context(), 1, out.At+1, 9))(t)
	if len(told) != 2 || told[0].ID != "M2" || told[0].Ref != "T 7" || told[0].Other != 2 || told[1].ID != "M1" {
		t.Errorf("told before a moment: %+v", told)
	}
	levels, empty := 0, []retail.BusinessDay{} // days by levels, and behind the last of them by what moved
	must(t, s.Levels(t.Context(), stock.Span{Store: 1, First: count.Day, Last: count.Day}, func(retail.BusinessDay, *stock.Level) error { levels++; return nil }))
	must(t, s.RanEmpty(t.Context(), stock.Span{Store: 1, First: count.Day - 1, Last: count.Day + 9}, func(day retail.BusinessDay, _ uint32) { empty = append(empty, day) }))
	if levels != 1 || len(empty) != 9 || empty[0] != count.Day+1 {
		t.Errorf("%d levels of the day, want 1; empty on %v, want each day behind the one on which goods left", levels, empty)
	}
}

// terms: the last ones told stand.
func terms(t *testing.T, s *shelf.Shelf) {
	t.Helper()
	one, found, err := s.TermsOf(t.Context(), 2)
	must(t, err)
	if all := got(s.Terms(t.Context()))(t); !found || len(all) != 1 || all[2] != one || one.Supplier != "Mill" || one.Spread != .5 || one.OrderDays.String() != "mon|thu" {
		t.Errorf("the terms are %+v", one)
	}
	if _, found, err := s.TermsOf(t.Context(), 1); found || err != nil {
		t.Errorf("terms that nobody told: %v, %v", found, err)
	}
}

// raceForMovement: however many send a movement at once, one is accepted.
func raceForMovement(t *testing.T, url string) {
	d := open(t, url)
	sow(t, d)
	const senders, each = 16, 8
	noon := time.Now().Add(-time.Hour)
	var list []stock.Movement
	for i := range each {
		list = append(list, movementAt(fmt.Sprint("M", i), stock.Delivery, noon))
	}
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		sums [3]int
	)
	for range senders {
		all.Go(func() {
			out, err := d.Shelf().Record(t.Context(), list)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			for _, o := range out {
				sums[o]++
			}
		})
	}
	all.Wait()
	if sums != [3]int{each, each * (senders - 1), 0} {
		t.Errorf("accepted, repeated, in conflict: %v", sums)
	}
	if n := len(got(d.Shelf().Movements(t.Context(), 1, retail.MicrosOf(noon.Add(time.Hour)), 99))(t)); n != each {
		t.Errorf("%d movements stand, want %d", n, each)
	}
}
