package lifetime

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"

	"sartor/internal/stat"
)

// beads are the nodes of all days, with what depends on them alone: with them the
// integrals from any day to any other are sums of days, shared by all customers
// with the same number of repeats.
type beads struct {
	start        []int     // of each day's nodes; one more for the end
	share, rule  []float64 // where in its day a node lies and its weight, on [0,1]
	lnA, perA    []float64 // ln(α+u), 1/(α+u)
	lnB, perB    []float64 // ln(β+u), 1/(β+u)
	fromA, fromB []float64 // ln(α+u) − ln(α+day), ln(β+u) − ln(β+day)
	weight       []float64
}

// onDay is the number of Gauss-Legendre nodes within a day. A customer has at most
// one purchase a day, so from the second day on the integrand of (1.8) falls by
// less than about e a day wherever it is needed, and 5 nodes are good to 1e-12;
// before, α and β may be small beside the day itself.
func onDay(day int) int {
	switch {
	case day == 0:
		return 32
	case day < 4:
		return 12
	}
	return 5
}

func newBeads(days int) *beads {
	b := &beads{start: []int{0}}
	for d := range days {
		at, weight := make([]float64, onDay(d)), make([]float64, onDay(d))
		quad.Legendre{}.FixedLocations(at, weight, 0, 1)
		b.share, b.rule = append(b.share, at...), append(b.rule, weight...)
		b.start = append(b.start, len(b.share))
	}
	for _, table := range []*[]float64{&b.lnA, &b.perA, &b.lnB, &b.perB, &b.fromA, &b.fromB, &b.weight} {
		*table = make([]float64, len(b.share))
	}
	return b
}

// set moves the nodes to other parameters. Within a day they are even in
// ln(c+u), c = min(α, β), where the integrand is nearly polynomial.
func (b *beads) set(m Model, workers int) {
	c := min(m.Alpha, m.B)
	stat.Spread(stat.Work{Workers: workers, N: len(b.start) - 1, Chunk: 128}, func(_, day int) {
		from := float64(day) / DaysPerWeek
		width := math.Log1p(1.0 / DaysPerWeek / (c + from))
		for i := b.start[day]; i < b.start[day+1]; i++ {
			into := (c + from) * math.Expm1(b.share[i]*width)
			u := from + into
			b.lnA[i], b.perA[i] = math.Log(m.Alpha+u), 1/(m.Alpha+u)
			b.lnB[i], b.perB[i] = math.Log(m.B+u), 1/(m.B+u)
			b.fromA[i], b.fromB[i] = math.Log1p(into/(m.Alpha+from)), math.Log1p(into/(m.B+from))
			b.weight[i] = b.rule[i] * width * (c + u)
		}
	})
}

// integral is a sum over days and its means' numerators, all divided by the
// integrand on the day they begin with.
type integral struct{ sum, lnA, perA, lnB, perB float64 }

func (i integral) minus(o integral, scale float64) integral {
	return integral{i.sum - scale*o.sum, i.lnA - scale*o.lnA, i.perA - scale*o.perA, i.lnB - scale*o.lnB, i.perB - scale*o.perB}
}

// paretoPiece is paretoLogLik summed over rows with equal repeats. The integrals
// from each day to the end are built backwards, one day from the next, and the
// part between two days is their difference.
func (s *surface) paretoPiece(m Model, p piece) sums {
	if p.single {
		return s.singly(m, p)
	}
	shape, psi := m.R+float64(p.repeats), mathext.Digamma
	first := int(s.rows[p.from].Recency) // rows are in order of recency
	tails := s.tails(m, shape, p)
	ref := func(day int32) float64 { return -shape*s.lnRate[day] - (m.A+1)*s.lnEnd[day] }
	constant := lgamma(shape) - lgamma(m.R) + m.R*math.Log(m.Alpha) + m.A*math.Log(m.B)
	dr, lnS := psi(shape)-psi(m.R)+math.Log(m.Alpha), math.Log(m.A)
	out, n := sums{}, 0.0
	for _, row := range s.rows[p.from:p.to] {
		w, lnT, endT := float64(row.Customers), s.lnRate[row.Age], s.lnEnd[row.Age]
		l1 := -shape*lnT - m.A*endT
		j := tails[int(row.Recency)-first].minus(tails[int(row.Age)-first], math.Exp(ref(row.Age)-ref(row.Recency)))
		l2, active := math.Inf(-1), 1.0
		if row.Recency < row.Age && j.sum > 0 {
			l2 = lnS + ref(row.Recency) + math.Log(j.sum)
			active = 1 / (1 + math.Exp(l2-l1))
		} else {
			j.sum = 1
		}
		gone := (1 - active) / j.sum
		n += w
		out.ll += w * (max(l1, l2) + math.Log1p(math.Exp(-math.Abs(l1-l2))))
		out.g[0] -= w * (active*lnT + gone*j.lnA)
		out.g[1] -= w * shape * (active*s.perRate[row.Age] + gone*j.perA)
		out.g[2] -= w * (active*endT + gone*j.lnB - (1-active)/m.A)
		out.g[3] -= w * (m.A*active*s.perEnd[row.Age] + (m.A+1)*gone*j.perB)
	}
	out.ll += n * constant
	out.g[0] += n * dr
	out.g[1] += n * m.R / m.Alpha
	out.g[2] += n * math.Log(m.B)
	out.g[3] += n * m.A / m.B
	return out
}

// singly is paretoPiece without a table of days.
func (s *surface) singly(m Model, p piece) sums {
	out := sums{}
	for _, row := range s.rows[p.from:p.to] {
		ll, g := m.paretoLogLik(History{Repeats: row.Repeats, Recency: row.Recency, Age: row.Age})
		w := float64(row.Customers)
		out.ll += w * ll
		for i := range g {
			out.g[i] += w * g[i]
		}
	}
	return out
}

// tails returns the integrals from each day, from the first on, to the last.
func (s *surface) tails(m Model, shape float64, p piece) []integral {
	first := int(s.rows[p.from].Recency)
	b, out := s.beads, make([]integral, p.last-first+1)
	for d := p.last - 1; d >= first; d-- {
		day := integral{}
		for i := b.start[d]; i < b.start[d+1]; i++ {
			w := b.weight[i] * math.Exp(-shape*b.fromA[i]-(m.A+1)*b.fromB[i])
			day.sum += w
			day.lnA += w * b.lnA[i]
			day.perA += w * b.perA[i]
			day.lnB += w * b.lnB[i]
			day.perB += w * b.perB[i]
		}
		fall := math.Exp(-shape*(s.lnRate[d+1]-s.lnRate[d]) - (m.A+1)*(s.lnEnd[d+1]-s.lnEnd[d]))
		out[d-first] = day.minus(out[d-first+1], -fall)
	}
	return out
}
