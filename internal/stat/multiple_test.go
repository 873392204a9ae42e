package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestBenjaminiHochberg_WorkedExample is the example of SCIENCE 6.4.
func TestBenjaminiHochberg_WorkedExample(t *testing.T) {
	t.Parallel()
	p := []float64{.216, .001, .008, .212, .039, .041, .042, .06, .074, .205}
	want := []float64{.216, .01, .04, .216, .084, .084, .084, .1, .105714, .216}
	for i, got := range BenjaminiHochberg(p) {
		if math.Abs(got-want[i]) > 1e-6 {
			t.Errorf("p %.3f: adjusted %.6f, want %.6f", p[i], got, want[i])
		}
	}
}

func TestBenjaminiHochberg_KeepsOrderAndNeverFalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		before := slices.Clone(p)
		q := BenjaminiHochberg(p)
		if !slices.Equal(p, before) {
			t.Fatalf("the input was changed")
		}
		for i := range p {
			if q[i] < p[i] || q[i] > 1 {
				t.Fatalf("p %v: adjusted %v", p[i], q[i])
			}
			for j := range p {
				if p[i] <= p[j] && q[i] > q[j] {
					t.Fatalf("p %v ≤ %v, adjusted %v > %v", p[i], p[j], q[i], q[j])
				}
			}
		}
	})
	if got := BenjaminiHochberg([]float64{math.NaN(), .01}); got[0] != 1 || got[1] != .02 {
		t.Errorf("no number: %v", got)
	}
}
