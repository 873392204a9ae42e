package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sartor/internal/learn"
	"sartor/internal/model/lifetime/coming"
	"sartor/internal/server/foresee"
)

type backtestCmd struct {
	Habit    backtestHabitCmd    `cmd:"" help:"Ways to foretell the next basket."`
	Lifetime backtestLifetimeCmd `cmd:"" help:"Models of when customers buy."`
	Demand   backtestDemandCmd   `cmd:"" help:"Ways to forecast what stores sell."`
}

// backtestFlags are those of every comparison.
type backtestFlags struct {
	dbFlag
	jsonFlag
}

type backtestHabitCmd struct{ backtestFlags }

type backtestLifetimeCmd struct{ backtestFlags }

type backtestDemandCmd struct{ backtestFlags }

const backtestExamples = `Examples:
  sartor backtest habit
  sartor backtest lifetime --json
  sartor backtest demand

From several days of the chain's history on, each candidate learns from what was known then and foretells what came. The
comparison is kept and drawn in the console under Learn. Ranges hold 90 %.`

// Help shows examples.
func (backtestHabitCmd) Help() string { return backtestExamples }

// Help shows examples.
func (backtestLifetimeCmd) Help() string { return backtestExamples }

// Run compares ways to foretell the next basket.
func (c *backtestHabitCmd) Run(ctx context.Context, w world) error {
	return c.compare(ctx, w, "habit")
}

// Run compares models of purchases.
func (c *backtestLifetimeCmd) Run(ctx context.Context, w world) error {
	return c.compare(ctx, w, "lifetime")
}

// Help shows examples.
func (backtestDemandCmd) Help() string { return backtestExamples }

// Run compares ways to forecast demand.
func (c *backtestDemandCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	out, err := foresee.Keeper{Chain: chain}.Backtest(ctx)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(out)
	}
	fmt.Fprintf(w.stdout, "%s: %s (from %s)\n", out.Kind, out.Why, strings.Join(out.Origins, ", "))
	for _, one := range out.Candidates {
		marks := ""
		if one.Best {
			marks += " best"
		}
		if one.Used {
			marks += " in use"
		}
		fmt.Fprintf(w.stdout, "  %-12s %-20s %s %.4f, %+.4f (%+.4f to %+.4f) to %s%s\n", one.Class, one.Name, out.Metric, one.Score, one.Beyond.Value, one.Beyond.Low, one.Beyond.High, one.Against, marks)
	}
	return nil
}

func (f backtestFlags) compare(ctx context.Context, w world, kind string) error {
	chain, done, err := w.standing(ctx, f.dbFlag)
	if err != nil {
		return err
	}
	out, err := chain.Backtest(ctx, kind)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(w.stdout).Encode(out)
	}
	w.compared(out)
	return nil
}

// compared prints a comparison, a line a candidate.
func (w world) compared(out learn.Backtest) {
	fmt.Fprintf(w.stdout, "%s: %s (from %s)\n", out.Kind, out.Why, strings.Join(out.Origins, ", "))
	for _, c := range out.Candidates {
		if c.Failed != "" {
			fmt.Fprintf(w.stdout, "  %-40s %s\n", c.Name, c.Failed)
			continue
		}
		marks := ""
		if c.Name == out.Best {
			marks += " best"
		}
		if c.Name == out.Used {
			marks += " in use"
		}
		fmt.Fprintf(w.stdout, "  %-40s %s %.4f (%.4f–%.4f)%s\n", c.Name, out.Metric, c.Score.Value, c.Score.Low, c.Score.High, marks)
	}
	for i := range out.Chances {
		w.chances(&out.Chances[i])
	}
}

// chances prints how a chance to buy came true, a line for a tenth of those it was given to.
func (w world) chances(r *coming.Report) {
	j := r.InUse()
	if j == nil {
		fmt.Fprintf(w.stdout, "chance to buy within %d days: too few receipts to check it\n", r.Days)
		return
	}
	by := map[coming.Verdict]string{
		coming.Learned: "learned from earlier weeks", coming.NotBetter: "by the model of purchases, which was as good as what was learned", coming.Short: "by the model of purchases, with too little to learn from",
	}
	fmt.Fprintf(w.stdout, "chance to buy within %d days, %s: off by %.4f (perfect ones by %.4f), given %d times to %d customers\n", r.Days, by[r.Verdict], j.ECE, j.Luck, r.Cases, r.Customers)
	for _, row := range j.Rows {
		fmt.Fprintf(w.stdout, "  %5.1f–%5.1f %%  given %5.1f %%, bought %5.1f %%, %d times\n", 100*row.From, 100*row.To, 100*row.Chance, 100*row.Share, row.N)
	}
}
