package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"sartor/internal/stat"
)

// surface is the log-likelihood of counted histories as a function of the
// parameters, with its gradient. What depends on a day or on the number of
// repeats alone is tabulated once per point, so that a row costs one exponential
// and one logarithm. It equals the sum of Model.LogLik over the customers.
type surface struct {
	model  Model
	rows   []Row
	pieces []piece // rows of equal repeats, in bounded pieces
	days   int     // tables reach from day 0 to days
	// Tables of the point looked at.
	lnRate, perRate []float64 // ln(α+d), 1/(α+d), d in weeks
	lnEnd, perEnd   []float64 // Pareto: ln(β+d), 1/(β+d)
	beads           *beads    // Pareto: the nodes between days
	sums            []sums    // one a piece, added in order
}

// piece is a range of rows with the same number of repeats.
type piece struct {
	repeats  int32
	from, to int
	last     int  // the greatest age among its rows
	single   bool // Pareto: too few rows for a table of days
}

// mostPiece bounds the rows of a piece, so that workers share them evenly.
const mostPiece = 4096

// sums are what a piece adds to the log-likelihood and its gradient.
type sums struct {
	ll float64
	g  [4]float64
}

func newSurface(r Rows, m Model) *surface {
	s := &surface{model: m, rows: r.rows, days: int(r.span)}
	beaded := 0 // days that need beads
	for from := 0; from < len(r.rows); {
		p := piece{repeats: r.rows[from].Repeats, from: from, to: from}
		for p.to < len(r.rows) && r.rows[p.to].Repeats == p.repeats && (m.Kind == Pareto || p.to-from < mostPiece) {
			p.last = max(p.last, int(r.rows[p.to].Age))
			p.to++
		}
		if span := p.last - int(r.rows[from].Recency); (p.to-from)*nodes*4 < span*5 {
			p.single = true
		} else {
			beaded = max(beaded, p.last)
		}
		s.pieces = append(s.pieces, p)
		from = p.to
	}
	s.sums = make([]sums, len(s.pieces))
	s.lnRate, s.perRate = make([]float64, s.days+1), make([]float64, s.days+1)
	if m.Kind == Pareto {
		s.lnEnd, s.perEnd = make([]float64, s.days+1), make([]float64, s.days+1)
		s.beads = newBeads(beaded)
	}
	return s
}

// at returns the log-likelihood and its gradient at the parameters. The sums of
// the pieces are added in their order, whoever computed them.
func (s *surface) at(p [4]float64, workers int) (float64, [4]float64) {
	m := s.model.with(p)
	for d := range s.lnRate {
		at := m.Alpha + float64(d)/DaysPerWeek
		s.lnRate[d], s.perRate[d] = math.Log(at), 1/at
	}
	do := s.stagePiece
	if m.Kind == Pareto {
		for d := range s.lnEnd {
			at := m.B + float64(d)/DaysPerWeek
			s.lnEnd[d], s.perEnd[d] = math.Log(at), 1/at
		}
		s.beads.set(m, workers)
		do = s.paretoPiece
	}
	stat.Spread(stat.Work{Workers: workers, N: len(s.pieces), Chunk: 1}, func(_, i int) {
		s.sums[i] = do(m, s.pieces[i])
	})
	total := sums{}
	for _, part := range s.sums {
		total.ll += part.ll
		for i, g := range part.g {
			total.g[i] += g
		}
	}
	return total.ll, total.g
}

// stagePiece is (1.1) and (1.3) summed over rows with equal repeats. With
// q = d/(α+T), exp(E_j) is a polynomial in q whose coefficients the rows share.
func (s *surface) stagePiece(m Model, p piece) sums {
	c := newStageCoefficients(m, p.repeats)
	var n, lnT, perT, total, gone, goneLn, gonePer, rise, done, litt float64
	for _, row := range s.rows[p.from:p.to] {
		w := float64(row.Customers)
		q := float64(row.Age-row.Recency) / DaysPerWeek * s.perRate[row.Age]
		active, up, stage, power := 1.0, 0.0, 0.0, 1.0
		for j := 1; j < m.K; j++ {
			power *= q
			term := c.coef[j] * power
			active += term
			up += term * c.psi[j]
			stage += term * float64(j)
		}
		drift := s.lnRate[row.Age] - s.lnRate[row.Recency]
		ln, left := blend(active, c.gone+c.shape*drift)
		stays := w * (1 - left) / active
		n += w
		lnT += w * s.lnRate[row.Age]
		perT += w * s.perRate[row.Age]
		total += w * ln
		gone += w * left
		goneLn += w * left * drift
		gonePer += w * left * (s.perRate[row.Age] - s.perRate[row.Recency])
		rise += stays * up
		done += stays * stage * s.perRate[row.Age]
		litt += row.SumLog
	}
	out := sums{ll: n*c.constant + float64(m.K-1)*litt - c.shape*lnT + total}
	out.g = [4]float64{
		n*c.dr - lnT + goneLn + rise,
		n*m.R/m.Alpha - c.shape*perT + c.shape*gonePer - done,
		n*c.da + gone/m.A,
		n * c.db,
	}
	if gone > 0 {
		out.g[3] -= gone / c.leave
	}
	return out
}

// blend returns ln(active + e^gone) and the share of e^gone in it.
func blend(active, gone float64) (ln, left float64) {
	if gone > 0 {
		e := active * math.Exp(-gone)
		return gone + math.Log1p(e), 1 / (1 + e)
	}
	e := math.Exp(gone)
	return math.Log(active + e), e / (active + e)
}

// stageCoefficients are what all customers with so many repeats share.
type stageCoefficients struct {
	shape, gone, leave   float64
	constant, dr, da, db float64
	coef, psi            [MostStages]float64 // Γ(R+j)/(Γ(R)j!), ψ(R+j)−ψ(R)
}

func newStageCoefficients(m Model, repeats int32) stageCoefficients {
	x, drop, k, psi := float64(repeats), m.dropsAtFirst(), float64(m.K), mathext.Digamma
	c := stageCoefficients{shape: m.R + k*x, gone: math.Inf(-1), leave: m.B + x - 1 + drop}
	if drop == 1 || repeats > 0 {
		c.gone = math.Log(m.A) - math.Log(c.leave)
	}
	c.constant = -x*lgamma(k) + lnBeta(m.A, m.B+x+drop) - lnBeta(m.A, m.B) + lgamma(c.shape) - lgamma(m.R) + m.R*math.Log(m.Alpha)
	c.dr = psi(c.shape) - psi(m.R) + math.Log(m.Alpha)
	both := psi(m.A+m.B) - psi(m.A+m.B+x+drop)
	c.da, c.db = both, psi(m.B+x+drop)-psi(m.B)+both
	c.coef[0] = 1
	for j := 1; j < m.K; j++ {
		before := c.shape + float64(j) - 1
		c.coef[j] = c.coef[j-1] * before / float64(j)
		c.psi[j] = c.psi[j-1] + 1/before
	}
	return c
}
