// Package rush lets tills go first: it counts the receipts they close or send, and says
// how long the work behind them rests, and how much of the machine it may take.
//
// It refuses to know what that work is.
package rush

import (
	"context"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	calm = 50              // receipts a second beside which nobody rests twice as long
	most = 5 * time.Second // of one rest: an end of the rush is soon noticed
)

// Rush is how busy the tills of this process are.
type Rush struct {
	Clock func() time.Time

	mu     sync.Mutex
	open   bool
	second int64  // since 1970, of the newest receipt
	counts [2]int // receipts of the second before, and of that one
}

// Open says that tills are served: from now on work behind them rests.
func (r *Rush) Open() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = true
}

// Served reports whether tills are.
func (r *Rush) Served() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open
}

// cores is what this process had when it began, by its container or GOMAXPROCS.
var cores = runtime.GOMAXPROCS(0)

// Workers is how many goroutines may work beside tills: half of the machine; all of it
// where nobody is served.
func (r *Rush) Workers() int {
	if !r.Served() {
		return cores
	}
	return max(1, cores/2)
}

// Crowd lets twice as many goroutines be under way as there are cores, unless somebody said
// otherwise: one that waits for the disk keeps its place for up to 10 ms, one that computes
// is sent away as late; the system shares cores in finer slices.
func Crowd() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * cores)
	}
}

// Sold counts a receipt that a till has closed or sent.
func (r *Rush) Sold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn()
	r.counts[1]++
}

// turn begins the second that it is.
func (r *Rush) turn() {
	switch now := r.Clock().Unix(); now - r.second {
	case 0:
		return
	case 1:
		r.counts = [2]int{r.counts[1], 0}
		r.second = now
	default:
		r.counts, r.second = [2]int{}, now
	}
}

// Lull returns how long work rests that would rest as long beside few tills:
//
//	long · (1 + receipts a second / 50),  at most 5 s
//
// and no time at all where none are served. What takes a quarter of a processor
// beside few tills takes a thirtieth beside 500 receipts a second: a night's work
// is done in the night.
func (r *Rush) Lull(long time.Duration) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open {
		return 0
	}
	r.turn()
	return min(most, long+long*time.Duration(max(r.counts[0], r.counts[1]))/calm)
}

// Rest lets tills go first for that long.
func (r *Rush) Rest(ctx context.Context, long time.Duration) error {
	return Pause(ctx, r.Lull(long))
}

// Pause waits that long, or until the context ends: its error.
func Pause(ctx context.Context, long time.Duration) error {
	if long <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Breathe rests half as long as was worked.
func (r *Rush) Breathe(ctx context.Context, worked time.Duration) error { return r.Rest(ctx, worked/2) }

// stretch is how long a stint goes on without a rest: a till that is in its way meanwhile
// hardly notices.
const stretch = time.Millisecond

// Stint is work behind tills that rests after every stretch. It is for one goroutine.
type Stint struct {
	Rested time.Duration // in all

	rush  *Rush
	times float64
	since time.Time // it works
}

// Stint begins work that rests that many times as long as it worked.
func (r *Rush) Stint(times float64) *Stint { return &Stint{rush: r, times: times, since: r.Clock()} }

// Breathe rests when a stretch has been worked.
func (s *Stint) Breathe(ctx context.Context) error {
	now := s.rush.Clock()
	worked := now.Sub(s.since)
	if worked < stretch {
		return ctx.Err()
	}
	err := s.rush.Rest(ctx, time.Duration(s.times*float64(worked)))
	s.since = s.rush.Clock()
	s.Rested += s.since.Sub(now)
	return err
}
