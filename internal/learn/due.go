package learn

import (
	"slices"
	"time"

	"sartor/internal/retail"
)

// When a run starts by itself (DESIGN.md 6).
const (
	LeastFresh   = 5_000 // new receipts before a run starts by day
	LeastPortion = .05   // and their share of those last learned from
	NightHour    = 2     // at night any new receipt will do
)

// Wait is what decides whether a run starts by itself.
type Wait struct {
	Fresh   int64     // receipts since the last run, published or refused
	Learned int64     // receipts read by the last run
	Last    time.Time // when it began; before the first run: when the server did
	Now     time.Time // in the chain's zone
}

// Needed is how many new receipts start a run by day.
func (w Wait) Needed() int64 {
	return max(LeastFresh, int64(LeastPortion*float64(w.Learned)+.5))
}

// Due reports whether a run starts by itself: enough has come in, or it is
// past the chain's night hour and something has.
func (w Wait) Due() bool {
	if w.Fresh <= 0 {
		return false
	}
	if w.Fresh >= w.Needed() {
		return true
	}
	night := time.Date(w.Now.Year(), w.Now.Month(), w.Now.Day(), NightHour, 0, 0, 0, w.Now.Location())
	return !w.Now.Before(night) && w.Last.Before(night)
}

// How long snapshots are kept: those that decisions of the last 90 days name,
// so that each can be replayed, and the newest ones to go back to.
const (
	keepDays   = 90
	keepNewest = 10
	slack      = 24 * time.Hour // a node may decide a little longer on what was replaced
)

// Kept is a stored snapshot beside its body.
type Kept struct {
	ID      retail.SnapshotID
	Stands  bool
	Retired time.Time // when it last ceased to stand; zero: it never stood
}

// Stale returns which of the snapshots, newest first, may be dropped.
func Stale(newestFirst []Kept, now time.Time) []retail.SnapshotID {
	oldest := now.AddDate(0, 0, -keepDays).Add(-slack)
	var out []retail.SnapshotID
	for i, k := range newestFirst {
		if i >= keepNewest && !k.Stands && k.Retired.Before(oldest) {
			out = append(out, k.ID)
		}
	}
	slices.Reverse(out)
	return out
}
