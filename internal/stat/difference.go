package stat

import "math"

// Arm is one arm of a comparison: outcome Y of each person and, for CUPED, the
// same outcome X in an equally long period before.
type Arm struct{ Y, X []float64 }

// Effect is a difference of means, treated minus control, with its standard error.
type Effect struct {
	Estimate, SE float64
	Theta        float64 // CUPED's coefficient; 0 when there is none
	N1, N0       int
}

// Interval returns the normal interval of the effect.
func (e Effect) Interval(level float64) Interval {
	half := twoSided(level) * e.SE
	return Interval{e.Estimate - half, e.Estimate + half}
}

// Drifted returns the least that a share may be which was measured on other people, or at
// another time, than the share was, before it is called worse: chance and season move it.
// It may fall by twice the half-width of the difference's interval (about one honest run in
// a thousand falls lower where intervals are of 90 %) or by a twentieth of itself.
func Drifted(was float64, then, now Interval) (least float64) {
	const season = .05
	return was - max(2*math.Hypot(then.Half(), now.Half()), season*was)
}

// Difference compares two arms; ok is false below two persons in an arm.
//
//	Computes  mean Y₁ − mean Y₀,  se = sqrt(s₁²/n₁ + s₀²/n₀)
func Difference(treated, control []float64) (effect Effect, ok bool) {
	n1, n0 := len(treated), len(control)
	if n1 < 2 || n0 < 2 {
		return Effect{N1: n1, N0: n0}, false
	}
	m1, v1 := moments(treated)
	m0, v0 := moments(control)
	return Effect{
		Estimate: m1 - m0, SE: math.Sqrt(v1/float64(n1) + v0/float64(n0)), N1: n1, N0: n0,
	}, true
}

// Paired returns the mean of differences between two outcomes of the same person, with its
// standard error; both are 0 below two persons.
func Paired(differences []float64) (mean, se float64) {
	if len(differences) < 2 {
		return 0, 0
	}
	mean, variance := moments(differences)
	return mean, math.Sqrt(variance / float64(len(differences)))
}

// CUPED compares two arms after taking out what the period before explains.
//
//	Computes  θ = cov(X,Y)/var(X), pooled over both arms (n−1)
//	          Y~ = Y − θ(X − mean X);  effect = mean Y~₁ − mean Y~₀     (6.1)
//	Source    Deng, Xu, Kohavi, Walker 2013; SCIENCE 6.2
//	Edges     X constant: θ = 0, the plain difference; X and Y of unequal
//	          length or fewer than two persons in an arm: not ok
func CUPED(treated, control Arm) (effect Effect, ok bool) {
	if len(treated.X) != len(treated.Y) || len(control.X) != len(control.Y) {
		return Effect{}, false
	}
	x := append(append([]float64{}, treated.X...), control.X...)
	y := append(append([]float64{}, treated.Y...), control.Y...)
	theta, centre := slope(x, y), Mean(x)
	effect, ok = Difference(adjusted(treated, theta, centre), adjusted(control, theta, centre))
	effect.Theta = theta
	return effect, ok
}

func adjusted(a Arm, theta, centre float64) []float64 {
	out := make([]float64, len(a.Y))
	for i, y := range a.Y {
		out[i] = y - theta*(a.X[i]-centre)
	}
	return out
}

// slope is cov(X,Y)/var(X), 0 when X does not vary.
func slope(x, y []float64) float64 {
	mx, my := Mean(x), Mean(y)
	cov, variance := 0.0, 0.0
	for i := range x {
		cov += (x[i] - mx) * (y[i] - my)
		variance += (x[i] - mx) * (x[i] - mx)
	}
	if !(variance > 0) {
		return 0
	}
	return cov / variance
}

// moments returns the mean and the variance with n−1.
func moments(values []float64) (mean, variance float64) {
	mean = Mean(values)
	for _, v := range values {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(values)-1)
}
