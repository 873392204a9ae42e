package season

import (
	"math"

	"sartor/internal/stat"
)

// The rules of the decision (SCIENCE 7.3).
const (
	MostQ          = .10 // of the adjusted p, and of p in the year after
	LeastSteep     = 1.5 // best against worst time of the year, shrunk
	LeastEvents    = 40
	LeastCustomers = 25
	MostPromoted   = .30
	MostChange     = .50 // of exposure within a year
	MostMoved      = 30  // days between the peaks found and found again
	peakLevel      = 1.6449
)

// Year is twelve whole months of a type: customers × open days, by calendar month.
type Year struct{ Exposure [Months]float64 }

// Buyer is one customer's events in each of the years.
type Buyer struct{ Years []Pattern }

// Group is one type of customers and one class of goods over whole years, the
// oldest first.
type Group struct {
	Type, Class int
	Years       []Year
	Buyers      []Buyer // customers with an event
	Promoted    int     // events that a promotion may explain
	Since       int32   // first day of the years
}

// Judge says of each group whether it has a season. All groups are read
// together, so that many of them find no more by chance than few.
//
//	Computes  the years but the last find: adjusted p ≤ .10, shrunk peak/trough ≥ 1.5, N ≥ 40;
//	          the last confirms: p ≤ .10, peak within ± 30 days. With one year only it is
//	          a first sighting. Silent when exposure changed by more than half within a
//	          year, promotions cover more than 30 % of the events, or there are fewer
//	          than 25 customers.
//	Source    SCIENCE 7.3
func Judge(groups []Group, seed uint64) []Season {
	out := make([]Season, len(groups))
	found := make([]finding, len(groups))
	var read []int // groups that may be read at all
	for i, g := range groups {
		out[i] = g.season()
		if out[i].Why = g.unreadable(out[i]); out[i].Why != Found {
			continue
		}
		if found[i] = g.find(seed + uint64(i)); found[i].ok {
			read = append(read, i)
		} else {
			out[i].Why = NotClear
		}
	}
	adjust(out, found, read)
	for _, i := range read {
		groups[i].decide(&out[i], found[i], seed+uint64(i))
	}
	return out
}

// season is what is known before any test.
func (g Group) season() Season {
	s := Season{Type: g.Type, Class: g.Class, Years: len(g.Years), Since: g.Since, PeakToTrough: 1, P: 1, Q: 1, Customers: len(g.Buyers)}
	for _, b := range g.Buyers {
		for _, p := range g.finding(b) {
			s.Events += p.events()
		}
	}
	return s
}

// finding are the years that find: all but the last, or the only one.
func (g Group) finding(b Buyer) []Pattern { return b.Years[:max(1, len(g.Years)-1)] }

// unreadable returns why a group is not even tested; Found when it may be.
func (g Group) unreadable(s Season) Why {
	switch {
	case len(g.Years) == 0:
		return TooShort
	case len(g.Buyers) < LeastCustomers:
		return FewCustomers
	case s.Events < LeastEvents:
		return FewEvents
	case float64(g.Promoted) > MostPromoted*float64(g.events()):
		return Promoted
	}
	for _, y := range g.Years {
		if y.changed() {
			return ExposureChanged
		}
	}
	return Found
}

// events counts all, the last year's too.
func (g Group) events() int {
	n := 0
	for _, b := range g.Buyers {
		for _, p := range b.Years {
			n += p.events()
		}
	}
	return n
}

// changed compares the year's quarters: a store that opened or closed.
func (y Year) changed() bool {
	const quarter = Months / 4
	low, high := math.Inf(1), 0.0
	for q := 0; q < Months; q += quarter {
		sum := 0.0
		for _, e := range y.Exposure[q : q+quarter] {
			sum += e
		}
		low, high = min(low, sum), max(high, sum)
	}
	return !(high <= (1+MostChange)*low)
}

// finding is what the first years show.
type finding struct {
	p    float64
	wave Wave
	keep float64 // of the wave, after shrinking
	ok   bool
}

func (g Group) find(seed uint64) finding {
	years := g.sample(0, max(1, len(g.Years)-1))
	years.decides = true
	p, w, ok := years.p(seed)
	return finding{p: p, wave: w.widened(), ok: ok}
}

// sample is the series of the years from (inclusive) to to (exclusive).
func (g Group) sample(from, to int) sample {
	s := sample{Counts: Counts{Exposure: make([]float64, Months)}}
	for _, y := range g.Years[from:to] {
		for m, e := range y.Exposure {
			s.Exposure[m] += e
		}
	}
	for _, b := range g.Buyers {
		var sum Pattern
		for _, p := range b.Years[from:to] {
			for m, o := range p {
				sum[m] += o
			}
		}
		if sum.events() > 0 {
			s.patterns = append(s.patterns, sum)
		}
	}
	s.Events = countsOf(s.patterns)
	return s
}

// adjust reads all p-values and all waves together.
func adjust(out []Season, found []finding, read []int) {
	p := make([]float64, len(read))
	waves := make([]Estimate, len(read))
	for k, i := range read {
		p[k] = found[i].p
		waves[k] = Estimate{found[i].wave.B1, found[i].wave.B2, found[i].wave.Variance}
	}
	shrunk := Shrink(waves)
	for k, q := range stat.BenjaminiHochberg(p) {
		i := read[k]
		out[i].P, out[i].Q = p[k], q
		found[i].keep = shrunk.Factors[k]
	}
}

func (g Group) decide(s *Season, f finding, seed uint64) {
	s.show(f.wave, f.keep)
	switch {
	case s.Q > MostQ:
		s.Why = NotClear
	case s.PeakToTrough < LeastSteep:
		s.Why = Flat
	case len(g.Years) < 2:
		s.Verdict, s.Why = FirstSighting, OneYear
	default:
		g.again(s, f, seed)
	}
}

// again looks whether the last year confirms what those before found.
func (g Group) again(s *Season, f finding, seed uint64) {
	p, w, ok := g.sample(len(g.Years)-1, len(g.Years)).p(seed + 1<<32)
	switch {
	case !ok || p > MostQ:
		s.Why = NotAgain
	case apart(f.wave.Peak(), w.Peak()) > MostMoved:
		s.Why = Moved
	default:
		s.Verdict, s.Why, s.Events = Reported, Found, g.events()
		if all, ok := Harmonic(g.sample(0, len(g.Years)).Counts); ok {
			s.show(all.widened(), f.keep)
		}
		if s.PeakToTrough < LeastSteep { // all years together speak, not the luck of the first
			s.Verdict, s.Why = Silent, Flat
		}
	}
}

// show writes a wave, shrunk, in the units of a season.
func (s *Season) show(w Wave, keep float64) {
	half := min(peakLevel*w.PhaseSE/(2*math.Pi)*daysAYear, daysAYear/2)
	s.Peak = w.Peak()
	s.PeakLow, s.PeakHigh = s.Peak-half, s.Peak+half
	s.Amplitude = w.Amplitude * keep
	s.PeakToTrough = math.Exp(2 * s.Amplitude)
}

// apart is the distance of two days of the year.
func apart(a, b float64) float64 {
	d := math.Mod(math.Abs(a-b), daysAYear)
	return min(d, daysAYear-d)
}
