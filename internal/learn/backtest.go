package learn

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/habit/baseline"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/coming"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
	"sartor/internal/model/wants"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Backtest is what every candidate would have been worth to the chain, from
// several days of its own history on.
type Backtest struct {
	Kind       string      `json:"kind"` // habit or lifetime
	At         string      `json:"at"`   // when it was made, RFC 3339
	Receipts   int64       `json:"receipts"`
	Customers  int         `json:"customers"`
	Origins    []string    `json:"origins"` // days from which the next basket, or the horizon, was foretold
	Days       int         `json:"days"`    // looked ahead, or between origins
	Cases      int         `json:"cases"`
	Metric     string      `json:"metric"` // that decides: recall_10 (more is better) or rps (less is)
	Candidates []Candidate `json:"candidates"`
	Best       string      `json:"best"`
	Used       string      `json:"used,omitempty"` // what decides at the tills now
	Why        string      `json:"why"`
	Seconds    float64     `json:"seconds"`

	Chances []coming.Report `json:"chances,omitempty"` // to buy, beside who did, as a run would learn them now
}

// Candidate is one way of foretelling, with 90 % intervals.
type Candidate struct {
	Name   string           `json:"name"`
	Score  Range            `json:"score"`  // the metric that decides
	Beyond Range            `json:"beyond"` // less the best one's, on the same customers
	Others map[string]Range `json:"others"`
	ECE    *float64         `json:"ece,omitempty"` // of the chance to buy within 28 days
	Failed string           `json:"failed,omitempty"`
}

// BacktestKinds are what can be backtested.
func BacktestKinds() []string { return []string{"habit", "lifetime"} }

// RunBacktest reads the journal and compares all candidates.
func RunBacktest(ctx context.Context, t Task, kind string) (Backtest, error) {
	start := t.Now()
	g, err := gather(ctx, &t)
	if err != nil {
		return Backtest{}, err
	}
	out := Backtest{Kind: kind, Customers: g.money.book.Customers(), Receipts: g.totals.Receipts}
	switch kind {
	case "habit":
		err = g.backtestHabit(&out, &t)
	case "lifetime":
		err = g.backtestLifetime(&out, &t)
	default:
		err = fault.New(fault.Invalid, "backtest_kind", "%q cannot be backtested; there are %v", kind, BacktestKinds())
	}
	now := t.Now()
	out.At, out.Seconds = now.UTC().Format("2006-01-02T15:04:05Z07:00"), now.Sub(start).Seconds()
	return out, err
}

// What a backtest of habits looks at.
const (
	originDays   = 28    // between origins
	habitOrigins = 3     // the newest ones
	originCases  = 2_000 // customers asked at each
	leastBefore  = 3     // baskets known of each
	leastJudged  = 500   // customers with so many baskets, or nothing is said (SCIENCE 0.5)
)

// tuned is the additive score with weights chosen inside what a split knows.
type tuned struct{ options neighbour.Options }

func (tuned) Name() string { return "additive score with neighbours, tuned" }

func (c tuned) Lists(s *trial.Split, k int) ([][]uint32, error) {
	day := s.Cases[0].Day
	for i := range s.Cases {
		day = min(day, s.Cases[i].Day)
	}
	weights := neighbour.Start()
	if inner := trial.Before(s.Known, day-originDays, leastBefore, originCases); len(inner.Cases) > 0 {
		weights = neighbour.Tune([]trial.Split{inner}, c.options).Weights
	}
	return neighbour.Fixed{Title: c.Name(), Weights: weights, Options: c.options}.Lists(s, k)
}

// ways are the candidates of the next basket, that in use first.
func (t *Task) ways(o habit.Options) []trial.Candidate {
	options := neighbour.Options{Rank: o.Rank, Region: o.Region, Workers: t.Workers, Seed: scoreSeed}
	fixed := func(title string, w neighbour.Weights) trial.Candidate {
		return neighbour.Fixed{Title: title, Weights: w, Options: options}
	}
	own := neighbour.Weights{Delta: habit.Decays[1], Pop: .1, Eta: .5}
	if t.Standing != nil {
		w := t.Standing.Models.Habit.Report().Weights
		own = neighbour.Weights{Delta: habit.Decays[w.Decay], Pop: w.Pop, Eta: w.Eta}
	}
	return append([]trial.Candidate{
		wants.Way{Options: wants.Options{Rank: o.Rank, Region: o.Region, Workers: t.Workers, Seed: scoreSeed, Habits: own}},
		fixed(habit.Candidates[0], own), tuned{options}, fixed("own decayed counts", neighbour.Weights{Delta: own.Delta}),
		ranker.Learned{Options: ranker.Options{Rank: o.Rank, Workers: t.Workers, Seed: scoreSeed}},
	}, baseline.All(baseline.Options{Rank: o.Rank, Workers: t.Workers})...)
}

func (g *gathering) backtestHabit(out *Backtest, t *Task) error {
	corpus, err := g.baskets.Corpus()
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	if n := withBaskets(corpus, leastBefore); n < leastJudged {
		return fault.New(fault.Invalid, "backtest_few", "not enough data: %d customers with %d baskets or more; comparing ways to foretell the next one needs %d", n, leastBefore, leastJudged)
	}
	out.Metric, out.Days = "recall_10", originDays
	ways := t.ways(options(t.Chain, t.Workers))
	marks, failed := make([]trial.Marks, len(ways)), make([]string, len(ways))
	for n := habitOrigins; n > 0; n-- {
		day := corpus.LastDay() + 1 - int32(n)*originDays
		split := trial.Before(corpus.All(), day, leastBefore, originCases)
		if len(split.Cases) == 0 {
			continue
		}
		out.Origins, out.Cases = append(out.Origins, retail.BusinessDay(day).String()), out.Cases+len(split.Cases)
		for i, way := range ways {
			one, err := trial.Judge(&split, way)
			if err != nil {
				failed[i] = err.Error()
			}
			marks[i].Name, marks[i].Of = way.Name(), append(marks[i].Of, one.Of...)
		}
	}
	if out.Cases == 0 {
		return fault.New(fault.Invalid, "backtest_few", "not enough data: nobody bought again within the last %d days", habitOrigins*originDays)
	}
	if t.Standing != nil {
		out.Used = ways[0].Name()
	}
	return out.compare(marks, failed)
}

func withBaskets(c *basket.Corpus, least uint32) (n int) {
	for u := range c.Customers() {
		if from, to := c.Of(u); to-from >= least {
			n++
		}
	}
	return n
}

// compare scores the candidates on all origins together.
func (b *Backtest) compare(marks []trial.Marks, failed []string) error {
	draw := trial.Draw{Level: .9, Seed: scoreSeed}
	best := -1
	scores := make([]trial.Score, len(marks))
	for i := range marks {
		if failed[i] != "" {
			continue
		}
		if scores[i] = marks[i].Score(draw); best < 0 || scores[i].Recall10.Value > scores[best].Recall10.Value {
			best = i
		}
	}
	if best < 0 {
		return fault.New(fault.Internal, "backtest_failed", "no way to foretell baskets succeeded: %s", failed[0])
	}
	b.Best = marks[best].Name
	for i := range marks {
		c := Candidate{Name: marks[i].Name, Failed: failed[i]}
		if c.Failed == "" {
			d, err := trial.Compare(&marks[i], &marks[best], draw)
			if err != nil {
				return err
			}
			s := scores[i]
			c.Score, c.Beyond = ranged(s.Recall10), ranged(d.Recall10)
			c.Others = map[string]Range{"recall_20": ranged(s.Recall20), "ndcg_10": ranged(s.NDCG10), "phr_10": ranged(s.PHR10)}
		}
		b.Candidates = append(b.Candidates, c)
	}
	b.Why = fmt.Sprintf("most of the next basket among the ten products named, over %d baskets from %d days on", b.Cases, len(b.Origins))
	return nil
}

func ranged(e trial.Estimate) Range { return Range{e.Value, e.Interval} }

func (g *gathering) backtestLifetime(out *Backtest, t *Task) error {
	book := &g.money.book
	first, until, ok := book.Span()
	horizon := min(13*7, int(until-first)/3)
	if !ok || horizon < 14 {
		return fault.New(fault.Invalid, "backtest_few", "not enough data: the receipts of customers who agreed span %d days; comparing purchase models needs six weeks", until-first)
	}
	const mostOrigins = 3
	compared, err := book.Backtest(contest.Rolling{
		Origins: book.RollingOrigins(until, horizon, mostOrigins), Horizon: horizon, Workers: t.Workers, Candidates: lifetimeWays(book.Customers()),
	})
	if errors.Is(err, lifetime.ErrTooFew) {
		return fault.New(fault.Invalid, "backtest_few", "not enough data: %d customers; comparing purchase models needs %d, of whom %d bought on two days or more, before each origin",
			book.Customers(), lifetime.LeastCustomers, lifetime.LeastRepeaters)
	}
	if err != nil {
		return err
	}
	out.Metric, out.Days, out.Cases, out.Customers, out.Best = "rps", horizon, compared.Cases, compared.Customers, compared.Best
	for _, day := range slices.Backward(compared.Origins) {
		out.Origins = append(out.Origins, retail.BusinessDay(day+1).String())
	}
	if t.Standing != nil && t.Standing.Models.Lifetime != nil {
		out.Used = t.Standing.Models.Lifetime.Purchases.Name()
	}
	of := func(e contest.Estimate) Range { return Range{e.Value, e.Interval} }
	for i := range compared.Compared {
		c := &compared.Compared[i]
		one := Candidate{Name: c.Name, Failed: c.Failed}
		if c.Failed == "" {
			one.Score, one.Beyond, one.ECE = of(c.RPS), of(c.Beyond), &c.ECE
			one.Others = map[string]Range{"mae": of(c.MAE), "ratio": of(c.Ratio)}
		}
		out.Candidates = append(out.Candidates, one)
	}
	out.Why = fmt.Sprintf("smallest ranked probability score of purchases within %d days, over %d forecasts from %d days on", horizon, out.Cases, len(out.Origins))
	return g.backtestChances(out, coming.Ask{Until: until, Base: lifetime.Model{Kind: lifetime.MBG, K: 1}, Workers: t.Workers, Stop: g.money.stop}, t.Standing)
}

// backtestChances sets the chances to buy beside who did, by the model that stands, else
// by the usual one.
func (g *gathering) backtestChances(out *Backtest, ask coming.Ask, standing *Standing) error {
	book := &g.money.sample(mostFitted).book
	if standing != nil && standing.Models.Lifetime != nil {
		ask.Base = standing.Models.Lifetime.Purchases
	} else if rows, err := lifetime.Count(book.Histories(ask.Until), ask.Workers); err != nil {
		return err
	} else if fit, err := rows.Fit(ask.Base, ask.Workers); err == nil {
		ask.Base = fit.Model
	} else {
		return nil // nothing can be said by a model that does not fit
	}
	for _, days := range []int{outlook.Soon, outlook.Year} {
		ask.Days = days
		_, report, err := coming.Fit(book, ask)
		if err != nil {
			return err
		}
		out.Chances = append(out.Chances, report)
	}
	return nil
}

// mostPareto is up to how many customers Pareto/NBD is compared too: its forecasts
// cost many times those of the others.
const mostPareto = 20_000

func lifetimeWays(customers int) []lifetime.Model {
	return slices.DeleteFunc(contest.Everyone(), func(m lifetime.Model) bool { return m.Kind == lifetime.Pareto && customers > mostPareto })
}
