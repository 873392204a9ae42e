package contest

import (
	"fmt"
	"math"

	"sartor/internal/model/lifetime"
	"sartor/internal/stat"
)

// Rolling is what candidates are compared on: from each origin on, over the same
// horizon. Candidates are fitted to what was known at the origin, nothing later.
type Rolling struct {
	Origins    []int32 // days; RollingOrigins makes them
	Horizon    int     // days
	Workers    int
	Candidates []lifetime.Model // none means every one: Everyone
}

// Everyone returns all models that a backtest compares, BG among them.
func Everyone() []lifetime.Model {
	return []lifetime.Model{
		{Kind: lifetime.BG, K: 1}, {Kind: lifetime.MBG, K: 1}, {Kind: lifetime.MBG, K: 2}, {Kind: lifetime.MBG, K: 3}, {Kind: lifetime.MBG, K: 4},
		{Kind: lifetime.BG, K: 2}, {Kind: lifetime.Pareto, K: 1},
	}
}

// RollingOrigins returns up to count origins, newest first, a horizon apart or
// closer, so that the last horizon ends with what is known and the earliest
// origin still has as much before it as behind. None when there is too little.
func (b *Book) RollingOrigins(until int32, horizon, count int) []int32 {
	first, _, ok := b.Span()
	newest := int64(until) - int64(horizon)
	oldest := int64(first) + int64(horizon)
	if !ok || horizon < 1 || count < 1 || newest < oldest {
		return nil
	}
	out := []int32{int32(newest)}
	step := min(int64(horizon), (newest-oldest)/int64(max(1, count-1)))
	for at := newest - step; step >= lifetime.DaysPerWeek && at >= oldest && len(out) < count; at -= step {
		out = append(out, int32(at))
	}
	return out
}

// Estimate is a mean over customers and its 90 % interval. Customers are what is
// independent: one seen from several origins counts once.
type Estimate struct {
	Value    float64       `json:"value"`
	Interval stat.Interval `json:"interval"`
}

// Compared is one candidate of a backtest.
type Compared struct {
	Name        string         `json:"name"`
	RPS         Estimate       `json:"rps"`
	MAE         Estimate       `json:"mae"`
	Ratio       Estimate       `json:"ratio"`  // expected purchases ÷ seen ones
	Beyond      Estimate       `json:"beyond"` // RPS minus the best candidate's, paired; 0 for the best
	ECE         float64        `json:"ece"`    // of the chance to buy within 28 days
	Coverage    float64        `json:"coverage"`
	Reliability []Bin          `json:"reliability"`
	At          []Score        `json:"at"` // per origin
	Fits        []lifetime.Fit `json:"fits"`
	Failed      string         `json:"failed,omitempty"`
}

// Backtest is what every candidate would have been worth.
type Backtest struct {
	Origins   []int32    `json:"origins"`
	Horizon   int        `json:"horizon"`
	Customers int        `json:"customers"`
	Cases     int        `json:"cases"`
	Best      string     `json:"best"`
	Compared  []Compared `json:"compared"` // in order of the candidates, the naive rival last
}

// Backtest scores every candidate by rolling origins.
//
//	Computes  means over cases of RPS and MAE; Σexpected/Σseen; the expected
//	          calibration error over ten bins; 90 % intervals from sums per
//	          customer, of a ratio by linearisation
//	Source    SCIENCE 1.6; Cochran, Sampling Techniques, 3rd ed., 6.4 and 9A
//	Edges     no origin, or too few customers at all of them: ErrTooFew
func (b *Book) Backtest(r Rolling) (Backtest, error) {
	candidates := r.Candidates
	if len(candidates) == 0 {
		candidates = Everyone()
	}
	out := Backtest{Horizon: r.Horizon, Compared: make([]Compared, len(candidates)+1)}
	var cases []Case
	trials := make([]Said, len(candidates)+1)
	short := fmt.Errorf("%w: no origin has %d days before and behind it", lifetime.ErrTooFew, r.Horizon)
	for _, day := range r.Origins {
		at, err := b.round(Origin{Day: day, Horizon: r.Horizon}, &Ask{Candidates: candidates, Workers: r.Workers})
		if err != nil {
			return Backtest{}, err
		}
		if few := at.tooFew(); few != nil {
			short = few
			continue
		}
		out.Origins = append(out.Origins, day)
		cases = append(cases, at.cases...)
		for i, t := range at.trials {
			out.Compared[i].take(at, i)
			trials[i].join(t)
		}
	}
	if len(out.Origins) == 0 {
		return Backtest{}, short
	}
	out.Cases = len(cases)
	out.sum(trials, cases)
	return out, nil
}

// join adds what was said at another origin.
func (t *Said) join(o Said) {
	t.Name = o.Name
	t.RPS, t.Mean, t.Soon, t.In = append(t.RPS, o.RPS...), append(t.Mean, o.Mean...), append(t.Soon, o.Soon...), append(t.In, o.In...)
}

func (c *Compared) take(at round, i int) {
	c.Name = at.trials[i].Name
	if i < len(at.errs) && at.errs[i] != nil {
		c.Failed = at.errs[i].Error()
		return
	}
	if c.At = append(c.At, at.trials[i].Score(at.cases)); i < len(at.fits) {
		c.Fits = append(c.Fits, at.fits[i])
	}
}

// sum fills in the figures over all origins of those who spoke at each.
func (b *Backtest) sum(trials []Said, cases []Case) {
	people := persons(cases)
	b.Customers = people.n
	best := -1
	for i := range trials[:len(trials)-1] {
		if b.Compared[i].Failed == "" && (best < 0 || stat.Mean(trials[i].RPS) < stat.Mean(trials[best].RPS)) {
			best = i
		}
	}
	if best >= 0 {
		b.Best = trials[best].Name
	}
	seen := make([]float64, len(cases))
	for i, c := range cases {
		seen[i] = float64(c.Bought)
	}
	for i, t := range trials {
		c := &b.Compared[i]
		if c.Failed != "" {
			continue
		}
		off, beyond := make([]float64, len(cases)), make([]float64, len(cases))
		for j := range cases {
			off[j] = math.Abs(t.Mean[j] - seen[j])
			if best >= 0 {
				beyond[j] = t.RPS[j] - trials[best].RPS[j]
			}
		}
		one := ones(len(cases))
		c.RPS, c.MAE, c.Beyond, c.Ratio = people.ratio(t.RPS, one), people.ratio(off, one), people.ratio(beyond, one), people.ratio(t.Mean, seen)
		c.Reliability, c.Coverage = t.Reliability(cases), stat.Mean(t.In)
		c.ECE = expectedError(c.Reliability)
	}
}

// people are the customers behind cases, numbered by first appearance.
type people struct {
	n    int
	of   []int // the customer of each case
	half float64
}

func persons(cases []Case) people {
	number, p := map[int]int{}, people{half: stat.NormalQuantile(.95)}
	for _, c := range cases {
		i, known := number[c.Customer]
		if !known {
			i = len(number)
			number[c.Customer] = i
		}
		p.of = append(p.of, i)
	}
	p.n = len(number)
	return p
}

// ratio returns Σabove/Σbelow with its interval.
//
//	Computes  R = Σa/Σb; se = sqrt(n/(n−1)·Σ_u (a_u − R·b_u)²)/Σb over customers u
func (p people) ratio(above, below []float64) Estimate {
	a, b := make([]float64, p.n), make([]float64, p.n)
	var sumA, sumB float64
	for i, u := range p.of {
		a[u], b[u] = a[u]+above[i], b[u]+below[i]
		sumA, sumB = sumA+above[i], sumB+below[i]
	}
	if sumB == 0 || p.n < 2 {
		return Estimate{}
	}
	r, square := sumA/sumB, 0.0
	for u := range a {
		square += (a[u] - r*b[u]) * (a[u] - r*b[u])
	}
	half := p.half * math.Sqrt(square*float64(p.n)/float64(p.n-1)) / math.Abs(sumB)
	return Estimate{Value: r, Interval: stat.Interval{Low: r - half, High: r + half}}
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
