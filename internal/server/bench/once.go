package bench

import (
	"context"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/learn"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// How much that went wrong once lies on the bench at most, and how long a voucher that
// was used twice stays there.
const (
	mostTwice  = 10
	mostMerges = 10
	twiceStays = 14 * 24 * time.Hour
)

// twice adds vouchers that were used a second time offline.
func (b Bench) twice(ctx context.Context, scope view.Scope, out *view.Today) error {
	rows, err := b.DB.UsedTwice(ctx, retail.MicrosOf(b.Clock().Add(-twiceStays)), mostTwice)
	chain := b.DB.Catalogue()
	for i := range rows {
		r := &rows[i]
		if shop := chain.Store(r.Store); scope.Allows(shop.ID) {
			out.Bench = append(out.Bench, view.BenchItem{
				Kind: view.BenchTwice, At: r.At.Time(), Promotion: r.Voucher.Promotion, Name: b.called(ctx, &r.Voucher),
				Amount: r.Amount, Currency: shop.Currency, Code: r.Code, StoreName: shop.Name,
			})
		}
	}
	return err
}

// refused adds the newest run of learning when it was not good enough.
func (b Bench) refused(ctx context.Context, _ view.Scope, out *view.Today) error {
	runs, err := b.DB.Snapshots(ctx, 1)
	if err != nil || len(runs) == 0 || runs[0].State != "refused" {
		return err
	}
	report, err := learn.ReadReport(runs[0].Report)
	if err != nil {
		return err
	}
	item := view.BenchItem{Kind: view.BenchRefused, At: runs[0].Created.Time(), Snapshot: runs[0].ID.String(), Score: recall(&report.Own)}
	if report.Standing != nil {
		item.Standing = recall(report.Standing)
	}
	out.Bench = append(out.Bench, item)
	return nil
}

// recall is how much of the next basket a snapshot finds.
func recall(s *habit.Score) view.Interval {
	return view.Interval{Low: s.Recall.Low, Mid: s.Recall.Value, High: s.Recall.High, N: int64(s.Customers)}
}

// merges adds customers who may be one person; whoever sees one store only
// decides nothing about two customers of the chain.
func (b Bench) merges(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	list, err := b.DB.MergeProposals(ctx, mostMerges)
	for _, m := range list {
		out.Bench = append(out.Bench, view.BenchItem{Kind: view.BenchMerge, At: m.SeenAt.Time(), Pair: [2]view.MaybeSame{
			{ID: m.Customer, Identifiers: m.Identifiers, Kind: m.Kind}, {ID: m.Other, Identifiers: m.OtherIdentifiers, Kind: m.Kind},
		}})
	}
	return err
}

// called is what the promotion of a voucher is called now.
func (b Bench) called(ctx context.Context, v *voucher.Voucher) string {
	if p, ok := b.Sight().Book.Promotion(v.PromotionNumber); ok {
		return p.NameIn(view.Language(ctx))
	}
	return string(v.Promotion)
}
