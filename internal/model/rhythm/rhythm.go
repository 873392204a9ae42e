// Package rhythm owns the law of the days between two purchases of a product: what it
// says of a buyer (Law) and how it is fitted to many (Fit). It refuses a fit that did
// not converge and parameters that are not positive and finite. Invariants and the
// tests that hold them: the worked example (TestRhythm_WorkedExample), the hazard is
// the rate of due (TestRhythm_HazardIsTheRateOfDue), a fit finds the law that made the
// gaps (TestFit_RecoversTheTruth).
package rhythm

import (
	"math"
	"sartor/internal/stat"
)

// Law is the law of the days between purchases of a product in one category:
// gaps are gamma, and buyers differ in their rate.
//
//	Assumes   gaps ~ Gamma(K, rate θ) [days],  θ ~ Gamma(R, rate A) over buyers
//	          a buyer never lapses (no drop-out: SCIENCE 3.5 says what that costs)
//	Symbols   n gaps with sum S [days], y days since the last purchase, R′ = R + K·n
//	Computes  F(g) = I_{g/(g+A+S)}(K, R′);  due(h) = (F(y+h) − F(y))/(1 − F(y))   (3.6)
//	          f(g) = g^(K−1) (A+S)^R′ / (B(K,R′) (g+A+S)^(K+R′)),  hazard = f/(1−F)
//	          mean gap = K (A+S)/(R′−1) for R′ > 1
//	Source    SCIENCE 3.5
//	Weak      lapsed buyers stay due: due(28 days) was .231 where .159 came true
type Law struct{ K, R, A float64 }

// Past is one buyer's history of a product up to the day of asking.
type Past struct {
	Gaps int     // n
	Sum  float64 // S, days
	Idle float64 // y, days since the last purchase
}

// Sound reports whether the parameters are usable.
func (r Law) Sound() bool {
	finite := !math.IsInf(r.K+r.R+r.A, 0)
	return finite && r.K > 0 && r.R > 0 && r.A > 0
}

// Waited returns 1 − F(y): how likely a wait of more than y days is.
func (r Law) Waited(p Past, days float64) float64 {
	if !(days > 0) {
		return 1
	}
	return r.tail(p, days, logBeta(r.shape(p), r.K))
}

// shape is that of the posterior.
func (r Law) shape(p Past) float64 { return r.R + r.K*float64(p.Gaps) }

// tail is Waited for days > 0; whole is ln B(shape, K), which no day changes.
func (r Law) tail(p Past, days, whole float64) float64 {
	scale := r.A + p.Sum
	// 1 − I_x(a,b) = I_{1−x}(b,a), which keeps small tails exact.
	return incompleteBeta(scale/(days+scale), r.shape(p), r.K, whole)
}

// Due returns the chance of a purchase within h days, given none for Idle days.
func (r Law) Due(p Past, h float64) float64 {
	whole, now := logBeta(r.shape(p), r.K), 1.0
	if p.Idle > 0 {
		now = r.tail(p, p.Idle, whole)
	}
	if !(now > 0) || !(p.Idle+h > 0) {
		return 0
	}
	return min(1, max(0, 1-r.tail(p, p.Idle+h, whole)/now))
}

// Hazard returns the rate of purchase a day after Idle days without one.
func (r Law) Hazard(p Past) float64 {
	shape, scale := r.R+r.K*float64(p.Gaps), r.A+p.Sum
	tail := r.Waited(p, p.Idle)
	if !(tail > 0) || !(p.Idle > 0) {
		return 0
	}
	logF := (r.K-1)*math.Log(p.Idle) + shape*math.Log(scale) - logBeta(r.K, shape) - (r.K+shape)*math.Log(p.Idle+scale)
	return math.Exp(logF) / tail
}

// MeanGap returns the expected gap in days; ok is false where the law has none.
func (r Law) MeanGap(p Past) (days float64, ok bool) {
	shape := r.R + r.K*float64(p.Gaps)
	if shape <= 1 {
		return 0, false
	}
	return r.K * (r.A + p.Sum) / (shape - 1), true
}

func logBeta(a, b float64) float64 {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	return la + lb - lab
}

// incompleteBeta is I_x(a,b) to about 1e-10, given whole = ln B(a,b), by its
// continued fraction: the till asks for it dozens of times a decision.
func incompleteBeta(x, a, b, whole float64) float64 {
	switch {
	case !(x > 0):
		return 0
	case x >= 1:
		return 1
	}
	front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) - whole)
	fraction := stat.BetaFraction{Enough: 1e-11, Steps: 400} // so many only far outside of what 3.6 asks
	if x < (a+1)/(a+b+2) {
		return min(1, front*fraction.Of(x, a, b)/a)
	}
	return max(0, 1-front*fraction.Of(1-x, b, a)/b)
}
