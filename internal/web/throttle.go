package web

import (
	"sync"
	"time"

	"sartor/internal/fault"
)

// The limits of guessing.
const (
	throttleTries  = 10               // failures a key has free in a window
	throttleWindow = 10 * time.Minute // how long failures are remembered
	throttleKeys   = 20_000           // keys remembered; about 2 MiB
)

// Throttle slows down guessing: after ten failures of a key (a name, an
// address) within ten minutes further tries are refused until the window ends.
// When it is full of keys, a stranger's tries are refused too: better a minute
// without signing in than a minute of free guesses.
type Throttle struct {
	now  func() time.Time
	mu   sync.Mutex
	keys map[string]tries
}

type tries struct {
	failed int
	ends   time.Time
}

// NewThrottle returns an empty throttle that reads the given clock.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, keys: map[string]tries{}}
}

// Try counts one attempt of every key beforehand, so that a hundred at once
// have no more guesses than a hundred in a row. It refuses with
// fault.Exhausted. After a good sign-in, Undo and Forgive take attempts back.
func (t *Throttle) Try(keys ...string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, key := range keys {
		if err := t.count(key, now); err != nil {
			return err
		}
	}
	return nil
}

func (t *Throttle) count(key string, now time.Time) error {
	k, seen := t.keys[key]
	if seen && !now.Before(k.ends) {
		k, seen = tries{}, false
	}
	if !seen {
		if !t.room(now) {
			return errThrottled(throttleWindow)
		}
		k.ends = now.Add(throttleWindow)
	}
	if k.failed >= throttleTries {
		return errThrottled(k.ends.Sub(now))
	}
	k.failed++
	t.keys[key] = k
	return nil
}

// room makes place for one more key by forgetting windows that have ended.
func (t *Throttle) room(now time.Time) bool {
	if len(t.keys) < throttleKeys {
		return true
	}
	for key, k := range t.keys {
		if !now.Before(k.ends) {
			delete(t.keys, key)
		}
	}
	return len(t.keys) < throttleKeys
}

// Undo takes one attempt of a key back: it was no failure.
func (t *Throttle) Undo(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if k, seen := t.keys[key]; seen && k.failed > 0 {
		k.failed--
		t.keys[key] = k
	}
}

// Forgive forgets all failures of a key.
func (t *Throttle) Forgive(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.keys, key)
}

func errThrottled(wait time.Duration) error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return fault.New(fault.Exhausted, "try_later", "Too many attempts. Try again in %d min.", minutes)
}
