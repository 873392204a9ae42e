package response

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"sartor/internal/stat"
)

// Count is how much was seen of something and how much was expected. Counts that
// vary more than chance alone are divided by their dispersion first.
type Count struct{ Observed, Expected float64 }

// Index is how much more than expected was seen, with 90 % of what is plausible.
type Index struct {
	Index float64
	Range stat.Interval
	law   distuv.Gamma
}

// Over is the chance that the true ratio is greater than c: 1 − P(O+ν, c·(E+ν)) in
// the incomplete gamma function (8.1).
func (i Index) Over(c float64) float64 { return i.law.Survival(c) }

// Indices shrinks the ratios of several things towards one.
//
//	Assumes   O ~ Poisson(θ·E), θ ~ Gamma(ν, ν) with mean 1
//	Computes  (O+ν)/(E+ν);  5 % and 95 % points of Gamma(O+ν, rate E+ν)       (8.1)
//	          ν by the greatest Σ lnΓ(O+ν) − lnΓ(ν) + ν·ln ν + O·ln E − (O+ν)·ln(E+ν),
//	          searched on ln ν in [−3, 12]
//	Source    Clayton, Kaldor 1987; SCIENCE.md 8.1
//	Edges     E = 0 with O = 0: one, with the range of the prior
func Indices(counts []Count) ([]Index, error) {
	for _, c := range counts {
		if !(c.Observed >= 0) || !(c.Expected >= 0) || math.IsInf(c.Observed+c.Expected, 0) || c.Expected == 0 && c.Observed > 0 {
			return nil, errOutOfDomain
		}
	}
	return indices(counts, math.Exp(likeliest(counts))), nil
}

func indices(counts []Count, nu float64) []Index {
	out := make([]Index, len(counts))
	for i, c := range counts {
		g := distuv.Gamma{Alpha: c.Observed + nu, Beta: c.Expected + nu}
		out[i] = Index{g.Mean(), stat.Interval{Low: g.Quantile((1 - Level) / 2), High: g.Quantile((1 + Level) / 2)}, g}
	}
	return out
}

// likeliest is ln ν, by golden sections: the likelihood has one top.
func likeliest(counts []Count) float64 {
	const sections = 40
	golden := (math.Sqrt(5) - 1) / 2
	low, high := -3.0, 12.0
	a, b := high-golden*(high-low), low+golden*(high-low)
	fa, fb := likelihood(counts, math.Exp(a)), likelihood(counts, math.Exp(b))
	for range sections {
		if fa > fb {
			high, b, fb = b, a, fa
			a = high - golden*(high-low)
			fa = likelihood(counts, math.Exp(a))
		} else {
			low, a, fa = a, b, fb
			b = low + golden*(high-low)
			fb = likelihood(counts, math.Exp(b))
		}
	}
	return (low + high) / 2
}

func likelihood(counts []Count, nu float64) float64 {
	own, _ := math.Lgamma(nu)
	sum := 0.0
	for _, c := range counts {
		if c.Expected == 0 {
			continue
		}
		l, _ := math.Lgamma(c.Observed + nu)
		sum += l - own + nu*math.Log(nu) + c.Observed*math.Log(c.Expected) - (c.Observed+nu)*math.Log(c.Expected+nu)
	}
	return sum
}
