package season

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// first is 1 January 2024.
var first = int32(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)

const (
	seeds = 10 // categories of the made-up chain
	tools = 20
	bread = 30
)

// chain draws purchases of a chain of two types over years: gardeners buy
// seeds, and costly ones around May; tinkerers buy tools alike all year.
func chain(years int, amplitude float64) []Purchase {
	rng := rand.New(rand.NewPCG(5, uint64(years)))
	var out []Purchase
	for customer := range uint64(300) {
		own, wave := uint32(seeds), amplitude
		if customer%2 == 1 {
			own, wave = tools, 0
		}
		for day := range int32(365 * years) {
			if rng.Float64() > .06 {
				continue
			}
			p := Purchase{Customer: customer, Day: first + day, Lines: []Line{{Group: bread, Amount: 200}}}
			if rng.Float64() < .6 {
				p.Lines = append(p.Lines, Line{Group: own, Amount: 500 + rng.Int64N(400)})
			}
			// one in eight is a large purchase, more of them about 15 May
			if rng.Float64() < .12*math.Exp(wave*math.Cos(2*math.Pi*(float64(day)-135)/daysAYear)) {
				p.Lines = append(p.Lines, Line{Group: own, Amount: 6000 + rng.Int64N(4000)})
			}
			out = append(out, p)
		}
	}
	return out
}

func collect(purchases []Purchase) *Collector {
	var c Collector
	for _, p := range purchases {
		c.Add(p)
	}
	return &c
}

// TestFind_TheGardenersMay: the whole way from receipts to the days on which to speak.
func TestFind_TheGardenersMay(t *testing.T) {
	t.Parallel()
	cal := collect(chain(2, .8)).Find(1)
	gardener, ok := cal.Typology.Of([]Count{{seeds, 12}, {bread, 10}})
	tinkerer, ok2 := cal.Typology.Of([]Count{{tools, 12}, {bread, 10}})
	if len(cal.Typology.Kinds) != 2 || !ok || !ok2 || gardener == tinkerer {
		t.Fatalf("%d types; gardeners are %d (%v), tinkerers %d (%v)", len(cal.Typology.Kinds), gardener, ok, tinkerer, ok2)
	}
	if top := cal.Typology.Kinds[gardener].Top; len(top) == 0 || top[0] != seeds {
		t.Errorf("what sets gardeners apart is %v, want seeds", top)
	}
	for _, s := range cal.Seasons {
		if (s.Verdict == Reported) != (s.Type == gardener && (s.Class == seeds || s.Class == Anything)) {
			t.Errorf("wrong verdict: %+v", s)
		}
		if s.Verdict == Reported && (apart(s.Peak, 135) > 20 || s.PeakToTrough < 2 || apart(s.PeakLow, 135) > 45) {
			t.Errorf("gardeners' May is found as %+v", s)
		}
	}
	day := func(m time.Month, d int) int32 {
		return int32(time.Date(2026, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	for _, c := range []struct {
		month time.Month
		day   int
		want  int
	}{{1, 5, 0}, {2, 25, 2}, {5, 1, 2}, {7, 1, 0}, {11, 1, 0}} {
		got := cal.InSeason(day(c.month, c.day), gardener)
		if len(got) != c.want || len(cal.InSeason(day(c.month, c.day), tinkerer)) != 0 {
			t.Errorf("%v %d: %d windows for gardeners, want %d", c.month, c.day, len(got), c.want)
		}
	}
	if again := cal.Anticipation(); len(again) != 2 || again[0].Speak != again[0].Begins-Lead {
		t.Errorf("anticipated: %+v", again)
	}
}

func TestFind_Silence(t *testing.T) {
	t.Parallel()
	only := func(cal *Calendar, v Verdict) (n int) {
		for _, s := range cal.Seasons {
			if s.Verdict == v {
				n++
			}
		}
		return n
	}
	if cal := collect(chain(2, 0)).Find(1); only(cal, Silent) != len(cal.Seasons) || len(cal.Seasons) == 0 {
		t.Errorf("without a season: %+v", cal.Seasons)
	}
	cal := collect(chain(1, .8)).Find(1)
	if only(cal, Reported) != 0 || only(cal, FirstSighting) == 0 || len(cal.Anticipation()) != 0 {
		t.Errorf("one year is a first sighting at most: %+v", cal.Seasons)
	}
	var half []Purchase
	for _, p := range chain(1, .8) {
		if p.Day < first+200 {
			half = append(half, p)
		}
	}
	for _, s := range collect(half).Find(1).Seasons {
		if s.Why != TooShort {
			t.Errorf("half a year: %+v", s)
		}
	}
	var nothing Collector
	if cal := nothing.Find(1); len(cal.Anticipation()) != 0 || len(cal.Seasons) != 1 || cal.Seasons[0].Why != TooShort {
		t.Errorf("nothing was bought: %+v", cal)
	}
}

// TestCollector_OrderAndParts: shuffled, and in three collectors of which one
// has overflowed, the findings are the same.
func TestCollector_OrderAndParts(t *testing.T) {
	t.Parallel()
	purchases := chain(1, .8)
	whole := Collector{most: 4_000}
	for _, p := range purchases {
		whole.Add(p)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	rng.Shuffle(len(purchases), func(i, j int) { purchases[i], purchases[j] = purchases[j], purchases[i] })
	parts := [3]Collector{{most: 4_000}, {most: 4_000}, {most: 4_000}}
	for i, p := range purchases {
		parts[min(i%5, 2)].Add(p)
	}
	parts[1].Merge(&parts[2])
	parts[1].Merge(&parts[0])
	if whole.halve == 0 || whole.halve != parts[1].halve || whole.Lines() != parts[1].Lines() || whole.Lines() > 4_000 {
		t.Fatalf("sampled 1 in 2^%d, %d lines; in parts 1 in 2^%d, %d lines", whole.halve, whole.Lines(), parts[1].halve, parts[1].Lines())
	}
	if a, b := whole.Find(3), parts[1].Find(3); !reflect.DeepEqual(a, b) {
		t.Errorf("the whole finds\n%+v, its parts\n%+v", a, b)
	}
}

// TestFind_AnyInput: whatever is thrown in, all figures are numbers.
func TestFind_AnyInput(t *testing.T) {
	t.Parallel()
	odd := []int32{0, first, first + 1, first + 400, 1<<31 - 1, -1 << 31, first + 40*365}
	rapid.Check(t, func(t *rapid.T) {
		var c Collector
		for range rapid.IntRange(0, 200).Draw(t, "receipts") {
			p := Purchase{
				Customer: rapid.Uint64Range(0, 60).Draw(t, "customer"),
				Day:      rapid.SampledFrom(odd).Draw(t, "day"),
			}
			for range rapid.IntRange(0, 3).Draw(t, "lines") {
				p.Lines = append(p.Lines, Line{
					Group:  rapid.SampledFrom([]uint32{0, 1, 2, 1<<32 - 1, Anything}).Draw(t, "group"),
					Amount: rapid.SampledFrom([]int64{-5, 0, 1, 100, 1 << 40}).Draw(t, "amount"), Promoted: rapid.Bool().Draw(t, "promoted"),
				})
			}
			c.Add(p)
		}
		cal := c.Find(1)
		for _, s := range cal.Seasons {
			w := s.Window()
			for _, v := range []float64{s.Peak, s.PeakLow, s.PeakHigh, s.Amplitude, s.PeakToTrough, s.P, s.Q, w.Speak, w.Ends} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%+v", s)
				}
			}
		}
		back, err := Decode(cal.Append(nil))
		if err != nil || !reflect.DeepEqual(back.Append(nil), cal.Append(nil)) {
			t.Fatalf("%+v does not come back: %v", cal, err)
		}
	})
}

// TestWindow: a season begins where the wave crosses its mean upward.
func TestWindow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Season{Peak: rapid.Float64Range(0, 365).Draw(t, "peak"), Amplitude: rapid.Float64Range(.01, 3).Draw(t, "amplitude")}
		w := s.Window()
		level := func(day float64) float64 {
			return math.Exp(s.Amplitude * math.Cos(2*math.Pi*(day-s.Peak)/daysAYear))
		}
		mean, parts := 0.0, 2000
		for i := range parts {
			mean += level(float64(i)*daysAYear/float64(parts)) / float64(parts)
		}
		if math.Abs(level(w.Begins)-mean) > 1e-6*mean || math.Abs(level(w.Ends)-mean) > 1e-6*mean || w.Speak != w.Begins-Lead {
			t.Fatalf("%+v: mean %.6f, at its beginning %.6f", w, mean, level(w.Begins))
		}
	})
}
