package counts

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLaw_KeepsItsMean(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		mean := math.Exp(8*r.Float64() - 3)
		ratio := 1 + 6*r.Float64()
		l := NegativeBinomial(mean, mean*ratio)
		sum, square := 0.0, 0.0
		for x := 0; x <= l.Last(); x++ {
			sum += l.Chance(x)
			square += float64(x) * float64(x) * l.Chance(x)
		}
		if math.Abs(sum-1) > 1e-9 || math.Abs(l.Mean()-mean) > 1e-6*mean {
			t.Errorf("seed %d: chances sum to %g, mean %g, want 1 and %g", seed, sum, l.Mean(), mean)
		}
		if got := (square - l.Mean()*l.Mean()) / mean; ratio > leastRatio && math.Abs(got-ratio) > 1e-4*ratio {
			t.Errorf("seed %d: variance ratio %g, want %g", seed, got, ratio)
		}
	}
}

func TestLaw_OverAndShortAreRecounts(t *testing.T) {
	t.Parallel()
	l := NegativeBinomial(6, 11)
	for _, s := range []int{-4, 0, 1, 5, 12, l.Last(), l.Last() + 9} {
		over, short := 0.0, 0.0
		for x := 0; x <= l.Last(); x++ {
			over += l.Chance(x) * float64(max(s-x, 0))
			short += l.Chance(x) * float64(max(x-s, 0))
		}
		if math.Abs(l.Over(s)-over) > 1e-9 || math.Abs(l.Short(s)-short) > 1e-9 {
			t.Errorf("level %d: over %g, short %g; recounted %g, %g", s, l.Over(s), l.Short(s), over, short)
		}
	}
	for u := .01; u < 1; u += .01 {
		if x := l.Quantile(u); l.AtMost(x) < u || x > 0 && l.AtMost(x-1) >= u {
			t.Errorf("quantile %g is not %d", u, x)
		}
	}
}

func TestLaw_Edges(t *testing.T) {
	t.Parallel()
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -3, 1e300} {
		for what, l := range map[string]Law{"mean": Poisson(bad), "both": NegativeBinomial(bad, bad), "variance": NegativeBinomial(2, bad), "mass": NewLaw([]float64{bad}), "chance": Chances([]float64{bad})} {
			if v := l.Mean() + l.Over(3) + l.Short(3) + l.AtMost(3); math.IsNaN(v) || math.IsInf(v, 0) || l.Last() >= MostUnits {
				t.Errorf("%s %g: %g up to %d", what, bad, v, l.Last())
			}
		}
	}
	if got := NewLaw(nil); got.Mean() != 0 || got.AtMost(0) != 1 {
		t.Errorf("no chances are no demand: %+v", got)
	}
	if got := Poisson(3).Plus(Poisson(4)).AtMost(7); math.Abs(got-Poisson(7).AtMost(7)) > 1e-9 {
		t.Errorf("sum of two: %g", got)
	}
}

func TestShortfall_IsTheLawsOwn(t *testing.T) {
	t.Parallel()
	for _, mean := range []float64{.01, .3, 1, 4.5, 20, 90, 400, 3000} {
		for _, v := range []float64{.5, 1, 1.05, 1.2, 2, 6} {
			sameShortfall(t, mean, v)
		}
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), -1, 0} {
		if got := Shortfall(bad, 3, 2); got != 0 {
			t.Errorf("a mean of %g is short of %g", bad, got)
		}
		if got := Shortfall(2, bad, 2); math.IsNaN(got) || math.IsInf(got, 0) {
			t.Errorf("a variance of %g is short of %g", bad, got)
		}
	}
}

func sameShortfall(t *testing.T, mean, ratio float64) {
	t.Helper()
	l := NegativeBinomial(mean, ratio*mean)
	for _, at := range []float64{-2, 0, .3, .8, 1, 1.1, 1.5, 3, 40} {
		s := int(at * mean)
		if got, want := Shortfall(mean, ratio*mean, s), l.Short(s); math.Abs(got-want) > 1e-8*(1+mean) {
			t.Errorf("mean %g, ratio %g, %d units: %.12g, want %.12g", mean, ratio, s, got, want)
		}
	}
}
