package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
)

// deals is weekly sales that promotions drive, with known truth: level, trend and
// season of the product, the price's elasticity by product, a display's factor,
// pantry loading in the week after, noise.
type deals struct {
	units, price, display [][]float64
	truth                 [][]float64 // the mean of each week
	horizon, weeks        int
}

func newDeals(seed uint64, series, weeks, horizon int) *deals {
	rng := rand.New(rand.NewPCG(seed, 4))
	d := &deals{horizon: horizon, weeks: weeks}
	for range series {
		level, elasticity, show := math.Exp(3+rng.NormFloat64()), 2+2*rng.Float64(), .4+.5*rng.Float64()
		usual, phase, drift := 1+5*rng.Float64(), rng.Float64(), .003*rng.NormFloat64()
		var units, price, display, truth []float64
		before := 0.0
		for t := range weeks + horizon {
			cut, shown := deal(rng)
			lift := -elasticity*math.Log(1-cut) + show*shown
			mean := level * math.Exp(drift*float64(t)+.2*math.Sin(2*math.Pi*(float64(t)/52+phase))+lift-.3*before)
			before = lift
			units = append(units, math.Round(mean*math.Exp(.2*rng.NormFloat64())))
			price = append(price, usual*(1-cut))
			display, truth = append(display, shown), append(truth, mean)
		}
		d.units, d.price = append(d.units, units), append(d.price, price)
		d.display, d.truth = append(d.display, display), append(d.truth, truth)
	}
	return d
}

// deal is a week's price cut, and 1 where the product stands on display.
func deal(rng *rand.Rand) (cut, shown float64) {
	if rng.Float64() >= .2 {
		return 0, 0
	}
	cut = .1 + .3*rng.Float64()
	if rng.Float64() < .5 {
		shown = 1
	}
	return cut, shown
}

// panel is the history with the prices and displays planned for the horizon.
func (d *deals) panel() Panel {
	return Panel{
		Freq: Week, Last: 20000, Horizon: d.horizon, Series: len(d.units), Numbers: []string{"price", "display"}, Codes: []string{"product"},
		Read: func(i int, s *Series) {
			price, display := []float32{}, []float32{}
			for t, v := range d.units[i] {
				if t < d.weeks {
					s.Values = append(s.Values, float32(v))
				}
				price, display = append(price, float32(d.price[i][t])), append(display, float32(d.display[i][t]))
			}
			s.Numbers, s.Codes = [][]float32{price, display}, [][]int32{{int32(i)}}
		},
	}
}

// mape is the mean percentage error over the horizon's weeks with sales.
func (d *deals) mape(got Result) float64 {
	sum, n := 0.0, 0.0
	for i, a := range got.Ahead {
		for h, f := range a.Point {
			if y := d.units[i][d.weeks+h]; y > 0 {
				sum, n = sum+math.Abs(y-f)/y, n+1
			}
		}
	}
	return sum / n
}

// TestPooled_Promotions holds that sales which promotions drive are foretold at
// least 30 % better than by exponential smoothing with trend and season, that the
// pooled model is what was chosen for it, and that its means are near the truth.
func TestPooled_Promotions(t *testing.T) {
	t.Parallel()
	d := newDeals(21, 100, 120, 8)
	got := mustForecast(t, d.panel(), Options{Seed: 1, Workers: 2, Rows: 10_000, Origins: 3, Point: Percentage, Only: []string{"mix", pooledName}})
	ets := mustForecast(t, d.panel(), Options{Only: []string{"damped"}, Point: Percentage})
	mix := mustForecast(t, d.panel(), Options{Only: []string{"mix"}, Point: Percentage})
	ours, least := d.mape(got), min(d.mape(ets), d.mape(mix))
	t.Logf("MAPE %.4f, damped trend %.4f, mixture %.4f; %s", ours, d.mape(ets), d.mape(mix), models(got.Report))
	if ours > .7*least {
		t.Errorf("MAPE %.4f, smoothing %.4f: less than 30 %% better", ours, least)
	}
	off, n := 0.0, 0.0
	for i, a := range got.Ahead {
		for h, f := range a.Mean {
			off, n = off+math.Abs(math.Log(f/d.truth[i][d.weeks+h])), n+1
		}
	}
	t.Logf("mean off the truth by %.3f in logarithm", off/n)
	if off/n > .2 {
		t.Errorf("means are off the truth by %.3f in logarithm", off/n)
	}
}

// shops is a panel of series of two years of days: two units sell where one did
// when the price is lowest.
func shops(series int) Panel {
	values := shop(31, 1000, 730)
	p := panelOf(Day, 28, nil)
	p.Series, p.Numbers, p.Codes = series, []string{"price"}, []string{"product", "store"}
	p.Read = func(i int, s *Series) {
		price := make([]float32, 758)
		for t := range price {
			price[t] = 1 + float32((t/28+i)%5)/10
		}
		s.Values = s.Values[:0]
		for t, v := range values[i%1000] {
			s.Values = append(s.Values, float32(v)*float32(1+int(3-2*price[t])))
		}
		s.Numbers, s.Codes = [][]float32{price}, [][]int32{{int32(i % 1000)}, {int32(i / 1000)}}
	}
	return p
}

// BenchmarkForecast makes a model and forecasts all, with quantiles: memory does not grow
// with series.
func BenchmarkForecast(b *testing.B) {
	for name, series := range map[string]int{"1k": 1000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000} {
		b.Run(name, func(b *testing.B) {
			p := shops(series)
			for b.Loop() {
				m, err := Fit(p, Options{Quantiles: []float64{.05, .25, .5, .75, .95}, Workers: 2, Seed: 1})
				if err != nil {
					b.Fatal(err)
				}
				trees := atomic.Int64{}
				err = m.Each(p, func(_ int, a *Ahead) error {
					if strings.Contains(a.Why.Model, pooledName) {
						trees.Add(1)
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(trees.Load())/float64(series), "trees/series")
			}
		})
	}
}

// BenchmarkEach forecasts series with a model of few rows: what each one costs.
func BenchmarkEach(b *testing.B) {
	p := shops(100_000)
	m, err := Fit(p, Options{Quantiles: []float64{.05, .25, .5, .75, .95}, Seed: 1, Rows: 3000, Sample: 200, Only: []string{"ses+7", pooledName}})
	if err != nil {
		b.Fatal(err)
	}
	desk, s, a, i := m.Desk(), Series{}, Ahead{}, 0
	for b.Loop() {
		p.Read(i%p.Series, &s)
		if err := desk.Ahead(&s, &a); err != nil {
			b.Fatal(err)
		}
		i++
	}
	if a.Why.Model == "ses+7" {
		b.Log("the pooled model was not chosen")
	}
}
