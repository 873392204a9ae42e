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
		half := d.wrmsse(origin, func(i, h int) float64 { return (got[i][h] + weekly[i][h]) / 2 })
		t.Logf("origin %d: WRMSSE %.4f, SES and the week %.4f, half of both %.4f", origin, a, b, half)
		ours, base, off = ours+a/float64(len(m5Origins())), base+b/float64(len(m5Origins())), append(off, a-b)
	}
	const student = 2.365 // 97.5 %, seven degrees of freedom
	half := student * deviationOf(off) / math.Sqrt(float64(len(off)))
	return ours, base, ours - base - half, ours - base + half
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
// made once, at the oldest origin, and used for eight months; BenchmarkTinyM5
// makes one at each.
func TestTinyM5_BeatsTheBaseline(t *testing.T) {
	t.Parallel()
	d := readM5(t)
	m, err := Fit(d.panel(m5Origins()[0]), Options{Seed: 1, Rows: 30_000, Only: []string{"ses+7", pooledName}, Workers: 2, Origins: 3})
	if err != nil {
		t.Fatal(err)
	}
	ours, base, low, high := d.against(t, func(p Panel) *Model { return m.Until(p.Last) })
	t.Logf("WRMSSE %.4f, SES and the week %.4f, difference %.4f to %.4f; %s", ours, base, low, high, models(m.Report()))
	if ours >= base || high >= 0 {
		t.Errorf("WRMSSE %.4f, SES and the week %.4f, difference %.4f to %.4f: not surely better", ours, base, low, high)
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
