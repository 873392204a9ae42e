package server

import (
	"context"
	"encoding/json"
	"fmt"

	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/touchpoint"
)

// backtesting begins the kinds of the jobs that compare candidates, and the names
// of the settings under which the newest comparison lies.
const backtesting = "backtest."

// Backtest compares all ways to foretell on the chain's own history, and keeps
// the comparison for the screens.
func (c *Chain) Backtest(ctx context.Context, kind string) (learn.Backtest, error) {
	if err := c.askFor(ctx, backtesting+kind); err != nil {
		return learn.Backtest{}, err
	}
	if _, err := c.finish(ctx, backtesting+kind); err != nil {
		return learn.Backtest{}, err
	}
	out, found, err := c.LastBacktest(ctx, kind)
	if err == nil && !found {
		err = fault.New(fault.Unavailable, "backtest_gone", "the comparison was not kept; run it again")
	}
	return out, err
}

// LastBacktest is the newest comparison of a kind, if there was one.
func (c *Chain) LastBacktest(ctx context.Context, kind string) (out learn.Backtest, found bool, err error) {
	text, err := c.DB.Setting(ctx, backtesting+kind)
	if err != nil || text == "" {
		return out, false, err
	}
	if kind == learn.Demand {
		return learn.DemandContest(text)
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return out, false, fmt.Errorf("read the last backtest: %w", err)
	}
	return out, true, nil
}

// backtestWork is the job: it reads the journal by itself, into memory.
func (c *Chain) backtestWork(kind string) job.Work {
	return func(ctx context.Context, _ job.Job, save job.Save) error {
		note, slice := saver(save, c.Clock), c.Clock()
		_, standing, err := c.standing(ctx)
		if err != nil {
			return err
		}
		end, err := c.DB.Harvest().End(ctx)
		if err != nil {
			return err
		}
		all, err := c.DB.Receipts(ctx)
		if err != nil {
			return err
		}
		out, err := learn.RunBacktest(ctx, learn.Task{
			History: c.history(), Spans: extract.Cut(end.Through, touchpoint.Position{}, end.Newest, all), Chain: c.Sight().Catalogue,
			Standing: standing, Workers: c.Workers(), Now: c.Clock,
			Pause: func(ctx context.Context, receipts int64) error {
				if err := note(ctx, jobProgress{}, fmt.Sprintf("%d receipts", receipts)); err != nil {
					return err
				}
				err := c.Breathe(ctx, c.Clock().Sub(slice))
				slice = c.Clock()
				return err
			},
		}, kind)
		if err != nil {
			return err
		}
		text, err := json.Marshal(out)
		if err != nil {
			return err
		}
		return c.DB.PutSetting(ctx, backtesting+kind, string(text))
	}
}
