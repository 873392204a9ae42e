package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}

func TestWilson_WorkedExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ hits, n, low, high float64 }{
		{8, 10, .490162, .943318}, {0, 5, 0, .434482}, {60, 100, .502003, .690599}, {.5 * 3.657143, 3.657143, .142128, .857872},
	} {
		got := Wilson(c.hits/c.n, c.n, .95)
		near(t, "low", got.Low, c.low, 1e-5)
		near(t, "high", got.High, c.high, 1e-5)
	}
}

func TestWilson_HoldsTheShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, n := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(.1, 1e9).Draw(t, "n")
		i := Wilson(p, n, rapid.Float64Range(.5, .999).Draw(t, "level"))
		if !(0 <= i.Low && i.Low <= p && p <= i.High && i.High <= 1) {
			t.Fatalf("p=%v n=%v: %+v", p, n, i)
		}
	})
	if got := Wilson(.5, 0, .9); got != (Interval{0, 1}) {
		t.Errorf("no trials: %+v", got)
	}
}

func TestNormalQuantile(t *testing.T) {
	t.Parallel()
	near(t, "z .975", NormalQuantile(.975), 1.959964, 1e-6)
	near(t, "z .8", NormalQuantile(.8), .841621, 1e-6)
	near(t, "tail", NormalTail(1.959964), .025, 1e-6)
	if !math.IsInf(NormalQuantile(0), -1) || !math.IsInf(NormalQuantile(1), 1) {
		t.Error("the ends are infinite")
	}
}

func TestPoisson_IntervalAgreesWithTails(t *testing.T) {
	t.Parallel()
	got := Poisson(10, .95) // Garwood's table: 4.795, 18.39
	near(t, "low", got.Low, 4.795389, 1e-5)
	near(t, "high", got.High, 18.390356, 1e-5)
	near(t, "none", Poisson(0, .95).High, 3.688879, 1e-5)
	for n := 1; n < 60; n += 7 {
		i := Poisson(n, .99)
		near(t, "lower tail", PoissonAtLeast(n, i.Low), .005, 1e-8)
		near(t, "upper tail", PoissonAtMost(n, i.High), .005, 1e-8)
		near(t, "complement", PoissonAtLeast(n, 7)+PoissonAtMost(n-1, 7), 1, 1e-12)
	}
}

func TestCUPED_WorkedExample(t *testing.T) {
	t.Parallel()
	treated := Arm{X: []float64{2, 4, 6, 8}, Y: []float64{3, 6, 9, 11}}
	control := Arm{X: []float64{1, 3, 5, 7}, Y: []float64{3, 5, 6, 9}}
	raw, ok := Difference(treated.Y, control.Y)
	near(t, "raw", raw.Estimate, 1.5, 1e-9)
	near(t, "raw se", raw.SE, 2.150581, 1e-6)
	got, ok2 := CUPED(treated, control)
	near(t, "theta", got.Theta, 1.166667, 1e-6)
	near(t, "effect", got.Estimate, .333333, 1e-6)
	near(t, "se", got.SE, .466468, 1e-6)
	if !ok || !ok2 {
		t.Error("both stand on eight persons")
	}
	if _, ok := Difference([]float64{1}, control.Y); ok {
		t.Error("one person has no variance")
	}
	if _, ok := CUPED(Arm{Y: []float64{1, 2}}, control); ok {
		t.Error("a covariate of another length was taken")
	}
}

func TestCUPED_ConstantCovariate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.SliceOfN(rapid.Float64Range(-100, 100), 2, 20)
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		plain, _ := Difference(a, b)
		got, _ := CUPED(Arm{a, make([]float64, len(a))}, Arm{b, make([]float64, len(b))})
		if got != plain {
			t.Fatalf("got %+v, want %+v", got, plain)
		}
	})
}

func TestBootstrap_CoversTheTruth(t *testing.T) {
	t.Parallel()
	rng, held := rand.New(rand.NewPCG(3, 4)), 0
	const repeats = 300
	for r := range repeats {
		values := make([]float64, 80)
		for i := range values {
			values[i] = rng.ExpFloat64()
		}
		got := Bootstrap([][]float64{values}, Resampling{200, .9, uint64(r)})[0]
		if got.Low <= 1 && 1 <= got.High {
			held++
		}
	}
	near(t, "coverage of the 90 % interval", float64(held)/repeats, .89, .05)
}

func TestBootstrap_IsPairedAndSeeded(t *testing.T) {
	t.Parallel()
	a := []float64{1, 5, 2, 8, 3}
	b := []float64{2, 6, 3, 9, 4} // a + 1 for each person
	how := Resampling{500, .9, 7}
	got := Bootstrap([][]float64{a, b}, how)
	near(t, "shift", got[1].Low-got[0].Low, 1, 1e-12)
	if again := Bootstrap([][]float64{a}, how)[0]; again != got[0] {
		t.Errorf("same seed: %+v and %+v", again, got[0])
	}
	if none := Bootstrap([][]float64{{}}, how)[0]; none != (Interval{}) {
		t.Errorf("nobody: %+v", none)
	}
}

func TestIsotonic_WorkedExample(t *testing.T) {
	t.Parallel()
	curve := Isotonic([]Trial{{3, 0}, {1, 0}, {5, 1}, {2, 1}, {4, 1}})
	want := Curve{{1, 0, 1}, {2, 1, 2}, {4, 2, 2}}
	if len(curve) != len(want) {
		t.Fatalf("got %+v", curve)
	}
	for i := range want {
		if curve[i] != want[i] {
			t.Errorf("block %d: got %+v, want %+v", i, curve[i], want[i])
		}
	}
	for score, from := range map[float64]float64{.5: 1, 1: 1, 3.9: 2, 4: 4, 99: 4} {
		if b, ok := curve.At(score); !ok || b.From != from {
			t.Errorf("score %v: got block %+v, want from %v", score, b, from)
		}
	}
	if _, ok := Curve(nil).At(1); ok {
		t.Error("an empty curve knows nothing")
	}
}

func TestIsotonic_NeverFalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		trials := make([]Trial, n)
		hits := 0.0
		for i := range trials {
			trials[i] = Trial{float64(rapid.IntRange(0, 20).Draw(t, "score")), float64(rapid.IntRange(0, 1).Draw(t, "hit"))}
			hits += trials[i].Hit
		}
		curve := Isotonic(trials)
		for i, b := range curve {
			hits -= b.Hits
			if i > 0 && !(curve[i-1].From < b.From && curve[i-1].Hits/curve[i-1].Trials < b.Hits/b.Trials) {
				t.Fatalf("falls: %+v", curve)
			}
		}
		if hits != 0 {
			t.Fatalf("%v hits lost", hits)
		}
	})
}
