package demand

import (
	"math"
	"slices"
	"testing"
)

// TestLower holds the borders of what counts as bulk.
func TestLower(t *testing.T) {
	t.Parallel()
	steady := slices.Repeat([]float64{10}, 90)
	with := func(at int, comes ...float64) []float64 {
		out := slices.Clone(steady)
		copy(out[at:], comes)
		return out
	}
	rare := slices.Repeat([]float64{2, 0, 0, 0}, 20)
	for _, c := range []struct {
		name     string
		in, want []float64
	}{
		{"five times as much is demand", with(30, 50), with(30, 50)},
		{"more is bulk", with(30, 51), steady},
		{"the last day alike", with(89, 5000), steady},
		{"two days alike", with(30, 5000, 4000), steady},
		{"three are demand", with(30, 5000, 4000, 4000), with(30, 5000, 4000, 4000)},
		{"what is brought back stays below nothing", with(30, 5000, -5000), with(30, 10, -10)},
		{"seven days know nothing", []float64{1, 1, 1, 1, 1, 1, 90}, []float64{1, 1, 1, 1, 1, 1, 90}},
		{"eight do", []float64{1, 1, 1, 1, 1, 1, 1, 90}, []float64{1, 1, 1, 1, 1, 1, 1, 1}},
		{"days without demand are no measure", append(slices.Clone(rare), 11), append(slices.Clone(rare), 2)},
		{"gaps neither", append(slices.Repeat([]float64{3, math.NaN()}, 10), 90), append(slices.Repeat([]float64{3, math.NaN()}, 10), 3)},
		{"a new level stands after its third day", append(slices.Clone(steady), 900, 900, 900), append(slices.Clone(steady), 900, 900, 900)},
		{"ninety days are no quarter of their own", append(slices.Repeat([]float64{400}, 91), with(30, 400)...), append(slices.Repeat([]float64{400}, 91), with(30, 400)...)},
		{"ninety-one are: what came before is no measure", append(slices.Repeat([]float64{400}, 91), append(with(30, 400), 10)...), append(slices.Repeat([]float64{400}, 91), append(steady, 10)...)},
	} {
		Lower(c.in)
		if !slices.EqualFunc(c.in, c.want, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Errorf("%s: %v, want %v", c.name, c.in, c.want)
		}
	}
}
