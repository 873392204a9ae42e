// Package kept owns readings that cost more than a page may take: what was read is
// shown with its time, and read again behind the page. What is cheap to read is read
// every time. It refuses to remember without bound, and knows nothing of what it keeps.
//
// Invariants and the tests that hold them: what is cheap is never old
// (TestOf_CheapIsReadEachTime); what is dear is read by one at a time, and nobody waits
// who can be shown something (TestOf_DearIsReadBehind); a failure is never kept
// (TestOf_FailureIsNotKept); no more keys than the bound stay (TestOf_Bound).
package kept

import (
	"context"
	"sync"
	"time"
)

// Rules of a reading that is not cheap.
const (
	timesTook = 20 // it rests that many times as long as it took
	leastRest = 5 * time.Second
	oldest    = 2 * time.Hour // older ones are shown to nobody
	mostKeys  = 4096
)

// Readings of one kind, by key. Safe for concurrent use.
type Readings[K comparable, T any] struct {
	Read  func(ctx context.Context, key K) (T, error)
	Cheap func(T) bool // whether reading it again costs next to nothing
	Now   func() time.Time

	mu sync.Mutex
	of map[K]*reading[T]
}

type reading[T any] struct {
	value T
	at    time.Time
	took  time.Duration
	again bool // it is being read again
}

func (r *reading[T]) due(now time.Time) bool {
	return !r.again && now.Sub(r.at) >= max(leastRest, timesTook*r.took)
}

// Of returns what was read for a key, and when. The first time it waits for the
// reading, later only for what is cheap.
func (r *Readings[K, T]) Of(ctx context.Context, key K) (T, time.Time, error) {
	now := r.Now()
	r.mu.Lock()
	have := r.of[key]
	if have == nil || now.Sub(have.at) > oldest || r.Cheap(have.value) {
		r.mu.Unlock()
		return r.read(ctx, key)
	}
	value, at := have.value, have.at
	behind := have.due(now)
	have.again = have.again || behind
	r.mu.Unlock()
	if behind {
		go func() { _, _, _ = r.read(context.WithoutCancel(ctx), key) }() // what stands is shown until one succeeds
	}
	return value, at, nil
}

// Renew reads a key again if it is due, and waits for it; a key that was never read is
// due. It reports how long the caller should rest before the next one.
func (r *Readings[K, T]) Renew(ctx context.Context, key K) (rest time.Duration, err error) {
	now := r.Now()
	r.mu.Lock()
	have := r.of[key]
	if have != nil && (!have.due(now) || r.Cheap(have.value)) {
		r.mu.Unlock()
		return 0, nil
	}
	if have != nil {
		have.again = true
	}
	r.mu.Unlock()
	began := r.Now()
	_, _, err = r.read(ctx, key)
	return timesTook * r.Now().Sub(began), err
}

func (r *Readings[K, T]) read(ctx context.Context, key K) (T, time.Time, error) {
	began := r.Now()
	value, err := r.Read(ctx, key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		if have := r.of[key]; have != nil {
			have.again = false
		}
		return value, began, err
	}
	if r.of == nil {
		r.of = map[K]*reading[T]{}
	}
	if _, have := r.of[key]; !have && len(r.of) >= mostKeys {
		r.forget()
	}
	r.of[key] = &reading[T]{value: value, at: began, took: r.Now().Sub(began)}
	return value, began, nil
}

// forget drops the oldest.
func (r *Readings[K, T]) forget() {
	var (
		first K
		at    time.Time
	)
	for key, one := range r.of {
		if at.IsZero() || one.at.Before(at) {
			first, at = key, one.at
		}
	}
	delete(r.of, first)
}
