package lifetime

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"sartor/internal/stat"
)

// LeastSpenders is how many repeaters with positive spend a fit needs.
const LeastSpenders = 100

// SpendFit is a fitted model of spend and how well it was found.
type SpendFit struct {
	Spend        Spend        `json:"spend"`
	LogLik       float64      `json:"loglik"`
	Customers    int          `json:"customers"` // with positive spend on repeat days
	Steps        int          `json:"steps"`
	Slope        float64      `json:"gradient"`
	SE           [3]float64   `json:"se"` // of ln p, ln q, ln γ; 0 where not identified
	Loose        []string     `json:"not_identified,omitempty"`
	NoMean       bool         `json:"no_mean,omitempty"` // q ≤ 1: the mean of a stranger's spend does not exist
	Independence Independence `json:"independence"`
}

// FitSpend fits the Gamma-Gamma model to customers with positive spend; others
// are left out. The order of customers does not matter.
//
//	Computes  the maximum of Σ LogLik over ln p, ln q, ln γ; start (1, 2, median/2)
//	Source    SCIENCE 0.4, 2.1
//	Edges     below LeastSpenders: ErrTooFew
func FitSpend(customers []Spent, workers int) (SpendFit, error) {
	s, err := newSpendSurface(customers)
	if err != nil {
		return SpendFit{}, err
	}
	if len(s.means) < LeastSpenders {
		return SpendFit{}, fmt.Errorf("%w: %d bought on a second day for a positive amount; a fit of spend needs %d", ErrTooFew, len(s.means), LeastSpenders)
	}
	// In units of the mean amount the surface has one scale for every currency.
	s.scale()
	f := func(theta vector) (float64, vector) { return s.at(theta, workers) }
	best := s.look(workers)
	points := best.points
	if len(s.means) > firstLook {
		best = newDescent(bend(along(f)), best.at)
		best.run()
		points += best.points
	}
	if best.slope.steepest() > flatEnough {
		best.creep(3)
		points += best.points
	}
	theta, n := bent(best.at), float64(len(s.means))
	theta[2] -= theta[0]
	p := exponents(theta)
	out := SpendFit{
		Spend: Spend{P: p[0], Q: p[1], Gamma: p[2] * s.unit}, Customers: len(s.means), Steps: points, Slope: best.slope.steepest(),
		LogLik: -best.value*n - n*math.Log(s.unit), NoMean: p[1] <= 1, Independence: IndependenceOf(s.customers),
	}
	if math.IsNaN(out.LogLik) || !(out.Slope <= flatEnough) {
		return out, fmt.Errorf("%w: spend, slope %.2g after %d points; its parameters are not used", ErrNotConverged, out.Slope, points)
	}
	out.doubt(f, theta)
	return out, nil
}

// along turns a surface over ln p, ln q, ln γ into one over ln p, ln q, ln pγ:
// when the spend of a customer hardly varies, p grows and γ falls together, and
// the ridge between them then runs along an axis.
func along(f surfaceOf) surfaceOf {
	return func(v vector) (float64, vector) {
		v[2] -= v[0]
		value, g := f(v)
		g[0] -= g[2]
		return value, g
	}
}

// look tries the starts, on few customers when there are many, and returns the
// best end.
func (s *spendSurface) look(workers int) *descent {
	few := s.thin(max(1, len(s.means)/firstLook))
	f := bend(along(func(theta vector) (float64, vector) { return few.at(theta, workers) }))
	var best *descent
	for _, p := range [][3]float64{{1, 2, s.median() / 2}, {4, 4, 3 * s.median()}} {
		d := newDescent(f, unbent(vector{math.Log(p[0]), math.Log(p[1]), math.Log(p[0] * p[2])}))
		d.run()
		if best == nil || d.value < best.value-1e-12*math.Abs(best.value) || math.IsNaN(best.value) {
			best = d
		}
	}
	return best
}

// thin returns every step-th customer: in order of days and means, so that each
// kind keeps its share.
func (s *spendSurface) thin(step int) *spendSurface {
	out := &spendSurface{unit: s.unit}
	for i := step / 2; i < len(s.means); i += step {
		out.days, out.means = append(out.days, s.days[i]), append(out.means, s.means[i])
	}
	out.cut()
	return out
}

func (f *SpendFit) doubt(surface surfaceOf, theta vector) {
	keep := []int{}
	for i, name := range [3]string{"p", "q", "gamma"} {
		if math.Abs(theta[i]) > loose {
			f.Loose = append(f.Loose, name)
			continue
		}
		keep = append(keep, i)
	}
	if inv, ok := inverted(pick(hessian(surface, theta, 3), keep)); ok {
		for at, i := range keep {
			f.SE[i] = math.Sqrt(inv.At(at, at) / float64(f.Customers))
		}
	}
}

// spendSurface is the likelihood of (2.1) per customer: what depends on the
// number of days alone is computed once per number.
type spendSurface struct {
	unit      float64
	customers []Spent // in order of days and mean
	days      []int32 // growing
	means     []float64
	pieces    []spendPiece
	sums      []sums
}

type spendPiece struct {
	days     int32
	from, to int
	lnMean   float64 // Σ ln m
}

func newSpendSurface(customers []Spent) (*spendSurface, error) {
	kept := make([]Spent, 0, len(customers))
	for _, c := range customers {
		if err := c.Check(); err != nil {
			return nil, err
		}
		if c.Days > 0 {
			kept = append(kept, c)
		}
	}
	slices.SortFunc(kept, func(a, b Spent) int { return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(a.Mean, b.Mean)) })
	s := &spendSurface{unit: 1, customers: kept}
	for _, c := range kept {
		s.days, s.means = append(s.days, c.Days), append(s.means, c.Mean)
	}
	return s, nil
}

// scale measures amounts in their mean.
func (s *spendSurface) scale() {
	s.unit = stat.Mean(s.means)
	for i := range s.means {
		s.means[i] /= s.unit
	}
	s.cut()
}

// cut cuts the customers into pieces of equal days.
func (s *spendSurface) cut() {
	for from := 0; from < len(s.means); {
		p := spendPiece{days: s.days[from], from: from, to: from}
		for p.to < len(s.means) && s.days[p.to] == p.days && p.to-from < mostPiece {
			p.lnMean += math.Log(s.means[p.to])
			p.to++
		}
		s.pieces = append(s.pieces, p)
		from = p.to
	}
	s.sums = make([]sums, len(s.pieces))
}

func (s *spendSurface) median() float64 {
	sorted := slices.Sorted(slices.Values(s.means))
	return sorted[len(sorted)/2]
}

// at returns the mean negative log-likelihood by ln p, ln q, ln γ.
func (s *spendSurface) at(theta vector, workers int) (float64, vector) {
	p := exponents(theta)
	m := Spend{P: p[0], Q: p[1], Gamma: p[2]}
	stat.Spread(stat.Work{Workers: workers, N: len(s.pieces), Chunk: 1}, func(_, i int) { s.sums[i] = s.piece(m, s.pieces[i]) })
	n, out, ll := float64(len(s.means)), vector{}, 0.0
	for _, part := range s.sums {
		ll += part.ll
		for i := range 3 {
			out[i] -= part.g[i] * p[i] / n
		}
	}
	return -ll / n, out
}

// piece is (2.1) and its derivatives, summed over customers with equal days.
func (s *spendSurface) piece(m Spend, c spendPiece) sums {
	psi, x, n := mathext.Digamma, float64(c.days), float64(c.to-c.from)
	px := m.P * x
	shape, lnRate, perRate := px+m.Q, 0.0, 0.0
	for _, mean := range s.means[c.from:c.to] {
		rate := m.Gamma + mean*x
		lnRate += math.Log(rate)
		perRate += 1 / rate
	}
	out := sums{ll: n*(lgamma(shape)-lgamma(px)-lgamma(m.Q)+m.Q*math.Log(m.Gamma)+px*math.Log(x)) + (px-1)*c.lnMean - shape*lnRate}
	out.g[0] = x * (n*(psi(shape)-psi(px)+math.Log(x)) + c.lnMean - lnRate)
	out.g[1] = n*(psi(shape)-psi(m.Q)+math.Log(m.Gamma)) - lnRate
	out.g[2] = n*m.Q/m.Gamma - shape*perRate
	return out
}
