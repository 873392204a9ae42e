package forecast

import (
	"math"

	"sartor/internal/model/demand"
)

// past is one series up to an origin, ready for the smoothers.
type past struct {
	y     []float64 // from its first demand on, without what was bulk; NaN is a gap
	from  int       // of Series.Values, where y begins
	kind  kind
	known int     // values that are no gap
	level float64 // mean size of the recent values, above 0
	last  float64 // the newest value that is no gap
}

// kind says what values a series has.
type kind uint8

const (
	counts kind = iota // whole and never negative
	sizes              // never negative
	signed
)

// mostReturns is the share of values below 0 up to which they are returns and
// corrections of a series that is not signed.
const mostReturns = .02

// recent is how many steps say where a series stands now.
const recent = 56

// load reads a series' values up to an origin: cut is how many of them are known.
func (p *past) load(s *Series, cut int) {
	p.y, p.from, p.known, p.kind = p.y[:0], 0, 0, counts
	below := 0
	for _, v := range s.Values[:cut] {
		x := float64(v)
		if math.IsInf(x, 0) {
			x = gap
		}
		if len(p.y) == 0 && (x != x || x == 0) {
			p.from++
			continue
		}
		p.y = append(p.y, x)
		if x != x {
			continue
		}
		p.known++
		if x < 0 {
			below++
		}
		if x != math.Trunc(x) {
			p.kind = sizes
		}
	}
	if float64(below) > mostReturns*float64(p.known) {
		p.kind = signed
	}
	demand.Lower(p.y)
	p.last = average(p.y, 1)
	p.level = p.sized()
}

// sized is the mean size of the recent known values, of all of them when the
// recent ones are all 0.
func (p *past) sized() float64 {
	sum, n := 0.0, 0.0
	for i := len(p.y) - 1; i >= 0 && n < recent; i-- {
		if v := p.y[i]; v == v {
			sum, n = sum+math.Abs(v), n+1
		}
	}
	if sum > 0 {
		return sum / n
	}
	sum = 0
	for _, v := range p.y {
		if v == v {
			sum += math.Abs(v)
		}
	}
	if sum > 0 {
		return sum / float64(p.known)
	}
	return 1
}

// within keeps a forecast a number, and above 0 where the series is.
func (p *past) within(out []float64) {
	for h, v := range out {
		switch {
		case !finite(v):
			out[h] = p.last
		case p.kind != signed && v < 0:
			out[h] = 0
		}
	}
}

// at is the value of a step from the first demand on; NaN is a gap.
func (p *past) at(step int) float64 { return p.y[step-p.from] }
