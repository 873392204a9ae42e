package forecast

import (
	"math"
	"testing"

	"sartor/internal/model/demand"
)

// m5Levels are those of the competition.
var m5Levels = [...]float64{.005, .025, .165, .25, .5, .75, .835, .975, .995}

// nodes is the panel of all nodes of a level, added up.
func (d *m5) nodes(level [][]int, origin int) Panel {
	p := d.panel(origin)
	read := p.Read
	p.Series, p.Codes = len(level), []string{"node", "event"}
	p.Read = func(i int, s *Series) {
		var one Series
		for k, member := range level[i] {
			one = Series{}
			read(member, &one)
			if k == 0 {
				s.Values = make([]float32, len(one.Values))
				s.Numbers = [][]float32{nil, one.Numbers[1]}
			}
			for t, v := range one.Values {
				if v == v {
					s.Values[t] += v
				}
			}
		}
		s.Codes = [][]int32{{int32(i)}, one.Codes[5]}
	}
	return p
}

// wspl is the competition's error of quantiles (4.3), every node forecast by itself.
func (d *m5) wspl(t testing.TB, origin int, o Options) float64 {
	o.Quantiles = m5Levels[:]
	total := 0.0
	for _, level := range d.levels() {
		p := d.nodes(level, origin)
		if len(level) == len(d.units) {
			p = d.panel(origin)
		}
		got, err := Forecast(p, o)
		if err != nil {
			t.Fatal(err)
		}
		sum, weight := 0.0, 0.0
		for k, members := range level {
			days, revenue := d.sum(members, origin)
			if _, size := demand.Scale(days[:origin]); size > 0 {
				sum, weight = sum+revenue*pinball(days[origin:], got.Ahead[k].Quantiles)/size, weight+revenue
			}
		}
		total += sum / weight / 12
	}
	return total
}

// pinball is the mean loss of the quantiles at all levels.
func pinball(actual []float64, quantiles [][]float64) float64 {
	sum := 0.0
	for k, u := range m5Levels {
		sum += demand.Pinball(u, actual, quantiles[k]) / float64(len(m5Levels))
	}
	return sum
}

// TestTinyM5_Quantiles holds the in-sample quantiles' WSPL of SCIENCE 4.4 beaten,
// with few rows; BenchmarkTinyM5_Quantiles is all of it.
func TestTinyM5_Quantiles(t *testing.T) {
	t.Parallel()
	d := readM5(t)
	got := d.wspl(t, 1885, Options{Seed: 1, Rows: 6_000, Only: []string{"ses+7", pooledName}, Workers: 2, Origins: 3})
	t.Logf("WSPL %.4f", got)
	if got >= .223476 {
		t.Errorf("WSPL %.4f, the in-sample quantiles' is .2235", got)
	}
}

func BenchmarkTinyM5_Quantiles(b *testing.B) {
	d := readM5(b)
	for b.Loop() {
		b.ReportMetric(d.wspl(b, 1885, Options{Seed: 1, Only: []string{"ses+7", pooledName}, Workers: 2}), "WSPL")
	}
}

// weekly is the panel of SCIENCE 4.5: weeks of 7 days that end at the last one of
// those weeks, as they were until an origin; the last 13 are to be foretold.
func (d *m5) weekly(origin int) (Panel, [][]float64) {
	p := d.panel(1885) // with the prices of the 28 days after it
	sums := make([][]float64, len(d.units))
	for i, y := range d.units {
		for w := range 273 {
			sum := 0.0
			for _, v := range y[2+7*w : 9+7*w] {
				sum += v
			}
			sums[i] = append(sums[i], sum)
		}
	}
	return Panel{
		Freq: Week, Last: d.first + 2 + 7*(origin-1), Horizon: 2, Series: len(d.units),
		Numbers: []string{"price", "snap"}, Codes: []string{"item", "department", "category", "store", "state"},
		Read: func(i int, s *Series) {
			var days Series
			p.Read(i, &days)
			price, snap := make([]float32, origin+2), make([]float32, origin+2)
			for w := range price {
				price[w] = days.Numbers[0][min(2+7*w+3, 1912)]
				for _, v := range d.snap[d.names[i][4]][min(2+7*w, 1906):min(9+7*w, 1913)] {
					snap[w] += v
				}
			}
			for w, v := range sums[i][:origin] {
				if price[w] != price[w] {
					v = math.NaN()
				}
				s.Values = append(s.Values, float32(v))
			}
			s.Numbers, s.Codes = [][]float32{price, snap}, days.Codes[:5]
		},
	}, sums
}

// TestTinyM5_WeeklyPercentage holds the target of SCIENCE 4.5: weeks two ahead,
// the last 13, models that saw nothing after the first origin.
func TestTinyM5_WeeklyPercentage(t *testing.T) {
	t.Parallel()
	d := readM5(t)
	first, sums := d.weekly(273 - 14)
	m, err := Fit(first, Options{Point: Percentage, Seed: 1, Rows: 30_000, Workers: 2, Only: []string{"mix", "ses", pooledName}, Origins: 3})
	if err != nil {
		t.Fatal(err)
	}
	off, n := 0.0, 0
	a := Ahead{}
	for week := 273 - 13; week < 273; week++ {
		p, _ := d.weekly(week - 1)
		desk := m.Until(p.Last).Desk()
		for i := range sums {
			var s Series
			p.Read(i, &s)
			if err := desk.Ahead(&s, &a); err != nil {
				t.Fatal(err)
			}
			if y := sums[i][week]; y > 0 {
				off, n = off+math.Abs(a.Point[1]-y)/y, n+1
			}
		}
	}
	t.Logf("MAPE %.4f over %d weeks; %+v", off/float64(n), n, m.Report().Groups)
	if off/float64(n) > .42 {
		t.Errorf("MAPE %.4f over %d weeks, the target is .42", off/float64(n), n)
	}
}
