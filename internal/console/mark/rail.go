package mark

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Guardrail is what stores may set of one part of a promotion, what head office
// sent, and what stores set. An end that is NaN is open: everything beyond the
// other is allowed.
type Guardrail struct {
	Title           string // in words: allowed 5 % to 20 %, head office sent 10 %
	Low, High, Sent float64
	Set             []Setting
}

// Setting is a value that so many stores set.
type Setting struct {
	Value  float64
	Stores int
}

// Rail is the tape of a guardrail.
type Rail struct {
	Title            string
	AllowedX, Width  string
	Bound            []railBound
	SentX, SentLabel string
	SentAnchor       string
	Ring             []railRing
}

type railBound struct{ X, Label, Anchor string }

type railRing struct{ X, Class, Label, Anchor string }

// Shares of a rail's width: below same two values stand at one place, and below near the
// labels of both ends would touch on a phone, where a rail is 110 px wide.
const (
	same = .02
	near = .45
)

// NewRail draws the tape; label writes a value. Rings outside the allowed part
// are pins; equal values are one ring with their number of stores, when there
// are more than one.
func NewRail(g Guardrail, label func(float64) string) Rail {
	set := settings(g.Set)
	s := g.scale(set)
	low, high := s.Min, s.Max
	r := Rail{Title: g.Title}
	if !math.IsNaN(g.Low) {
		low = known(g.Low)
	}
	if !math.IsNaN(g.High) {
		high = max(known(g.High), low)
	}
	r.AllowedX, r.Width = s.X(low), pct(s.share(high)-s.share(low))
	sent := math.Inf(1) // no label is near
	if !math.IsNaN(g.Sent) {
		sent = s.share(known(g.Sent))
		r.SentX, r.SentLabel, r.SentAnchor = pct(sent), label(g.Sent), anchor(sent)
	}
	for _, end := range []float64{g.Low, g.High} {
		if math.IsNaN(end) {
			continue
		}
		b := railBound{X: s.X(known(end)), Label: label(end), Anchor: anchor(s.share(known(end)))}
		if math.Abs(s.share(known(end))-sent) < same {
			b.Label = "" // head office's stands there
		}
		r.Bound = append(r.Bound, b)
	}
	if len(r.Bound) == 2 && s.share(high)-s.share(low) < near { // each label on its own side
		r.Bound[0].Anchor, r.Bound[1].Anchor = "end", "start"
	}
	for _, one := range set {
		ring := railRing{X: s.X(one.Value), Class: "hole s2", Anchor: anchor(s.share(one.Value))}
		if one.Stores > 1 {
			ring.Label = strconv.Itoa(one.Stores)
		}
		if one.Value < low || one.Value > high {
			ring.Class = "hole sp"
		}
		r.Ring = append(r.Ring, ring)
	}
	return r
}

// settings are the known values, in order, equal ones together.
func settings(in []Setting) (out []Setting) {
	for _, one := range in {
		if math.IsNaN(one.Value) || one.Stores < 1 {
			continue
		}
		one.Value = known(one.Value)
		if at := slices.IndexFunc(out, func(o Setting) bool { return o.Value == one.Value }); at >= 0 {
			out[at].Stores += one.Stores
			continue
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Setting) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

// scale holds everything that is drawn, with room on both sides.
func (g Guardrail) scale(set []Setting) Scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	take := func(v float64) {
		if !math.IsNaN(v) {
			lo, hi = min(lo, known(v)), max(hi, known(v))
		}
	}
	take(g.Low)
	take(g.High)
	take(g.Sent)
	for _, one := range set {
		take(one.Value)
	}
	if lo > hi {
		lo, hi = 0, 1
	}
	room := (hi - lo) / 5
	if hi-lo < 1e-9*max(1, math.Abs(hi)) {
		room = max(math.Abs(hi)/2, 1)
	}
	return Scale{Min: lo - room, Max: hi + room}
}
