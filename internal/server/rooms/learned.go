package rooms

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/learn"
)

// partsOf is what a snapshot is made of, and how well the newest weeks were foretold.
func partsOf(report *learn.Report) (out []view.Part, drift view.Drift) {
	part := func(name string, o learn.Outcome, model string) {
		state := "none"
		switch {
		case o.New:
			state = "new"
		case o.Kept:
			state = "kept"
		}
		out = append(out, view.Part{Name: name, State: state, Model: model, Note: view.Note(o.Note)})
	}
	if l := report.Lifetime; l != nil {
		part("lifetime", l.Outcome, l.Model)
		drift = view.Drift{Alarm: l.Drift.Alarm, Note: view.Note(l.Drift.Note)}
		for _, w := range l.Drift.Weeks {
			drift.Weeks = append(drift.Weeks, w.LogLik)
		}
	}
	if s := report.Season; s != nil {
		part("season", s.Outcome, "")
	}
	if w := report.Wants; w != nil {
		part("wants", w.Outcome, w.Name)
	}
	return out, drift
}

// reliabilityOf is how the chances to buy came true, nil where nothing was looked at.
func reliabilityOf(report *learn.Report) *view.Reliability {
	l := report.Lifetime
	if l == nil || len(l.Chances) == 0 {
		return nil
	}
	out := &view.Reliability{AliveHolds: l.Alive != nil && l.Alive.Holds}
	for i := range l.Chances {
		c := &l.Chances[i]
		one := view.Chance{Days: c.Days, Verdict: string(c.Verdict), Cases: int64(c.Cases), Customers: int64(c.Customers)}
		if j := c.InUse(); j != nil {
			one.Error, one.Luck = j.ECE, j.Luck
			for _, r := range j.Rows {
				one.Rows = append(one.Rows, view.ChanceRow{From: r.From, To: r.To, Chance: r.Chance, Share: r.Share, N: int64(r.N)})
			}
		}
		out.Chances = append(out.Chances, one)
	}
	return out
}

// contests are the newest backtests, candidates best first.
func (r rooms) contests(ctx context.Context) (out []view.Contest, err error) {
	for _, kind := range append(learn.BacktestKinds(), learn.Demand) {
		b, found, err := r.LastBacktest(ctx, kind)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		c := view.Contest{Kind: kind, Cases: int64(b.Cases), Less: b.Metric != "recall_10", Best: b.Best, Used: b.Used}
		if c.At, err = time.Parse(time.RFC3339, b.At); err != nil {
			return nil, err
		}
		for _, one := range b.Candidates {
			c.Rows = append(c.Rows, view.Contestant{
				Name: one.Name, Failed: one.Failed, Score: view.Interval{Low: one.Score.Low, Mid: one.Score.Value, High: one.Score.High, N: int64(b.Cases)},
			})
		}
		slices.SortStableFunc(c.Rows, func(a, b view.Contestant) int {
			if (a.Failed == "") != (b.Failed == "") {
				return cmp.Compare(len(a.Failed), len(b.Failed))
			}
			if c.Less {
				return cmp.Compare(a.Score.Mid, b.Score.Mid)
			}
			return cmp.Compare(b.Score.Mid, a.Score.Mid)
		})
		out = append(out, c)
	}
	return out, nil
}
