package demand

import "math"

// Scale is what a one-step naive forecast errs by within a series' training part,
// from its first demand on: the mean square and the mean size.
func Scale(y []float64) (square, size float64) {
	y = Begun(y)
	if len(y) < 2 {
		return 0, 0
	}
	for i := 1; i < len(y); i++ {
		d := y[i] - y[i-1]
		square, size = square+d*d, size+math.Abs(d)
	}
	n := float64(len(y) - 1)
	return square / n, size / n
}

// RMSSE is the root mean squared scaled error of a forecast. ok is false where
// the training part never moved.
//
//	Computes  √(mean (y − f)² / D₂)                                     (4.2)
func RMSSE(train, actual, forecast []float64) (v float64, ok bool) {
	square, _ := Scale(train)
	if square <= 0 || len(actual) == 0 {
		return 0, false
	}
	sum := 0.0
	for i, y := range actual {
		sum += (y - forecast[i]) * (y - forecast[i])
	}
	return math.Sqrt(sum / float64(len(actual)) / square), true
}

// Pinball is the mean loss of a quantile's forecasts: u (y−Q)+ + (1−u)(Q−y)+.
func Pinball(u float64, actual, quantile []float64) float64 {
	sum := 0.0
	for i, y := range actual {
		sum += max(u*(y-quantile[i]), (1-u)*(quantile[i]-y))
	}
	return sum / float64(max(len(actual), 1))
}

// SPL is the scaled pinball loss; ok as in RMSSE.
func SPL(u float64, train, actual, quantile []float64) (v float64, ok bool) {
	_, size := Scale(train)
	if size <= 0 || len(actual) == 0 {
		return 0, false
	}
	return Pinball(u, actual, quantile) / size, true
}

// Errors are the plain figures of a forecast.
type Errors struct {
	MAPE    float64 // mean |y−f|/y over y > 0
	Dropped int     // steps without demand, of which MAPE cannot speak
	WAPE    float64 // Σ|y−f| / Σy
	Bias    float64 // Σ(f−y) / Σy: above 0, too much was foretold
}

// ErrorsOf compares a forecast with what came.
func ErrorsOf(actual, forecast []float64) Errors {
	var out Errors
	sum, off, ratio, over, n := 0.0, 0.0, 0.0, 0.0, 0
	for i, y := range actual {
		d := forecast[i] - y
		sum, off, over = sum+y, off+math.Abs(d), over+d
		if y > 0 {
			ratio, n = ratio+math.Abs(d)/y, n+1
		}
	}
	out.Dropped = len(actual) - n
	if n > 0 {
		out.MAPE = ratio / float64(n)
	}
	if sum > 0 {
		out.WAPE, out.Bias = off/sum, over/sum
	}
	return out
}

// Tracking tells whether forecasts drift: smoothed error over its smoothed size.
// The zero value has seen nothing.
type Tracking struct{ mean, size float64 }

// Add takes one step's error, forecast minus actual.
//
//	Computes  E ← .9 E + .1 e; MAD ← .9 MAD + .1 |e|, from 0 and 1  (SCIENCE 4.3)
func (t *Tracking) Add(e float64) {
	if t.size == 0 {
		t.size = 1
	}
	t.mean, t.size = .9*t.mean+.1*e, .9*t.size+.1*math.Abs(e)
}

// Signal is between −1 and 1; beyond ±.5 for four steps is an alarm.
func (t *Tracking) Signal() float64 {
	if t.size == 0 {
		return 0
	}
	return t.mean / t.size
}
