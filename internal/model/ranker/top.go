package ranker

import (
	"cmp"
	"slices"
)

// placed is a product with what decides its place.
type placed struct {
	score     float64
	pop, rank uint32
	product   uint32
}

// before is the order of lists: score, popularity, order of ids (3.4).
func (x placed) before(y placed) int {
	return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(y.pop, x.pop), cmp.Compare(x.rank, y.rank))
}

// top keeps the first n of what is offered, in a heap whose root is the last of them.
type top struct {
	n    int
	heap []placed
}

func (t *top) reset(n int) { t.n, t.heap = n, t.heap[:0] }

func (t *top) offer(x placed) {
	h := t.heap
	if len(h) < t.n {
		t.heap = append(h, x)
		t.up()
	} else if t.n == 0 || x.before(h[0]) >= 0 {
		return
	} else {
		h[0] = x
		t.down()
	}
}

func (t *top) up() {
	h := t.heap
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if h[parent].before(h[i]) >= 0 {
			break
		}
		h[parent], h[i] = h[i], h[parent]
		i = parent
	}
}

func (t *top) down() {
	h := t.heap
	for i := 0; ; {
		last := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h); c++ {
			if h[last].before(h[c]) < 0 {
				last = c
			}
		}
		if last == i {
			return
		}
		h[last], h[i] = h[i], h[last]
		i = last
	}
}

// sorted returns what was kept, best first.
func (t *top) sorted() []placed {
	slices.SortFunc(t.heap, placed.before)
	return t.heap
}

// nth returns the n-th largest of the values, which it reorders; of fewer, 0.
//
//	Source  Hoare, Algorithm 65: find, CACM 4 (1961); the middle one divides, so the order of the values decides the cost alone
func nth(values []float32, n int) float32 {
	if n < 1 || len(values) < n {
		return 0
	}
	at, low, high := n-1, 0, len(values)-1
	for low < high {
		middle, i, j := values[(low+high)/2], low, high
		for i <= j {
			for values[i] > middle {
				i++
			}
			for values[j] < middle {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case at <= j:
			high = j
		case at >= i:
			low = i
		default:
			return values[at]
		}
	}
	return values[at]
}
