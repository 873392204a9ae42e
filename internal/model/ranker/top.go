package ranker

import (
	"slices"

	"sartor/internal/model/basket"
)

// top keeps the first n of what is offered, in a heap whose root is the last of them:
// for the hundreds of candidates that basket.Best, which keeps its list in order,
// would move at every offer.
type top struct {
	n    int
	heap []basket.Place
}

func (t *top) reset(n int) { t.n, t.heap = n, t.heap[:0] }

func (t *top) offer(x basket.Place) {
	h := t.heap
	if len(h) < t.n {
		t.heap = append(h, x)
		t.up()
	} else if t.n == 0 || x.Before(h[0]) >= 0 {
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
		if h[parent].Before(h[i]) >= 0 {
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
			if h[last].Before(h[c]) < 0 {
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
func (t *top) sorted() []basket.Place {
	slices.SortFunc(t.heap, basket.Place.Before)
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
