package boost

import (
	"cmp"
	"math"
	"slices"
)

// Pinball is w·(u(y−s)₊ + (1−u)(s−y)₊): scores are u-quantiles, u in (0,1).
// Its second derivative is 0 almost everywhere, so trees are grown on signs
// with 1 in its place, and leaves take the u-quantile of their residuals.
type Pinball struct{ U float64 }

// Check refuses a level outside (0,1).
func (p Pinball) Check(*Targets) error {
	if !(p.U > 0 && p.U < 1) {
		return invalid("boost_quantile", "a quantile's level lies between 0 and 1")
	}
	return nil
}

// Start returns the weighted u-quantile of the targets.
func (p Pinball) Start(t *Targets) float64 {
	return quantile(t, p.U, func(i int) (float64, float64) { return t.Y[i], t.weight(i) })
}

// Slopes are −w·u below the target, w(1−u) above, and w.
func (p Pinball) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	for i := at.Lo; i < at.Hi; i++ {
		w := t.weight(i)
		first := w * (1 - p.U)
		if score[i] < t.Y[i] {
			first = -w * p.U
		}
		out[i-at.Lo] = Slope{first, w}
	}
}

// Sum of the pinball loss.
func (p Pinball) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	for i := at.Lo; i < at.Hi; i++ {
		w, e := t.weight(i), t.Y[i]-score[i]
		loss, weight = loss+w*max(p.U*e, (p.U-1)*e), weight+w
	}
	return loss, weight
}

// Leaf returns the weighted u-quantile of y−s over the rows.
func (p Pinball) Leaf(t *Targets, score []float64, rows []int32) float64 {
	return quantileOf(rows, p.U, func(i int) (float64, float64) { return t.Y[i] - score[i], t.weight(i) })
}

// AbsolutePercentage is w·|e^s − y|/y for y > 0: scores are logs of forecasts,
// low on purpose (SCIENCE 4.5), for a percentage metric and for nothing else.
//
//	Slopes  q = s − ln y, smoothed below .1:  first = clip((e^clip(q,−5,5) − 1)/.1, −1, 1)·e^clip(q,−5,1),
//	        second = max(e^clip(q,−3,1), .2)
//	Leaf    d with Σ w(e^s/y)·|e^d − y/e^s| least: the log of the median of y/e^s weighted by w·e^s/y
type AbsolutePercentage struct{}

// Check refuses targets of 0 or less: they have no percentage.
func (AbsolutePercentage) Check(t *Targets) error {
	if slices.Min(t.Y) <= 0 {
		return invalid("boost_targets", "a percentage error needs targets above 0; leave the others out")
	}
	return nil
}

// Start returns the log of the median target weighted by w/y.
func (AbsolutePercentage) Start(t *Targets) float64 {
	return math.Log(quantile(t, .5, func(i int) (float64, float64) { return t.Y[i], t.weight(i) / t.Y[i] }))
}

// Slopes as the type says.
func (AbsolutePercentage) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	for i := at.Lo; i < at.Hi; i++ {
		w, q := t.weight(i), score[i]-math.Log(t.Y[i])
		sign := min(max((math.Exp(clip(q, -5, 5))-1)/.1, -1), 1)
		out[i-at.Lo] = Slope{w * sign * math.Exp(clip(q, -5, 1)), w * max(math.Exp(clip(q, -3, 1)), .2)}
	}
}

// Sum of w·|e^s − y|/y.
func (AbsolutePercentage) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	for i := at.Lo; i < at.Hi; i++ {
		w := t.weight(i)
		loss, weight = loss+w*math.Abs(math.Exp(min(score[i], mostLog))-t.Y[i])/t.Y[i], weight+w
	}
	return loss, weight
}

// Leaf as the type says.
func (AbsolutePercentage) Leaf(t *Targets, score []float64, rows []int32) float64 {
	ratio := quantileOf(rows, .5, func(i int) (float64, float64) {
		r := math.Exp(clip(math.Log(t.Y[i])-score[i], -mostLog, mostLog))
		return r, t.weight(i) / r
	})
	return math.Log(max(ratio, tiny))
}

func clip(x, low, high float64) float64 { return min(max(x, low), high) }

// weighed is a value and its weight.
type weighed struct{ value, weight float64 }

func quantile(t *Targets, u float64, of func(i int) (value, weight float64)) float64 {
	all := make([]weighed, len(t.Y))
	for i := range all {
		all[i].value, all[i].weight = of(i)
	}
	return lowest(all, u)
}

func quantileOf(rows []int32, u float64, of func(i int) (value, weight float64)) float64 {
	all := make([]weighed, len(rows))
	for k, i := range rows {
		all[k].value, all[k].weight = of(int(i))
	}
	return lowest(all, u)
}

// lowest returns the smallest value at or below which lies a share u of the
// weight; 0 when nothing weighs anything.
func lowest(all []weighed, u float64) float64 {
	total := 0.
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.weight, b.weight))
	})
	for _, x := range all {
		total += x.weight
	}
	below := 0.
	for _, x := range all {
		if below += x.weight; below >= u*total && below > 0 {
			return x.value
		}
	}
	return 0
}
