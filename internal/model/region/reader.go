package region

import (
	"math"

	"sartor/internal/stat"
)

// Spread is how much regions are expected to differ in wanting a product before
// anything is known: the standard deviation of ln index.
const Spread = .45

// Outcome is one region of a past launch: what a source said before, and what came;
// both as ln of (seen / expected).
type Outcome struct{ Said, Came float64 }

// Power is how well a source foretells launches.
type Power struct {
	Slope   float64 // ln index of a launch for one of the source's
	SlopeSE float64
	Error   float64 // what it misses by, beside chance: standard deviation of ln index
	Regions int     // of past launches that taught it; 0: assumed
}

// guessWeight is how many launched regions the guess of a source's error counts as.
const guessWeight = 6

// Learn weighs a source by past launches, from a guess of what it is worth.
//
//	Assumes   came = b·said + e, e ~ N(0, s²); b ~ N(b₀, SE₀²) at the guessed s₀; s² inverse
//	          gamma, as much as 6 regions with s₀
//	Computes  k = (s₀/SE₀)²,  Λ = k + Σ said²,  b = (k·b₀ + Σ said·came)/Λ
//	          s² = (6·s₀² + Σ came² + k·b₀² − Λ·b²)/(6 + n),  SE(b) = s/√Λ
//	Source    conjugate linear model: Gelman et al., Bayesian Data Analysis, 3rd ed., 14.2
//	Edges     no past: the guess; outcomes that are no numbers are left out
func Learn(guess Power, past []Outcome) Power {
	k := (guess.Error / guess.SlopeSE) * (guess.Error / guess.SlopeSE)
	lambda, xy, yy, n := k, k*guess.Slope, k*guess.Slope*guess.Slope, 0
	for _, o := range past {
		if !finite(o.Said, o.Came) {
			continue
		}
		lambda, xy, yy, n = lambda+o.Said*o.Said, xy+o.Said*o.Came, yy+o.Came*o.Came, n+1
	}
	b := xy / lambda
	s := math.Sqrt((guessWeight*guess.Error*guess.Error + max(yy-lambda*b*b, 0)) / float64(guessWeight+n))
	return Power{Slope: b, SlopeSE: s / math.Sqrt(lambda), Error: s, Regions: n}
}

// Seen is how much a source saw in one region, and how much of it the region's share
// of the chain would be. Counts that vary more than chance are divided by their
// dispersion first.
type Seen struct{ Observed, Expected float64 }

// Evidence is one source with what it saw, region by region.
type Evidence struct {
	Power Power
	Seen  []Seen
}

// Demand is how much more than the chain's mean a region wants a product.
type Demand struct {
	Index   float64 // median
	Range   stat.Interval
	LogSD   float64   // of ln index
	Weights []float64 // share of what is known that each source brought; the rest is the guess that regions are alike
}

// Over is the chance that the true index is above c.
func (d Demand) Over(c float64) float64 {
	return stat.NormalTail((math.Log(c) - math.Log(d.Index)) / d.LogSD)
}

// Strong reports whether the region surely wants it more than the chain's mean
// (SCIENCE.md 8.1).
func (d Demand) Strong() bool { return d.Over(1.2) >= Level }

// Weak reports whether the region surely wants it less.
func (d Demand) Weak() bool { return 1-d.Over(.8) >= Level }

// Read says how much each region wants a product, from all sources together.
//
//	Assumes   ln θ ~ N(0, Spread²); a source says x = ln((O+½)/(E+½)) with error 1/(O+½);
//	          ln θ = b·x + e, e ~ N(0, s²), independent between sources
//	Computes  v = b²/(O+½) + s² + SE(b)²·min(x², Spread²);  mean Σ (b·x/v) / (1/Spread² + Σ 1/v)
//	Weak      sources that err alike (all of them hear towns first): the range is then
//	          too narrow; a pilot decides, never this. Counts near zero say little.
//	Edges     nothing expected and nothing seen: the source is silent in that region
func Read(regions int, sources []Evidence) ([]Demand, error) {
	out := make([]Demand, regions)
	for r := range out {
		precision, sum := 1/(Spread*Spread), 0.0
		own := make([]float64, len(sources))
		for k := range sources {
			if r >= len(sources[k].Seen) {
				return nil, errOutOfDomain
			}
			x, v, says, err := sources[k].says(r)
			if err != nil {
				return nil, err
			}
			if says {
				own[k] = 1 / v
				precision, sum = precision+own[k], sum+x/v
			}
		}
		for k := range own {
			own[k] /= precision
		}
		out[r] = demandOf(sum/precision, math.Sqrt(1/precision), own)
	}
	return out, nil
}

func demandOf(mean, sd float64, weights []float64) Demand {
	half := stat.NormalQuantile((1+Level)/2) * sd
	return Demand{Index: math.Exp(mean), Range: stat.Interval{Low: math.Exp(mean - half), High: math.Exp(mean + half)}, LogSD: sd, Weights: weights}
}

// Times is a demand times a further factor known as well as its own: a store's
// beside its region's.
func (d Demand) Times(ratio, logSD float64) Demand {
	return demandOf(math.Log(d.Index)+math.Log(ratio), math.Hypot(d.LogSD, logSD), d.Weights)
}

// says is what a source says of a region: ln index and its variance.
func (e *Evidence) says(r int) (x, v float64, ok bool, err error) {
	s, p := e.Seen[r], e.Power
	if !finite(s.Observed, s.Expected, p.Slope, p.SlopeSE, p.Error) || s.Observed < 0 || s.Expected < 0 || !(p.Error > 0) {
		return 0, 0, false, errOutOfDomain
	}
	if s.Expected == 0 {
		return 0, 0, false, nil
	}
	x = LogIndex(s)
	v = p.Slope*p.Slope/(s.Observed+.5) + p.Error*p.Error + p.SlopeSE*p.SlopeSE*min(x*x, Spread*Spread)
	return p.Slope * x, v, true, nil
}

// LogIndex is ln of seen over expected, half a unit added to both so that nothing
// seen has one.
func LogIndex(s Seen) float64 { return math.Log((s.Observed + .5) / (s.Expected + .5)) }

// Dispersion is how much more than by chance weekly counts vary; they are divided by
// it before they say how sure something is.
//
//	Computes  max(1, mean over series of Σ (O_w − Ō)²/Ō/(weeks − 1))
//	Edges     a series of fewer than two weeks, or of less than one a week, says nothing
func Dispersion(weekly [][]float64) float64 {
	sum, n := 0.0, 0.0
	for _, week := range weekly {
		mean := stat.Mean(week)
		if len(week) < 2 || !(mean >= 1) {
			continue
		}
		square := 0.0
		for _, o := range week {
			square += (o - mean) * (o - mean)
		}
		sum, n = sum+square/mean/float64(len(week)-1), n+1
	}
	if n == 0 {
		return 1
	}
	return max(1, sum/n)
}
