package season

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
)

// Draws is how many permutations give a p-value.
const Draws = 20_000

// mostPermuted bounds the events that are permuted; beyond it the chi-square
// with the customers' own variance is as good: its error falls with the number
// (TestPermute_AgreesWhereItEnds).
const mostPermuted = 200

// Pattern is how many events one customer has in each month.
type Pattern [Months]uint16

// events returns how many there are.
func (p Pattern) events() int {
	n := 0
	for _, o := range p {
		n += int(o)
	}
	return n
}

// Permute returns the chance of a statistic of at least t when each customer's
// events keep their distances and only their place in the year is drawn anew.
//
//	Computes  p = (1 + #{T* ≥ T})/(1 + draws)
//	          one shift of operational time a customer: time that runs as exposure
//	          accrues, so that equal exposure shifts whole months and a customer of
//	          one event makes O* ~ multinomial(N, π)
//	Source    SCIENCE 7.1
//	Edges     no events: 1
func Permute(patterns []Pattern, exposure []float64, t float64, seed uint64) float64 {
	p := permuter{rng: rand.New(rand.NewPCG(seed, 0x5EA501))}
	if !p.prepare(Counts{Events: countsOf(patterns), Exposure: exposure}) {
		return 1
	}
	once, often := split(patterns)
	var x [Months]vector
	for m := range x {
		x[m] = direction(m, Months)
	}
	at := 0
	for range Draws {
		if p.draw(once, often, &x) >= t-1e-9 {
			at++
		}
	}
	return (1 + float64(at)) / (1 + Draws)
}

// run is events of one customer in one month; last marks the customer's end.
type run struct {
	month  uint8
	last   uint8
	events float64
}

// split counts customers of one event, and returns the others month by month.
func split(patterns []Pattern) (once int, often []run) {
	for _, p := range patterns {
		switch n := p.events(); {
		case n == 1:
			once++
		case n > 1:
			often = append(often, p.runs()...)
		}
	}
	return once, often
}

func (p Pattern) runs() []run {
	var out []run
	for m, o := range p {
		if o > 0 {
			out = append(out, run{month: uint8(m), events: float64(o)})
		}
	}
	out[len(out)-1].last = 1
	return out
}

type permuter struct {
	rng    *rand.Rand
	share  [Months]float64
	below  [Months + 1]float64
	first  [1024]uint8 // the month in which each 1/1024 of the exposure begins
	mean   vector      // what the events' directions add up to on average
	spread matrix
}

// prepare tabulates what all permutations share; false when there is nothing
// to permute.
func (p *permuter) prepare(c Counts) bool {
	events, total, parts, ok := c.sums()
	if !ok || len(c.Exposure) != Months || parts < least || events == 0 {
		return false
	}
	_, p.spread = c.moments(events, total)
	for m := range Months {
		p.share[m] = c.Exposure[m] / total
		p.below[m+1] = p.below[m] + p.share[m]
		x := direction(m, Months)
		p.mean.C += events * p.share[m] * x.C
		p.mean.S += events * p.share[m] * x.S
	}
	p.table()
	return true
}

func (p *permuter) table() {
	m := 0
	for i := range p.first {
		for m < Months-1 && p.below[m+1] <= float64(i)/float64(len(p.first)) {
			m++
		}
		p.first[i] = uint8(m)
	}
}

// month finds the month of a part u of the exposure, in [0,1).
func (p *permuter) month(u float64) int {
	m := int(p.first[int(u*float64(len(p.first)))])
	for m < Months-1 && p.below[m+1] <= u {
		m++
	}
	return m
}

// draw returns the statistic of one permutation.
func (p *permuter) draw(once int, often []run, x *[Months]vector) float64 {
	pull := vector{-p.mean.C, -p.mean.S}
	for range once {
		m := p.month(p.rng.Float64())
		pull.C, pull.S = pull.C+x[m].C, pull.S+x[m].S
	}
	shift, inside := p.rng.Float64(), p.rng.Float64()
	for _, r := range often {
		u := p.below[r.month] + inside*p.share[r.month] + shift
		if u >= 1 {
			u--
		}
		to := p.month(min(max(u, 0), 1-1e-12))
		pull.C, pull.S = pull.C+r.events*x[to].C, pull.S+r.events*x[to].S
		if r.last == 1 {
			shift, inside = p.rng.Float64(), p.rng.Float64()
		}
	}
	t, _ := p.spread.quadratic(pull)
	return t
}

// clustering is by how much the variance of D grows because a customer's events
// come together: mean squared resultant of a customer over its mean number.
//
//	Computes  Σ|Σ exp(iθ)|²/N over customers; 1 when each has one event
func clustering(patterns []Pattern) float64 {
	squares, n := 0.0, 0
	for _, p := range patterns {
		var z vector
		for m, o := range p {
			x := direction(m, Months)
			z.C += float64(o) * x.C
			z.S += float64(o) * x.S
		}
		squares += z.C*z.C + z.S*z.S
		n += p.events()
	}
	if n == 0 {
		return 1
	}
	return squares / float64(n)
}

// sample is the series of a type that a p-value is made of.
type sample struct {
	Counts
	patterns []Pattern
	decides  bool // p is read beside those of others, so that its size matters
}

// oddMonths is the chance below which counts spread more about their wave than
// Poisson counts do. Taking every φ > 1 for over-dispersion, and chance makes
// half of all φ larger, costs the search a quarter of its power (.54 against .75 in the
// experiment of SCIENCE 7.3) and guards no better.
const oddMonths = .05

// p tests a series: the score test with the customers' own variance, permuted
// where that is weak (N < 30) or decides (p < .01), and held against the spread
// of the counts about the wave, so that one odd month is no season.
//
//	Source    SCIENCE 7.1, 7.2: F = (T/2)/φ on (2, parts − 3) for over-dispersed counts
func (s sample) p(seed uint64) (p float64, wave Wave, ok bool) {
	score, ok := Rayleigh(s.Counts)
	if !ok {
		return 1, Wave{}, false
	}
	wave, ok = Harmonic(s.Counts)
	if !ok {
		return 1, Wave{}, false
	}
	p = math.Exp(-score.T / 2 / max(clustering(s.patterns), 1e-9))
	if p < candidate && score.N <= mostPermuted && (score.N < 30 || p < .01 && s.decides) {
		p = Permute(s.patterns, s.Exposure, score.T, seed)
	}
	if wave.spread() < oddMonths {
		p = max(p, FTail(score.T/2/wave.Dispersion, wave.Freedom))
	}
	return p, wave, true
}

// spread is the chance of counts that spread so much about their wave.
func (w Wave) spread() float64 {
	return mathext.GammaIncRegComp(w.Freedom/2, max(w.Dispersion, 0)*w.Freedom/2)
}

// candidate is the p below which a permutation is worth its time.
const candidate = .05

// countsOf sums patterns by month.
func countsOf(patterns []Pattern) []float64 {
	out := make([]float64, Months)
	for _, p := range patterns {
		for m, o := range p {
			out[m] += float64(o)
		}
	}
	return out
}
