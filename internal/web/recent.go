package web

import (
	"strconv"
	"strings"
	"sync"
)

// The limits of one list of what is recent.
const (
	recentKept    = 256  // values a reader may lag behind; then it gets the newest
	mostReaders   = 1024 // a screen each in a few hundred stores
	readersOfEach = 16   // open pages of one session: browsers hold six streams, a few of them may be dying
)

// Recent keeps the newest values of what happens for whoever looks. Publishing
// costs the same for none and for a thousand readers: it wakes nobody. A reader
// looks when it likes and gets what is newest by then; one that stood still has
// missed the rest, and holds no memory.
type Recent[T any] struct {
	mu      sync.RWMutex
	boot    string // of this process: an id of an earlier one names nothing
	last    int64  // values so far; the newest one's number
	ring    [recentKept]T
	readers map[string]int
	all     int
	done    chan struct{}
	once    sync.Once
}

// NewRecent returns an empty list; boot tells its ids from those of an earlier
// process.
func NewRecent[T any](boot string) *Recent[T] {
	return &Recent[T]{boot: boot, readers: map[string]int{}, done: make(chan struct{})}
}

// Publish puts a value in front.
func (r *Recent[T]) Publish(v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	r.ring[r.last%recentKept] = v
}

// Newest names the newest value, for a reader to go on from.
func (r *Recent[T]) Newest() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.id(r.last)
}

func (r *Recent[T]) id(n int64) string { return r.boot + "-" + strconv.FormatInt(n, 10) }

// After returns the newest values that came after id and that keep wants, at most
// so many, oldest first, and the id to go on from. An id that names nothing is
// the beginning.
func (r *Recent[T]) After(id string, most int, keep func(T) bool) (out []T, next string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	from := r.numberOf(id)
	for n := r.last; n > max(from, r.last-recentKept) && len(out) < most; n-- {
		if v := r.ring[n%recentKept]; keep(v) {
			out = append(out, v)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, r.id(r.last)
}

func (r *Recent[T]) numberOf(id string) int64 {
	text, ours := strings.CutPrefix(id, r.boot+"-")
	n, err := strconv.ParseInt(text, 10, 64)
	if !ours || err != nil || n < 0 || n > r.last {
		return 0
	}
	return n
}

// Join takes a place among the readers for somebody; ok is false when there is
// none left. Ended is closed when the list is.
func (r *Recent[T]) Join(who string) (leave func(), ended <-chan struct{}, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.done:
		return nil, nil, false
	default:
	}
	if r.all >= mostReaders || r.readers[who] >= readersOfEach {
		return nil, nil, false
	}
	r.all++
	r.readers[who]++
	return sync.OnceFunc(func() { r.leave(who) }), r.done, true
}

func (r *Recent[T]) leave(who string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all--
	if r.readers[who]--; r.readers[who] == 0 {
		delete(r.readers, who)
	}
}

// Readers returns how many look.
func (r *Recent[T]) Readers() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.all
}

// Close ends every reader's turn, so that a server can stop.
func (r *Recent[T]) Close() { r.once.Do(func() { close(r.done) }) }
