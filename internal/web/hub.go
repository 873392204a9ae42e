package web

import "sync"

// mostReaders bounds the readers of one hub: a screen each in a few hundred
// stores.
const mostReaders = 1024

// Hub hands what happens to whoever listens now. Publish never waits: a reader
// whose buffer is full is dropped (its channel closes) and may come again.
// The zero Hub works.
type Hub[T any] struct {
	mu      sync.Mutex
	readers map[chan T]struct{}
	closed  bool
}

// Publish hands v to every reader; one that does not keep up is dropped.
func (h *Hub[T]) Publish(v T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.readers {
		select {
		case c <- v:
		default:
			delete(h.readers, c)
			close(c)
		}
	}
}

// Subscribe returns a channel that holds up to buffer values and a function
// that gives it back. The channel is closed when the reader was too slow, when
// there are too many readers, or when the hub is closed.
func (h *Hub[T]) Subscribe(buffer int) (<-chan T, func()) {
	c := make(chan T, max(buffer, 1))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.readers) >= mostReaders {
		close(c)
		return c, func() {}
	}
	if h.readers == nil {
		h.readers = map[chan T]struct{}{}
	}
	h.readers[c] = struct{}{}
	return c, func() { h.leave(c) }
}

// Readers returns how many listen.
func (h *Hub[T]) Readers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.readers)
}

// Close ends every subscription, so that a server can stop.
func (h *Hub[T]) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.readers {
		delete(h.readers, c)
		close(c)
	}
}

func (h *Hub[T]) leave(c chan T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, in := h.readers[c]; in {
		delete(h.readers, c)
		close(c)
	}
}
