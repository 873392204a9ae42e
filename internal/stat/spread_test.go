package stat

import "testing"

func TestSpread_DoesEachOnce(t *testing.T) {
	t.Parallel()
	for _, w := range []Work{{1, 10, 4}, {4, 0, 4}, {4, 1, 64}, {3, 1000, 7}, {16, 33, 1}} {
		times, by := make([]int, w.N), make([]int, max(1, w.Workers))
		Spread(w, func(worker, i int) { times[i]++; by[worker]++ }) // by: a worker's own place
		sum := 0
		for _, n := range by {
			sum += n
		}
		for i, n := range times {
			if n != 1 {
				t.Errorf("%+v: %d was done %d times", w, i, n)
			}
		}
		if sum != w.N {
			t.Errorf("%+v: workers did %d of %d", w, sum, w.N)
		}
	}
}
