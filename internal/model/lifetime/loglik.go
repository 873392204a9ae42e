package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// LogLik returns the log-likelihood of one customer's history.
//
//	Assumes   while active, gaps are Erlang-K with rate λ ~ Gamma(r, α); after each
//	          purchase (MBG: also the first) the customer leaves with p ~ Beta(a, b)
//	Symbols   R = r + Kx, d = T − t_x, m = 1 for MBG, 0 for BG; weeks
//	Computes  (K−1)Σln gap − x·lnΓ(K) + lnB(a,b+x+m) − lnB(a,b) + lnΓ(R) − lnΓ(r)
//	          + r·ln α − R·ln(α+T) + logsumexp(D, E_0 … E_{K−1})             (1.1)
//	          D   = ln a − ln(b+x−1+m) + R·ln((α+T)/(α+t_x)), if m=1 or x>0
//	          E_j = lnΓ(R+j) − lnΓ(R) − lnΓ(j+1) + j·ln(d/(α+T))
//	Source    Fader, Hardie, Lee 2005; Batislam, Denizel, Filiztekin 2007;
//	          Reutterer, Platzer, Schroeder 2020; Pareto/NBD: see paretoLogLik
//	Edges     T = 0 gives 0 for every kind
func (m Model) LogLik(h History) float64 {
	if m.Kind == Pareto {
		ll, _ := m.paretoLogLik(h)
		return ll
	}
	s := m.stages(h)
	x, drop, T := float64(h.Repeats), m.dropsAtFirst(), h.ageWeeks()
	k := float64(m.K)
	return (k-1)*h.SumLog - x*lgamma(k) + lnBeta(m.A, m.B+x+drop) - lnBeta(m.A, m.B) +
		lgamma(s.shape) - lgamma(m.R) + m.R*math.Log(m.Alpha) - s.shape*math.Log(m.Alpha+T) + s.total
}

// stages are the ways in which a customer may have come to be silent since the
// last purchase: gone (D), or active with j stages of the next gap done (E_j).
type stages struct {
	shape float64             // R = r + Kx
	gone  float64             // D
	done  [MostStages]float64 // E_j, the first K
	total float64             // L = logsumexp of all
}

func (m Model) stages(h History) stages {
	x, drop, T, tx := float64(h.Repeats), m.dropsAtFirst(), h.ageWeeks(), h.recencyWeeks()
	s := stages{shape: m.R + float64(m.K)*x, gone: math.Inf(-1)}
	if drop == 1 || x > 0 {
		s.gone = math.Log(m.A) - math.Log(m.B+x-1+drop) + s.shape*math.Log((m.Alpha+T)/(m.Alpha+tx))
	}
	all := [MostStages + 1]float64{s.gone}
	share := math.Log((T - tx) / (m.Alpha + T))
	for j := range m.K {
		e := 0.0
		if j > 0 {
			e = lgamma(s.shape+float64(j)) - lgamma(s.shape) - lgamma(float64(j)+1) + float64(j)*share
		}
		s.done[j], all[j+1] = e, e
	}
	s.total = logSumExp(all[:m.K+1])
	return s
}

// gradient returns the derivatives of LogLik by r, α, a, b.
//
//	Computes  with π_D = exp(D−L), π_j = exp(E_j−L)                           (1.3)
//	          r  ψ(R)−ψ(r)+ln α−ln(α+T)+π_D·ln((α+T)/(α+t_x))+Σπ_j(ψ(R+j)−ψ(R))
//	          α  r/α − R/(α+T) + π_D·R(1/(α+T)−1/(α+t_x)) − Σπ_j·j/(α+T)
//	          a  ψ(a+b) − ψ(a+b+x+m) + π_D/a
//	          b  ψ(b+x+m) − ψ(b) + ψ(a+b) − ψ(a+b+x+m) − π_D/(b+x−1+m)
func (m Model) gradient(h History) [4]float64 {
	if m.Kind == Pareto {
		_, g := m.paretoLogLik(h)
		return g
	}
	psi := mathext.Digamma
	s := m.stages(h)
	x, drop, T, tx := float64(h.Repeats), m.dropsAtFirst(), h.ageWeeks(), h.recencyWeeks()
	gone := math.Exp(s.gone - s.total)
	g := [4]float64{
		psi(s.shape) - psi(m.R) + math.Log(m.Alpha/(m.Alpha+T)) + gone*math.Log((m.Alpha+T)/(m.Alpha+tx)),
		m.R/m.Alpha - s.shape/(m.Alpha+T) + gone*s.shape*(1/(m.Alpha+T)-1/(m.Alpha+tx)),
		psi(m.A+m.B) - psi(m.A+m.B+x+drop) + gone/m.A,
		psi(m.B+x+drop) - psi(m.B) + psi(m.A+m.B) - psi(m.A+m.B+x+drop),
	}
	if gone > 0 {
		g[3] -= gone / (m.B + x - 1 + drop)
	}
	for j := 1; j < m.K; j++ {
		if pi := math.Exp(s.done[j] - s.total); pi > 0 {
			g[0] += pi * (psi(s.shape+float64(j)) - psi(s.shape))
			g[1] -= pi * float64(j) / (m.Alpha + T)
		}
	}
	return g
}
