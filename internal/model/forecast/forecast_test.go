package forecast

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/demand"
)

// panelOf is a panel of given values, all ending at the same step.
func panelOf(freq Frequency, horizon int, values [][]float64) Panel {
	return Panel{Freq: freq, Horizon: horizon, Series: len(values), Read: func(i int, s *Series) {
		for _, v := range values[i] {
			s.Values = append(s.Values, float32(v))
		}
	}}
}

// poisson draws a count.
func poisson(rng *rand.Rand, mean float64) float64 {
	limit, n, p := math.Exp(-mean), 0.0, rng.Float64()
	for p > limit {
		p *= rng.Float64()
		n++
	}
	return n
}

// shop is days of counted demand with a week's pattern.
func shop(seed uint64, series, days int) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float64, series)
	for i := range out {
		mean := math.Exp(rng.NormFloat64())
		for t := range days {
			f := [...]float64{1.4, .7, .8, .9, 1, 1.1, 1.1}[t%7]
			out[i] = append(out[i], poisson(rng, mean*f*math.Exp(.3*rng.NormFloat64())))
		}
	}
	return out
}

func mustForecast(t *testing.T, p Panel, o Options) Result {
	t.Helper()
	out, err := Forecast(p, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBaseline_IsTheReferences holds that ses+7 is the published baseline on
// series without gaps.
func TestBaseline_IsTheReferences(t *testing.T) {
	t.Parallel()
	values := shop(3, 20, 200)
	got := mustForecast(t, panelOf(Day, 28, values), Options{Only: []string{"ses+7"}})
	for i, a := range got.Ahead {
		want := demand.SES.Weekly(values[i], 28, 56, demand.Usual())
		for h := range want {
			if math.Abs(a.Mean[h]-want[h]) > 1e-4*(1+want[h]) {
				t.Fatalf("series %d step %d: %g, want %g", i, h, a.Mean[h], want[h])
			}
		}
	}
}

func TestFit_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	values := shop(5, 120, 150)
	o := Options{Quantiles: []float64{.05, .5, .95}, Sample: 100, Seed: 7, Rows: 4000, Point: Percentage}
	one := mustForecast(t, panelOf(Day, 14, values), o)
	o.Workers = 3
	three := mustForecast(t, panelOf(Day, 14, values), o)
	if !reflect.DeepEqual(one, three) {
		t.Error("three workers say other than one")
	}
}

// TestReport_NamesWhatHadToBeBeaten: a difference is to the candidate that is named with
// it, which is another for what learns from all series.
func TestReport_NamesWhatHadToBeBeaten(t *testing.T) {
	t.Parallel()
	values := shop(5, 120, 150)
	for i := range values {
		for day := range values[i] {
			values[i][day] += float64(day*i) / 100 // growth, which the usual way does not follow
		}
	}
	got := mustForecast(t, panelOf(Day, 14, values), Options{Sample: 100, Seed: 7, Rows: 4000})
	named := map[string]bool{}
	for _, g := range got.Report.Groups {
		losses := map[string]float64{}
		for _, s := range g.Scores {
			losses[s.Model] = s.Loss
		}
		for _, s := range g.Scores {
			if beaten, ok := losses[s.Against]; !ok || math.Abs(s.Loss-s.Difference-beaten) > 1e-9 {
				t.Errorf("%s: %s has %g, %+g to %q, which has %g", g.Class, s.Model, s.Loss, s.Difference, s.Against, beaten)
			}
			named[s.Against] = true
		}
	}
	if len(named) < 2 {
		t.Errorf("all are held against %v: the case proves nothing", named)
	}
}

// TestQuantiles_StayNearWhatWasSeen: a series that is told in another unit all of a sudden
// has no quantile hundreds of times what ever was.
func TestQuantiles_StayNearWhatWasSeen(t *testing.T) {
	t.Parallel()
	values := shop(9, 6, 40)
	most := 0.0
	for day := range values[0] {
		values[0][day] = 2 + float64(day%7)
		if day >= 28 {
			values[0][day] *= 1000
		}
		most = max(most, values[0][day])
	}
	got := mustForecast(t, panelOf(Day, 14, values), Options{Quantiles: []float64{.1, .5, .9}})
	for h, q := range got.Ahead[0].Quantiles[2] {
		if q > farthest*most {
			t.Errorf("step %d: %.0f, where the largest value was %.0f", h, q, most)
		}
	}
}

// TestFit_NeverLooksPastItsOrigin changes what comes after the oldest origin: the
// forecasts made there must stay.
func TestFit_NeverLooksPastItsOrigin(t *testing.T) {
	t.Parallel()
	values := shop(9, 30, 200)
	replayed := func() *trials {
		p, o := panelOf(Day, 14, values), Options{}
		if err := o.fill(); err != nil {
			t.Fatal(err)
		}
		f := &fitting{p: &p, o: &o, sample: sampleOf(&p, &o)}
		f.begin()
		return f.replay(f.list)
	}
	before := replayed()
	oldest := slices.MaxFunc(before.rows, func(a, b row) int { return int(a.origin - b.origin) }).origin
	for i := range values {
		for d := 200 - 14*int(oldest+1); d < 200; d++ {
			values[i][d] += 3
		}
	}
	after := replayed()
	for r := range before.rows {
		if before.rows[r].origin != oldest {
			continue
		}
		for c, name := range before.names {
			if before.forecast[c][r] != after.forecast[c][r] {
				t.Fatalf("%s: row %d changed from %g to %g by what came later", name, r, before.forecast[c][r], after.forecast[c][r])
			}
		}
		if before.rows[r].spread != after.rows[r].spread {
			t.Fatalf("row %d: the spread looked ahead", r)
		}
	}
}

// TestQuantiles_Cover holds that shares of what comes lie below the quantiles.
// Counts lie on steps, so a share may be above its level by the chance of one.
func TestQuantiles_Cover(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 1))
	sizes := make([][]float64, 150)
	for i := range sizes {
		l := 100 * math.Exp(rng.NormFloat64())
		for t := range 230 {
			l *= math.Exp(.02 * rng.NormFloat64())
			sizes[i] = append(sizes[i], l*math.Exp(.4*rng.NormFloat64())*[...]float64{1.4, .7, .8, .9, 1, 1.1, 1.1}[t%7])
		}
	}
	few := shop(13, 150, 230)
	many := shop(17, 150, 230)
	for i := range many {
		for d := range many[i] {
			many[i][d] = math.Round(many[i][d] * 40)
		}
	}
	levels := []float64{.1, .25, .5, .75, .9}
	for name, values := range map[string][][]float64{"sizes": sizes, "few": few, "many": many} {
		past := make([][]float64, len(values))
		for i := range values {
			past[i] = values[i][:202]
		}
		got := mustForecast(t, panelOf(Day, 28, past), Options{Quantiles: levels, Rows: 8000, Only: []string{"ses+7", "mix+7", pooledName}})
		for k, u := range levels {
			below, upto := covered(values, got, k)
			if below > u+.03 || upto < u-.03 || name == "sizes" && upto > u+.03 {
				t.Errorf("%s: between %.3f and %.3f lie below the %g quantile", name, below, upto, u)
			}
		}
	}
}

// covered are the shares of the 28 days from day 202 on that lie below the k-th
// quantile, and at it or below.
func covered(values [][]float64, got Result, k int) (below, upto float64) {
	n := 0.0
	for i := range values {
		for h, y := range values[i][202:] {
			q := got.Ahead[i].Quantiles[k][h]
			n++
			if y < q {
				below++
			}
			if y <= q {
				upto++
			}
		}
	}
	return below / n, upto / n
}

// TestForecast_SeasonFoundByItself holds that a season without a calendar is
// found and that forecasts are no worse than repeating it.
func TestForecast_SeasonFoundByItself(t *testing.T) {
	t.Parallel()
	for _, m := range []int{4, 7, 12, 24, 52} {
		rng := rand.New(rand.NewPCG(uint64(m), 2))
		values := make([][]float64, 12)
		n := 6*m + 40
		for i := range values {
			phase := rng.Float64()
			for t := range n + m {
				x := 2 * math.Pi * (float64(t)/float64(m) + phase)
				values[i] = append(values[i], 100+.2*float64(t)+30*math.Sin(x)+10*math.Cos(2*x)+6*rng.NormFloat64())
			}
		}
		past := make([][]float64, len(values))
		for i := range past {
			past[i] = values[i][:n]
		}
		got := mustForecast(t, panelOf(Step, m, past), Options{})
		if !slices.Contains(got.Report.Periods, m) {
			t.Errorf("period %d: found %v", m, got.Report.Periods)
		}
		ours, repeated := 0.0, 0.0
		for i, a := range got.Ahead {
			for h, y := range values[i][n:] {
				ours += math.Abs(y - a.Mean[h])
				repeated += math.Abs(y - past[i][n-m+h])
			}
		}
		if ours > repeated {
			t.Errorf("period %d: error %.4g with %s, repeating the season %.4g", m, ours, got.Ahead[0].Why.Model, repeated)
		}
	}
}

// TestForecast_TrendsGoOn holds that a clear trend is followed.
func TestForecast_TrendsGoOn(t *testing.T) {
	t.Parallel()
	values := make([][]float64, 20)
	for i := range values {
		rng := rand.New(rand.NewPCG(uint64(i), 3))
		for t := range 40 {
			values[i] = append(values[i], float64(100+5*t)+4*rng.NormFloat64())
		}
	}
	got := mustForecast(t, panelOf(Step, 6, values), Options{})
	for i, a := range got.Ahead {
		if want := 100 + 5*45.0; math.Abs(a.Mean[5]-want) > 15 {
			t.Errorf("series %d, %s: %.1f six steps on, want about %.1f", i, a.Why.Model, a.Mean[5], want)
		}
	}
}

// TestForecast_Edges holds that no input makes nonsense.
func TestForecast_Edges(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	lists := [][]float64{
		{}, {nan}, {0}, {5}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {1, nan, nan, nan, nan, nan, nan, 2}, {nan, nan, 3}, {3, nan, nan},
		slices.Repeat([]float64{7}, 60), slices.Repeat([]float64{1e12, 2e12}, 30), slices.Repeat([]float64{-5, 5}, 30),
		slices.Repeat([]float64{1e-9, 0}, 40), {inf, 1, 2, 3}, slices.Repeat([]float64{0, 0, 0, 0, 0, 0, 0, 0, 9}, 20), {1e38, 0, 1e38, 2},
		{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, append(slices.Repeat([]float64{4}, 50), slices.Repeat([]float64{nan}, 50)...),
	}
	levels := []float64{.005, .1, .5, .9, .995}
	var panels [][][]float64
	for _, l := range lists {
		panels = append(panels, [][]float64{l})
	}
	panels = append(panels, lists)
	for _, values := range panels {
		for _, f := range []Frequency{Day, Week, Step} {
			for _, point := range []Point{Mean, Median, Percentage} {
				sound(t, values, mustForecast(t, panelOf(f, 9, values), Options{Quantiles: levels, Point: point}))
			}
		}
	}
}

// TestForecast_DeadShelves holds that series in which nothing has been sold for a
// year do not stop the others' forecasts.
func TestForecast_DeadShelves(t *testing.T) {
	t.Parallel()
	values := shop(41, 30, 30)
	for i := range values {
		values[i] = append(values[i], make([]float64, 1500)...)
	}
	o := Options{Quantiles: []float64{.1, .5, .9}, Rows: 2000, Only: []string{"ses+7", pooledName}, Point: Percentage}
	got := mustForecast(t, panelOf(Day, 9, values), o)
	sound(t, values, got)
	for i, a := range got.Ahead {
		if a.Mean[8] > .01 {
			t.Errorf("series %d: %g a day is forecast after four years of none", i, a.Mean[8])
		}
	}
}

// sound holds forecasts to be numbers that do not cross, and not below 0 where
// nothing was.
func sound(t *testing.T, values [][]float64, got Result) {
	t.Helper()
	for i, a := range got.Ahead {
		low := 0.0
		if slices.ContainsFunc(values[i], func(v float64) bool { return v < 0 }) {
			low = math.Inf(-1)
		}
		for k, u := range append([][]float64{a.Mean, a.Point}, a.Quantiles...) {
			if slices.ContainsFunc(u, func(v float64) bool { return v < low }) || k > 2 && crosses(a.Quantiles[k-3], u) {
				t.Fatalf("%v: %+v", values[i], a)
			}
			if slices.ContainsFunc(slices.Concat(u, a.Why.Season, a.Why.Effect, []float64{a.Ratio}), func(v float64) bool { return !finite(v) }) {
				t.Fatalf("%v: %+v", values[i], a)
			}
		}
	}
}

// crosses says whether a higher quantile lies below a lower one.
func crosses(lower, higher []float64) bool {
	for h := range lower {
		if higher[h] < lower[h] {
			return true
		}
	}
	return false
}

func TestFit_RefusesWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	good := panelOf(Day, 7, shop(1, 3, 30))
	stop := errors.New("enough")
	for name, c := range map[string]struct {
		change func(p *Panel, o *Options)
	}{
		"frequency":     {func(p *Panel, _ *Options) { p.Freq = "hour" }},
		"no horizon":    {func(p *Panel, _ *Options) { p.Horizon = 0 }},
		"far horizon":   {func(p *Panel, _ *Options) { p.Horizon = MostHorizon + 1 }},
		"no series":     {func(p *Panel, _ *Options) { p.Series = 0 }},
		"level 0":       {func(_ *Panel, o *Options) { o.Quantiles = []float64{0} }},
		"level 1":       {func(_ *Panel, o *Options) { o.Quantiles = []float64{1} }},
		"levels fall":   {func(_ *Panel, o *Options) { o.Quantiles = []float64{.5, .5} }},
		"level NaN":     {func(_ *Panel, o *Options) { o.Quantiles = []float64{math.NaN()} }},
		"point":         {func(_ *Panel, o *Options) { o.Point = "best" }},
		"two origins":   {func(_ *Panel, o *Options) { o.Origins = 2 }},
		"stopped":       {func(_ *Panel, o *Options) { o.Stop = func() error { return stop } }},
		"short columns": {func(p *Panel, _ *Options) { p.Numbers = []string{"price"}; p.Read = shortColumn }},
	} {
		p, o := good, Options{}
		c.change(&p, &o)
		if _, err := Forecast(p, o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func shortColumn(_ int, s *Series) {
	s.Values, s.Numbers = []float32{1, 2, 3, 4, 5}, [][]float32{{1, 2, 3, 4, 5}}
}
