package outcome

import (
	"math"

	"sartor/internal/stat"
)

// moments are what an arm's customers add up to: outcomes after, before, and what
// is left of the outcome when the time before has explained its part.
type moments struct {
	n                 int
	after, before     float64
	rest, restSquared float64
}

func (m *moments) add(o Observation, theta float64) {
	r := o.rest(theta)
	m.n++
	m.after, m.before = m.after+o.After, m.before+o.Before
	m.rest, m.restSquared = m.rest+r, m.restSquared+r*r
}

// rest is what the time before does not explain.
func (o Observation) rest(theta float64) float64 { return o.After - theta*o.Before }

func (m moments) plus(g moments) moments {
	return moments{
		n: m.n + g.n, after: m.after + g.after, before: m.before + g.before, rest: m.rest + g.rest, restSquared: m.restSquared + g.restSquared,
	}
}

// less takes a group out of everybody.
func (m moments) less(g moments) moments {
	return moments{
		n: m.n - g.n, after: m.after - g.after, before: m.before - g.before, rest: m.rest - g.rest, restSquared: m.restSquared - g.restSquared,
	}
}

// squared is the squared standard error of the arm's mean.
func (m moments) squared() float64 {
	n := float64(m.n)
	return max(m.restSquared-m.rest*m.rest/n, 0) / (n - 1) / n
}

// pair is both arms of one group.
type pair struct{ treated, held moments }

// of is the arm that a person is in.
func (p *pair) of(who *Person) *moments {
	if who.Treated {
		return &p.treated
	}
	return &p.held
}

// arm is the number of a person's arm: 0 treated, 1 held out.
func arm(who *Person) int {
	if who.Treated {
		return 0
	}
	return 1
}

func (p pair) plus(g pair) pair { return pair{p.treated.plus(g.treated), p.held.plus(g.held)} }

func (p pair) less(g pair) pair { return pair{p.treated.less(g.treated), p.held.less(g.held)} }

// enough reports whether both arms have so many customers.
func (p pair) enough(least int) bool { return min(p.treated.n, p.held.n) >= least }

// means are the arms' means as if both had bought alike before.
func (p pair) means(theta float64) (treated, held float64) {
	t, h := p.treated, p.held
	before := (t.before + h.before) / float64(t.n+h.n)
	return t.rest/float64(t.n) + theta*before, h.rest/float64(h.n) + theta*before
}

// difference is what the action added a customer.
func (p pair) difference(theta float64) (estimate, se float64) {
	t, h := p.means(theta)
	return t - h, math.Sqrt(p.treated.squared() + p.held.squared())
}

// ratio is the logarithm of what the action multiplied the outcome by.
//
//	Computes  ln(m₁/m₀) of the means that CUPED leaves               (6.1)
//	          se² = s₁²/(n₁·m₁²) + s₀²/(n₀·m₀²), by linearisation
//	Edges     a mean that is not above twice its own error: not ok
func (p pair) ratio(theta float64) (estimate, se float64, ok bool) {
	t, h := p.means(theta)
	st, sh := math.Sqrt(p.treated.squared()), math.Sqrt(p.held.squared())
	const clear = 2 // standard errors: nearer to zero, a logarithm says nothing
	if !(t > clear*st) || !(h > clear*sh) {
		return 0, 0, false
	}
	se = math.Hypot(st/t, sh/h)
	return math.Log(t / h), se, se > 0
}

// joint is what the same customers of an arm add to a group and to the others.
type joint struct {
	n                 int
	here, there, both float64
}

func (j *joint) add(here, there float64) {
	j.n++
	j.here, j.there, j.both = j.here+here, j.there+there, j.both+here*there
}

// shared is the covariance of the arm's means in the group and among the others.
func (j joint) shared(here, there moments) float64 {
	n, m := float64(here.n), float64(there.n)
	a, b := here.rest/n, there.rest/m
	return (j.both - a*j.there - b*j.here + float64(j.n)*a*b) / (n * m)
}

// prepared is a list of outcomes made ready for arms: cut at the pooled quantiles,
// with θ of everybody, so that small groups do not guess their own.
type prepared struct {
	of    func(*Person) Observation
	list  []Observation
	theta float64
}

// part cuts what of a person's outcome was in one place as the whole was cut.
func (p prepared) part(who *Person, i int, of Observation) Observation {
	kept := func(part, whole, cut float64) float64 {
		if whole == cut || whole == 0 {
			return part
		}
		return part * cut / whole
	}
	whole := p.of(who)
	return Observation{kept(of.Before, whole.Before, p.list[i].Before), kept(of.After, whole.After, p.list[i].After)}
}

// prepare reads one outcome of all persons.
//
//	Computes  winsorised at .999 of everybody (6.1); θ = cov(X,Y)/var(X) over both arms
//	Edges     X constant: θ = 0
func prepare(all []Person, of func(*Person) Observation) prepared {
	list := make([]Observation, len(all))
	for i := range all {
		list[i] = of(&all[i])
	}
	if len(list) == 0 {
		return prepared{of: of}
	}
	cut, early := cutAt(list), cutOf(list, func(o Observation) float64 { return o.Before })
	x, y := make([]float64, len(list)), make([]float64, len(list))
	for i := range list {
		list[i].After = min(max(list[i].After, cut.Low), cut.High)
		list[i].Before = min(max(list[i].Before, early.Low), early.High)
		x[i], y[i] = list[i].Before, list[i].After
	}
	mx, my := stat.Mean(x), stat.Mean(y)
	xx, xy := 0.0, 0.0
	for i := range x {
		xx, xy = xx+(x[i]-mx)*(x[i]-mx), xy+(x[i]-mx)*(y[i]-my)
	}
	out := prepared{of: of, list: list}
	if xx > 0 {
		out.theta = xy / xx
	}
	return out
}
