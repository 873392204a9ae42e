package mark

import (
	"math"
	"strconv"
	"strings"
)

// Hour is one hour of a day: what was measured, and what is usual. Measured is
// NaN when the hour has not come yet; Usual are low, mid and high, all NaN
// when nothing is known.
type Hour struct {
	Label    string  // "17:00"
	Value    string  // shown on hover and focus
	Measured float64 // the rate of the whole hour
	Elapsed  float64 // share that has passed of the running hour; 0 and 1 are the same
	Usual    [3]float64
}

// Hours is a day's curve over a band of what is usual.
type Hours struct {
	Caption
	Height, Base, Tall        string
	Grid                      []Level
	Tick                      []HourTick
	Band, Inner, Middle, Line string // path data in a 1000-wide box; Inner is the half within the band
	Running                   string // to the running hour, which is a rate and not yet true
	NowX, NowY, NowTop        string
	Spot                      []Spot
}

// Level is one horizontal line with its label.
type Level struct{ Y, Label string }

// HourTick is one hour on the axis; every other one hides on a phone.
type HourTick struct{ X, Label, Anchor, Class string }

// Spot is the part of the picture that answers to the pointer and to focus.
type Spot struct{ X, Width, TextX, TextY, Anchor, Label, DotX, DotY string }

const (
	hoursHeight = 210.0 // pixels with the axis
	hoursBase   = 186.0 // pixels down to zero
	hoursTop    = 30.0  // room above the highest value
)

// NewHours draws the hours; label writes a value of the vertical scale.
func NewHours(c Caption, hours []Hour, label func(float64) string) Hours {
	h := Hours{Caption: c, Height: num(hoursHeight), Base: num(hoursBase), Tall: num(hoursBase + 6)}
	most := 0.0
	for _, x := range hours {
		for _, v := range []float64{x.Measured, x.Usual[2]} {
			if !math.IsNaN(v) {
				most = max(most, v)
			}
		}
	}
	step := roundStep(max(most, 1) / 4)
	y := func(v float64) float64 { return hoursBase - v/max(most, 1)*(hoursBase-hoursTop) }
	for v := step; v <= most*1.001; v += step {
		h.Grid = append(h.Grid, Level{Y: num(y(v)), Label: label(v)})
	}
	x := func(i int) float64 { return (float64(i) + .5) / float64(max(len(hours), 1)) }
	at := func(i int) float64 { // the running hour stands in the middle of what has passed
		if e := hours[i].Elapsed; e > 0 && e < 1 {
			return (float64(i) + e/2) / float64(len(hours))
		}
		return x(i)
	}
	h.curves(hours, x, at, y)
	h.spots(hours, x, y)
	return h
}

func (h *Hours) curves(hours []Hour, x, at func(int) float64, y func(float64) float64) {
	var line, running, middle, upper []string
	var lower []string
	last := -1
	for i, hr := range hours {
		mid := num(x(i) * 1000)
		if !math.IsNaN(hr.Measured) {
			here := num(at(i)*1000) + " " + num(y(hr.Measured))
			if hr.Elapsed > 0 && hr.Elapsed < 1 && len(line) > 0 {
				running = []string{line[len(line)-1], here}
			} else {
				line = append(line, here)
			}
			last = i
		}
		if !math.IsNaN(hr.Usual[1]) {
			upper = append(upper, mid+" "+num(y(hr.Usual[2])))
			lower = append([]string{mid + " " + num(y(hr.Usual[0]))}, lower...)
			if math.IsNaN(hr.Measured) || last == i {
				middle = append(middle, mid+" "+num(y(hr.Usual[1])))
			}
		}
	}
	h.Line, h.Running, h.Middle = path(line), path(running), path(middle)
	if len(upper) > 1 {
		h.Band = path(append(upper, lower...)) + "Z"
	}
	if last >= 0 {
		h.NowX, h.NowY = pct(at(last)), num(y(hours[last].Measured))
		h.NowTop = num(hoursTop - 12)
	}
}

func (h *Hours) spots(hours []Hour, x func(int) float64, y func(float64) float64) {
	wide := 1 / float64(max(len(hours), 1))
	fits := hourLabels(hours, x)
	for i, hr := range hours {
		tick := HourTick{X: pct(x(i)), Label: hr.Label, Anchor: hourAnchor(hours, x(i))}
		if i%2 == 1 {
			tick.Class = "opt2"
		}
		if len(hours) > 12 && i%4 != 0 {
			tick.Class = "opt2"
		}
		if fits[i] {
			h.Tick = append(h.Tick, tick)
		}
		if hr.Value == "" {
			continue
		}
		v := hr.Measured
		if math.IsNaN(v) {
			v = hr.Usual[1]
		}
		if math.IsNaN(v) {
			v = 0
		}
		h.Spot = append(h.Spot, Spot{
			X: pct(float64(i) * wide), Width: pct(wide), TextX: pct(x(i)), TextY: num(max(y(v)-12, 12)),
			Anchor: edgeAnchor(x(i)), Label: hr.Value, DotX: pct(x(i)), DotY: num(y(v)),
		})
	}
}

// hourLabels says which have a label: all of few, every second of many that has room.
func hourLabels(hours []Hour, x func(int) float64) []bool {
	out := make([]bool, len(hours))
	var labels []placed
	for i := range hours {
		if out[i] = len(hours) <= 12; !out[i] && i%2 == 0 {
			labels = append(labels, placed{x(i), hours[i].Label, hourAnchor(hours, x(i))})
		}
	}
	for k, fits := range room(halfWidth, labels) {
		out[2*k] = fits
	}
	return out
}

// hourAnchor is where a label hangs: those of many hours are short, stand half a step from
// the edge, and stay in step.
func hourAnchor(hours []Hour, share float64) string {
	if len(hours) > 12 {
		return "middle"
	}
	return anchor(share)
}

// edgeAnchor keeps a long label inside the picture.
func edgeAnchor(share float64) string {
	switch {
	case share < .2:
		return "start"
	case share > .8:
		return "end"
	}
	return "middle"
}

func path(points []string) string {
	if len(points) < 2 {
		return ""
	}
	return "M" + strings.Join(points, " L")
}

// Clock is when somebody comes: one sector an hour, midnight on top.
type Clock struct {
	Caption
	Sector []Sector
	Tick   []string
}

// Sector is one hour's visits.
type Sector struct{ Class, Path, Title string }

// NewClock draws two series of 24 counts each on one scale: working days and
// weekends. titles name the sectors, by series and hour.
func NewClock(caption Caption, series [2][24]int64, titles [2][24]string) Clock {
	c := Clock{Caption: caption}
	most := int64(1)
	for _, s := range series {
		for _, n := range s {
			most = max(most, n)
		}
	}
	for hour := range 24 {
		first, second := 0, 1 // the larger one lies below
		if series[1][hour] > series[0][hour] {
			first, second = 1, 0
		}
		for _, s := range []int{first, second} {
			if n := series[s][hour]; n > 0 {
				r := 22 + 74*float64(n)/float64(most)
				c.Sector = append(c.Sector, Sector{Class: "f" + strconv.Itoa(s+1), Path: sector(hour, r), Title: titles[s][hour]})
			}
		}
		outer := 99.5
		if hour%6 == 0 {
			outer = 102
		}
		c.Tick = append(c.Tick, "M"+polar(float64(hour), 97)+" L"+polar(float64(hour), outer))
	}
	return c
}

func sector(hour int, r float64) string {
	from, to := float64(hour)+.08, float64(hour)+.92
	return "M" + polar(from, 22) + " L" + polar(from, r) + " A" + num(r) + " " + num(r) + " 0 0 1 " + polar(to, r) +
		" L" + polar(to, 22) + " A22 22 0 0 0 " + polar(from, 22) + "Z"
}

// polar returns the point at an hour and a radius around (120, 120).
func polar(hour, r float64) string {
	a := hour / 24 * 2 * math.Pi
	return num(120+r*math.Sin(a)) + " " + num(120-r*math.Cos(a))
}
