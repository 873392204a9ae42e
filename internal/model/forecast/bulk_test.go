package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestForecast_BulkDayChangesLittle holds that one bulk order among steady days, wherever
// it stands, raises means by less than a tenth of what is steady and leaves the
// quantiles where they are without it.
func TestForecast_BulkDayChangesLittle(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(61, 1))
	values := make([][]float64, 12)
	for i := range values {
		for range 300 {
			values[i] = append(values[i], poisson(rng, 10))
		}
	}
	levels := []float64{.05, .5, .95, .99}
	without := mustForecast(t, panelOf(Day, 7, values), Options{Quantiles: levels})
	for _, c := range []struct {
		name  string
		since int // days before the end
		comes []float64
	}{
		{"yesterday", 1, []float64{5000}},
		{"this week", 3, []float64{5000}},
		{"within the origins", 40, []float64{5000}},
		{"a hundred days ago", 100, []float64{5000}},
		{"on two days", 20, []float64{3000, 2000}},
		{"brought back the day after", 20, []float64{5000, -5000}},
	} {
		bulk := slices.Clone(values)
		for i := range 3 { // a quarter of them
			bulk[i] = slices.Clone(bulk[i])
			copy(bulk[i][300-c.since:], c.comes)
		}
		got := mustForecast(t, panelOf(Day, 7, bulk), Options{Quantiles: levels})
		for i := range got.Ahead {
			alike(t, fmt.Sprintf("%s, series %d", c.name, i), [2]*Ahead{&got.Ahead[i], &without.Ahead[i]}, levels)
		}
	}
}

// alike holds that a bulk order left a forecast about where it is without.
func alike(t *testing.T, name string, of [2]*Ahead, levels []float64) {
	t.Helper()
	a, without := of[0], of[1]
	for h := range a.Mean {
		if d := math.Abs(a.Mean[h] - without.Mean[h]); d > 1 {
			t.Errorf("%s, step %d: the mean is %.2f, %.2f without", name, h, a.Mean[h], without.Mean[h])
		}
		for k, u := range levels {
			most := 2.0
			if u >= .99 {
				most = 5
			}
			if q, w := a.Quantiles[k][h], without.Quantiles[k][h]; math.Abs(q-w) > most {
				t.Errorf("%s, step %d: the %g quantile is %g, %g without", name, h, u, q, w)
			}
		}
	}
	if r := a.Ratio / without.Ratio; r > 1.5 || r < .6 {
		t.Errorf("%s: sums over a week vary %.2f times what they do without", name, r)
	}
}
