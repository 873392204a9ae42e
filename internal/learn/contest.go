package learn

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"sartor/internal/foresight"
	"sartor/internal/stat"
)

// Demand is the kind of the comparison that package foresight makes of ways to forecast.
const Demand = "demand"

// DemandContest tells a kept comparison of ways to forecast as the others are told: over
// the kind of demand that most products show, the best first; its ranges are those of the
// difference to the usual way, on the same products.
func DemandContest(text string) (out Backtest, found bool, err error) {
	var b foresight.Backtest
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return out, false, fmt.Errorf("read the last backtest of demand: %w", err)
	}
	if len(b.Candidates) == 0 {
		return out, false, nil
	}
	class := slices.MaxFunc(b.Candidates, func(a, b foresight.Candidate) int { return cmp.Compare(a.Judged, b.Judged) }).Class
	out = Backtest{Kind: b.Kind, At: b.At, Origins: b.Origins, Days: b.Days, Metric: b.Metric, Why: b.Why, Seconds: b.Seconds}
	for _, c := range b.Candidates {
		if c.Class != class {
			continue
		}
		usual := c.Score - c.Beyond.Value
		out.Cases = c.Judged
		out.Candidates = append(out.Candidates, Candidate{Name: c.Name, Score: Range{c.Score, stat.Interval{Low: usual + c.Beyond.Low, High: usual + c.Beyond.High}}})
		if c.Best {
			out.Best = c.Name
		}
		if c.Used {
			out.Used = c.Name
		}
	}
	return out, true, nil
}
