package foresee

import (
	"context"
	"encoding/json"
	"time"

	"sartor/internal/fault"
	"sartor/internal/foresight"
)

// kept is the setting under which the newest comparison lies.
const kept = "backtest.demand"

// Backtest compares all ways to forecast on the chain's own days, and keeps the
// comparison.
func (k Keeper) Backtest(ctx context.Context) (foresight.Backtest, error) {
	const op = "foresee.Backtest"
	began := k.Clock()
	last, err := k.lastDay(ctx)
	if err != nil {
		return foresight.Backtest{}, err
	}
	if last == 0 {
		return foresight.Backtest{}, fault.New(fault.Invalid, "backtest_few", "not enough data: nothing was sold yet")
	}
	at := &known{last: last}
	if at.promotions, err = k.promotions(ctx); err != nil {
		return foresight.Backtest{}, fault.At(op, err)
	}
	m, stores, err := k.learn(ctx, at)
	if err != nil {
		return foresight.Backtest{}, fault.At(op, err)
	}
	out := foresight.BacktestOf(m.Report(), last)
	if out.Cases == 0 {
		return foresight.Backtest{}, fault.New(fault.Invalid, "backtest_few", "not enough data: the days on which stores sold span less than %d days ahead and as many before", foresight.Horizon)
	}
	out.Stores, out.At, out.Seconds = stores, k.Clock().UTC().Format(time.RFC3339), k.Clock().Sub(began).Seconds()
	text, err := json.Marshal(out)
	if err != nil {
		return foresight.Backtest{}, fault.At(op, err)
	}
	return out, fault.At(op, k.DB.PutSetting(ctx, kept, string(text)))
}
