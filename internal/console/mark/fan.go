package mark

import "math"

// FanPoint is one step of a forecast: what was measured, or what is expected
// with its ranges. What is not known is NaN.
type FanPoint struct {
	Label    string // on the axis
	Value    string // shown on hover and focus
	Measured float64
	Expected Estimate // the middle with its 90 % range
	Half     Estimate // the middle with its 50 % range; when it is not known, that of a normal forecast
}

// Fan is a forecast with two bands and a dashed middle, behind a solid line of
// what was measured. It is drawn as a day's curve is.
type Fan struct{ Hours }

// NewFan draws the points from left to right; label writes a value of the
// vertical scale. Zero is always on it.
func NewFan(c Caption, points []FanPoint, label func(float64) string) Fan {
	f := Fan{Hours{Caption: c, Height: num(hoursHeight), Base: num(hoursBase), Tall: num(hoursBase + 6)}}
	lo, hi := 0.0, 0.0
	for i := range points {
		p := &points[i]
		for _, v := range []float64{p.Measured, p.Expected.Low, p.Expected.Mid, p.Expected.High} {
			lo, hi = min(lo, known(v)), max(hi, known(v))
		}
	}
	if hi == lo {
		hi = lo + 1
	}
	tape := NewTape(lo, hi, label)
	y := func(v float64) float64 { return hoursBase - tape.Scale.share(known(v))*(hoursBase-hoursTop) }
	for _, t := range tape.Major {
		f.Grid = append(f.Grid, Level{Y: num(hoursBase - t.share*(hoursBase-hoursTop)), Label: t.Label})
	}
	f.Base = num(y(0))
	x := func(i int) float64 { return (float64(i) + .5) / float64(max(len(points), 1)) }
	f.bands(points, x, y)
	f.spots(hoursOf(points), x, y)
	return f
}

// bands writes the two bands, the dashed middle and the measured line.
func (f *Fan) bands(points []FanPoint, x func(int) float64, y func(float64) float64) {
	var line, middle []string
	var outer, inner ribbon
	last := -1
	for i := range points {
		p, at := &points[i], num(x(i)*1000)
		if !math.IsNaN(p.Measured) {
			line = append(line, at+" "+num(y(p.Measured)))
			last = i
		}
		e, ok := p.Expected.settled()
		if !ok {
			continue
		}
		h, ok := p.Half.settled()
		if !ok {
			h = Estimate{Low: e.Mid - (e.Mid-e.Low)*half, Mid: e.Mid, High: e.Mid + (e.High-e.Mid)*half}
		}
		outer.add(at, y(e.Low), y(e.High))
		inner.add(at, y(max(h.Low, e.Low)), y(min(h.High, e.High)))
		if math.IsNaN(p.Measured) || last == i {
			middle = append(middle, at+" "+num(y(e.Mid)))
		}
	}
	f.Line, f.Middle, f.Band, f.Inner = path(line), path(middle), outer.path(), inner.path()
	if last >= 0 {
		f.NowX, f.NowY = pct(x(last)), num(y(points[last].Measured))
		f.NowTop = num(hoursTop - 12)
	}
}

// ribbon is the outline of a band: along its upper edge and back along the lower.
type ribbon struct{ upper, lower []string }

func (r *ribbon) add(x string, low, high float64) {
	r.upper = append(r.upper, x+" "+num(high))
	r.lower = append([]string{x + " " + num(low)}, r.lower...)
}

func (r *ribbon) path() string {
	if len(r.upper) < 2 {
		return ""
	}
	return path(append(r.upper, r.lower...)) + "Z"
}

// hoursOf are the points as the spots of a curve want them.
func hoursOf(points []FanPoint) []Hour {
	out := make([]Hour, len(points))
	for i := range points {
		p := &points[i]
		out[i] = Hour{Label: p.Label, Value: p.Value, Measured: p.Measured, Usual: [3]float64{p.Expected.Low, p.Expected.Mid, p.Expected.High}}
	}
	return out
}
