package contest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sartor/internal/model/lifetime"
)

// Ask is what a model is chosen for.
type Ask struct {
	Until   int32 // the last day that is known
	Horizon int   // days ahead that it will be used for
	Workers int
	// Candidates to choose from; none means Candidates(regularity).
	Candidates []lifetime.Model
	// Stop is asked before every fit; an error ends the choice. nil never does.
	Stop func() error

	near []lifetime.Model // fitted already to the same chain: fits begin there
}

func (a *Ask) stopped() error {
	if a.Stop == nil {
		return nil
	}
	return a.Stop()
}

// Candidates returns what is worth fitting to customers of that regularity: MBG
// with K from 1 to about the measured one, and Pareto/NBD. BG is not among them,
// because it cannot speak of one-time buyers.
func Candidates(r Regularity) []lifetime.Model {
	most := min(6, max(2, int(math.Round(r.K))+2))
	out := []lifetime.Model{}
	for k := 1; k <= most; k++ {
		out = append(out, lifetime.Model{Kind: lifetime.MBG, K: k})
	}
	return append(out, lifetime.Model{Kind: lifetime.Pareto, K: 1})
}

// Tried is how one candidate did in a choice.
type Tried struct {
	Name   string  `json:"name"`
	RPS    float64 `json:"rps"`    // summed over the origins; decides
	LogLik float64 `json:"loglik"` // summed over the origins; breaks ties
	At     []Score `json:"at"`     // per origin
	Failed string  `json:"failed,omitempty"`

	soon []Bin // of the newest origin
}

// Choice is a model chosen by what held out, and fitted to all that is known.
type Choice struct {
	Fit        lifetime.Fit `json:"fit"`
	Regularity Regularity   `json:"regularity"`
	Origins    []Origin     `json:"origins"`
	Tried      []Tried      `json:"tried"` // the naive rival last
	Why        string       `json:"why"`

	// Reliability sets the chance to buy within 28 days, by the chosen kind as of the newest
	// origin, beside who did.
	Reliability []Bin `json:"reliability,omitempty"`
}

// tie is the share of the score within which candidates count as equal.
const tie = .002

// shares of the longest horizon that the origins look ahead: one origin alone can
// fall into a season that favours a forecast that is too high or too low.
func shares() [4]float64 { return [4]float64{1, 2. / 3, 1. / 2, 2. / 5} }

// leastHorizon is the shortest time, in days, that a choice can be judged on.
const leastHorizon = 14

// origins returns where a choice is judged: the horizon asked for before the end,
// or half of what is known when that is less, and shorter ones.
func (b *Book) origins(a Ask) []Origin {
	first, _, ok := b.Span()
	if !ok || a.Until <= first {
		return nil
	}
	longest := min(a.Horizon, int(a.Until-first)/2)
	out := []Origin{}
	for _, share := range shares() {
		if h := int(float64(longest) * share); h >= leastHorizon {
			out = append(out, Origin{Day: a.Until - int32(h), Horizon: h})
		}
	}
	return out
}

// Choose fits every candidate as of several origins, takes the one whose forecasts
// of what came then had the smallest ranked probability score, and fits it to all
// that is known.
//
//	Computes  Σ_origins mean RPS; within .2 % of the best the higher calibration
//	          log-likelihood decides; on at most mostChosen customers, evenly taken
//	Source    SCIENCE 1.6; RPS is proper, MAE rewards forecasts that are too low
//	Edges     too short or too few to judge: MBG/NBD, or the only candidate, and Why
//	          says so; too few to fit: ErrTooFew; a chosen model that does not
//	          converge on everything gives way to the next
func (b *Book) Choose(a Ask) (Choice, error) {
	c := Choice{Regularity: b.Regularity(a.Until), Origins: b.origins(a)}
	candidates := a.Candidates
	if len(candidates) == 0 {
		candidates = Candidates(c.Regularity)
	}
	order := slices.Clone(candidates)
	if len(candidates) > 1 && len(c.Origins) > 0 {
		a.Candidates = candidates
		if err := c.judge(b, &a); err != nil {
			return Choice{}, err
		}
		order = c.rank(candidates)
	}
	rows, err := lifetime.Count(b.Histories(a.Until), a.Workers)
	if err != nil {
		return Choice{}, err
	}
	var failed []error
	for _, kind := range order {
		if err := a.stopped(); err != nil {
			return Choice{}, err
		}
		fit, err := a.fit(rows, kind)
		if errors.Is(err, lifetime.ErrTooFew) {
			return Choice{}, err
		}
		if err == nil {
			c.Fit = fit
			if i := slices.Index(candidates, kind); len(c.Tried) > 0 {
				c.Reliability = c.Tried[i].soon
			}
			c.explain(kind, len(failed))
			return c, nil
		}
		failed = append(failed, err)
	}
	return Choice{}, errors.Join(failed...)
}

// mostChosen bounds the customers that a choice rests on. Candidates are compared
// on the same customers, so that their differences are known far better than
// their scores; the chosen one is then fitted to all that are given.
const mostChosen = 10_000

// judge fills in how each candidate did at each origin, and leaves in the ask
// what fitted at the newest.
func (c *Choice) judge(b *Book, a *Ask) error {
	candidates := a.Candidates
	if b.Customers() > mostChosen {
		b, _ = b.Sample(mostChosen)
	}
	c.Tried = make([]Tried, len(candidates)+1)
	judged := []Origin{}
	for _, o := range c.Origins {
		r, err := b.round(o, a)
		if err != nil {
			return err
		}
		if r.tooFew() != nil {
			continue
		}
		judged, a.near = append(judged, o), r.fitted()
		for i, t := range r.trials {
			got := &c.Tried[i]
			got.Name = t.Name
			if i < len(candidates) && r.errs[i] != nil {
				got.Failed = r.errs[i].Error()
				continue
			}
			score := t.Score(r.cases)
			got.soon = t.Reliability(r.cases)
			got.At, got.RPS = append(got.At, score), got.RPS+score.RPS
			if i < len(candidates) {
				got.LogLik += r.fits[i].LogLik
			}
		}
	}
	if c.Origins = judged; len(judged) == 0 {
		c.Tried = nil
	}
	return nil
}

// rank returns the candidates, best first; those that failed anywhere come last.
func (c *Choice) rank(candidates []lifetime.Model) []lifetime.Model {
	if len(c.Tried) == 0 {
		return candidates
	}
	best := math.Inf(1)
	for _, t := range c.Tried[:len(candidates)] {
		if t.Failed == "" {
			best = min(best, t.RPS)
		}
	}
	level := func(i int) float64 { // equal for ties
		switch t := c.Tried[i]; {
		case t.Failed != "":
			return math.Inf(1)
		case t.RPS <= best*(1+tie):
			return best
		default:
			return t.RPS
		}
	}
	order := make([]int, len(candidates))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if a, b := level(i), level(j); a != b {
			if a < b {
				return -1
			}
			return 1
		}
		if a, b := c.Tried[i].LogLik, c.Tried[j].LogLik; a > b {
			return -1
		} else if a < b {
			return 1
		}
		return 0
	})
	out := make([]lifetime.Model, len(order))
	for at, i := range order {
		out[at] = candidates[i]
	}
	return out
}

// explain says in words why the model is used.
func (c *Choice) explain(kind lifetime.Model, failed int) {
	switch {
	case len(c.Tried) == 0:
		c.Why = kind.Name() + ": there is too little history, or only one candidate, to choose by what held out"
	default:
		c.Why = fmt.Sprintf("%s: smallest ranked probability score over %d origins among %d candidates, or within %.1f %% of it with the higher likelihood",
			kind.Name(), len(c.Origins), len(c.Tried)-1, 100*tie)
	}
	if failed > 0 {
		c.Why += fmt.Sprintf("; %d better ones did not converge on all of the data", failed)
	}
}
