package till

import (
	"sync"
	"time"
)

// mostTills bounds the memory of the throttle; beyond it the oldest minute is
// forgotten, which only ever lets somebody try.
const mostTills = 10_000

// throttle counts bad codes per till and minute, so that codes cannot be
// guessed at a checkout.
type throttle struct {
	mu     sync.Mutex
	counts map[string]minute
}

type minute struct {
	start time.Time
	bad   int
	until time.Time // try_later until then
}

func newThrottle() *throttle { return &throttle{counts: map[string]minute{}} }

// closed reports whether the till has to wait.
func (t *throttle) closed(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return now.Before(t.counts[key].until)
}

// bad counts one bad code.
func (t *throttle) bad(key string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.counts[key]
	if now.Sub(m.start) >= time.Minute {
		m = minute{start: now, until: m.until}
	}
	if m.bad++; m.bad > badCodes {
		m.until = now.Add(time.Minute)
	}
	if _, known := t.counts[key]; !known && len(t.counts) >= mostTills {
		clear(t.counts)
	}
	t.counts[key] = m
}

// Waits reports whether a place, "store/till" or any other name, has to wait
// before its next code: looking codes up and presenting them count together.
func (d *Desk) Waits(place string) bool { return d.tries.closed(place, d.clock()) }

// Bad counts one code that nobody has.
func (d *Desk) Bad(place string) { d.tries.bad(place, d.clock()) }
