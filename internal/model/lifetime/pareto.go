package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// paretoLogLik returns a customer's log-likelihood under Pareto/NBD, and its
// derivatives by r, α, s, β.
//
//	Assumes   purchases Poisson(λ), lifetime exponential(μ), λ ~ Gamma(r, α),
//	          μ ~ Gamma(s, β), independent; s is A, β is B
//	Computes  lnΓ(r+x) − lnΓ(r) + r·ln α + s·ln β + logsumexp(l1, l2)         (1.8)
//	          l1 = −(r+x)ln(α+T) − s·ln(β+T)                          (still active)
//	          l2 = ln s + ln∫_{t_x}^{T} (α+u)^−(r+x)·(β+u)^−(s+1) du   (left at u)
//	Source    Schmittlein, Morrison, Colombo 1987; Fader, Hardie 2005 (note)
func (m Model) paretoLogLik(h History) (ll float64, g [4]float64) {
	j := m.leaving(h)
	x, T := float64(h.Repeats), h.ageWeeks()
	shape, psi := m.R+x, mathext.Digamma
	l1 := -shape*math.Log(m.Alpha+T) - m.A*math.Log(m.B+T)
	l2 := math.Log(m.A) + j.log
	both := logSumExp([]float64{l1, l2})
	active := math.Exp(l1 - both)
	gone := 1 - active
	ll = lgamma(shape) - lgamma(m.R) + m.R*math.Log(m.Alpha) + m.A*math.Log(m.B) + both
	g = [4]float64{
		psi(shape) - psi(m.R) + math.Log(m.Alpha) - active*math.Log(m.Alpha+T) - gone*j.lnAlpha,
		m.R/m.Alpha - shape*(active/(m.Alpha+T)+gone*j.perAlpha),
		math.Log(m.B) - active*math.Log(m.B+T) + gone*(1/m.A-j.lnBeta),
		m.A/m.B - m.A*active/(m.B+T) - (m.A+1)*gone*j.perBeta,
	}
	return ll, g
}

// leaving is the integral over the moment of leaving and the means over it.
type leaving struct {
	log               float64 // ln J; −Inf when the last purchase was on the last day
	lnAlpha, perAlpha float64 // means of ln(α+u) and 1/(α+u)
	lnBeta, perBeta   float64
}

// leaving integrates in v = ln(c+u), c = min(α, β), where the integrand is
// nearly polynomial, and in logarithms.
func (m Model) leaving(h History) leaving {
	if h.Recency == h.Age {
		return leaving{log: math.Inf(-1)}
	}
	c, shape := min(m.Alpha, m.B), m.R+float64(h.Repeats)
	from, gauss := math.Log(c+h.recencyWeeks()), legendre()
	width := math.Log1p((h.ageWeeks() - h.recencyWeeks()) / (c + h.recencyWeeks()))
	var lnA, lnB, logs, us [nodes]float64
	top := math.Inf(-1)
	for i, share := range gauss.at {
		v := from + share*width
		us[i] = math.Exp(v) - c
		lnA[i], lnB[i] = v, v // of the smaller of α and β
		if m.Alpha < m.B {
			lnB[i] = math.Log(m.B + us[i])
		} else if m.B < m.Alpha {
			lnA[i] = math.Log(m.Alpha + us[i])
		}
		logs[i] = v - shape*lnA[i] - (m.A+1)*lnB[i]
		top = max(top, logs[i])
	}
	out, sum := leaving{}, 0.0
	for i, u := range us {
		w := gauss.weight[i] * math.Exp(logs[i]-top)
		sum += w
		out.lnAlpha += w * lnA[i]
		out.perAlpha += w / (m.Alpha + u)
		out.lnBeta += w * lnB[i]
		out.perBeta += w / (m.B + u)
	}
	out.lnAlpha, out.perAlpha, out.lnBeta, out.perBeta = out.lnAlpha/sum, out.perAlpha/sum, out.lnBeta/sum, out.perBeta/sum
	out.log = top + math.Log(sum*width)
	return out
}
