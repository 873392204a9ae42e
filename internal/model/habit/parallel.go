package habit

import (
	"sync"
	"sync/atomic"
)

// chunk is how many things a worker takes at a time.
const chunk = 64

// eachOne is each for few and heavy things, handed out one at a time.
func eachOne(workers, n int, do func(i int)) { spread(workers, n, 1, func(_, i int) { do(i) }) }

// each calls do for 0…n−1 on the given number of workers and waits for them.
// do must write only to places that belong to its index or its worker.
func each(workers, n int, do func(worker, i int)) { spread(workers, n, chunk, do) }

func spread(workers, n, chunk int, do func(worker, i int)) {
	workers = max(1, min(workers, (n+chunk-1)/chunk))
	if workers == 1 {
		for i := range n {
			do(0, i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for {
				to := int(next.Add(int64(chunk)))
				for i := to - chunk; i < min(to, n); i++ {
					do(w, i)
				}
				if to >= n {
					return
				}
			}
		})
	}
	wait.Wait()
}

// mix is a fixed hash of two numbers (splitmix64's finaliser), used where
// something is sampled: the same corpus samples the same.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
