package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// vector is a point of optimisation: the logarithms of up to four parameters.
type vector [4]float64

func (v vector) dot(w vector) float64 { return v[0]*w[0] + v[1]*w[1] + v[2]*w[2] + v[3]*w[3] }

func (v vector) plus(scale float64, w vector) vector {
	return vector{v[0] + scale*w[0], v[1] + scale*w[1], v[2] + scale*w[2], v[3] + scale*w[3]}
}

// steepest is the largest slope in any direction of an axis.
func (v vector) steepest() float64 {
	return max(math.Abs(v[0]), math.Abs(v[1]), math.Abs(v[2]), math.Abs(v[3]))
}

// surfaceOf is what is minimised: the mean negative log-likelihood per customer
// by the logarithms of the parameters, with its gradient.
type surfaceOf func(theta vector) (float64, vector)

// edge is where logarithms of parameters end: e¹² is as good as ∞. loose is from
// where on a parameter counts as not identified.
const (
	edge  = 12.0
	loose = 11.0
)

// bend makes a surface over all numbers of one within the edge: θ = 12·tanh(φ/12),
// close to φ in the middle. A parameter that the data push to infinity comes to
// rest at the edge, where a wall would break the line search.
func bend(f surfaceOf) surfaceOf {
	return func(phi vector) (float64, vector) {
		v, g := f(bent(phi))
		for i := range g {
			s := math.Tanh(phi[i] / edge)
			g[i] *= 1 - s*s
		}
		return v, g
	}
}

func bent(phi vector) vector {
	for i := range phi {
		phi[i] = edge * math.Tanh(phi[i]/edge)
	}
	return phi
}

func unbent(theta vector) vector {
	for i := range theta {
		theta[i] = edge * math.Atanh(min(max(theta[i]/edge, -1+1e-12), 1-1e-12))
	}
	return theta
}

// Limits of a descent. A slope of 1e-9 a customer is below what the digits of a
// table can show; one below 1e-5 is what a direction that the data hardly bend
// comes to rest with.
const (
	flat         = 1e-9
	flatEnough   = 1e-5
	mostSteps    = 300
	mostHalvings = 50
	armijo       = 1e-4
	curvature    = .9
)

// descent is a way down a surface, and where it has come to.
type descent struct {
	f       surfaceOf
	at      vector
	value   float64
	slope   vector
	inverse [4]vector // of the curvature, as known so far
	points  int       // looked at
}

func newDescent(f surfaceOf, start vector) *descent {
	d := &descent{f: f, at: start, points: 1}
	d.value, d.slope = f(start)
	first := 1 / max(1, math.Sqrt(d.slope.dot(d.slope)))
	for i := range d.inverse {
		d.inverse[i][i] = first
	}
	return d
}

// run goes down by BFGS until the slope is flat.
//
//	Source    Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 6.1;
//	          line search by bisection to the weak Wolfe conditions (Lewis, Overton 2013)
func (d *descent) run() {
	for range mostSteps {
		if !(d.slope.steepest() > flat) {
			return
		}
		var way vector
		for i := range way {
			way[i] = -d.inverse[i].dot(d.slope)
		}
		at, slope := d.at, d.slope
		if !d.step(way) {
			return
		}
		d.learn(d.at.plus(-1, at), d.slope.plus(-1, slope))
	}
}

// step moves along a way as far as it pays; false when it does not.
func (d *descent) step(way vector) bool {
	fall := way.dot(d.slope)
	if !(fall < 0) {
		return false
	}
	const noise = 1e-14 // of sums of a million rows
	low, high, t := 0.0, math.Inf(1), 1.0
	for range mostHalvings {
		at := d.at.plus(t, way)
		value, slope := d.f(at)
		d.points++
		switch {
		case !(value <= d.value+armijo*t*fall+noise*math.Abs(d.value)):
			high = t
		case way.dot(slope) < curvature*fall:
			low = t
		default:
			d.at, d.value, d.slope = at, value, slope
			return true
		}
		if t = (low + high) / 2; math.IsInf(high, 1) {
			t = 2 * low
		}
	}
	return false
}

// learn takes in how the slope changed along a move.
func (d *descent) learn(move, change vector) {
	sy := move.dot(change)
	if !(sy > 1e-300) {
		return
	}
	var hy vector
	for i := range hy {
		hy[i] = d.inverse[i].dot(change)
	}
	scale := (1 + change.dot(hy)/sy) / sy
	for i := range d.inverse {
		for j := range d.inverse[i] {
			d.inverse[i][j] += scale*move[i]*move[j] - (hy[i]*move[j]+move[i]*hy[j])/sy
		}
	}
}

// creep is the way out when a line search fails: Nelder-Mead from here, which
// needs no slope, and down again.
func (d *descent) creep(dims int) {
	problem := optimize.Problem{Func: func(x []float64) float64 {
		at := d.at
		copy(at[:dims], x)
		v, _ := d.f(at)
		d.points++
		return v
	}}
	result, err := optimize.Minimize(problem, append([]float64{}, d.at[:dims]...), &optimize.Settings{FuncEvaluations: 2000}, &optimize.NelderMead{})
	if err != nil && result == nil {
		return
	}
	if result.F < d.value {
		copy(d.at[:dims], result.X)
	}
	*d = descent{f: d.f, at: d.at, points: d.points + 1}
	fresh := newDescent(d.f, d.at)
	fresh.points += d.points
	*d = *fresh
	d.run()
}

// hessian returns the curvature of a surface at a point, by central differences
// of the gradient.
func hessian(f surfaceOf, at vector, dims int) *mat.SymDense {
	const step = 1e-4
	h := mat.NewSymDense(dims, nil)
	rows := make([]vector, dims)
	for i := range dims {
		up, down := at, at
		up[i], down[i] = at[i]+step, at[i]-step
		_, gu := f(up)
		_, gd := f(down)
		rows[i] = gu.plus(-1, gd)
	}
	for i := range dims {
		for j := i; j < dims; j++ {
			h.SetSym(i, j, (rows[i][j]+rows[j][i])/(4*step))
		}
	}
	return h
}

// inverted returns the inverse of a curvature, false when it is not one of a
// minimum.
func inverted(h *mat.SymDense) (*mat.SymDense, bool) {
	var c mat.Cholesky
	if !c.Factorize(h) {
		return nil, false
	}
	var inv mat.SymDense
	if err := c.InverseTo(&inv); err != nil {
		return nil, false
	}
	return &inv, true
}

// pick returns the rows and columns of a matrix that are kept.
func pick(h *mat.SymDense, keep []int) *mat.SymDense {
	if len(keep) == 0 {
		return mat.NewSymDense(1, nil)
	}
	out := mat.NewSymDense(len(keep), nil)
	for i, a := range keep {
		for j, b := range keep[i:] {
			out.SetSym(i, i+j, h.At(a, b))
		}
	}
	return out
}
