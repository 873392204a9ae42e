// Package costly owns the readings of pages that take longer the larger a chain is:
// which there are, what of them is cheap enough to be read each time, and what is read
// before a page asks (kept.Readings holds them).
package costly

import (
	"context"
	"log/slog"
	"time"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/kept"
	"sartor/internal/server/rush"
)

// Up to how much a page reads anew each time.
const (
	cheapVouchers  = 2_000  // of a promotion
	cheapCustomers = 10_000 // of the chain
)

// hourDays is how far back the hours of a promotion are told.
const hourDays = 60

// Chain is what is read.
type Chain struct {
	DB    *db.DB
	Clock func() time.Time
	Log   *slog.Logger
}

// Readings of one open chain.
type Readings struct {
	chain     Chain
	Issued    kept.Readings[uint32, []db.IssueHour] // by promotion, of the last weeks
	Customers kept.Readings[int64, int64]           // how many there are, by the bound of counting
}

// Of returns those of a chain.
func Of(c Chain) *Readings {
	return &Readings{
		chain: c,
		Issued: kept.Readings[uint32, []db.IssueHour]{
			Read: func(ctx context.Context, number uint32) ([]db.IssueHour, error) {
				return c.DB.IssueHours(ctx, number, retail.MicrosOf(c.Clock().AddDate(0, 0, -hourDays)))
			},
			Cheap: func(hours []db.IssueHour) bool {
				sum := int64(0)
				for i := range hours {
					sum += hours[i].Issued
				}
				return sum <= cheapVouchers
			},
			Now: c.Clock,
		},
		Customers: kept.Readings[int64, int64]{Read: c.DB.CountCustomers, Cheap: func(n int64) bool { return n <= cheapCustomers }, Now: c.Clock},
	}
}

// Run reads what live promotions issued before a page asks, with rests that keep it to
// a twentieth of a core, until the context ends.
func (k *Readings) Run(ctx context.Context) {
	const round = time.Minute
	for ctx.Err() == nil {
		all, err := k.chain.DB.Promotions(ctx)
		for i := range all {
			if err != nil || all[i].State != promotion.Live {
				continue
			}
			var rest time.Duration
			rest, err = k.Issued.Renew(ctx, all[i].Number)
			if rush.Pause(ctx, rest) != nil {
				return
			}
		}
		if err != nil && ctx.Err() == nil {
			k.chain.Log.Warn("what promotions issued is not read ahead", "err", err)
		}
		if rush.Pause(ctx, round) != nil {
			return
		}
	}
}
