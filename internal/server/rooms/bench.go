package rooms

import (
	"context"
	"slices"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/learn"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// How much lies on the bench at most, and how long a voucher that was used
// twice stays there.
const (
	mostTwice  = 10
	mostMerges = 10
	twiceStays = 14 * 24 * time.Hour
)

// waits adds the live promotions' money and what waits for a hand, in the order of
// urgent.
func (t *Tally) waits(ctx context.Context, scope view.Scope, out *view.Today) error {
	all, err := t.chain.DB.Promotions(ctx)
	if err != nil {
		return err
	}
	accounts, err := t.costly.Accounts(ctx)
	if err != nil {
		return err
	}
	t.budgets(ctx, all, accounts, out)
	t.spent(all, accounts, out)
	if err := t.flops(ctx, scope, all, out); err != nil {
		return err
	}
	for _, add := range []func(context.Context, view.Scope, *view.Today) error{t.approvals, t.slipping, t.late, t.twice, t.refused, t.merges} {
		if err := add(ctx, scope, out); err != nil {
			return err
		}
	}
	slices.SortStableFunc(out.Bench, urgent)
	return nil
}

// budgets adds where the live promotions' money stands, and what can print
// nothing more.
func (t *Tally) budgets(ctx context.Context, all []db.NumberedPromotion, accounts map[uint32]db.BudgetRow, out *view.Today) {
	for i := range all {
		p := &all[i]
		if p.State != promotion.Live {
			continue
		}
		b := accounts[p.Number]
		out.Live++
		out.Budget.Cap, out.Budget.Reserved = out.Budget.Cap+b.Cap, out.Budget.Reserved+b.Reserved
		out.Budget.Spent, out.Budget.Contingency = out.Budget.Spent+b.Spent, out.Budget.Contingency+b.Contingency
		item := view.BenchItem{At: t.chain.Clock(), Promotion: p.ID, Name: p.NameIn(view.Language(ctx)), Currency: p.Budget.Currency}
		switch {
		case b.Contingency < 0:
			item.Kind, item.Amount = view.BenchOverdrawn, -b.Contingency
		case b.Reserved+b.Spent >= b.Cap || b.Most > 0 && b.Issued >= b.Most:
			item.Kind = view.BenchClosed
		default:
			continue
		}
		out.Bench = append(out.Bench, item)
	}
}

// twice adds vouchers that were used a second time offline.
func (t *Tally) twice(ctx context.Context, scope view.Scope, out *view.Today) error {
	rows, err := t.chain.DB.UsedTwice(ctx, retail.MicrosOf(t.chain.Clock().Add(-twiceStays)), mostTwice)
	chain := t.chain.DB.Catalogue()
	for i := range rows {
		r := &rows[i]
		if shop := chain.Store(r.Store); scope.Allows(shop.ID) {
			out.Bench = append(out.Bench, view.BenchItem{
				Kind: view.BenchTwice, At: r.At.Time(), Promotion: r.Voucher.Promotion, Name: promotionName(t.chain.Sight(), &r.Voucher),
				Amount: r.Amount, Currency: shop.Currency, Code: r.Code, StoreName: shop.Name,
			})
		}
	}
	return err
}

// refused adds the newest run of learning when it was not good enough.
func (t *Tally) refused(ctx context.Context, _ view.Scope, out *view.Today) error {
	runs, err := t.chain.DB.Snapshots(ctx, 1)
	if err != nil || len(runs) == 0 || runs[0].State != "refused" {
		return err
	}
	report, err := learn.ReadReport(runs[0].Report)
	if err != nil {
		return err
	}
	run := runOf(&runs[0], &report)
	out.Bench = append(out.Bench, view.BenchItem{Kind: view.BenchRefused, At: run.Started, Snapshot: run.Snapshot, Score: run.Score, Standing: run.Rival})
	return nil
}

// merges adds customers who may be one person; whoever sees one store only
// decides nothing about two customers of the chain.
func (t *Tally) merges(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	list, err := t.chain.DB.MergeProposals(ctx, mostMerges)
	for _, m := range list {
		out.Bench = append(out.Bench, view.BenchItem{Kind: view.BenchMerge, At: m.SeenAt.Time(), Pair: [2]view.MaybeSame{
			{ID: m.Customer, Identifiers: m.Identifiers, Kind: m.Kind}, {ID: m.Other, Identifiers: m.OtherIdentifiers, Kind: m.Kind},
		}})
	}
	return err
}

// maybe lists whom a customer may be one with.
func maybe(ctx context.Context, d *db.DB, id retail.CustomerID) (out []view.MaybeSame, err error) {
	list, err := d.MergeProposalsOf(ctx, id, mostMerges)
	for _, m := range list {
		out = append(out, view.MaybeSame{ID: m.Other, Identifiers: m.OtherIdentifiers, Kind: m.Kind})
	}
	return out, err
}
