package forecast

import (
	"fmt"
	"math"
	"testing"

	"sartor/internal/model/demand"
)

// m5Origins are eight windows of 28 days, one after the other; the last one is
// that of SCIENCE 4.4.
func m5Origins() []int { return []int{1689, 1717, 1745, 1773, 1801, 1829, 1857, 1885} }

// against compares what models say at the origins with SES and the week,
// bottom-up: mean error of both, and the 95 % interval of the difference over the
// origins (Student).
func (d *m5) against(t testing.TB, model func(p Panel) *Model) (ours, base, low, high float64) {
	var off []float64
	for _, origin := range m5Origins() {
		p := d.panel(origin)
		got, weekly := d.means(t, model(p), p), make([][]float64, len(d.units))
		for i, y := range d.units {
			weekly[i] = demand.SES.Weekly(y[:origin], 28, 56, demand.Usual())
		}
		a := d.wrmsse(origin, func(i, h int) float64 { return got[i][h] })
		b := d.wrmsse(origin, func(i, h int) float64 { return weekly[i][h] })
		t.Logf("origin %d: WRMSSE %.4f, SES and the week %.4f; RMSSE of each seventh series %.4f, %.4f",
			origin, a, b, d.seventh(origin, got), d.seventh(origin, weekly))
		ours, base, off = ours+a/float64(len(m5Origins())), base+b/float64(len(m5Origins())), append(off, a-b)
	}
	const student = 2.365 // 97.5 %, seven degrees of freedom
	half := student * deviationOf(off) / math.Sqrt(float64(len(off)))
	return ours, base, ours - base - half, ours - base + half
}

// seventh is the mean RMSSE of each seventh series: few enough for slow peers.
func (d *m5) seventh(origin int, forecast [][]float64) float64 {
	sum, n := 0.0, 0.0
	for i := 0; i < len(d.units); i += 7 {
		if v, ok := demand.RMSSE(d.units[i][:origin], d.units[i][origin:origin+28], forecast[i]); ok {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}

// means are a model's forecasts of a panel.
func (d *m5) means(t testing.TB, m *Model, p Panel) [][]float64 {
	out := make([][]float64, p.Series)
	err := m.Each(p, func(i int, a *Ahead) error {
		out[i] = append(out[i], a.Mean...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func models(r Report) string {
	out := ""
	for _, g := range r.Groups {
		out += fmt.Sprintf("%s: %s; ", g.Class, g.Model)
	}
	return out
}

func deviationOf(list []float64) float64 {
	mean, squares := 0.0, 0.0
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(list)-1))
}

// TestTinyM5_BeatsTheBaseline holds the target of public data by a model that is
// made once, at the oldest origin, and used for eight months, and its quantiles to
// their levels; BenchmarkTinyM5 makes a model at each origin.
func TestTinyM5_BeatsTheBaseline(t *testing.T) {
	t.Parallel()
	d, levels := readM5(t), []float64{.05, .25, .5, .75, .95}
	m, err := Fit(d.panel(m5Origins()[0]), Options{
		Seed: 1, Rows: 20_000, Only: []string{"ses+7", pooledName}, Workers: 2, Origins: 3, Quantiles: levels,
	})
	if err != nil {
		t.Fatal(err)
	}
	ours, base, low, high := d.against(t, func(p Panel) *Model { return m.Until(p.Last) })
	t.Logf("WRMSSE %.4f, SES and the week %.4f, difference %.4f to %.4f; %s", ours, base, low, high, models(m.Report()))
	if ours >= base || high >= 0 {
		t.Errorf("WRMSSE %.4f, SES and the week %.4f, difference %.4f to %.4f: not surely better", ours, base, low, high)
	}
	below, upto := d.covered(t, m, len(levels))
	for k, u := range levels {
		t.Logf("%g: %.3f to %.3f", u, below[k], upto[k])
		if below[k] > u+.03 || upto[k] < u-.03 {
			t.Errorf("between %.3f and %.3f lie below the %g quantile", below[k], upto[k], u)
		}
	}
}

// covered are the shares of days that lie below a model's quantiles, and at them
// or below: counts lie on steps, so a level is somewhere between the two.
func (d *m5) covered(t *testing.T, m *Model, levels int) (below, upto []float64) {
	below, upto = make([]float64, levels), make([]float64, levels)
	steps := float64(len(m5Origins()) * len(d.units) * 28)
	for _, origin := range m5Origins() {
		p, all := d.panel(origin), make([]Ahead, len(d.units))
		err := m.Until(p.Last).Each(p, func(i int, a *Ahead) error {
			all[i], *a = *a, Ahead{}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range all {
			a.count(d.units[i][origin:origin+28], func(k int, under, at float64) {
				below[k], upto[k] = below[k]+under/steps, upto[k]+(under+at)/steps
			})
		}
	}
	return below, upto
}

// count tells how many steps lie under each quantile, and how many on it.
func (a *Ahead) count(actual []float64, tell func(k int, under, at float64)) {
	for k, list := range a.Quantiles {
		under, at := 0.0, 0.0
		for h, q := range list {
			if actual[h] < q {
				under++
			}
			if actual[h] == q {
				at++
			}
		}
		tell(k, under, at)
	}
}

func BenchmarkTinyM5(b *testing.B) {
	d := readM5(b)
	for b.Loop() {
		ours, base, low, high := d.against(b, func(p Panel) *Model {
			m, err := Fit(p, Options{Seed: 1, Workers: 2, Only: []string{"ses+7", "tsb", "mix+7", pooledName}})
			if err != nil {
				b.Fatal(err)
			}
			b.Log(models(m.Report()))
			return m
		})
		b.ReportMetric(ours, "WRMSSE")
		b.ReportMetric(base, "WRMSSE-of-SES+7")
		b.ReportMetric(low, "difference-low")
		b.ReportMetric(high, "difference-high")
	}
}
