package mark

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"pgregory.net/rapid"
)

// wild draws any number there is: small, huge, endless, none.
func wild() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(-1e3, 1e3), rapid.Float64(), rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e15 + .001}),
	)
}

func estimate(t *rapid.T, name string) Estimate {
	return Estimate{Low: wild().Draw(t, name+" low"), Mid: wild().Draw(t, name+" mid"), High: wild().Draw(t, name+" high")}
}

// TestMarks_OfAnythingAreDrawable feeds every picture with any numbers: nothing
// panics, no attribute holds what is no number, every place lies in the
// picture, and an interval's ends stay on their sides of its middle.
func TestMarks_OfAnythingAreDrawable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		values := make([]float64, n)
		points := make([]FanPoint, n)
		tiles, cells, set, counts := make([]Tile, n), make([]HeatCell, n), make([]Setting, n), make([]int64, n)
		for i := range n {
			values[i] = wild().Draw(t, "v")
			points[i] = FanPoint{Label: "x", Value: "y", Measured: values[i], Expected: estimate(t, "e"), Half: estimate(t, "h")}
			tiles[i], cells[i] = Tile{Code: "ABC", Value: values[i], URL: "/s"}, HeatCell{Value: values[i], Text: "1"}
			set[i], counts[i] = Setting{Value: values[i], Stores: rapid.IntRange(-1, 9).Draw(t, "stores")}, rapid.Int64().Draw(t, "count")
		}
		e, shades := estimate(t, "e"), Against(wild().Draw(t, "mid"), wild().Draw(t, "reach"))
		tape := NewTape(wild().Draw(t, "lo"), wild().Draw(t, "hi"), label)
		span := NewSpan(tape, "x", e, 40)
		ordered(t, span)
		for name, c := range map[string]templ.Component{
			"tape": tape.Head(), "ruler": NewRuler(wild().Draw(t, "from"), wild().Draw(t, "to"), label).Head(), "span": span.Row(), "ring": span.Ring().Row(), "pair": NewPair(tape, "x", Versions{e, estimate(t, "local")}, 40).Row(),
			"spark": NewSpark("x", values).Line(), "bars": NewBars("x", counts, nil, 40).Row(), "meter": NewMeter("x", e.Mid).Bar(), "bullet": NewBullet("x", e.Low, e.Mid, e.High).Bar(),
			"rail": NewRail(Guardrail{Title: "x", Low: e.Low, High: e.High, Sent: e.Mid, Set: set}, label).Row(), "fan": NewFan(Caption{ID: "f"}, points, label).Picture(),
			"dots":  NewDots(Caption{ID: "d"}, Spread{All: ChancesOf(func(float64) float64 { return wild().Draw(t, "q") }), Range: e, Beside: e.Low}, label).Picture(),
			"tiles": NewTileGrid(shades, []Region{{Tiles: tiles}}).Picture(), "heat": NewHeat(Heat{Head: make([]HeatHead, n)}, Amounts(e.Low, e.High), []HeatRow{{Cells: cells}}).Strip(),
		} {
			drawable(t, name, c)
		}
	})
}

type failer interface{ Fatalf(string, ...any) }

func ordered(t failer, s Span) {
	if s.Series == "" {
		return
	}
	places := []string{s.Low, s.Low50, s.X, s.High50, s.High}
	last := -1.0
	for _, p := range places {
		v, err := strconv.ParseFloat(strings.TrimSuffix(p, "%"), 64)
		if err != nil || v < last {
			t.Fatalf("out of order: %q", places)
		}
		last = v
	}
}

var (
	number = regexp.MustCompile(`(?:NaN|Inf|\de[+-]?\d)`)
	place  = regexp.MustCompile(`\b(?:x|x1|x2|cx|width)="(-?[\d.]+)%"`)
	height = regexp.MustCompile(`\b(?:y|y1|y2|cy)="(-?[\d.]+)"`)
)

func drawable(t failer, name string, c templ.Component) {
	var b bytes.Buffer
	if err := c.Render(ctx(), &b); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	attributes := regexp.MustCompile(`>[^<]*<`).ReplaceAllString(b.String(), "><") // labels are the caller's
	if bad := number.FindString(attributes); bad != "" {
		t.Fatalf("%s has %s in it: %s", name, bad, b.String())
	}
	for _, m := range place.FindAllStringSubmatch(attributes, -1) {
		if v, err := strconv.ParseFloat(m[1], 64); err != nil || v < 0 || v > 100.01 {
			t.Fatalf("%s draws at %s%%: %s", name, m[1], b.String())
		}
	}
	for _, m := range height.FindAllStringSubmatch(attributes, -1) {
		if v, err := strconv.ParseFloat(m[1], 64); err != nil || v < -1 || v > 700 {
			t.Fatalf("%s draws at height %s: %s", name, m[1], b.String())
		}
	}
}

func TestSpan_WhatIsNotKnownIsNotDrawn(t *testing.T) {
	t.Parallel()
	tape := NewTape(-1, 3, label)
	for _, c := range []struct {
		name          string
		e             Estimate
		drawn         bool
		off, low, mid string
	}{
		{"nothing", Unknown(), false, "", "", ""},
		{"no middle", Estimate{0, math.Inf(1), 1}, false, "", "", ""},
		{"one point", Estimate{1, 1, 1}, true, "", "50%", "50%"},
		{"no range", Estimate{math.NaN(), 1, math.NaN()}, true, "", "50%", "50%"},
		{"turned around", Estimate{2, 1, 0}, true, "", "50%", "50%"},
		{"zero inside", Estimate{-.5, 1, 2}, true, "", "12.5%", "50%"},
		{"beyond the tape", Estimate{-9, 1, 99}, true, "‹›", "0%", "50%"},
	} {
		s := NewSpan(tape, c.name, c.e, 40)
		if drawn := s.Series != ""; drawn != c.drawn || s.OffLow+s.OffHigh != c.off || s.Low != c.low || s.X != c.mid {
			t.Errorf("%s: got %+v", c.name, s)
		}
		if s.Zero != "25%" {
			t.Errorf("%s: zero is drawn whenever there is a tape: %q", c.name, s.Zero)
		}
	}
}

func TestShades_StepsAndEdges(t *testing.T) {
	t.Parallel()
	amounts, around, one := Amounts(0, 70), Against(0, 7), Amounts(5, 5)
	for _, c := range []struct{ got, want string }{
		{amounts.Class(0), "q0"}, {amounts.Class(9.99), "q0"}, {amounts.Class(10), "q1"}, {amounts.Class(70), "q6"}, {amounts.Class(1e9), "q6"}, {amounts.Class(-1), "q0"}, {amounts.Class(math.NaN()), "none"},
		{around.Class(0), "d0"}, {around.Class(.99), "d0"}, {around.Class(-.99), "d0"}, {around.Class(1.01), "d1"}, {around.Class(-1.01), "d-1"}, {around.Class(-99), "d-3"}, {around.Class(math.Inf(1)), "d3"},
		{one.Class(5), "q0"}, {one.Class(6), "q6"}, {Against(5, 0).Class(5), "d0"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestRail_OverTheGuardrailIsAPin(t *testing.T) {
	t.Parallel()
	percent := func(v float64) string { return label(v) + " %" }
	r := NewRail(Guardrail{Title: "x", Low: 5, High: 20, Sent: 10, Set: []Setting{{18, 4}, {12, 6}, {20, 2}, {25, 1}, {12, 1}, {math.NaN(), 3}}}, percent)
	var rings []string
	for _, o := range r.Ring {
		rings = append(rings, o.Class+" "+o.Label)
	}
	if got, want := strings.Join(rings, ", "), "hole s2 7, hole s2 4, hole s2 2, hole sp "; got != want {
		t.Errorf("rings %q, want %q", got, want)
	}
	if r.AllowedX != "14.29%" || r.Width != "53.57%" || r.SentLabel != "10 %" || len(r.Bound) != 2 || r.Bound[1].Label != "20 %" {
		t.Errorf("got %+v", r)
	}
	at := NewRail(Guardrail{Low: 10, High: 20, Sent: 10}, percent)
	if at.Bound[0].Label != "" || at.SentLabel != "10 %" {
		t.Errorf("two labels at one place: %+v", at)
	}
	close := NewRail(Guardrail{Low: 10, High: 12, Sent: 30}, percent)
	if close.Bound[0].Anchor != "end" || close.Bound[1].Anchor != "start" || r.Bound[0].Anchor != "middle" || r.Bound[1].Anchor != "middle" {
		t.Errorf("labels of near ends touch: %+v, those of far ones are off their ends: %+v", close.Bound, r.Bound)
	}
	open := NewRail(Guardrail{Low: math.NaN(), High: 20, Sent: 10, Set: []Setting{{1, 1}, {21, 1}}}, percent)
	if len(open.Bound) != 1 || open.AllowedX != "0%" || open.Ring[0].Class != "hole s2" || open.Ring[1].Class != "hole sp" {
		t.Errorf("an open end allows what lies beyond the other: %+v", open)
	}
}

func TestDots_TwentyEqualChances(t *testing.T) {
	t.Parallel()
	all := ChancesOf(func(p float64) float64 { return 1000 * p })
	d := NewDots(Caption{ID: "v"}, Spread{All: all, Range: Estimate{50, 500, 950}, Beside: 200, Word: "usual"}, label)
	if len(d.Dot) != 20 || d.LowLabel != "50" || d.HighLabel != "950" || d.Beside != "20%" || d.Word != "usual" {
		t.Errorf("got %+v", d)
	}
	want := []AtLeast{{95, 50}, {75, 250}, {50, 500}, {25, 750}, {5, 950}}
	for i, got := range all.AtLeast() {
		if got.Chance != want[i].Chance || math.Abs(got.Amount-want[i].Amount) > 1e-9 {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
	}
	all[3] = math.NaN()
	if d := NewDots(Caption{}, Spread{All: all, Range: Estimate{1, 2, 3}}, label); d.Base != "" {
		t.Error("nineteen chances are not twenty")
	}
	if d := NewDots(Caption{}, Spread{Range: Unknown()}, label); d.Base != "" {
		t.Error("without a range nothing is drawn")
	}
	same := NewDots(Caption{}, Spread{All: ChancesOf(func(float64) float64 { return 0 }), Range: Estimate{}, Beside: math.NaN()}, label)
	if len(same.Dot) != 20 || same.Beside != "" {
		t.Errorf("a sure amount is one pile: %+v", same)
	}
}

func TestFan_MeasuredIsSolidExpectedIsDashed(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	points := []FanPoint{
		{Label: "1", Value: "a", Measured: 10, Expected: Unknown()}, {Label: "2", Value: "b", Measured: 12, Expected: Estimate{10, 12, 14}, Half: Unknown()},
		{Label: "3", Value: "c", Measured: nan, Expected: Estimate{8, 12, 17}, Half: Estimate{11, 12, 13}}, {Label: "4", Value: "d", Measured: nan, Expected: Estimate{-5, 11, 20}, Half: Unknown()},
	}
	f := NewFan(Caption{ID: "f"}, points, label)
	if strings.Count(f.Line, "L") != 1 || strings.Count(f.Middle, "L") != 2 || strings.Count(f.Band, "L") != 5 || strings.Count(f.Inner, "L") != 5 || len(f.Spot) != 4 {
		t.Errorf("got line %q, middle %q, band %q, inner %q", f.Line, f.Middle, f.Band, f.Inner)
	}
	if f.Base == num(hoursBase) || f.NowX != "37.5%" {
		t.Errorf("zero lies above the floor when a range goes below it: base %s, now %s", f.Base, f.NowX)
	}
	if one := NewFan(Caption{}, points[:1], label); one.Line != "" || one.NowX != "50%" {
		t.Errorf("one point is a point: %+v", one.Hours)
	}
	if none := NewFan(Caption{}, nil, label); none.Band != "" || none.NowX != "" {
		t.Errorf("nothing draws %+v", none.Hours)
	}
}

func TestTiles_TooLittleKnownHasNoColour(t *testing.T) {
	t.Parallel()
	g := NewTileGrid(Against(0, 10), []Region{{Name: "Coast", Note: "+1 %", Tiles: []Tile{
		{Code: "BRA", Figure: "+9", Value: 9, URL: "/stores/1", State: Tailored}, {Code: "SEL", Figure: "–", Value: math.NaN(), URL: "/stores/2"}, {Code: "GAR", Figure: "−4", Value: -4, URL: "javascript:alert(1)", State: Proposed},
	}}})
	var classes []string
	for _, t := range g.Regions[0].Tiles {
		classes = append(classes, t.Class)
	}
	if got := strings.Join(classes, ", "); got != "d3 sewn, none, d-1 next" {
		t.Errorf("got %s", got)
	}
	var b bytes.Buffer
	if err := g.Big().Picture().Render(ctx(), &b); err != nil || strings.Contains(b.String(), "javascript:") || !strings.Contains(b.String(), "tilegrid big") {
		t.Errorf("got %s, %v", b.String(), err)
	}
}

func TestCodes_AreUnlikeEachOther(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprint(Codes([]string{"Brackwater", "Brackley", "Ö 3", "", "<b>"})); got != "[BRA BRC Ö3· ··· B··]" {
		t.Errorf("got %s", got)
	}
	names := make([]string, 60)
	for i := range names {
		names[i] = "Northgate Mall"
	}
	seen := map[string]bool{}
	for _, c := range Codes(names) {
		if seen[c] {
			t.Fatalf("%s twice", c)
		}
		seen[c] = true
	}
}

func TestHeat_ShortRowsAndPaleCells(t *testing.T) {
	t.Parallel()
	h := NewHeat(Heat{Caption: Caption{Title: "Empty shelves"}, Corner: "Product", Head: []HeatHead{{Text: "Thu", Class: "ds"}, {Text: "12", Class: "opt"}, {Text: "14"}}}, Amounts(0, 100),
		[]HeatRow{{Name: "Rye loaf", Note: "Fri", URL: "/stock", Cells: []HeatCell{{3, "3"}, {50, "50"}}}})
	c := h.Row[0].Cell
	if c[0] != (heatCell{"q0 ds", "", "3"}) || c[1] != (heatCell{"q3 opt", "50", ""}) || c[2] != (heatCell{"none", "", ""}) {
		t.Errorf("got %+v", c)
	}
}

// boxOf is where a drawn label reaches in a picture so wide.
func boxOf(t failer, attributes, text string, width float64) (from, to float64) {
	at, err := strconv.ParseFloat(place.FindStringSubmatch(attributes)[1], 64)
	if err != nil {
		t.Fatalf("%q: %v", attributes, err)
	}
	x, long := at/100*width, letterWidth*float64(len([]rune(text)))
	switch {
	case strings.Contains(attributes, `"start"`):
		return x, x + long
	case strings.Contains(attributes, `"end"`):
		return x - long, x
	}
	return x - long/2, x + long/2
}

// TestAxes_LabelsKeepApart: of an axis of any numbers or dates no two labels that are
// shown touch in the narrowest place it has, and one is always there.
func TestAxes_LabelsKeepApart(t *testing.T) {
	t.Parallel()
	text := regexp.MustCompile(`<text([^>]*)>([^<]*)</text>`)
	rapid.Check(t, func(t *rapid.T) {
		written := func(v float64) string {
			return rapid.StringOfN(rapid.RuneFrom([]rune("€0%")), 1, 9, -1).Draw(t, "label")
		}
		var days []string
		for range rapid.IntRange(1, 40).Draw(t, "weeks") {
			days = append(days, rapid.SampledFrom([]string{"", "1 Oct", "22 Feb 2027", "22. Feb. 2027"}).Draw(t, "day"))
		}
		hours := make([]Hour, rapid.IntRange(13, 24).Draw(t, "hours"))
		for i := range hours {
			hours[i].Label = strconv.Itoa(i) + ":00"
		}
		stairs := NewStairs(Caption{ID: "s"}, StairsOf{Weeks: float64(len(days)), Ticks: days}, label)
		for _, c := range []struct {
			name   string
			drawn  templ.Component
			hidden string
			on     string // what the labels of the axis have in common
			width  float64
		}{
			{"column", NewRuler(wild().Draw(t, "lo"), wild().Draw(t, "hi"), written).Head(), `"odd"`, `y="16"`, columnWidth},
			{"narrow", NewTape(wild().Draw(t, "lo"), wild().Draw(t, "hi"), written).Head(), `"odd"|"tight"`, `y="16"`, narrowWidth},
			{"stairs", stairs.Picture(), `none`, `y="214"`, phoneWidth},
			{"hours", NewHours(Caption{ID: "h"}, hours, label).Picture(), `none`, `y="204"`, halfWidth},
		} {
			var b bytes.Buffer
			if err := c.drawn.Render(ctx(), &b); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			last, shown := math.Inf(-1), 0
			for _, m := range text.FindAllStringSubmatch(strings.Join(strings.Fields(b.String()), " "), -1) {
				if !strings.Contains(m[1], c.on) || regexp.MustCompile(c.hidden).MatchString(m[1]) {
					continue
				}
				from, to := boxOf(t, m[1], m[2], c.width)
				if from < last+between-.1 {
					t.Fatalf("%s: %q begins at %.1f, the one before ends at %.1f: %s", c.name, m[2], from, last, b.String())
				}
				last, shown = to, shown+1
			}
			if shown == 0 && c.name != "stairs" {
				t.Fatalf("%s shows no label: %s", c.name, b.String())
			}
		}
	})
}
