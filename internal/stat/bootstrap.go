package stat

import (
	"math/rand/v2"
	"slices"
)

// Resampling says how an interval is drawn. The same seed draws the same
// persons for every figure of equal length, so that figures are paired.
type Resampling struct {
	Draws int     // resamples; 1,000 unless there is a reason
	Level float64 // such as .9
	Seed  uint64
}

// Mean returns the plain mean of the values, 0 for none.
func Mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Bootstrap returns, for each figure, the percentile interval of its mean over
// persons. figures[f][u] is figure f of person u; all figures have the same
// persons, and one resample of persons serves all of them. Without a person the
// interval is zero.
func Bootstrap(figures [][]float64, how Resampling) []Interval {
	out := make([]Interval, len(figures))
	if len(figures) == 0 || len(figures[0]) == 0 || how.Draws <= 0 {
		return out
	}
	persons := len(figures[0])
	means := make([][]float64, len(figures))
	for f := range means {
		means[f] = make([]float64, how.Draws)
	}
	rng := rand.New(rand.NewPCG(how.Seed, 0x626f6f74))
	times := make([]float64, persons)
	for d := range how.Draws {
		clear(times)
		for range persons {
			times[rng.IntN(persons)]++
		}
		for f, values := range figures {
			means[f][d] = weighted(values, times)
		}
	}
	for f := range figures {
		slices.Sort(means[f])
		out[f] = percentile(means[f], how.Level)
	}
	return out
}

func weighted(values, times []float64) float64 {
	sum := 0.0
	for u, v := range values {
		sum += float64(v * times[u])
	}
	return sum / float64(len(values))
}

func percentile(sorted []float64, level float64) Interval {
	last := float64(len(sorted) - 1)
	low := int(last * (1 - level) / 2)
	return Interval{sorted[low], sorted[len(sorted)-1-low]}
}
