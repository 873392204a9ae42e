package region

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/stat"
)

// Experience is one launch that was had: in what kind of place, and what it sold.
type Experience struct {
	Features []float64 // of the store and the product
	Sold     float64   // units of the first 8 weeks
}

// Analogue foretells a launch by those that were most alike.
//
//	Computes  features less their mean over their population SD; Euclidean; K nearest; weight 1/(d + .1); exp(Σ w·ln sold / Σ w)
//	          error: each launch from the others; SD of ln(sold/foretold), MAPE
//	          80 % range: × e^(±1.2816·SD·√(1+1/K)); 90 % likewise with 1.6449
//	Source    SCIENCE.md 8.2
//	Edges     fewer than 5 launches: the range is at least twofold either way (Little);
//	          a feature that never differs says nothing
type Analogue struct {
	Past []Experience
	K    int // 2 … 5
}

// enough is from how many launches on their own error is believed.
const enough = 5

// Foretold is what a launch will sell.
type Foretold struct {
	Units  float64
	Factor float64 // the 90 % range is Units divided by and times this
	Little bool    // little experience
}

// Range holds 90 %.
func (f Foretold) Range() stat.Interval {
	return stat.Interval{Low: f.Units / f.Factor, High: f.Units * f.Factor}
}

// Miss is how well past launches were foretold by each other.
type Miss struct{ MAPE, LogSD float64 }

// Of foretells.
func (a Analogue) Of(features []float64) (Foretold, error) {
	mean, err := a.nearest(features, -1)
	if err != nil {
		return Foretold{}, err
	}
	out := Foretold{Units: math.Exp(mean), Factor: 1}
	z := stat.NormalQuantile((1 + Level) / 2)
	if len(a.Past) > 2 {
		miss, err := a.Miss()
		if err != nil {
			return Foretold{}, err
		}
		out.Factor = math.Exp(z * miss.LogSD * math.Sqrt(1+1/float64(a.k())))
	}
	if out.Little = len(a.Past) < enough; out.Little {
		out.Factor = max(out.Factor, 2)
	}
	return out, nil
}

// Miss leaves each launch out once and foretells it from the others.
func (a Analogue) Miss() (Miss, error) {
	n := len(a.Past)
	if n < 3 {
		return Miss{}, errOutOfDomain
	}
	logs, sum := make([]float64, n), 0.0
	for i := range a.Past {
		mean, err := a.nearest(a.Past[i].Features, i)
		if err != nil {
			return Miss{}, err
		}
		logs[i] = math.Log(a.Past[i].Sold) - mean
		sum += math.Abs(math.Exp(mean)-a.Past[i].Sold) / a.Past[i].Sold
	}
	middle, square := stat.Mean(logs), 0.0
	for _, l := range logs {
		square += (l - middle) * (l - middle)
	}
	return Miss{MAPE: sum / float64(n), LogSD: math.Sqrt(square / float64(n-1))}, nil
}

func (a Analogue) k() int { return min(max(a.K, 1), len(a.Past)) }

// scale is one over the population SD of each feature.
func (a Analogue) scale(features int) []float64 {
	out, n := make([]float64, features), float64(len(a.Past))
	for j := range out {
		sum, square := 0.0, 0.0
		for i := range a.Past {
			if j < len(a.Past[i].Features) {
				sum += a.Past[i].Features[j] / n
			}
		}
		for i := range a.Past {
			if j < len(a.Past[i].Features) {
				square += (a.Past[i].Features[j] - sum) * (a.Past[i].Features[j] - sum) / n
			}
		}
		if square > 0 {
			out[j] = 1 / math.Sqrt(square)
		}
	}
	return out
}

// nearest is the weighted mean of ln sold of the nearest launches but one.
func (a Analogue) nearest(features []float64, without int) (float64, error) {
	type near struct{ d, l float64 }
	var all []near
	scale := a.scale(len(features))
	for i := range a.Past {
		p := &a.Past[i]
		if i == without {
			continue
		}
		if len(p.Features) != len(features) || !(p.Sold > 0) || !finite(p.Sold) {
			return 0, errOutOfDomain
		}
		square := 0.0
		for j, v := range features {
			d := (v - p.Features[j]) * scale[j]
			square += d * d
		}
		if !finite(square) {
			return 0, errOutOfDomain
		}
		all = append(all, near{math.Sqrt(square), math.Log(p.Sold)})
	}
	if len(all) == 0 {
		return 0, errOutOfDomain
	}
	slices.SortFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.l, b.l)) })
	weight, sum := 0.0, 0.0
	for _, one := range all[:min(a.k(), len(all))] {
		w := 1 / (one.d + .1)
		weight, sum = weight+w, sum+w*one.l
	}
	return sum / weight, nil
}
