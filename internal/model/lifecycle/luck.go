package lifecycle

import "gonum.org/v1/gonum/mathext"

// AtLeast is the chance that a customer who stays buys on at least n days within a
// window, given their past before it.
//
//	Assumes   A1 gaps are Erlang-k stages of a rate λ that does not change
//	          A2 λ ~ Gamma(r, α) over the chain; the customer is there throughout
//	Symbols   n days, x repeats in a past of T days, t days of window
//	          r Shape, α Rate [weeks], k Stages
//	Computes  P(Y ≥ n) = I_z(n·k, r + k·x),   z = t/(α + T + t)       (SCIENCE 1.4, φ = 1)
//	Source    conjugate gamma mixing; Fader, Hardie, Lee 2005 for k = 1
//	Weak      the stage the customer stands in at the start of the window is taken
//	          as the first, which makes many purchases a little too unlikely for k > 1
func (p Prior) AtLeast(n, repeats, past, window int) float64 {
	if n <= 0 {
		return 1
	}
	k := float64(p.Stages)
	t := float64(window) / daysPerWeek
	z := t / (p.Rate + float64(past)/daysPerWeek + t)
	if z <= 0 {
		return 0
	}
	return mathext.RegIncBeta(float64(n)*k, p.Shape+k*float64(repeats), z)
}
