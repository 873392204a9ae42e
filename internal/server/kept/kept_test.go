package kept

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counted are readings that return how often they were read.
func counted(takes func(), cheap func(int64) bool) (*Readings[int, int64], *atomic.Int64) {
	var times atomic.Int64
	return &Readings[int, int64]{
		Read:  func(context.Context, int) (int64, error) { takes(); return times.Add(1), nil },
		Cheap: cheap, Now: time.Now,
	}, &times
}

func always(int64) bool { return true }
func never(int64) bool  { return false }

func of(t *testing.T, r *Readings[int, int64], key int) int64 {
	t.Helper()
	v, _, err := r.Of(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOf_CheapIsReadEachTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, _ := counted(func() { time.Sleep(time.Second) }, always)
		for want := range int64(3) {
			if got := of(t, r, 1); got != want+1 {
				t.Errorf("reading %d is of %d", want+1, got)
			}
		}
	})
}

func TestOf_DearIsReadBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, times := counted(func() { time.Sleep(time.Second) }, never)
		of(t, r, 1)
		began := time.Now()
		for range 50 { // not yet due
			of(t, r, 1)
		}
		time.Sleep(timesTook * time.Second)
		for range 50 {
			if got := of(t, r, 1); got != 1 {
				t.Errorf("shown %d while it is read again", got)
			}
		}
		if waited := time.Since(began); waited != timesTook*time.Second {
			t.Errorf("the page waited %s", waited-timesTook*time.Second)
		}
		time.Sleep(2 * time.Second)
		if got := of(t, r, 1); got != 2 || times.Load() != 2 {
			t.Errorf("shown %d, read %d times", got, times.Load())
		}
		time.Sleep(oldest + time.Second)
		if got := of(t, r, 1); got != 3 {
			t.Errorf("after %s: shown %d", oldest, got)
		}
	})
}

func TestRenew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, times := counted(func() { time.Sleep(time.Second) }, never)
		for i, want := range []time.Duration{timesTook * time.Second, 0} {
			if rest, err := r.Renew(t.Context(), 1); rest != want || err != nil {
				t.Errorf("time %d: rests %s, %v", i+1, rest, err)
			}
		}
		if of(t, r, 1) != 1 || times.Load() != 1 {
			t.Errorf("read %d times", times.Load())
		}
	})
}

func TestOf_FailureIsNotKept(t *testing.T) {
	t.Parallel()
	fails := true
	r := &Readings[int, int64]{
		Read: func(context.Context, int) (int64, error) {
			if fails {
				return 0, errors.New("no")
			}
			return 7, nil
		},
		Cheap: never, Now: time.Now,
	}
	if _, _, err := r.Of(t.Context(), 1); err == nil {
		t.Error("no error")
	}
	fails = false
	if got := of(t, r, 1); got != 7 {
		t.Errorf("got %d", got)
	}
}

func TestOf_Bound(t *testing.T) {
	t.Parallel()
	r, _ := counted(func() {}, never)
	for key := range mostKeys + 10 {
		of(t, r, key)
	}
	if len(r.of) != mostKeys {
		t.Errorf("%d keys stay", len(r.of))
	}
	if first := of(t, r, mostKeys+9); first != mostKeys+10 {
		t.Errorf("the newest is read again: %d", first)
	}
}
