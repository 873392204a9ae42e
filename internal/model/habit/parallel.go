package habit

import "sartor/internal/stat"

// chunk is how many things a worker takes at a time.
const chunk = 64

// eachOne is each for few and heavy things, handed out one at a time.
func eachOne(workers, n int, do func(i int)) {
	stat.Spread(stat.Work{Workers: workers, N: n, Chunk: 1}, func(_, i int) { do(i) })
}

// each calls do for 0…n−1 on the given number of workers and waits for them.
// do must write only to places that belong to its index or its worker.
func each(workers, n int, do func(worker, i int)) {
	stat.Spread(stat.Work{Workers: workers, N: n, Chunk: chunk}, do)
}

// mix is a fixed hash of two numbers (splitmix64's finaliser), used where
// something is sampled: the same corpus samples the same.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
