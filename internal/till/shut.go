package till

import (
	"context"
	"slices"
	"sync"
	"time"
)

// shutFor is how long a promotion whose guard failed is left out of other
// decisions: until the world is looked at anew, and a day's limit is asked for
// again. mostShut bounds the memory; beyond it the guards alone hold.
const (
	shutFor  = 2 * time.Second
	mostShut = 10_000
)

// shut remembers promotions that were found used up while writing. Without it
// every close of an afternoon would decide twice for a limit reached at noon, and
// issue nothing once five such promotions stand in its way.
type shut struct {
	mu    sync.Mutex
	until map[uint32]time.Time
}

func (s *shut) put(promotion uint32, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.until) >= mostShut {
		clear(s.until)
	}
	s.until[promotion] = now.Add(shutFor)
}

// open forgets them all: what is taken back makes room.
func (s *shut) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.until)
}

// giveBack writes what is taken back.
func (d *Desk) giveBack(ctx context.Context, b TakeBack) error {
	err := d.store.TakeBack(ctx, b)
	if err == nil {
		d.shut.open()
	}
	return err
}

// with returns growing promotion numbers with those that are shut now.
func (s *shut) with(closed []uint32, now time.Time) []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.until) == 0 {
		return closed
	}
	out := slices.Clone(closed)
	for n, until := range s.until {
		if !now.Before(until) {
			delete(s.until, n)
			continue
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
