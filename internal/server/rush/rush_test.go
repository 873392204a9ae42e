package rush

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestLull_GrowsWithWhatTillsSell: few receipts change nothing, many lengthen every
// rest, and a second after the last of them it is over.
func TestLull_GrowsWithWhatTillsSell(t *testing.T) {
	now := time.Unix(1_000, 0)
	r := &Rush{Clock: func() time.Time { return now }}
	want := func(when string, long time.Duration) {
		t.Helper()
		if got := r.Lull(10 * time.Millisecond); got != long {
			t.Errorf("%s work rests %v, want %v", when, got, long)
		}
	}
	want("without tills", 0)
	r.Open()
	want("while nothing is sold", 10*time.Millisecond)
	for range 500 {
		r.Sold()
	}
	want("in the first second of a rush", 110*time.Millisecond)
	now = now.Add(time.Second)
	r.Sold()
	want("in its next second", 110*time.Millisecond)
	now = now.Add(time.Second)
	want("a second after its end", 10200*time.Microsecond)
	now = now.Add(time.Hour)
	want("long after it", 10*time.Millisecond)
	if got := r.Lull(time.Minute); got != most {
		t.Errorf("the longest rest is %v, want %v", got, most)
	}
}

// TestRest_EndsWithItsContext: who is told to stop does not wait.
func TestRest_EndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Rush{Clock: time.Now}
		r.Open()
		began := time.Now()
		if err := r.Breathe(t.Context(), time.Second); err != nil || time.Since(began) != time.Second/2 {
			t.Errorf("a second's work rests %v, %v", time.Since(began), err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := r.Rest(ctx, time.Second); !errors.Is(err, context.Canceled) {
			t.Errorf("a stopped rest ends with %v", err)
		}
	})
}

// TestStint_RestsAfterEachStretch: short work goes on at once, longer work rests as many
// times as long as it took, and knows for how long it has.
func TestStint_RestsAfterEachStretch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Rush{Clock: time.Now}
		r.Open()
		s := r.Stint(3)
		breathes := func(worked, want time.Duration) {
			t.Helper()
			time.Sleep(worked)
			began := time.Now()
			if err := s.Breathe(t.Context()); err != nil || time.Since(began) != want {
				t.Errorf("rests %v, %v, want %v", time.Since(began), err, want)
			}
		}
		breathes(stretch/2, 0)
		breathes(stretch/2, 3*stretch)
		breathes(stretch/2, 0)
		breathes(4*stretch, 27*stretch/2)
		if s.Rested != 33*stretch/2 {
			t.Errorf("rested %v in all", s.Rested)
		}
	})
}
