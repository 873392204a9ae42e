package lifetime

import (
	"errors"
	"fmt"
	"math"
)

// What a fit needs to see before it may speak (SCIENCE 0.5).
const (
	LeastCustomers = 200
	LeastRepeaters = 50
)

// ErrTooFew says that there are not enough customers to learn from; use the
// parameters of a larger group. ErrNotConverged says that no minimum was found.
var (
	ErrTooFew       = errors.New("lifetime: too few customers")
	ErrNotConverged = errors.New("lifetime: the fit did not converge")
)

// Fit is a fitted model and how well it was found.
type Fit struct {
	Model     Model      `json:"model"`
	LogLik    float64    `json:"loglik"` // of all customers
	Customers int        `json:"customers"`
	Repeaters int        `json:"repeaters"`
	Repeats   int        `json:"repeats"`
	Rows      int        `json:"rows"`     // different histories
	Steps     int        `json:"steps"`    // points of the likelihood looked at
	Slope     float64    `json:"gradient"` // largest derivative by a log-parameter, a customer
	SE        [4]float64 `json:"se"`       // of ln r, ln α, ln a, ln b; 0 where not identified
	Loose     []string   `json:"not_identified,omitempty"`
}

// firstLook is how many rows the starts are tried on.
const firstLook = 20_000

// starts are the points a fit begins with, in parameters; the best end counts.
func starts() [3][4]float64 {
	return [3][4]float64{{1, 3, 1, 3}, {.3, 5, .8, 2.5}, {2, 8, .4, .8}}
}

// Fit finds the parameters of a kind of model, K as given; its parameters are not
// looked at.
//
//	Computes  the maximum of Σ LogLik over ln parameters, within e^±12, by BFGS
//	          from several starts (on a sample of the rows when there are many),
//	          Nelder-Mead when a line search fails; standard errors from the
//	          inverse Hessian, by central differences of the gradient
//	Source    SCIENCE 0.4, 1.6
//	Edges     below LeastCustomers or LeastRepeaters: ErrTooFew; a parameter beyond
//	          e^±11 is named in Loose
func (r Rows) Fit(kind Model, workers int) (Fit, error) {
	begin := []vector{}
	for _, p := range starts() {
		begin = append(begin, logarithms(p))
	}
	return r.fit(kind, begin, workers)
}

// FitNear is Fit from one start: a model of the same kind that was fitted to
// customers of the same chain. When that leads nowhere, it is Fit.
func (r Rows) FitNear(near Model, workers int) (Fit, error) {
	theta := logarithms(near.theta())
	for i := range theta {
		if !(math.Abs(theta[i]) <= loose) { // on the edge, from where no slope leads back
			return r.Fit(near, workers)
		}
	}
	fit, err := r.fit(near, []vector{theta}, workers)
	if errors.Is(err, ErrNotConverged) {
		return r.Fit(near, workers)
	}
	return fit, err
}

func logarithms(p [4]float64) (theta vector) {
	for i := range theta {
		theta[i] = math.Log(p[i])
	}
	return theta
}

func (r Rows) fit(kind Model, begin []vector, workers int) (Fit, error) {
	if r.customers < LeastCustomers || r.repeaters < LeastRepeaters {
		return Fit{}, fmt.Errorf("%w: %d customers of whom %d bought on more than one day; a fit needs %d and %d",
			ErrTooFew, r.customers, r.repeaters, LeastCustomers, LeastRepeaters)
	}
	if err := kind.with([4]float64{1, 1, 1, 1}).Check(); err != nil {
		return Fit{}, err
	}
	f := bend(r.perCustomer(kind, workers))
	best := r.look(kind, begin, workers)
	d := newDescent(f, best.at)
	if best.inverse != ([4]vector{}) {
		d.inverse = best.inverse
	}
	d.run()
	if d.slope.steepest() > flatEnough {
		d.creep(4)
	}
	theta := bent(d.at)
	out := Fit{
		Model: kind.with(exponents(theta)), LogLik: -d.value * float64(r.customers), Customers: r.customers,
		Repeaters: r.repeaters, Repeats: r.repeats, Rows: len(r.rows), Steps: best.points + d.points, Slope: d.slope.steepest(),
	}
	if math.IsNaN(out.LogLik) || !(out.Slope <= flatEnough) {
		return out, fmt.Errorf("%w: %s, slope %.2g after %d points; its parameters are not used", ErrNotConverged, kind.Name(), out.Slope, d.points)
	}
	out.doubt(r.perCustomer(kind, workers), theta)
	return out, nil
}

// perCustomer is the surface of a kind of model over the log-parameters.
func (r Rows) perCustomer(kind Model, workers int) surfaceOf {
	s, n := newSurface(r, kind), float64(r.customers)
	return func(theta vector) (float64, vector) {
		p := exponents(theta)
		ll, g := s.at(p, workers)
		out := vector{}
		for i := range out {
			out[i] = -g[i] * p[i] / n
		}
		return -ll / n, out
	}
}

// look tries the starts, on few rows, and returns the best end with what it
// learned of the curvature there.
func (r Rows) look(kind Model, begin []vector, workers int) *descent {
	few := r
	if step := len(r.rows) / firstLook; step > 1 {
		few = r.thin(step)
	}
	f := bend(few.perCustomer(kind, workers))
	var best *descent
	for _, theta := range begin {
		d := newDescent(f, unbent(theta))
		d.run()
		if best == nil || d.value < best.value-1e-12*math.Abs(best.value) || math.IsNaN(best.value) {
			best = d
		}
	}
	best.inverse = [4]vector{}
	if len(few.rows) == len(r.rows) && best.slope.steepest() <= flat {
		return best // nothing is left to go down, so that nobody asks for the curvature
	}
	if inv, ok := inverted(hessian(f, best.at, 4)); ok {
		for i := range best.inverse {
			for j := range best.inverse[i] {
				best.inverse[i][j] = inv.At(i, j)
			}
		}
	}
	return best
}

// doubt fills in which parameters are not identified, and the standard errors of
// the others.
func (f *Fit) doubt(surface surfaceOf, theta vector) {
	keep := []int{}
	for i, v := range theta {
		if math.Abs(v) > loose {
			f.Loose = append(f.Loose, f.Model.Names()[i])
			continue
		}
		keep = append(keep, i)
	}
	h := hessian(surface, theta, 4)
	inv, ok := inverted(pick(h, keep))
	if !ok {
		return
	}
	for at, i := range keep {
		f.SE[i] = math.Sqrt(inv.At(at, at) / float64(f.Customers))
	}
}

// Names returns the names of the parameters in their order.
func (m Model) Names() [4]string {
	if m.Kind == Pareto {
		return [4]string{"r", "alpha", "s", "beta"}
	}
	return [4]string{"r", "alpha", "a", "b"}
}

func exponents(theta vector) [4]float64 {
	p := [4]float64{}
	for i, v := range theta {
		p[i] = math.Exp(v)
	}
	return p
}
