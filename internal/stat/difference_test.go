package stat

import (
	"math"
	"testing"
)

// TestPaired_WorkedNumber: of 1, 2 and 6 the mean is 3, its standard error √(7/3).
func TestPaired_WorkedNumber(t *testing.T) {
	t.Parallel()
	if mean, se := Paired([]float64{1, 2, 6}); math.Abs(mean-3) > 1e-12 || math.Abs(se-math.Sqrt(7./3)) > 1e-12 {
		t.Errorf("got %v and %v", mean, se)
	}
	if mean, se := Paired([]float64{4}); mean != 0 || se != 0 {
		t.Errorf("one person says %v, give or take %v", mean, se)
	}
}

func TestDrifted(t *testing.T) {
	t.Parallel()
	narrow, wide := Interval{.39, .41}, Interval{.34, .46}
	for _, c := range []struct {
		then, now Interval
		want      float64
	}{{narrow, Interval{}, .38}, {wide, Interval{}, .28}, {wide, wide, .4 - 2*math.Sqrt2*.06}, {Interval{}, Interval{}, .38}} {
		if got := Drifted(.4, c.then, c.now); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v then and %v now: %g, want %g", c.then, c.now, got, c.want)
		}
	}
}
