// Package mark draws the console's pictures: small inline SVG components with
// finished geometry. It owns scales, ticks and paths; it refuses words,
// styles and scripts: colours come from charts.css by class, texts from the
// caller. An outer svg has no viewBox (x in percent, y in pixels), so text
// never scales; paths stand in a nested, stretched one.
package mark

import (
	"math"
	"strconv"
	"strings"
)

// Scale maps values to percent of the width.
type Scale struct{ Min, Max float64 }

// X returns a value's place such as "37.5%", kept inside the picture.
func (s Scale) X(v float64) string { return pct(s.share(v)) }

func (s Scale) share(v float64) float64 {
	if !(s.Max > s.Min) || math.IsNaN(v) {
		return 0
	}
	return min(max((v/2-s.Min/2)/(s.Max/2-s.Min/2), 0), 1) // halves: a huge range has no overflow
}

// pct writes a share of one as a percentage with two decimals at most.
func pct(share float64) string { return num(share*100) + "%" }

// num writes a coordinate with two decimals at most, without needless zeros.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// Tick is one labelled place on a scale.
type Tick struct {
	X, Label, Anchor string
	share            float64
	Class            string // of a label that gives way where there is little room
}

// Tape is a measure: labelled ticks and small ones between.
type Tape struct {
	Scale Scale
	Major []Tick
	Minor []string
	Grid  []string // the labelled places again, for the rows below
	Zero  string   // where zero lies, or empty when it is outside
}

// NewTape returns a tape from lo to hi with about four labelled steps of a
// round width. Zero is always on it: an interval's sign must show.
func NewTape(lo, hi float64, label func(float64) string) Tape {
	t := NewRuler(min(known(lo), 0), max(known(hi), 0), label)
	t.Zero = t.Scale.X(0)
	return t
}

// mostTicks bounds the ticks of a scale; about 35 are drawn.
const mostTicks = 100

// NewRuler is a tape for values whose sign is no question: it begins where
// they do.
func NewRuler(lo, hi float64, label func(float64) string) Tape {
	lo, hi = known(lo), known(hi)
	if least := max(math.Abs(lo), 1) * 1e-9; hi-lo < least { // one point, or turned around
		hi = lo + max(1, least)
	}
	step := roundStep((hi/2 - lo/2) / 1.75)
	t := Tape{Scale: Scale{Min: math.Floor(lo/step*2) * step / 2, Max: math.Ceil(hi/step*2) * step / 2}}
	fine := step / 5
	first := math.Ceil(t.Scale.Min/fine - 1e-9)
	for k := range mostTicks {
		v := (first + float64(k)) * fine
		if v > t.Scale.Max+fine/1e6 {
			break
		}
		x := t.Scale.X(v)
		if math.Abs(math.Remainder(v, step)) > fine/2 {
			t.Minor = append(t.Minor, x)
			continue
		}
		share := t.Scale.share(v)
		t.Major = append(t.Major, Tick{X: x, Label: label(math.Round(v/step)*step + 0), Anchor: anchor(share), share: share})
		t.Grid = append(t.Grid, x)
	}
	t.giveWay()
	return t
}

// giveWay marks labels that have no room in a column of a table, and those that have
// none in a narrow one.
func (t *Tape) giveWay() {
	labels := make([]placed, len(t.Major))
	for i := range t.Major {
		labels[i] = placed{t.Major[i].share, t.Major[i].Label, t.Major[i].Anchor}
	}
	column, narrow := room(columnWidth, labels), room(narrowWidth, labels)
	for i := range t.Major {
		switch {
		case !column[i]:
			t.Major[i].Class = "odd"
		case !narrow[i]:
			t.Major[i].Class = "tight"
		}
	}
}

// known keeps a number within what can be drawn: not one is 0, endless ones
// end far out.
func known(v float64) float64 {
	const far = 1e15
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -far), far)
}

// roundStep returns 1, 2 or 5 times a power of ten, at least v.
func roundStep(v float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*p >= v*(1-1e-9) {
			return m * p
		}
	}
	return 10 * p
}

func anchor(share float64) string {
	switch {
	case share < .04:
		return "start"
	case share > .96:
		return "end"
	}
	return "middle"
}

// Span is an estimate on a tape: the thin line is its 90 % range, the thick
// bar about 50 %, the dot its middle. The zero Span of a tape draws its grid
// alone: nothing is known.
type Span struct {
	Title                       string
	Height, Y                   string
	Zero                        string
	Grid                        []string
	Low, High, Low50, High50, X string
	OffLow, OffHigh             string // a sign where the range runs off the tape, else empty
	Series                      string // "1", or "2" drawn as a ring: local, or not proven; empty: not known
}

// half is how far the middle half of a normal estimate reaches of its 90 %
// range: Φ⁻¹(.75)/Φ⁻¹(.95).
const half = .6744898 / 1.6448536

// Estimate is a middle with its 90 % range.
type Estimate struct{ Low, Mid, High float64 }

// Unknown is the estimate of what nothing is known of.
func Unknown() Estimate { return Estimate{Low: math.NaN(), Mid: math.NaN(), High: math.NaN()} }

// settled puts the ends on their sides of the middle; ok is false when there is
// no middle. An end that is not known is the middle.
func (e Estimate) settled() (Estimate, bool) {
	if math.IsNaN(e.Mid) || math.IsInf(e.Mid, 0) {
		return Estimate{}, false
	}
	if !(e.Low <= e.Mid) {
		e.Low = e.Mid
	}
	if !(e.High >= e.Mid) {
		e.High = e.Mid
	}
	return Estimate{Low: known(e.Low), Mid: e.Mid, High: known(e.High)}, true
}

// NewSpan places an estimate on the tape in a row of the given height in pixels.
func NewSpan(t Tape, title string, e Estimate, height int) Span {
	s := Span{Title: title, Height: strconv.Itoa(height), Y: strconv.Itoa(height / 2), Zero: t.Zero, Grid: t.Grid}
	e, ok := e.settled()
	if !ok {
		return s
	}
	s.Low, s.High, s.X, s.Series = t.Scale.X(e.Low), t.Scale.X(e.High), t.Scale.X(e.Mid), "1"
	s.Low50, s.High50 = t.Scale.X(e.Mid-(e.Mid-e.Low)*half), t.Scale.X(e.Mid+(e.High-e.Mid)*half)
	if e.Low < t.Scale.Min {
		s.OffLow = "‹"
	}
	if e.High > t.Scale.Max {
		s.OffHigh = "›"
	}
	return s
}

// Ring returns the span drawn in the second series: a ring, so that colour is
// never alone.
func (s Span) Ring() Span {
	if s.Series != "" {
		s.Series = "2"
	}
	return s
}

// Pair is head office's estimate above a store's on one tape and in one row.
type Pair struct{ Central, Local Span }

// Versions are the estimates of a pair.
type Versions struct{ Central, Local Estimate }

// NewPair places both in a row of the given height in pixels.
func NewPair(t Tape, title string, of Versions, height int) Pair {
	p := Pair{Central: NewSpan(t, title, of.Central, height), Local: NewSpan(t, "", of.Local, height).Ring()}
	p.Central.Y, p.Local.Y = strconv.Itoa(height*3/10), strconv.Itoa(height*7/10)
	return p
}

// Caption names a picture for those who cannot see it; ID is unique on its page.
type Caption struct{ ID, Title, Desc string }

// Meter is one share as a bar.
type Meter struct{ Title, Width string }

// NewMeter returns a meter of a share between 0 and 1.
func NewMeter(title string, share float64) Meter {
	return Meter{Title: title, Width: pct(min(max(known(share), 0), 1))}
}

// Bullet is how much of a cap is spent and set aside.
type Bullet struct {
	Title                     string
	Spent, Reserved, ReserveX string
	CapX                      string // where the cap lies when more was spent than it, or empty
}

// NewBullet draws spent and reserved against a cap; when they go beyond it, the
// cap becomes a line inside the bar.
func NewBullet(title string, spent, reserved, cap float64) Bullet {
	spent, reserved, cap = max(known(spent), 0), max(known(reserved), 0), max(known(cap), 0)
	s := Scale{Max: max(cap, spent+reserved, 1)}
	b := Bullet{Title: title, Spent: s.X(spent), ReserveX: s.X(spent), Reserved: pct(s.share(spent+reserved) - s.share(spent))}
	if spent+reserved > cap {
		b.CapX = s.X(cap)
	}
	return b
}

// Spark is a small line without a scale.
type Spark struct{ Title, Path, LastY string }

// sparkHeight is the height of a spark in pixels.
const sparkHeight = 24

// NewSpark draws values from left to right; fewer than two draw nothing.
func NewSpark(title string, values []float64) Spark {
	lo, hi, seen := math.Inf(1), math.Inf(-1), 0
	for _, v := range values {
		v = known(v)
		lo, hi, seen = min(lo, v), max(hi, v), seen+1
	}
	if seen < 2 {
		return Spark{}
	}
	s := Spark{Title: title}
	var b strings.Builder
	for i, v := range values {
		y := sparkHeight / 2.0
		if hi > lo {
			y = 3 + (hi-known(v))/(hi-lo)*(sparkHeight-6)
		}
		s.LastY = num(y)
		b.WriteString(move(i) + num(float64(i)/float64(len(values)-1)*100) + " " + num(y))
	}
	s.Path = b.String()
	return s
}

func move(i int) string {
	if i == 0 {
		return "M"
	}
	return " L"
}

// Bars are counts over time, from zero.
type Bars struct {
	Title, Height string
	Bar           []Bar
}

// Bar is one of them.
type Bar struct{ X, Y, Width, Height, Title string }

// NewBars draws counts as bars; titles, when given, are shown on hover.
func NewBars(title string, counts []int64, titles []string, height int) Bars {
	out := Bars{Title: title, Height: strconv.Itoa(height)}
	most := int64(1)
	for _, c := range counts {
		most = max(most, c)
	}
	slot := 1 / float64(max(len(counts), 1))
	for i, c := range counts {
		h := float64(max(c, 0)) / float64(most) * float64(height-2)
		bar := Bar{X: pct((float64(i) + .12) * slot), Width: pct(slot * .76), Y: num(float64(height) - h), Height: num(h)}
		if i < len(titles) {
			bar.Title = titles[i]
		}
		out.Bar = append(out.Bar, bar)
	}
	return out
}
