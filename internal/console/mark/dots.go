package mark

import (
	"math"
	"slices"
)

// chances is how many dots stand for an uncertain amount, each 1 in 20.
const chances = 20

// Chances are twenty equally likely amounts: the quantiles at 2.5 %, 7.5 % … 97.5 %.
type Chances [chances]float64

// ChancesOf reads them from a quantile function.
func ChancesOf(quantile func(p float64) float64) (c Chances) {
	for i := range c {
		c[i] = quantile((float64(i) + .5) / chances)
	}
	return c
}

// Dots is an uncertain amount as twenty dots over a tape; without a Base there
// is nothing to draw.
type Dots struct {
	Caption
	Height, Base, BandHeight string
	LowX, HighX, BandWidth   string // the 90 % range
	LowLabel, HighLabel      string
	LowAnchor, HighAnchor    string
	Dot                      []dot
	Tick                     []Tick
	Minor                    []string
	TickY, TickEnd, LabelY   string
	Beside, Word, WordAnchor string // an amount to compare with, or empty
}

type dot struct{ X, Y string }

const (
	dotTop   = 44.0 // room for the labels
	dotBand  = 8.0  // where the band begins
	dotStep  = 25.0 // pixels between dots of a pile
	dotPiles = 16   // piles across the tape
)

// Spread is what twenty dots are drawn of.
type Spread struct {
	All    Chances
	Range  Estimate
	Beside float64 // an amount to compare with; NaN: none
	Word   string  // what it is
}

// NewDots piles the twenty amounts over a tape that label writes. Where not all
// of them are known nothing is drawn.
func NewDots(c Caption, of Spread, label func(float64) string) Dots {
	d := Dots{Caption: c}
	all := of.All
	e, ok := of.Range.settled()
	if !ok || slices.ContainsFunc(all[:], func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		return d
	}
	slices.Sort(all[:])
	lo, hi := min(e.Low, all[0]), max(e.High, all[chances-1])
	beside := !math.IsNaN(of.Beside) && !math.IsInf(of.Beside, 0)
	if beside {
		lo, hi = min(lo, of.Beside), max(hi, of.Beside)
	}
	tape := NewRuler(lo, hi, label)
	base := d.pile(all, tape.Scale)
	d.Base, d.TickY, d.TickEnd, d.LabelY, d.Height = num(base), num(base+4), num(base+8), num(base+22), num(base+34)
	d.BandHeight = num(base - dotBand)
	low, high := tape.Scale.share(e.Low), tape.Scale.share(e.High)
	d.LowX, d.HighX, d.BandWidth = pct(low), pct(high), pct(high-low)
	d.LowLabel, d.HighLabel, d.LowAnchor, d.HighAnchor = label(e.Low), label(e.High), anchor(low), anchor(high)
	if high-low < .25 { // their labels would touch: one beside the other
		d.LowAnchor, d.HighAnchor = "end", "start"
	}
	d.Tick, d.Minor = tape.Major, tape.Minor
	if beside {
		share := tape.Scale.share(of.Beside)
		d.Beside, d.Word, d.WordAnchor = pct(share), of.Word, edgeAnchor(share)
	}
	return d
}

// pile places the dots and returns where the tape lies.
func (d *Dots) pile(all Chances, s Scale) (base float64) {
	var height [dotPiles]int
	var place [chances][2]int
	highest := 0
	for i, v := range all {
		at := min(int(s.share(v)*dotPiles), dotPiles-1)
		place[i] = [2]int{at, height[at]}
		height[at]++
		highest = max(highest, height[at])
	}
	base = dotTop + float64(highest)*dotStep + 4
	for _, p := range place {
		d.Dot = append(d.Dot, dot{X: pct((float64(p[0]) + .5) / dotPiles), Y: num(base - 16 - float64(p[1])*dotStep)})
	}
	return base
}

// AtLeast is an amount that is reached with a chance in percent.
type AtLeast struct {
	Chance int
	Amount float64
}

// AtLeast returns the amounts that come with a chance of 95, 75, 50, 25 and 5 %:
// the picture as a table.
func (c Chances) AtLeast() (out [5]AtLeast) {
	all := c
	slices.Sort(all[:])
	for i, chance := range []int{95, 75, 50, 25, 5} {
		at := float64(100-chance) / 100 * chances // between two dots
		lower := all[max(int(at)-1, 0)]
		upper := all[min(int(at), chances-1)]
		out[i].Chance, out[i].Amount = chance, lower/2+upper/2
	}
	return out
}
