package fold

import (
	"testing"
	"time"
)

// Folding rests between two steps while tills sell, once it has worked for a while; where
// nobody waits for it, or it is far behind, it goes on.
func TestBreathe_RestsWhileTillsSell(t *testing.T) {
	t.Parallel()
	begun := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		worked      time.Duration
		quiet, late bool
		rests       bool
	}{
		"a stretch":   {worked: stretch, rests: true},
		"a moment":    {worked: stretch - 1},
		"nobody asks": {worked: stretch, quiet: true},
		"far behind":  {worked: stretch, late: true},
	} {
		f := &Folds{Parts: Parts{Now: func() time.Time { return begun.Add(c.worked) }, Quiet: func() bool { return c.quiet }}}
		w := work{Folds: f, late: c.late, rested: begun}
		if w.breathe(); w.rested.After(begun) != c.rests {
			t.Errorf("%s: rested %v", name, w.rested.Sub(begun))
		}
	}
}
