package foresight

import (
	"cmp"
	"fmt"
	"slices"

	"sartor/internal/model/forecast"
	"sartor/internal/retail"
)

// Backtest is what every way of forecasting would have been worth to the chain, from
// several days of its own past on.
type Backtest struct {
	Kind       string      `json:"kind"`    // demand
	At         string      `json:"at"`      // when it was made, RFC 3339
	Day        string      `json:"day"`     // the last day that counts
	Stores     int         `json:"stores"`  // whose products were asked
	Series     int         `json:"series"`  // products in stores that were forecast again
	Origins    []string    `json:"origins"` // days from which the horizon was foretold
	Days       int         `json:"days"`    // looked ahead
	Cases      int         `json:"cases"`   // days foretold
	Metric     string      `json:"metric"`  // rmsse: root mean squared error over that of yesterday's value; less is better
	Candidates []Candidate `json:"candidates"`
	Why        string      `json:"why"`
	Seconds    float64     `json:"seconds"`
}

// Candidate is one way of forecasting one kind of product. Beyond is its difference to
// Against on the same products, with its 90 % range.
type Candidate struct {
	Class   string  `json:"class"` // smooth, erratic, intermittent or lumpy demand
	Name    string  `json:"name"`
	Score   float64 `json:"score"`
	Against string  `json:"against"` // the way it has to beat: the usual one, or for those that learn from all products the best without
	Beyond  Range   `json:"beyond"`
	Judged  int     `json:"judged"` // forecasts of the class that were judged: a product in a store from one day on
	Best    bool    `json:"best"`
	Used    bool    `json:"used"` // surely better than the usual way, or the usual way itself
}

// Range is an estimate with the interval around it.
type Range struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// BacktestOf shapes what a model's choice rested on.
func BacktestOf(r forecast.Report, last retail.BusinessDay) Backtest {
	out := Backtest{Kind: "demand", Day: last.String(), Series: r.Judged, Origins: []string{}, Days: Horizon, Cases: r.Steps, Metric: "rmsse", Candidates: []Candidate{}}
	for _, back := range slices.Backward(r.Origins) {
		out.Origins = append(out.Origins, (last - retail.BusinessDay(back) + 1).String())
	}
	for _, g := range r.Groups {
		if g.Series == 0 && len(r.Groups) > 1 && !slices.ContainsFunc(out.Candidates, func(c Candidate) bool { return c.Class == "all" }) {
			out.add("all", g) // too few of their own: they do as all
		}
		if g.Series > 0 {
			out.add(string(g.Class), g)
		}
	}
	out.Why = fmt.Sprintf("least squared error of %d days ahead, over %d products in stores from %d days on; %s is the way to beat", Horizon, r.Judged, len(out.Origins), r.Usual)
	return out
}

func (b *Backtest) add(class string, g forecast.Group) {
	scores := slices.Clone(g.Scores)
	slices.SortStableFunc(scores, func(a, b forecast.Score) int { return cmp.Compare(a.Loss, b.Loss) })
	for i, s := range scores {
		b.Candidates = append(b.Candidates, Candidate{
			Class: class, Name: s.Model, Score: s.Loss, Against: s.Against, Beyond: Range{s.Difference, s.Low, s.High}, Judged: g.Series, Best: i == 0, Used: s.Model == g.Model,
		})
	}
}
