package forecast

import (
	"strconv"

	"sartor/internal/model/demand"
)

// method is how a series is continued when its season is divided out.
type method string

const (
	naive   method = "naive"   // the last value; with a period, the value a cycle before
	middle  method = "average" // of the last 28 steps, of the last 4 cycles
	ses     method = "ses"     // simple exponential smoothing with weight .1: SCIENCE 4.4's baseline
	smooth  method = "smooth"  // the same with the weight that fitted best
	trend   method = "damped"  // damped trend
	lines   method = "theta"   // theta
	mixed   method = "mix"     // the mean of smooth, damped and theta (Makridakis, Hibon 2000: Comb)
	croston method = "croston"
	sba     method = "sba"
	tsb     method = "tsb"
	adida   method = "adida"
)

// candidate is a method on a period; 1 is no season.
type candidate struct {
	method method
	period int
}

// name is the method, and the period where there is one: ses+7.
func (c candidate) name() string {
	if c.period < 2 {
		return string(c.method)
	}
	return string(c.method) + "+" + strconv.Itoa(c.period)
}

// candidates lists what may be tried, the simplest first.
func candidates(periods []int, whole kind) []candidate {
	var out []candidate
	for _, m := range append([]int{1}, periods...) {
		for _, how := range []method{naive, middle, ses, smooth, trend, lines, mixed} {
			out = append(out, candidate{how, m})
		}
	}
	if whole == signed {
		return out
	}
	for _, how := range []method{croston, sba, tsb, adida} {
		out = append(out, candidate{how, 1})
	}
	return out
}

// usual is the candidate that others must beat: the demand baseline where days
// are counted, a mixture elsewhere.
func usual(f Frequency, periods []int, whole kind) candidate {
	switch {
	case f == Day && whole == counts:
		return candidate{ses, periods[0]}
	case f == Week || len(periods) == 0:
		return candidate{mixed, 1}
	}
	return candidate{mixed, periods[0]}
}

// averaged is how many steps an average without a season looks back.
const averaged = 28

// bench is a worker's place: one series up to one origin, and what has been
// made of it.
type bench struct {
	past    past
	seasons []seasonal
}

// seasonal is a season of the series at hand and the series without it.
type seasonal struct {
	period int
	season season
	flat   []float64
	tuned  bool // the rest is known
	weight float64
	level  float64
	slope  float64
	trend  trended
}

// tune chooses smoothing weights once for all methods that want them.
func (s *seasonal) tune() {
	if !s.tuned {
		s.tuned = true
		s.weight, s.level = smoothed(s.flat)
		_, s.slope = line(s.flat)
		s.trend = damped(s.flat)
	}
}

// put lays a series up to an origin on the bench.
func (b *bench) put(s *Series, cut int) {
	b.past.load(s, cut)
	for i := range b.seasons {
		b.seasons[i].period = 0
	}
}

// without returns the series without its season of a period.
func (b *bench) without(period int) *seasonal {
	free := -1
	for i := range b.seasons {
		switch b.seasons[i].period {
		case period:
			return &b.seasons[i]
		case 0:
			free = i
		}
	}
	if free < 0 {
		b.seasons = append(b.seasons, seasonal{})
		free = len(b.seasons) - 1
	}
	s := &b.seasons[free]
	s.period, s.tuned = period, false
	s.season.learn(&b.past, period)
	s.flat = s.season.take(s.flat, b.past.y)
	return s
}

// run writes a candidate's forecast to out.
func (b *bench) run(c candidate, out []float64) {
	switch {
	case len(b.past.y) == 0:
		clear(out)
		return
	case c.method == naive:
		repeat(b.past.y, c.period, out)
	default:
		s := b.without(c.period)
		s.run(c, out)
		s.season.give(out)
	}
	b.past.within(out)
}

// run continues a series without its season.
func (s *seasonal) run(c candidate, out []float64) {
	even := func(v float64) {
		for h := range out {
			out[h] = v
		}
	}
	switch c.method {
	case middle:
		window := averaged
		if c.period > 1 {
			window = 4 * c.period
		}
		even(average(s.flat, window))
	case ses:
		even(level(s.flat, demand.Usual().Level))
	case smooth:
		s.tune()
		even(s.level)
	case trend:
		s.tune()
		s.trend.ahead(out)
	case lines:
		s.tune()
		for h := range out {
			out[h] = s.theta(h)
		}
	case mixed:
		s.tune()
		s.trend.ahead(out)
		for h := range out {
			out[h] = (out[h] + s.theta(h) + s.level) / 3
		}
	case croston, sba, tsb, adida:
		rare(demand.Method(c.method), s.flat, out)
	}
}

// theta is the chosen smoothing with half of the line's slope, h+1 steps ahead.
//
//	Source  Assimakopoulos, Nikolopoulos 2000; Hyndman, Billah 2003
func (s *seasonal) theta(h int) float64 { return s.level + s.slope/2*(float64(h)+1/s.weight) }
