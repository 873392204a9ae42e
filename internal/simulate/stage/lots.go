package stage

import (
	"math/rand/v2"
	"sync"
	"time"
)

// lots are what tills draw where visits come in turn: those of a moment, whatever was
// drawn before. Two stages of one seed draw alike for whoever comes to both, also when
// one of them had visits that the other had not.
type lots struct {
	mu    sync.Mutex
	from  rand.PCG
	last  int64
	again uint64 // visits at this very moment
}

// of begins the lots of a moment.
func (l *lots) of(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := at.UnixNano()
	if l.again++; now != l.last {
		l.last, l.again = now, 0
	}
	l.from.Seed(uint64(now), l.again)
}

func (l *lots) draw() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.from.Uint64()
}
