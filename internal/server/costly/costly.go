// Package costly owns the readings of pages that take longer the larger a chain is:
// which there are, what of them is cheap enough to be read each time, and what is read
// before a page asks (kept.Readings holds them).
package costly

import (
	"context"
	"log/slog"
	"time"

	"sartor/internal/db"
	"sartor/internal/learn"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/kept"
	"sartor/internal/server/rush"
)

// Up to how much a page reads anew each time.
const (
	cheapVouchers  = 2_000  // of a promotion
	cheapCustomers = 10_000 // of the chain
	cheapAccounts  = 1_000  // of promotions
	cheapFresh     = 5_000  // receipts that nothing is learned from yet
)

// hourDays is how far back the hours of a promotion are told.
const hourDays = 60

// Chain is what is read.
type Chain struct {
	DB    *db.DB
	Clock func() time.Time
	Log   *slog.Logger
	Fresh func(context.Context) (learn.Wait, error)  // how far the next run of learning is away
	Rest  func(context.Context, time.Duration) error // so long beside few tills, longer beside many
}

// Readings of one open chain.
type Readings struct {
	chain     Chain
	Issued    kept.Readings[uint32, []db.IssueHour] // by promotion, of the last weeks
	Customers kept.Readings[int64, int64]           // how many there are, by the bound of counting
	accounts  kept.Readings[struct{}, map[uint32]db.BudgetRow]
	fresh     kept.Readings[struct{}, learn.Wait]
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
		accounts: kept.Readings[struct{}, map[uint32]db.BudgetRow]{
			Read:  func(ctx context.Context, _ struct{}) (map[uint32]db.BudgetRow, error) { return c.DB.Budgets(ctx) },
			Cheap: func(all map[uint32]db.BudgetRow) bool { return len(all) <= cheapAccounts },
			Now:   c.Clock,
		},
		fresh: kept.Readings[struct{}, learn.Wait]{
			Read:  func(ctx context.Context, _ struct{}) (learn.Wait, error) { return c.Fresh(ctx) },
			Cheap: func(w learn.Wait) bool { return w.Fresh <= cheapFresh },
			Now:   c.Clock,
		},
	}
}

// Accounts are those of all promotions of head office's, by number (db.Budgets); nobody
// writes into what is returned.
func (k *Readings) Accounts(ctx context.Context) (map[uint32]db.BudgetRow, error) {
	all, _, err := k.accounts.Of(ctx, struct{}{})
	return all, err
}

// Fresh is how far the next run of learning is away.
func (k *Readings) Fresh(ctx context.Context) (learn.Wait, error) {
	w, _, err := k.fresh.Of(ctx, struct{}{})
	return w, err
}

// Run reads what live promotions issued before a page asks, with rests that keep it to
// a twentieth of a core and less, until the context ends.
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
			if k.chain.Rest(ctx, rest) != nil {
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
