package gate

import (
	"sync"
	"time"
)

// Bounds of guessing (CONTRACTS.md 2.1).
const (
	badCodes   = 20 // a minute from one place
	badMinute  = time.Minute
	mostPlaces = 10_000 // places remembered; beyond it the minute is forgotten
)

// Attempts counts bad codes per place and minute.
type Attempts struct {
	now func() time.Time
	mu  sync.Mutex
	bad map[string]badCount
}

type badCount struct {
	since time.Time
	n     int
	until time.Time // nothing is answered before
}

// NewAttempts returns an empty count that reads the given clock.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, bad: map[string]badCount{}}
}

// Waits reports whether the place has sent too many bad codes.
func (a *Attempts) Waits(place string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now().Before(a.bad[place].until)
}

// Bad counts one bad code.
func (a *Attempts) Bad(place string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now, b := a.now(), a.bad[place]
	if now.Sub(b.since) >= badMinute {
		b = badCount{since: now, until: b.until}
	}
	if b.n++; b.n > badCodes {
		b.until = now.Add(badMinute)
	}
	if _, known := a.bad[place]; !known && len(a.bad) >= mostPlaces {
		clear(a.bad)
	}
	a.bad[place] = b
}
