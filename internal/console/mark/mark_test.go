package mark

import (
	"context"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ctx() context.Context { return context.Background() }

func label(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func TestScale_StaysInsideThePicture(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Scale{Min: rapid.Float64Range(-1e9, 1e9).Draw(t, "min"), Max: rapid.Float64Range(-1e9, 1e9).Draw(t, "max")}
		x := s.X(rapid.Float64().Draw(t, "v"))
		v, err := strconv.ParseFloat(strings.TrimSuffix(x, "%"), 64)
		if err != nil || v < 0 || v > 100 {
			t.Fatalf("%+v: got %s", s, x)
		}
	})
}

func TestNewTape_ZeroIsOnItAndLabelsAreRound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1e8, 1e8).Draw(t, "lo")
		hi := lo + rapid.Float64Range(0, 1e8).Draw(t, "wide")
		tape := NewTape(lo, hi, label)
		if tape.Scale.Min > min(lo, 0) || tape.Scale.Max < max(hi, 0) {
			t.Fatalf("%g to %g does not fit %+v", lo, hi, tape.Scale)
		}
		if tape.Zero == "" || len(tape.Major) < 2 || len(tape.Major) > 9 || len(tape.Minor) > 60 {
			t.Fatalf("%g to %g: zero %q, %d labels, %d ticks", lo, hi, tape.Zero, len(tape.Major), len(tape.Minor))
		}
		for _, m := range tape.Major {
			if m.Label == "-0" {
				t.Fatal("a zero has no sign")
			}
		}
	})
}

func TestNewTape_WorkedExample(t *testing.T) {
	t.Parallel()
	tape := NewTape(-22, 144, label)
	var labels []string
	for _, m := range tape.Major {
		labels = append(labels, m.X+" "+m.Label)
	}
	if got, want := strings.Join(labels, ", "), "14.29% 0, 42.86% 50, 71.43% 100, 100% 150"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	ruler := NewRuler(18.1, 19.9, label)
	if ruler.Scale.Min < 17.5 || ruler.Zero != "" {
		t.Errorf("a ruler begins where its values do: %+v", ruler.Scale)
	}
}

func TestNewSpan_MiddleHalfLiesInside(t *testing.T) {
	t.Parallel()
	tape := NewTape(0, 100, label)
	s := NewSpan(tape, "x", Estimate{Low: 20, Mid: 50, High: 90}, 40)
	if s.Low != "20%" || s.High != "90%" || s.X != "50%" || s.Low50 != "37.7%" || s.High50 != "66.4%" {
		t.Errorf("got %+v", s)
	}
	if s.Ring().Series != "2" || s.Series != "1" {
		t.Error("a ring is the second series")
	}
}

func TestNewBullet_CapShowsOnlyWhenPassed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spent, reserved, cap           float64
		wantSpent, wantReserved, wantX string
	}{
		{25, 50, 100, "25%", "50%", ""},
		{100, 0, 100, "100%", "0%", ""},
		{150, 50, 100, "75%", "25%", "50%"},
		{0, 0, 0, "0%", "0%", ""},
	} {
		b := NewBullet("x", c.spent, c.reserved, c.cap)
		if b.Spent != c.wantSpent || b.Reserved != c.wantReserved || b.CapX != c.wantX {
			t.Errorf("%+v: got %+v", c, b)
		}
	}
}

func TestFunnel_OneOfThousandsStillShows(t *testing.T) {
	t.Parallel()
	got := Funnel([]int{10_000, 5_000, 1, 0})
	want := []Step{{"100%", "b5"}, {"50%", "b5"}, {"2%", "b5"}, {"0%", "f2"}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("step %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestNewHours_GapsAndTheRunningHour(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	none := [3]float64{nan, nan, nan}
	h := NewHours(Caption{ID: "d"}, []Hour{
		{Label: "6:00", Measured: 50, Elapsed: 1, Usual: none},
		{Label: "7:00", Measured: 100, Elapsed: 1, Usual: [3]float64{90, 100, 110}, Value: "a"},
		{Label: "8:00", Measured: 200, Elapsed: .5, Usual: [3]float64{180, 200, 220}, Value: "b"},
		{Label: "9:00", Measured: nan, Usual: [3]float64{80, 100, 120}, Value: "c"},
	}, label)
	_, joins, _ := strings.Cut(h.Line, "L")
	if strings.Count(h.Line, "L") != 1 || !strings.HasSuffix(h.Band, "Z") || h.NowX != "56.25%" {
		t.Errorf("got line %q, band %q, now %q", h.Line, h.Band, h.NowX)
	}
	if !strings.HasPrefix(h.Running, "M"+joins+" L562.5 ") { // not yet true: basted on from what is
		t.Errorf("the running hour is drawn %q from %q", h.Running, joins)
	}
	if len(h.Spot) != 3 {
		t.Errorf("%d spots", len(h.Spot))
	}
	for _, part := range []string{h.Line, h.Band, h.Middle} {
		if strings.Contains(part, "NaN") || strings.Contains(part, "Inf") {
			t.Errorf("got %q", part)
		}
	}
	empty := NewHours(Caption{ID: "d"}, nil, label)
	if empty.Line != "" || empty.Band != "" || empty.NowX != "" {
		t.Errorf("nothing draws %+v", empty)
	}
}

func TestNewClock_LargerSeriesLiesBelow(t *testing.T) {
	t.Parallel()
	var series [2][24]int64
	series[0][17], series[1][17], series[1][10] = 3, 9, 4
	c := NewClock(Caption{ID: "c"}, series, [2][24]string{})
	if len(c.Sector) != 3 || c.Sector[0].Class != "f2" || c.Sector[1].Class != "f2" || c.Sector[2].Class != "f1" || len(c.Tick) != 24 {
		t.Errorf("got %+v", c.Sector)
	}
}

func TestSmallPictures_OfNothing(t *testing.T) {
	t.Parallel()
	if s := NewSpark("x", []float64{1}); s.Path != "" {
		t.Errorf("one point is no line: %+v", s)
	}
	if s := NewSpark("x", []float64{5, 5}); s.LastY != "12" {
		t.Errorf("a flat line lies in the middle: %+v", s)
	}
	if b := NewBars("x", []int64{0, 0}, nil, 40); b.Bar[0].Height != "0" {
		t.Errorf("zero has no height: %+v", b)
	}
	if b := NewBarcode("Q6P5-RW53-V60T"); len(b.Bar) < 30 || b.ViewBox == "" {
		t.Errorf("got %d bars", len(b.Bar))
	}
	if b := NewBarcode("ö"); len(b.Bar) != 0 {
		t.Errorf("what Code 128 cannot hold draws nothing")
	}
	var out strings.Builder
	if err := NewMeter(`"><script>`, 2).Bar().Render(context.Background(), &out); err != nil || strings.Contains(out.String(), "<script>") || !strings.Contains(out.String(), `x2="100%"`) {
		t.Errorf("got %s, %v", out.String(), err)
	}
}
