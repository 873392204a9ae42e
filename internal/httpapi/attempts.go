package httpapi

import (
	"net/http"
	"sync"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
)

// Bounds of guessing (CONTRACTS.md 2.1).
const (
	badCodes   = 20 // a minute from one place
	badMinute  = time.Minute
	mostPlaces = 10_000 // places remembered; beyond it the minute is forgotten
)

// attempts counts bad codes per place and minute.
type attempts struct {
	now func() time.Time
	mu  sync.Mutex
	bad map[string]badCount
}

type badCount struct {
	since time.Time
	n     int
	until time.Time // nothing is answered before
}

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, bad: map[string]badCount{}}
}

// Waits reports whether the place has sent too many bad codes.
func (a *attempts) Waits(place string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now().Before(a.bad[place].until)
}

// Bad counts one bad code.
func (a *attempts) Bad(place string) {
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

// placeOf names where codes are tried: the token's till, what the request says
// its till is, or the token itself.
func placeOf(who access.Principal, r *http.Request) string {
	q := r.URL.Query()
	store, till := q.Get("store"), string(who.Till)
	if len(who.Stores) == 1 {
		store = string(who.Stores[0])
	}
	if till == "" {
		till = q.Get("till")
	}
	if store == "" || till == "" {
		return "token/" + who.ID
	}
	return clip(store) + "/" + clip(till)
}

// attempt looks a code up and counts a bad one.
func (a *API) attempt(c *call, look func(code string) error) error {
	at, code := placeOf(c.who, c.r), c.r.PathValue("code")
	if a.cfg.Attempts.Waits(at) {
		return fault.New(fault.Exhausted, "try_later", "too many codes that nobody has; try again in a minute")
	}
	if len(code) > mostCode {
		code = code[:mostCode] // looked up like any other, and found as little
	}
	err := look(code)
	if fault.Is(err, fault.NotFound) {
		a.cfg.Attempts.Bad(at)
	}
	return err
}

const mostCode = 256 // bytes of a scanned code, as in touchpoint.MaxCode
