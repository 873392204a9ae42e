package stat

import (
	"sync"
	"sync/atomic"
)

// Work is how many things there are, who does them, and how many of them a
// worker takes at a time.
type Work struct{ Workers, N, Chunk int }

// Spread calls do for 0…N−1 on the workers and waits for them. do must write only
// to places that belong to its index or its worker, so that the result is the
// same whatever their number.
func Spread(w Work, do func(worker, i int)) {
	workers := max(1, min(w.Workers, (w.N+w.Chunk-1)/w.Chunk))
	if workers == 1 {
		for i := range w.N {
			do(0, i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			for {
				to := int(next.Add(int64(w.Chunk)))
				for i := to - w.Chunk; i < min(to, w.N); i++ {
					do(worker, i)
				}
				if to >= w.N {
					return
				}
			}
		})
	}
	wait.Wait()
}

// Each is Spread for many and light things: a worker takes 64 of them at a time.
func Each(workers, n int, do func(worker, i int)) {
	Spread(Work{Workers: workers, N: n, Chunk: 64}, do)
}

// Mix is a fixed hash of two numbers (splitmix64's finaliser), used where something
// is sampled: the same data sample the same.
func Mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
