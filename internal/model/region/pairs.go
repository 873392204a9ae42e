package region

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"sartor/internal/stat"
)

// Pair is a pilot store with the stores that went alike: a number a week, before the
// launch and after.
type Pair struct {
	Before, After []float64
	Controls      []Control
}

// Control is one of the stores that went alike.
type Control struct{ Before, After []float64 }

// LeastPairs is how many pairs a spread between them needs at least.
const LeastPairs = 2

// Effect is the change of a pair, ln: difference in differences.
//
//	Computes  δ = mean ln after − mean ln before;  δ_pilot − mean δ_controls
//	Source    SCIENCE.md 8.3
//	Edges     a week without sales has no logarithm: refused
func (p Pair) Effect() (float64, error) {
	own, err := change(p.Before, p.After)
	if err != nil || len(p.Controls) == 0 {
		return 0, errOutOfDomain
	}
	sum := 0.0
	for _, c := range p.Controls {
		d, err := change(c.Before, c.After)
		if err != nil {
			return 0, err
		}
		sum += d
	}
	return own - sum/float64(len(p.Controls)), nil
}

func change(before, after []float64) (float64, error) {
	b, err := meanLog(before)
	if err != nil {
		return 0, err
	}
	a, err := meanLog(after)
	return a - b, err
}

func meanLog(week []float64) (float64, error) {
	sum := 0.0
	for _, v := range week {
		if !(v > 0) || !finite(v) {
			return 0, errOutOfDomain
		}
		sum += math.Log(v)
	}
	if len(week) == 0 {
		return 0, errOutOfDomain
	}
	return sum / float64(len(week)), nil
}

// Looks is how often a readout is looked at: every week up to the planned one, and
// as long after as somebody likes.
type Looks struct {
	Week    int // now, since the launch
	Planned int // the week in which it is to be surest
}

// Readout is what the pairs say together.
type Readout struct {
	Mean    float64
	SE      float64
	Pairs   int
	Range   stat.Interval // 90 % for one look at the planned end: t of n−1
	Anytime stat.Interval // 90 % for looks every week: may be stopped at any time
}

// Over is the chance that the effect is above c, by the t distribution.
func (r Readout) Over(c float64) float64 {
	if r.Pairs < LeastPairs || !(r.SE > 0) {
		return math.NaN()
	}
	return 1 - distuv.StudentsT{Sigma: 1, Nu: float64(r.Pairs - 1)}.CDF((c-r.Mean)/r.SE)
}

// ReadPairs puts pairs' effects together.
//
//	Computes  mean ± t_{n−1}·sd/√n                                        (SCIENCE.md 8.3)
//	          anytime: stat.Sequence over the weeks of all pairs, tightest at the
//	          planned week, times t_{n−1}/z for the few pairs (6.2)
//	Edges     fewer than two pairs, or all of them alike: refused
func ReadPairs(effects []float64, looks Looks) (Readout, error) {
	n := len(effects)
	if n < LeastPairs || looks.Week < 1 || looks.Planned < 1 || !finite(effects...) {
		return Readout{}, errOutOfDomain
	}
	out := Readout{Mean: stat.Mean(effects), Pairs: n}
	square := 0.0
	for _, e := range effects {
		square += (e - out.Mean) * (e - out.Mean)
	}
	out.SE = math.Sqrt(square / float64(n-1) / float64(n))
	if !(out.SE > 0) {
		return Readout{}, errOutOfDomain
	}
	t := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile((1 + Level) / 2)
	out.Range = around(out.Mean, t*out.SE)
	sequence := stat.Sequence{Alpha: 1 - Level, TightAt: float64(n * looks.Planned)}
	out.Anytime = around(out.Mean, sequence.Half(out.SE, n*looks.Week)*t/stat.NormalQuantile((1+Level)/2))
	return out, nil
}

func around(mean, half float64) stat.Interval {
	return stat.Interval{Low: mean - half, High: mean + half}
}

// Apart is how unlike two stores' weeks went, whatever their size: RMSE of ln weekly
// sales less their level.
func Apart(a, b []float64) (float64, error) {
	la, err := meanLog(a)
	if err != nil || len(a) != len(b) {
		return 0, errOutOfDomain
	}
	lb, err := meanLog(b)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range a {
		d := math.Log(a[i]) - la - (math.Log(b[i]) - lb)
		sum += d * d
	}
	return math.Sqrt(sum / float64(len(a))), nil
}
