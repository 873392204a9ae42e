package stat

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

func TestBetaFraction_IsTheGeneralRoutine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(.05, 500).Draw(t, "a"), rapid.Float64Range(.05, 500).Draw(t, "b")
		x := rapid.Float64Range(0, (a+1)/(a+b+2)).Draw(t, "x")
		if x == 0 {
			return
		}
		la, _ := math.Lgamma(a)
		lb, _ := math.Lgamma(b)
		lab, _ := math.Lgamma(a + b)
		front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) - la - lb + lab)
		got, want := front*BetaFraction{Enough: 1e-11, Steps: 4000}.Of(x, a, b)/a, mathext.RegIncBeta(a, b, x)
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("I_%v(%v, %v) is %v, want %v", x, a, b, got, want)
		}
	})
}
