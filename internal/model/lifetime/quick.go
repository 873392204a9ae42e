package lifetime

import (
	"math"
	"sartor/internal/stat"

	"gonum.org/v1/gonum/mathext"
)

// quick finds quantiles of one customer's worth in a few steps, for batches.
type quick struct {
	worth Worth
	norm  []float64 // 1/B(pn, shape of ν) by n − 1, in logarithms
}

// mostGammas bounds the tables: a purchase every day for more than a year.
const mostGammas = 400

// gammas tabulate what all customers share.
type gammas struct {
	own  []float64 // lnΓ(pn) by n
	both []float64 // lnΓ(pm+q) by m: of a customer's shape, px+q, and of that with the next n
}

func gammasOf(s Spend) *gammas {
	g := &gammas{own: make([]float64, mostGammas), both: make([]float64, 2*mostGammas)}
	for n := 1; n < len(g.own); n++ {
		g.own[n] = lgamma(s.P * float64(n))
	}
	for m := range g.both {
		g.both[m] = lgamma(s.P*float64(m) + s.Q)
	}
	return g
}

// newQuick takes the spending that the purse is made of, and room for what does not depend
// on the quantile.
func newQuick(w Worth, shared *gammas, s Spent, room []float64) quick {
	q := quick{worth: w, norm: room[:0]}
	if b := w.purse; b.p > mostEven || b.shape > mostSure {
		q.worth.purse = b.tamed()
		shared = nil
	}
	for n := 1; n <= w.counts.Most() && w.counts.AtLeast(n) >= leastShare; n++ {
		if x := int(s.Days); shared != nil && n < mostGammas && x < mostGammas {
			q.norm = append(q.norm, shared.both[n+x]-shared.both[x]-shared.own[n])
			continue
		}
		q.norm = append(q.norm, -lnBeta(q.worth.purse.p*float64(n), q.worth.purse.shape))
	}
	return q
}

// leastShare is the chance of a number of purchases below which it is not looked at.
const leastShare = 1e-6

// Where spend hardly varies the laws are too steep to be summed: beyond these
// shapes they are widened, with the mean kept. A day's spend then varies by 1.6 %,
// a customer's mean by 1 %.
const (
	mostEven = 4_000
	mostSure = 10_000
)

func (b Purse) tamed() Purse {
	mean, _ := b.Mean()
	out := Purse{p: min(b.p, mostEven), shape: min(b.shape, mostSure)}
	if out.shape <= 1 {
		out.rate = b.rate * out.p / b.p
		return out
	}
	out.rate = mean * (out.shape - 1) / out.p
	return out
}

// quantile returns the u-quantile.
//
//	Computes  the sum of N purchases given ν is nearly Gamma; matched in mean and
//	          variance to the law of N ≥ 1, it gives a beta-prime quantile, about
//	          from which Halley's method on (2.5) in ln s goes on
//	Error     below .1 % of Worth.Quantile: TestQuick_MeetsTheExactQuantile
func (q quick) quantile(u float64) float64 {
	w := q.worth
	buys := w.counts.AtLeast(1)
	if u <= 1-buys || buys <= 0 {
		return 0
	}
	p, first := w.purse.p, w.counts.Mean/buys
	second := (w.counts.Variance+w.counts.Mean*w.counts.Mean)/buys - first*first
	mean, variance := p*first, p*first+p*p*max(0, second)
	s := w.purse.rate * variance / mean * betaPrime(mean*mean/variance, w.purse.shape, (u-1+buys)/buys)
	if !(s > 0) || math.IsInf(s, 1) {
		return w.Quantile(u)
	}
	low, high := math.Inf(-1), math.Inf(1)
	for z := range mostHalley {
		at := q.near(s)
		if at.below < u {
			low = math.Log(s)
		} else {
			high = math.Log(s)
		}
		step := at.step(u)
		if now := math.Log(s) + step; (now <= low || now >= high) && z > 1 {
			step = (low+high)/2 - math.Log(s) // out of what is known: halve it
		}
		if s *= math.Exp(step); math.Abs(step) < enough {
			return s
		}
	}
	return w.Quantile(u)
}

// step is Halley's, no longer than a factor of e.
func (at slopes) step(u float64) float64 {
	step := (u - at.below) / at.slope
	if bend := step * at.bend / (2 * at.slope); bend > -.5 {
		step /= 1 + bend
	}
	if math.IsNaN(step) {
		step = 1
	}
	return min(max(step, -1), 1)
}

// Halley's method trebles the digits: after a step below enough the next one
// would be about enough³.
const (
	mostHalley = 40
	enough     = .04
)

// slopes are P(S ≤ s) and its first two derivatives by ln s.
type slopes struct{ below, slope, bend float64 }

func (q quick) near(s float64) slopes {
	b, t := q.worth.purse.shape, s/(s+q.worth.purse.rate)
	lnT, rest := math.Log(t), b*math.Log1p(-t)
	counts := q.worth.counts
	out := slopes{below: 1 - counts.AtLeast(1)}
	for n := 1; n <= len(q.norm); n++ {
		share := counts.AtLeast(n) - counts.AtLeast(n+1)
		if share < leastShare {
			continue
		}
		a := q.worth.purse.p * float64(n)
		density := math.Exp(a*lnT + rest + q.norm[n-1])
		out.below += share * incompleteBeta(a, b, t, density)
		out.slope += share * density
		out.bend += share * density * (a*(1-t) - b*t)
	}
	return out
}

// betaPrime is about the u-quantile of x/y, x ~ Gamma(a), y ~ Gamma(b).
//
//	Computes  cube roots of gammas are nearly normal, so that the quantile's solves
//	          (k_b·w − k_a)² = z²(w²/9b + 1/9a), k = 1 − 1/(9·shape)
//	Source    Paulson 1942; Abramowitz and Stegun 26.6.15
//	Edges     beyond its reach, at small shapes, the exact one
func betaPrime(a, b, u float64) float64 {
	z, sa, sb := stat.NormalQuantile(u), 1/(9*a), 1/(9*b)
	ka, kb := 1-sa, 1-sb
	below := kb*kb - z*z*sb
	if w := (ka*kb + z*math.Sqrt(ka*ka*sb+kb*kb*sa-z*z*sa*sb)) / below; below > .1 && w > .1 {
		return w * w * w * a / b
	}
	y := mathext.InvRegIncBeta(a, b, u)
	return y / (1 - y)
}

// incompleteBeta is I_x(a, b), given front = x^a·(1−x)^b/B(a,b).
//
//	Computes  front/a times the continued fraction, from the end that is nearer
//	Error     below 1e-7
func incompleteBeta(a, b, x, front float64) float64 {
	if front < 1e-12 { // all of the mass lies on one side
		if x < a/(a+b) {
			return 0
		}
		return 1
	}
	fraction := stat.BetaFraction{Enough: 1e-7, Steps: 4000}
	if x > (a+1)/(a+b+2) {
		return 1 - front*fraction.Of(1-x, b, a)/b
	}
	return front * fraction.Of(x, a, b) / a
}
