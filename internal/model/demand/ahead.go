package demand

import (
	"math"
	"slices"

	"sartor/internal/model/counts"
	"sartor/internal/stat"
)

const (
	leastVariance = 1.05 // variance ratio below which demand is Poisson (SCIENCE 4.6)
	leastMean     = .02  // of a step, so that a rare product is never said to be gone
)

// Ratio is how much sums over a number of steps vary: variance over mean of the
// overlapping sums in the last steps of a series, at least 1.05.
func Ratio(y []float64, steps, window int) float64 {
	y = Begun(y)
	y = y[max(len(y)-window, 0):]
	if steps < 1 || len(y) <= steps {
		return leastVariance
	}
	n, sum, squares, total := 0.0, 0.0, 0.0, 0.0
	for i, v := range y {
		if total += v; i >= steps {
			total -= y[i-steps]
		}
		if i >= steps-1 {
			n, sum, squares = n+1, sum+total, squares+total*total
		}
	}
	if sum <= 0 || n < 2 {
		return leastVariance
	}
	m := sum / n
	return max((squares-n*m*m)/(n-1)/m, leastVariance)
}

// Ahead is the law of demand over coming steps, from a forecast of their mean and
// the ratio of past sums.
//
//	Computes  NB(R = M/(v−1), q = 1/v); Poisson up to v = 1.05   (SCIENCE 4.6)
func Ahead(mean, ratio float64, steps int) counts.Law {
	m := max(mean, leastMean*float64(steps))
	return counts.NegativeBinomial(m, m*ratio)
}

// Calibration corrects quantiles by how deep past outcomes lay in their laws.
type Calibration []float64

// mostLevel is the deepest quantile a calibration asks a law for.
const mostLevel = .99999

// leastCalibrated is where a calibration begins to help (SCIENCE 4.6).
const leastCalibrated = .95

// Calibrate learns from values of F(y) at past origins, one for each outcome.
func Calibrate(values []float64) Calibration {
	out := slices.Clone(values)
	slices.Sort(out)
	return out
}

// Level is the level to ask a law for so that a share u lies below. It changes
// nothing below .95, where the law is wide enough, and never lowers a level.
func (c Calibration) Level(u float64) float64 {
	if u < leastCalibrated || len(c) == 0 {
		return u
	}
	i := min(int(math.Ceil(u*float64(len(c))))-1, len(c)-1)
	return min(max(c[max(i, 0)], u), mostLevel)
}

// Sold is one step of a shelf: the units sold, and whether it ended empty, so
// that demand may have been greater.
type Sold struct {
	Units float64
	Empty bool
}

// Uncensored is the mean demand a step behind sales that empty shelves cut off,
// and the demand expected of each step.
//
//	Computes  λ = mean e_t, e_t = y_t, or λ P(D ≥ s−1)/P(D ≥ s) where the shelf
//	          was empty, until λ stands (Poisson EM, SCIENCE 4.7)
//	Edges     all steps empty: one round from the mean of sales, since nothing bounds
//	          demand from above and more than was sold was asked for; nothing sold: nothing
func Uncensored(list []Sold) (mean float64, expected []float64) {
	expected = make([]float64, len(list))
	full := 0
	for i, s := range list {
		expected[i] = s.Units
		mean += s.Units
		if !s.Empty {
			full++
		}
	}
	if mean /= float64(max(len(list), 1)); mean <= 0 {
		return mean, expected
	}
	rounds := 10_000
	if full == 0 {
		rounds = 1
	}
	for range rounds {
		sum := 0.0
		for i, s := range list {
			if s.Empty {
				expected[i] = atLeast(mean, s.Units)
			}
			sum += expected[i]
		}
		next := sum / float64(len(list))
		if math.Abs(next-mean) < 1e-10 {
			return next, expected
		}
		mean = next
	}
	return mean, expected
}

// atLeast is E[D | D ≥ s] of a Poisson mean.
func atLeast(mean, s float64) float64 {
	if s <= 0 {
		return mean
	}
	beyond := stat.PoissonAtLeast(int(s), mean)
	if !(beyond > 0) {
		return s
	}
	return max(mean*stat.PoissonAtLeast(int(s)-1, mean)/beyond, s)
}
