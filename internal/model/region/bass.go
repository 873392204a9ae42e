package region

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

// Bass is how first purchases of something new spread.
//
//	Symbols   P by themselves, Q by imitation [1/period], Market buyers in the end
//	Computes  F(t) = (1−e^{−(p+q)t})/(1+(q/p)e^{−(p+q)t});  period t: M·(F(t)−F(t−1))   (12.3)
//	Source    Bass 1969; SCIENCE.md 12.4
//	Weak      first purchases only: what is bought again comes from habit
type Bass struct{ P, Q, Market float64 }

// Share is F: how much of the market has bought by a period.
func (b Bass) Share(t float64) float64 {
	e := math.Exp(-(b.P + b.Q) * t)
	return (1 - e) / (1 + b.Q/b.P*e)
}

// In is how many buy for the first time in a period, 1 being the first.
func (b Bass) In(period int) float64 {
	return b.Market * (b.Share(float64(period)) - b.Share(float64(period-1)))
}

// Peak is when most buy and how many then; at once when few imitate.
func (b Bass) Peak() (at, rate float64) {
	if b.Q <= b.P {
		return 0, b.Market * b.P
	}
	return math.Log(b.Q/b.P) / (b.P + b.Q), b.Market * (b.P + b.Q) * (b.P + b.Q) / (4 * b.Q)
}

// Spreading is a fit of a curve.
type Spreading struct {
	Bass
	Error      float64 // sum of squares
	Identified bool    // false: the market is larger than three times what was seen, a guess
}

// leastPeriods is from how many on P and Q are fitted too.
const leastPeriods = 6

// FitBass fits first purchases a period. before are P and Q of past launches.
//
//	Computes  ln p, ln q, ln M by least squares on differences of F (Srinivasan, Mason
//	          1986), Nelder-Mead from several starts; before 6 periods M alone
//	Edges     nothing bought, a number below zero: refused
func FitBass(bought []float64, before Bass) (Spreading, error) {
	seen := 0.0
	for _, v := range bought {
		if !(v >= 0) || !finite(v) {
			return Spreading{}, errOutOfDomain
		}
		seen += v
	}
	if seen == 0 || !(before.P > 0) || !(before.Q >= 0) || !finite(before.P, before.Q) {
		return Spreading{}, errOutOfDomain
	}
	if len(bought) < leastPeriods {
		return scaled(bought, before, seen), nil
	}
	best := Spreading{Error: math.Inf(1)}
	for _, start := range []Bass{before, {P: .03, Q: .38}, {P: .01, Q: .6}, {P: .1, Q: .1}} {
		got, err := descend(bought, Bass{P: start.P, Q: max(start.Q, 1e-3), Market: 2 * seen})
		if err == nil && got.Error < best.Error {
			best = got
		}
	}
	if math.IsInf(best.Error, 1) {
		return Spreading{}, errOutOfDomain
	}
	best.Identified = best.Market <= 3*seen
	return best, nil
}

func (b Bass) miss(bought []float64) float64 {
	sum := 0.0
	for i, v := range bought {
		d := v - b.In(i+1)
		sum += d * d
	}
	return sum
}

// scaled fits the size alone: least squares of a known shape.
func scaled(bought []float64, shape Bass, seen float64) Spreading {
	shape.Market = 1
	xy, xx := 0.0, 0.0
	for i, v := range bought {
		x := shape.In(i + 1)
		xy, xx = xy+x*v, xx+x*x
	}
	shape.Market = xy / xx
	return Spreading{Bass: shape, Error: shape.miss(bought), Identified: shape.Market <= 3*seen}
}

func descend(bought []float64, start Bass) (Spreading, error) {
	at := func(x []float64) Bass { return Bass{P: math.Exp(x[0]), Q: math.Exp(x[1]), Market: math.Exp(x[2])} }
	problem := optimize.Problem{Func: func(x []float64) float64 {
		if e := at(x).miss(bought); !math.IsNaN(e) {
			return e
		}
		return math.Inf(1)
	}}
	settings := &optimize.Settings{MajorIterations: 4000, Converger: &optimize.FunctionConverge{Absolute: 1e-12, Iterations: 60}}
	x := []float64{math.Log(start.P), math.Log(start.Q), math.Log(start.Market)}
	for range 2 { // again from where it stopped: a simplex may have collapsed
		got, err := optimize.Minimize(problem, x, settings, &optimize.NelderMead{SimplexSize: .3})
		if err != nil || got == nil {
			return Spreading{}, errOutOfDomain
		}
		x = got.X
	}
	b := at(x)
	if !finite(b.P, b.Q, b.Market) {
		return Spreading{}, errOutOfDomain
	}
	return Spreading{Bass: b, Error: b.miss(bought)}, nil
}
