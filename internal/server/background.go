package server

import (
	"context"
	"errors"
	"time"

	"sartor/internal/db/local"
	"sartor/internal/retail"
)

// slack is memory that is never touched, so it costs none. The collector takes it
// for live and lets garbage grow by as much before it looks again, which takes
// half of two cores for 30 ms: at 500 closes a second every 3 s, not every 0.6.
const slack = 128 << 20

// Background starts the work behind the tills, and what else the caller wants
// to run beside it; all of it ends when the chain closes.
func (c *Chain) Background(ctx context.Context, beside ...func(context.Context)) {
	c.slack = make([]byte, slack)
	ctx, c.quit = context.WithCancel(ctx)
	c.Open()
	c.Go(func() { c.sights.keep(ctx, c.Log) })
	c.Go(func() { c.runner().Run(ctx) })
	c.Go(func() { c.fold(ctx) })
	c.Go(func() { c.shelf.Run(ctx) })
	c.Go(func() { c.housekeeping(ctx) })
	for _, run := range beside {
		c.Go(func() { run(ctx) })
	}
}

// fold keeps derived data behind the journal until the context ends.
func (c *Chain) fold(ctx context.Context) {
	const pause = 300 * time.Millisecond // the contract allows two seconds
	for ctx.Err() == nil {
		more, err := c.DB.Follow(ctx, c.Sight().Chain.Consent)
		if err != nil && ctx.Err() == nil {
			c.Log.Error("folds stopped behind the journal", "err", err)
			more = false
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// CatchUp folds all that stands in the journal.
func (c *Chain) CatchUp(ctx context.Context) error {
	for {
		more, err := c.DB.Follow(ctx, c.Sight().Chain.Consent)
		if err != nil || !more {
			return err
		}
	}
}

// housekeeping does what is due: vouchers past their last day give their
// reserves back, answers older than 35 days go, and learning starts by its rule.
func (c *Chain) housekeeping(ctx context.Context) {
	const every = time.Minute
	tick := time.NewTicker(every)
	defer tick.Stop()
	listed := -1 // erasures written beside the database
	for {
		var err error
		if listed, err = c.KeepErasures(ctx, listed); err != nil && ctx.Err() == nil {
			c.Log.Error("list of erasures not written", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := c.Clock()
		yesterday := retail.DayOf(now, time.UTC, 0) - 1
		c.drain(ctx, "vouchers not expired", func(most int) (int, error) {
			return c.DB.ExpireVouchers(ctx, yesterday, most, retail.MicrosOf(now))
		})
		if err := c.settle(ctx, retail.MicrosOf(now)); err != nil && ctx.Err() == nil {
			c.Log.Error("withdrawn versions not settled", "err", err)
		}
		c.drain(ctx, "old answers not dropped", func(most int) (int, error) {
			return c.DB.DropAnswers(ctx, retail.MicrosOf(now.AddDate(0, 0, -35)), most)
		})
		c.drain(ctx, "voids of receipts that never came not forgotten", func(most int) (int, error) {
			return c.DB.DropAwaited(ctx, retail.MicrosOf(now.AddDate(0, 0, -35)), most)
		})
		c.drain(ctx, "old idempotency keys not dropped", func(most int) (int, error) {
			return c.DB.DropKept(ctx, retail.MicrosOf(now.Add(-48*time.Hour)), most)
		})
		if err := errors.Join(c.learnWhenDue(ctx), c.lookWhenDue(ctx)); err != nil && ctx.Err() == nil {
			c.Log.Error("learning failed", "err", err)
		}
	}
}

// settle lets stores' versions that were withdrawn give back what their vouchers
// released since.
func (c *Chain) settle(ctx context.Context, now retail.Micros) error {
	const most = 1000
	for last, more := (local.Row{}), true; more && ctx.Err() == nil; {
		var err error
		if last, more, err = c.DB.Locals().Settle(ctx, last, most, now); err != nil {
			return err
		}
	}
	return nil
}

// drain does slice after slice of what is due until nothing is left, as a chain
// issues more in a minute than one slice holds; between slices tills go first.
func (c *Chain) drain(ctx context.Context, failed string, slice func(most int) (int, error)) {
	const most = 1000
	for ctx.Err() == nil {
		n, err := slice(most)
		if err != nil && ctx.Err() == nil {
			c.Log.Error(failed, "err", err)
		}
		if err != nil || n < most {
			return
		}
	}
}
