// Package bench finds what waits for a hand in an open chain: promotions that lose, run
// out or have overdrawn, customers who slip away, what went wrong once, and what other
// rooms add. It hands over plain values with what an hour of waiting costs; words, and who
// is shown what, are console/bench's.
//
// What always holds: what costs most to leave lies first (TestUrgent_CostThenDeadline); what
// other rooms add lies among the rest, and one that fails is not passed over
// (TestLay_OtherRooms).
package bench

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// Bench is that of an open chain.
type Bench struct {
	DB       *db.DB
	Sight    func() *till.Sight
	Clock    func() time.Time
	Segments func(context.Context, retail.BusinessDay) (outlook.Report, error) // on 0: as they stand
	Accounts func(context.Context) (map[uint32]db.BudgetRow, error)            // of all promotions, by number
	More     []Adds                                                            // what other rooms know to wait
}

// Adds adds what waits for whoever sees a scope.
type Adds func(ctx context.Context, scope view.Scope, out *view.Today) error

// Lay adds the live promotions' money and what waits for a hand, in the order of
// urgent.
func (b Bench) Lay(ctx context.Context, scope view.Scope, out *view.Today) error {
	all, err := b.DB.Promotions(ctx)
	if err != nil {
		return err
	}
	accounts, err := b.Accounts(ctx)
	if err != nil {
		return err
	}
	b.budgets(ctx, all, accounts, out)
	b.spent(ctx, all, accounts, out)
	if err := b.flops(ctx, scope, all, out); err != nil {
		return err
	}
	for _, add := range append([]Adds{b.slipping, b.twice, b.refused, b.merges}, b.More...) {
		if err := add(ctx, scope, out); err != nil {
			return err
		}
	}
	slices.SortStableFunc(out.Bench, urgent)
	return nil
}

// urgent orders the bench: what waiting costs most first, then what has to be
// decided first, then what cost money once, then the oldest.
func urgent(a, b view.BenchItem) int {
	never := func(t time.Time) int64 {
		if t.IsZero() {
			return 1 << 62
		}
		return t.Unix()
	}
	return cmp.Or(cmp.Compare(b.Cost.Mid, a.Cost.Mid), cmp.Compare(never(a.By), never(b.By)), cmp.Compare(b.Amount, a.Amount), a.At.Compare(b.At))
}
