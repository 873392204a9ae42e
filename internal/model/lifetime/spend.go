package lifetime

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Spend is the Gamma-Gamma model of what is spent on one purchase day.
//
//	Assumes   spend z ~ Gamma(P, rate ν), ν ~ Gamma(Q, rate Gamma) between
//	          customers; independent of how often they buy (see Independence)
//	Unit      money, any, but one: Gamma is in it
//	Source    Colombo, Jiang 1999; Fader, Hardie, Lee 2005; Fader, Hardie 2013
type Spend struct {
	P     float64 `json:"p"`
	Q     float64 `json:"q"`
	Gamma float64 `json:"gamma"`
}

// Spent is what is known of one customer's spending: the repeat purchase days
// with a positive net amount, and their mean. The first day is left out, since
// first baskets differ. Days is 0 when nothing is known.
type Spent struct {
	Days int32   `json:"days"`
	Mean float64 `json:"mean"`
}

// Check says why the model cannot be used, nil when it can.
func (s Spend) Check() error {
	for name, v := range map[string]float64{"p": s.P, "q": s.Q, "gamma": s.Gamma} {
		if !(v > 0) || math.IsInf(v, 1) {
			return fmt.Errorf("%w: %s of spend is %g; it must be positive and finite", errDomain, name, v)
		}
	}
	return nil
}

// Check says what about the spending cannot be, nil when it can.
func (s Spent) Check() error {
	if s.Days < 0 || (s.Days > 0 && !(s.Mean > 0)) || math.IsInf(s.Mean, 1) {
		return fmt.Errorf("%w: a mean of %g on %d days; means of spending days are positive and finite", errDomain, s.Mean, s.Days)
	}
	return nil
}

func (s Spent) sum() float64 {
	if s.Days == 0 {
		return 0
	}
	return float64(s.Days) * s.Mean
}

// LogLik returns the log-likelihood of one customer's mean, 0 without one.
//
//	Computes  lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q·ln γ + (px−1)ln m + px·ln x
//	          − (px+q)ln(γ+mx)                                              (2.1)
func (s Spend) LogLik(c Spent) float64 {
	if c.Days == 0 {
		return 0
	}
	x := float64(c.Days)
	px := s.P * x
	return lgamma(px+s.Q) - lgamma(px) - lgamma(s.Q) + s.Q*math.Log(s.Gamma) + (px-1)*math.Log(c.Mean) +
		px*math.Log(x) - (px+s.Q)*math.Log(s.Gamma+c.sum())
}

// Purse is what the model believes of one customer's spend a purchase day:
// ν ~ Gamma(shape, rate), spend ~ Gamma(p, rate ν).
type Purse struct{ p, shape, rate float64 }

// Purse returns what the model believes of a customer who spent so.
func (s Spend) Purse(c Spent) Purse {
	return Purse{p: s.P, shape: s.P*float64(c.Days) + s.Q, rate: s.Gamma + c.sum()}
}

// Mean returns the expected spend a purchase day. ok is false when no mean exists
// (shape ≤ 1), which a fit flags; the answer is then the median customer's.
//
//	Computes  p(γ+mx)/(px+q−1)                                              (2.2)
func (b Purse) Mean() (mean float64, ok bool) {
	if b.shape <= 1 {
		return b.Personal(.5), false
	}
	return b.p * b.rate / (b.shape - 1), true
}

// Personal returns the u-quantile of the customer's own mean spend, u in (0,1).
//
//	Computes  p(γ+mx)/Q_{1−u}, Q the quantile of Gamma(px+q, 1)             (2.2)
func (b Purse) Personal(u float64) float64 {
	return b.p * b.rate / mathext.GammaIncRegInv(b.shape, 1-u)
}

// Sum returns P(S_n ≤ s) of the sum of the next n ≥ 1 purchase days.
//
//	Computes  I_{s/(s+γ+mx)}(pn, px+q)                                      (2.3)
func (b Purse) Sum(n int, s float64) float64 {
	if s <= 0 {
		return 0
	}
	return mathext.RegIncBeta(b.p*float64(n), b.shape, s/(s+b.rate))
}

// draw draws the customer's ν and returns a source of spends.
func (b Purse) draw(rng *rand.Rand) func() float64 {
	nu := gammaDraw(rng, b.shape) / b.rate
	return func() float64 { return gammaDraw(rng, b.p) / nu }
}

// Rate is what share of revenue is left as margin, for one customer.
//
//	Computes  (Σmargin + κ·ḡ·r̄)/(Σrevenue + κ·r̄), κ = 5 purchase days    (2.2)
//	          ḡ, r̄ margin share and mean revenue a purchase day of the segment
//	Source    SCIENCE 2.2: margins may be negative, which no Gamma can
//	Edges     revenue ≤ 0 for the segment: ḡ
type Rate struct {
	Segment float64 // ḡ
	Revenue float64 // r̄
}

// weightOfSegment is κ: the segment counts as much as so many purchase days.
const weightOfSegment = 5

// Of returns the customer's rate from the sums of their margin and revenue.
func (r Rate) Of(margin, revenue float64) float64 {
	below := max(0, revenue) + weightOfSegment*r.Revenue
	if !(below > 0) {
		return r.Segment
	}
	return (margin + weightOfSegment*r.Segment*r.Revenue) / below
}

// Independence is how far spend depends on the number of repeats: correlations
// of (days, mean) over the customers of a fit.
type Independence struct {
	Pearson   float64 `json:"pearson"`
	Spearman  float64 `json:"spearman"`
	LogLog    float64 `json:"log_log"`
	Customers int     `json:"customers"`
}

// Verdict says in words what the correlation means for values: the model holds up
// to |ρ| .2, is to be read with care up to .4, and is not to be believed beyond.
func (i Independence) Verdict() string {
	switch rho := math.Abs(i.Spearman); {
	case rho <= .2:
		return "spend and frequency are independent enough"
	case rho <= .4:
		return "spend depends somewhat on frequency: values of very frequent and very rare customers lean to the mean"
	}
	return "spend depends on frequency: values are not to be believed singly"
}

// IndependenceOf measures it on customers who spent something.
func IndependenceOf(customers []Spent) Independence {
	days, means := make([]float64, 0, len(customers)), make([]float64, 0, len(customers))
	for _, c := range customers {
		if c.Days > 0 {
			days, means = append(days, float64(c.Days)), append(means, c.Mean)
		}
	}
	logs := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i, x := range v {
			out[i] = math.Log(x)
		}
		return out
	}
	return Independence{
		Pearson: correlation(days, means), Spearman: correlation(ranks(days), ranks(means)),
		LogLog: correlation(logs(days), logs(means)), Customers: len(days),
	}
}

// correlation is Pearson's, 0 where one side does not vary. It counts from the first
// value on: the mean of equal values is then exactly theirs.
func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var mx, my, xx, yy, xy float64
	for i := range x {
		mx, my = mx+(x[i]-x[0])/n, my+(y[i]-y[0])/n
	}
	for i := range x {
		dx, dy := x[i]-x[0]-mx, y[i]-y[0]-my
		xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
	}
	if !(xx > 0 && yy > 0) {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// ranks returns mean ranks: ties share theirs.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	out := make([]float64, len(v))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && v[order[to]] == v[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return out
}
