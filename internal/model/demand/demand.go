// Package demand owns how many units a series will ask for: smoothers with a
// week's pattern, methods for rare demand, what empty shelves hid, lead-time
// laws, coherent hierarchies, and the errors all of them are judged by. It
// refuses files, calendars and shops: a series is its steps, the newest last.
//
// Invariants and the tests that hold them: the worked numbers of the sources
// (TestReference), the published comparison on public data
// (TestTinyM5_BaselinesAsMeasured), nothing that is no number comes out
// (TestForecast_Edges), reconciled forecasts add up (TestReconcile_AddsUp),
// what is lowered was bulk (TestLower).
//
// Sources are SCIENCE.md 4 and the papers named at each method.
package demand

import "math"

// Week is the period of a daily series.
const Week = 7

// Tuning are the smoothing weights; the zero value of a field is not a default:
// begin with Usual.
type Tuning struct {
	Level  float64 // a
	Rare   float64 // b of TSB's chance
	Slope  float64 // beta of Holt
	Damped float64 // phi of Holt
	Block  int     // steps that ADIDA sums
}

// Usual are the weights of SCIENCE 4.4, and blocks of a week.
func Usual() Tuning { return Tuning{Level: .1, Rare: .1, Slope: .01, Damped: .95, Block: Week} }

// Method continues a series.
type Method string

// The methods (SCIENCE 4.1).
const (
	Naive    Method = "naive"    // the last value
	Seasonal Method = "seasonal" // the value of a week before
	Average  Method = "average"  // the mean of 28 steps
	SES      Method = "ses"      // simple exponential smoothing
	Holt     Method = "holt"     // damped trend: Gardner, McKenzie 1985
	Theta    Method = "theta"    // Assimakopoulos, Nikolopoulos 2000; Hyndman, Billah 2003
	Croston  Method = "croston"  // Croston 1972
	SBA      Method = "sba"      // Syntetos, Boylan 2005
	TSB      Method = "tsb"      // Teunter, Syntetos, Babai 2011
	ADIDA    Method = "adida"    // Nikolopoulos et al. 2011
)

// Methods returns all of them, the simplest first.
func Methods() []Method {
	return []Method{Naive, Seasonal, Average, SES, Holt, Theta, Croston, SBA, TSB, ADIDA}
}

// averaged is how many steps Average looks back.
const averaged = 28

// Begun returns a series from its first demand on; nil where there is none.
func Begun(y []float64) []float64 {
	for i, v := range y {
		if v != 0 {
			return y[i:]
		}
	}
	return nil
}

// Forecast continues a series by a number of steps. A series without demand
// continues with 0. No value is below 0.
func (m Method) Forecast(y []float64, steps int, t Tuning) []float64 {
	out := make([]float64, max(steps, 0))
	if y = Begun(y); len(y) == 0 {
		return out
	}
	at := m.law(y, t)
	for h := range out {
		if out[h] = at(h + 1); !(out[h] > 0) || math.IsInf(out[h], 0) {
			out[h] = 0
		}
	}
	return out
}

// law reads the series once and returns what it says of the h-th step ahead.
func (m Method) law(y []float64, t Tuning) func(h int) float64 {
	flat := func(v float64) func(int) float64 { return func(int) float64 { return v } }
	switch m {
	case Seasonal:
		return func(h int) float64 {
			if i := len(y) - Week + (h-1)%Week; i >= 0 {
				return y[i]
			}
			return y[len(y)-1]
		}
	case Average:
		return flat(mean(y[max(len(y)-averaged, 0):]))
	case SES:
		return flat(ses(y, t.Level))
	case Holt:
		return holt(y, t)
	case Theta:
		return theta(y, t.Level)
	case Croston:
		return flat(croston(y, t.Level))
	case SBA:
		return flat((1 - t.Level/2) * croston(y, t.Level))
	case TSB:
		return flat(tsb(y, t))
	case ADIDA:
		return flat(adida(y, t))
	}
	return flat(y[len(y)-1])
}

func mean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	return sum / float64(len(y))
}

// ses is the level of simple exponential smoothing: l += a (y − l), l₁ = y₁.
func ses(y []float64, a float64) float64 {
	l := y[0]
	for _, v := range y[1:] {
		l += a * (v - l)
	}
	return l
}

// holt is the damped trend.
//
//	Computes  f = l + φ b; l' = f + a (y − f); b' = φ b + β ((l' − l) − φ b)
//	          forecast l + b Σ_{i≤h} φ^i
func holt(y []float64, t Tuning) func(int) float64 {
	l, b := y[0], 0.0
	for _, v := range y[1:] {
		f := l + t.Damped*b
		next := f + t.Level*(v-f)
		b = t.Damped*b + t.Slope*((next-l)-t.Damped*b)
		l = next
	}
	return func(h int) float64 {
		sum, power := 0.0, 1.0
		for range h {
			power *= t.Damped
			sum += power
		}
		return l + b*sum
	}
}

// theta is SES with half of the line's slope.
//
//	Computes  l + (B/2)(h − 1 + 1/a − (1−a)^n / a), B the slope of y on 1…n
func theta(y []float64, a float64) func(int) float64 {
	n := float64(len(y))
	l, middle, top, bottom := ses(y, a), (n+1)/2, 0.0, 0.0
	for i, v := range y {
		d := float64(i+1) - middle
		top, bottom = top+d*v, bottom+d*d
	}
	slope := 0.0
	if bottom > 0 {
		slope = top / bottom
	}
	return func(h int) float64 {
		return l + slope/2*(float64(h)-1+1/a-math.Pow(1-a, n)/a)
	}
}

// croston is size over gap, each smoothed when there is demand.
func croston(y []float64, a float64) float64 {
	size, gap, since := y[0], 1.0, 1.0
	for _, v := range y[1:] {
		if v <= 0 {
			since++
			continue
		}
		size += a * (v - size)
		gap += a * (since - gap)
		since = 1
	}
	return size / gap
}

// tsb is chance × size; the chance is smoothed at every step.
func tsb(y []float64, t Tuning) float64 {
	size, chance := y[0], 1.0
	for _, v := range y[1:] {
		if v <= 0 {
			chance -= t.Rare * chance
			continue
		}
		chance += t.Rare * (1 - chance)
		size += t.Level * (v - size)
	}
	return chance * size
}

// adida smooths sums of blocks that do not overlap, counted from the end.
func adida(y []float64, t Tuning) float64 {
	n := max(t.Block, 1)
	if len(y) < n {
		return ses(y, t.Level)
	}
	var blocks []float64
	for from := len(y) % n; from < len(y); from += n {
		blocks = append(blocks, mean(y[from:from+n]))
	}
	return ses(blocks, t.Level)
}

// Class is how a series' demand comes (Syntetos, Boylan, Croston 2005).
type Class string

// The classes.
const (
	Smooth       Class = "smooth"
	Erratic      Class = "erratic"
	Intermittent Class = "intermittent"
	Lumpy        Class = "lumpy"
)

// ClassOf returns a series' class with its mean interval between demands and the
// squared variation of their sizes; no demand is lumpy with an endless interval.
func ClassOf(y []float64) (class Class, interval, variation float64) {
	y = Begun(y)
	n, sum, squares := 0.0, 0.0, 0.0
	for _, v := range y {
		if v > 0 {
			n, sum, squares = n+1, sum+v, squares+v*v
		}
	}
	if n == 0 {
		return Lumpy, math.Inf(1), 0
	}
	interval, variation = float64(len(y))/n, max(squares/n-(sum/n)*(sum/n), 0)/((sum/n)*(sum/n))
	switch rare, uneven := interval >= 1.32, variation >= .49; {
	case rare && uneven:
		return Lumpy, interval, variation
	case rare:
		return Intermittent, interval, variation
	case uneven:
		return Erratic, interval, variation
	}
	return Smooth, interval, variation
}
