package demand

import (
	"math"

	"sartor/internal/fault"
)

// Node is one sum of a hierarchy: which series it adds up, what is forecast of
// it, and how much its one-step forecasts vary.
type Node struct {
	Series   []int
	Forecast float64
	Variance float64 // above 0
}

// Reconciled are forecasts of a hierarchy's series that add up.
type Reconciled struct {
	Series []float64
	Steps  int // of the solver
}

const (
	solved     = 1e-8   // relative residual at which the solver stops
	mostSteps  = 10_000 // of the solver
	leastNodes = 1
)

// Reconcile finds the series whose sums fit all forecasts best, each weighed by
// how sure it is, cut at 0 (MinT with diagonal weights: Wickramasuriya,
// Athanasopoulos, Hyndman 2019).
//
//	Computes  b̃ = (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ ŷ                                 (4.1)
//	Method    conjugate gradient without the matrix, diagonal preconditioner
//	Costs     O(members of all nodes) a step, memory likewise
func Reconcile(series int, nodes []Node) (Reconciled, error) {
	const op = "demand.Reconcile"
	seen := make([]bool, series)
	right, diagonal := make([]float64, series), make([]float64, series)
	for k, n := range nodes {
		if !(n.Variance > 0) || math.IsInf(n.Variance, 0) || math.IsNaN(n.Forecast) || math.IsInf(n.Forecast, 0) || len(n.Series) < leastNodes {
			return Reconciled{}, fault.At(op, fault.New(fault.Invalid, "node", "node %d: variance %g must be above 0, forecast %g finite, series at least one", k, n.Variance, n.Forecast))
		}
		for _, i := range n.Series {
			if i < 0 || i >= series {
				return Reconciled{}, fault.At(op, fault.New(fault.Invalid, "node_series", "node %d adds series %d; there are %d", k, i, series))
			}
			seen[i] = true
			right[i] += n.Forecast / n.Variance
			diagonal[i] += 1 / n.Variance
		}
	}
	for i, ok := range seen {
		if !ok {
			return Reconciled{}, fault.At(op, fault.New(fault.Invalid, "node_missing", "series %d is in no node", i))
		}
	}
	out := solve(nodes, right, diagonal)
	for i, v := range out.Series {
		out.Series[i] = max(v, 0)
	}
	return out, nil
}

// product is Sᵀ W⁻¹ S v.
func product(nodes []Node, v, out []float64) {
	clear(out)
	for k := range nodes {
		sum := 0.0
		for _, i := range nodes[k].Series {
			sum += v[i]
		}
		sum /= nodes[k].Variance
		for _, i := range nodes[k].Series {
			out[i] += sum
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func solve(nodes []Node, right, diagonal []float64) Reconciled {
	n := len(right)
	x, r, z, p, ap := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	copy(r, right)
	for i := range z {
		z[i] = r[i] / diagonal[i]
	}
	copy(p, z)
	rz, stop := dot(r, z), solved*math.Sqrt(dot(right, right))
	steps := 0
	for ; steps < mostSteps && math.Sqrt(dot(r, r)) > stop; steps++ {
		product(nodes, p, ap)
		a := rz / dot(p, ap)
		for i := range x {
			x[i] += a * p[i]
			r[i] -= a * ap[i]
			z[i] = r[i] / diagonal[i]
		}
		next := dot(r, z)
		for i := range p {
			p[i] = z[i] + next/rz*p[i]
		}
		rz = next
	}
	return Reconciled{Series: x, Steps: steps}
}
