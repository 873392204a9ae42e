package forecast

import (
	"math"
	"sort"

	"sartor/internal/model/demand"
)

// spread is how far a series' steps lay from what was to be expected one step
// before.
type spread struct {
	level    float64 // mean of those steps, above 0
	variance float64
	n        float64 // how many there were
}

// noticed is how many of the newest steps a spread rests on.
const noticed = 182

// measure takes the errors of the baseline's smoothing within the history.
func (b *bench) measure(period int) spread {
	s := b.without(period)
	at := season{index: s.season.index, adds: s.season.adds}
	begin := max(len(s.flat)-noticed, 1)
	l, begun, m := 0.0, false, len(at.index)
	var sum, square, n float64
	for i, v := range s.flat {
		switch {
		case v != v:
			continue
		case !begun:
			l, begun = v, true
			continue
		}
		if i >= begin {
			f := at.index[(i+m-len(s.flat)%m)%m]
			e := v - l
			if !at.adds {
				e *= max(f, leastIndex)
			}
			sum, square, n = sum+math.Abs(b.past.y[i]), square+e*e, n+1
		}
		l += demand.Usual().Level * (v - l)
	}
	out := spread{level: b.past.level, n: n}
	if n > 0 {
		out.variance = square / n
		if sum > 0 {
			out.level = sum / n
		}
	}
	return out
}

// relative is the variance as counts grow it, and as sizes do.
func (s spread) relative(k kind) float64 {
	if k == counts {
		return s.variance / s.level
	}
	return s.variance / (s.level * s.level)
}

// toward draws a spread toward the relative variance of its group, which weighs
// as much as two weeks of steps.
func (s spread) toward(relative float64, k kind) spread {
	const weight = 14
	v := relative * s.level
	if k != counts {
		v *= s.level
	}
	s.variance = (s.variance*s.n + v*weight) / (s.n + weight)
	return s
}

// deviation is the size of a usual error of a forecast f: it grows with a power
// of it.
func (s spread) deviation(f, power float64) float64 {
	d := math.Sqrt(s.variance)
	if power == 0 {
		return max(d, tiny)
	}
	r := max(math.Abs(f)/s.level, .02)
	if power == .5 {
		return max(d*math.Sqrt(r), tiny)
	}
	return max(d*r, tiny)
}

const tiny = 1e-9

// ranked are sorted values and what share of them lies below.
type ranked []float32

// at is the value below which a share u lies, as the next of their kind would:
// rank u (n+1); beyond the outermost ones, as far as a normal law would go.
func (r ranked) at(u float64) float64 {
	n := len(r)
	if n == 0 {
		return normal(u)
	}
	k := u*float64(n+1) - 1
	switch {
	case k < 0:
		return beyond(float64(r[0]), u, 1/float64(n+1))
	case k > float64(n-1):
		return beyond(float64(r[n-1]), u, float64(n)/float64(n+1))
	}
	i := int(k)
	if i == n-1 {
		return float64(r[i])
	}
	return float64(r[i]) + (k-float64(i))*float64(r[i+1]-r[i])
}

// beyond stretches the outermost value at level known to level u, where it lies
// on that level's side of 0.
func beyond(v, u, known float64) float64 {
	z := normal(known)
	if v*z <= 0 {
		return v
	}
	return v * normal(u) / z
}

func normal(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }

func (r ranked) Len() int           { return len(r) }
func (r ranked) Less(i, j int) bool { return r[i] < r[j] }
func (r ranked) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

func (r ranked) sort() ranked { sort.Sort(r); return r }
