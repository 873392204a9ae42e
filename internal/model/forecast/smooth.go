package forecast

import "sartor/internal/model/demand"

// fitted is how many of the newest steps smoothing weights are chosen on.
const fitted = 1000

// tail cuts a series to the steps that weights are chosen on.
func tail(y []float64) []float64 {
	y = y[max(len(y)-fitted, 0):]
	for len(y) > 0 && y[0] != y[0] {
		y = y[1:]
	}
	return y
}

// level is simple exponential smoothing over known steps: l += a (y − l).
func level(y []float64, a float64) float64 {
	l, begun := 0.0, false
	for _, v := range y {
		switch {
		case v != v:
		case !begun:
			l, begun = v, true
		default:
			l += a * (v - l)
		}
	}
	return l
}

// weights are those that smoothing is tried with.
func weights() [8]float64 { return [8]float64{.03, .07, .15, .25, .4, .6, .8, .98} }

// smoothed chooses the weight with the least squared one-step errors and returns
// it with the level at the end.
func smoothed(y []float64) (a, l float64) {
	y = tail(y)
	if len(y) == 0 {
		return .1, 0
	}
	w := weights()
	var levels, errors [len(w)]float64
	for k := range levels {
		levels[k] = y[0]
	}
	for _, v := range y[1:] {
		if v != v {
			continue
		}
		for k, a := range w {
			e := v - levels[k]
			levels[k] += a * e
			errors[k] += e * e
		}
	}
	best := 0
	for k := range errors {
		if errors[k] < errors[best] {
			best = k
		}
	}
	return w[best], levels[best]
}

// trended is one damped trend: its weights, its state, its squared errors.
type trended struct{ a, b, phi, level, slope, errors float64 }

// damped chooses the damped trend with the least squared one-step errors.
//
//	Computes  f = l + φ b; l = f + a e; b = φ b + a β e, e = y − f
//	Source    Gardner, McKenzie 1985; Hyndman, Koehler, Ord, Snyder 2008 (ETS(A,Ad,N))
//	Start     level and slope of the first ten steps' line
func damped(y []float64) trended {
	y = tail(y)
	if len(y) == 0 {
		return trended{}
	}
	l, b := line(y[:min(len(y), 10)])
	var all [24]trended
	k := 0
	for _, a := range [...]float64{.05, .15, .4, .8} {
		for _, beta := range [...]float64{.02, .1, .4} {
			for _, phi := range [...]float64{.85, .97} {
				all[k] = trended{a: a, b: a * beta, phi: phi, level: l, slope: b}
				k++
			}
		}
	}
	for _, v := range y {
		for k := range all {
			all[k].step(v)
		}
	}
	best := 0
	for k := range all {
		if all[k].errors < all[best].errors {
			best = k
		}
	}
	return all[best]
}

func (t *trended) step(v float64) {
	f, b := t.level+t.phi*t.slope, t.phi*t.slope
	if v != v {
		t.level, t.slope = f, b
		return
	}
	e := v - f
	t.level, t.slope, t.errors = f+t.a*e, b+t.b*e, t.errors+e*e
}

func (t *trended) ahead(out []float64) {
	sum, power := 0.0, 1.0
	for h := range out {
		power *= t.phi
		sum += power
		out[h] = t.level + t.slope*sum
	}
}

// line is the least-squares line of a few steps: its value one step before the
// first, and its slope.
func line(y []float64) (start, slope float64) {
	n, mx, my := 0.0, 0.0, 0.0
	for i, v := range y {
		if v == v {
			n, mx, my = n+1, mx+float64(i+1), my+v
		}
	}
	if n == 0 {
		return 0, 0
	}
	mx, my = mx/n, my/n
	top, bottom := 0.0, 0.0
	for i, v := range y {
		if v == v {
			d := float64(i+1) - mx
			top, bottom = top+d*v, bottom+d*d
		}
	}
	if bottom > 0 && n > 2 {
		slope = top / bottom
	}
	return my - slope*mx, slope
}

// average is the mean of the newest known steps.
func average(y []float64, window int) float64 {
	sum, n := 0.0, 0
	for i := len(y) - 1; i >= 0 && n < window; i-- {
		if v := y[i]; v == v {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(max(n, 1))
}

// repeat is the newest known value of each phase.
func repeat(y []float64, m int, out []float64) {
	last := average(y, 1)
	for h := range out {
		out[h] = last
		for i := len(y) - m + h%m; i >= 0; i -= m {
			if v := y[i]; v == v {
				out[h] = v
				break
			}
		}
	}
}

// rare continues a series without its gaps by a method for rare demand.
func rare(m demand.Method, y, out []float64) {
	known := make([]float64, 0, len(y))
	for _, v := range y {
		if v == v {
			known = append(known, v)
		}
	}
	copy(out, m.Forecast(known, len(out), demand.Usual()))
}
