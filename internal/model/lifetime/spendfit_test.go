package lifetime

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// spenders draws customers of a model of spend.
func spenders(s Spend, n int) []Spent {
	rng, out := rand.New(rand.NewPCG(5, 6)), make([]Spent, n)
	for i := range out {
		next := s.Purse(Spent{}).draw(rng)
		c := Spent{Days: 1 + rng.Int32N(9)}
		for range c.Days {
			c.Mean += next() / float64(c.Days)
		}
		out[i] = c
	}
	return out
}

func TestFitSpend_Recovers(t *testing.T) {
	want := Spend{P: 3, Q: 2.5, Gamma: 900}
	spent := spenders(want, 10_000)
	got, err := FitSpend(spent, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range []float64{got.Spend.P / want.P, got.Spend.Q / want.Q, got.Spend.Gamma / want.Gamma} {
		if off := math.Abs(math.Log(r)) / got.SE[i]; !(off < 3.5) || got.SE[i] > .1 {
			t.Errorf("parameter %d of %+v: %.1f standard errors of %.3f from the truth", i, got.Spend, off, got.SE[i])
		}
	}

	// Twice the money doubles γ and nothing else; order and workers do not show.
	double := slices.Clone(spent)
	slices.Reverse(double)
	for i := range double {
		double[i].Mean *= 2
	}
	twice, err := FitSpend(double, 5)
	if err != nil || twice.Spend.P != got.Spend.P || twice.Spend.Q != got.Spend.Q || twice.Spend.Gamma != 2*got.Spend.Gamma {
		t.Errorf("%+v of twice %+v (%v)", twice.Spend, got.Spend, err)
	}
}

func TestFitSpend_SaysWhenItCannot(t *testing.T) {
	few := spenders(Spend{P: 3, Q: 2.5, Gamma: 9}, LeastSpenders)
	if _, err := FitSpend(append(few, make([]Spent, 500)...), 1); err != nil {
		t.Errorf("the first number that is enough: %v", err)
	}
	if _, err := FitSpend(append(few[1:], make([]Spent, 500)...), 1); !errors.Is(err, ErrTooFew) {
		t.Errorf("fitted %d spenders: %v", len(few)-1, err)
	}
	if _, err := FitSpend(append(few, Spent{Days: 1, Mean: math.NaN()}), 1); err == nil {
		t.Error("a mean that is no number was taken in")
	}
	same := make([]Spent, 300)
	for i := range same {
		same[i] = Spent{Days: 2, Mean: 10}
	}
	fit, err := FitSpend(same, 1)
	if err == nil {
		mean, _ := fit.Spend.Purse(Spent{2, 10}).Mean()
		near(t, "all spend the same", mean, 10, .05)
	} else if !errors.Is(err, ErrNotConverged) {
		t.Error(err)
	}
}
