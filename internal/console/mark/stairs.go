package mark

// Rise is one step of a stair: from when on there are so many. A proposed one is
// basted.
type Rise struct {
	At       float64 // in weeks from the picture's left end
	To       float64
	Proposed bool
	Label    string // above the step
}

// Stairs are counts that rise step by step against all there are, with now as a line.
type Stairs struct {
	Caption
	Height, Base         string
	Grid                 []Level
	Tick                 []HourTick
	NowX, NowWord        string
	Done, Ahead, Ceiling string // path data in a 1000-wide box
	AllY, AllWord        string
	Ring                 []stairRing
}

// stairRing is a step's beginning; Aside and Below are where its label stands.
type stairRing struct{ X, Y, Label, Class, Anchor, Aside, Below string }

// StairsOf is what stairs are drawn of. Weeks are the picture's width.
type StairsOf struct {
	Rises   []Rise
	Weeks   float64
	Now     float64
	NowWord string
	All     float64
	AllWord string
	Ticks   []string // one a week that has a label, else empty
}

const (
	stairsHeight = 220.0
	stairsBase   = 196.0
	stairsTop    = 40.0
)

// NewStairs draws them; label writes a count.
func NewStairs(c Caption, of StairsOf, label func(float64) string) Stairs {
	s := Stairs{Caption: c, Height: num(stairsHeight), Base: num(stairsBase), NowWord: of.NowWord, AllWord: of.AllWord}
	all, width := max(of.All, 1), max(of.Weeks, 1)
	x := func(week float64) float64 { return min(max(week/width, 0), 1) }
	y := func(n float64) float64 { return stairsBase - n/all*(stairsBase-stairsTop) }
	for v := roundStep(all / 4); v < all; v += roundStep(all / 4) {
		s.Grid = append(s.Grid, Level{Y: num(y(v)), Label: label(v)})
	}
	s.AllY, s.NowX = num(y(all)), pct(x(of.Now))
	s.Ceiling = "M0 " + num(y(all)) + " L1000 " + num(y(all))
	s.ticks(of.Ticks, x)
	before, ahead := 0.0, false
	for i, r := range of.Rises {
		at, end := x(r.At)*1000, 1000.0
		if i+1 < len(of.Rises) {
			end = x(of.Rises[i+1].At) * 1000
		} else if !r.Proposed {
			end = x(of.Now) * 1000
		}
		path := " V" + num(y(r.To)) + " H" + num(end)
		if !r.Proposed {
			if s.Done == "" {
				s.Done = "M" + num(at) + " " + num(y(r.To))
			}
			s.Done += path
		} else {
			if !ahead {
				s.Ahead, ahead = "M"+num(at)+" "+num(y(before)), true
			}
			s.Ahead += path
		}
		ring := stairRing{X: pct(x(r.At)), Y: num(y(r.To)), Label: r.Label, Class: "hole s1", Anchor: "start", Below: above, Aside: "6"}
		if x(r.At) > .7 {
			ring.Anchor, ring.Aside = "end", "0"
		}
		if x(r.At) < tickApart/2 {
			ring.Aside = "34" // right of the scale's figures
		}
		if crowded(of, i, x) || x(r.At) > .5 && r.To > .9*all {
			ring.Below = below
		}
		if !r.Proposed {
			ring.Class = "f1"
		}
		s.Ring = append(s.Ring, ring)
		before = r.To
	}
	return s
}

// ticks are the weeks' labels that have room.
func (s *Stairs) ticks(texts []string, x func(float64) float64) {
	var labels []placed
	for i, text := range texts {
		if text != "" {
			labels = append(labels, placed{x(float64(i)), text, anchor(x(float64(i)))})
		}
	}
	for i, fits := range room(phoneWidth, labels) {
		if l := labels[i]; fits {
			s.Tick = append(s.Tick, HourTick{X: pct(l.share), Label: l.text, Anchor: l.anchor})
		}
	}
}

// box is the picture's inner coordinates.
func (s Stairs) box() string { return "0 0 1000 " + s.Height }

// How labels of steps keep clear of each other, by this share of the width, which on a
// phone is the width of a date: above their ring or below it.
const (
	tickApart    = .2
	above, below = "-9", "19"
)

// crowded reports whether a step begins so near to the one before, and so little above
// it, that their labels would meet; of several in a row every second goes below.
func crowded(of StairsOf, i int, x func(float64) float64) bool {
	near := false
	for k := 1; k <= i; k++ {
		a, b := of.Rises[k-1], of.Rises[k]
		near = !near && x(b.At)-x(a.At) < 2*tickApart && (b.To-a.To)/max(of.All, 1)*(stairsBase-stairsTop) < 16
	}
	return near
}
