package learn

import (
	"slices"
	"testing"
	"time"

	"sartor/internal/retail"
)

func TestDue(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, berlin) }
	noon, morning := at(10, 12, 0), at(10, 9, 0)
	for _, c := range []struct {
		name           string
		fresh, learned int64
		last, now      time.Time
		want           bool
	}{
		{"nothing new, even at night", 0, 100, at(9, 2, 0), at(10, 2, 0), false},
		{"one below the least", 4_999, 0, morning, noon, false},
		{"the least", 5_000, 0, morning, noon, true},
		{"the least, but not 5 %", 5_000, 200_000, morning, noon, false},
		{"one below 5 %", 9_999, 200_000, morning, noon, false},
		{"5 %", 10_000, 200_000, morning, noon, true},
		{"one new, before 02:00", 1, 100, at(9, 2, 0), at(10, 1, 59), false},
		{"one new, at 02:00 of the chain", 1, 100, at(9, 2, 0), at(10, 2, 0), true},
		{"one new, learned tonight already", 1, 100, at(10, 2, 0), at(10, 2, 1), false},
		{"the night was slept through", 1, 100, at(9, 2, 0), noon, true},
		{"the night without 02:00", 1, 100, at(28, 20, 0), at(29, 3, 0), true},
		{"that same night, once", 1, 100, at(29, 3, 0), at(29, 3, 1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := (Wait{Fresh: c.fresh, Learned: c.learned, Last: c.last.UTC(), Now: c.now}).Due(); got != c.want {
				t.Errorf("%d new of %d, last %v, now %v: %v", c.fresh, c.learned, c.last, c.now, got)
			}
		})
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	old, young := now.AddDate(0, 0, -92), now.AddDate(0, 0, -90)
	list := make([]Kept, 0, 20)
	for i := range 20 { // newest first
		list = append(list, Kept{ID: retail.SnapshotID(100 - i), Retired: old})
	}
	list[12].Retired = young       // a decision of 90 days ago may name it
	list[13].Stands = true         // somebody went back to it
	list[14].Retired = time.Time{} // was refused: no decision names it
	got := Stale(list, now)
	want := []retail.SnapshotID{81, 82, 83, 84, 85, 86, 89, 90}
	if !slices.Equal(got, want) {
		t.Errorf("dropped %v, want %v", got, want)
	}
	if few := Stale(list[:10], now); len(few) != 0 {
		t.Errorf("the newest ten are kept, dropped %v", few)
	}
}
