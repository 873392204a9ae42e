package bench

import (
	"cmp"
	"context"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// What of promotions waits.
const (
	nearlySpent = .8 // of a budget: time to raise it before it stands still
	mostFlops   = 5  // of one promotion
)

// budgets adds where the live promotions' money stands, and what can print
// nothing more.
func (b Bench) budgets(ctx context.Context, all []db.NumberedPromotion, accounts map[uint32]db.BudgetRow, out *view.Today) {
	for i := range all {
		p := &all[i]
		if p.State != promotion.Live {
			continue
		}
		a := accounts[p.Number]
		if out.Live++; a.Issued > out.Leads.Issued {
			out.Leads = view.Leading{Promotion: p.ID, Name: p.NameIn(view.Language(ctx)), Issued: a.Issued}
		}
		out.Budget.Cap, out.Budget.Reserved = out.Budget.Cap+a.Cap, out.Budget.Reserved+a.Reserved
		out.Budget.Spent, out.Budget.Overspent = out.Budget.Spent+a.Spent, out.Budget.Overspent+a.Overspent
		out.Budget.Contingency += a.Contingency
		item := view.BenchItem{At: b.Clock(), Promotion: p.ID, Name: p.NameIn(view.Language(ctx)), Currency: p.Budget.Currency}
		switch {
		case a.Contingency < 0:
			item.Kind, item.Amount = view.BenchOverdrawn, -a.Contingency
		case a.Reserved+a.Spent >= a.Cap || a.Most > 0 && a.Issued >= a.Most:
			item.Kind = view.BenchClosed
		default:
			continue
		}
		out.Bench = append(out.Bench, item)
	}
}

// spent adds live promotions whose money ends before they do, at the pace so far.
func (b Bench) spent(ctx context.Context, all []db.NumberedPromotion, accounts map[uint32]db.BudgetRow, out *view.Today) {
	now := b.Clock()
	for i := range all {
		p := &all[i]
		a := accounts[p.Number]
		used := a.Reserved + a.Spent
		began := p.Starts.Time()
		if p.State != promotion.Live || a.Cap <= 0 || used >= a.Cap || float64(used) < nearlySpent*float64(a.Cap) || !now.After(began) {
			continue
		}
		ends := now.Add(time.Duration(float64(now.Sub(began)) * float64(a.Cap-used) / float64(used)))
		if ends.After((p.Ends + 1).Time()) {
			continue
		}
		out.Bench = append(out.Bench, view.BenchItem{
			Kind: view.BenchSpent, At: now, By: ends, Promotion: p.ID, Name: p.NameIn(view.Language(ctx)), Currency: p.Budget.Currency, Amount: a.Cap - used, Share: float64(used) / float64(a.Cap),
		})
	}
}

// flops adds where a live promotion does not work, with what its customers buy
// instead. An hour of waiting costs what the promotion loses there in an hour: the
// margin it takes from a customer, by how many of them got a voucher an hour.
func (b Bench) flops(ctx context.Context, scope view.Scope, all []db.NumberedPromotion, out *view.Today) error {
	if !scope.All {
		return nil
	}
	heads, err := b.DB.Readouts().Heads(ctx)
	if err != nil || len(heads) == 0 {
		return err
	}
	for i := range all {
		p := &all[i]
		r, known := heads[p.Number]
		if !known || p.State != promotion.Live {
			continue
		}
		for _, f := range r.Findings[:min(len(r.Findings), mostFlops)] {
			item := view.BenchItem{
				Kind: view.BenchFlop, At: r.At.Time(), Promotion: p.ID, Name: p.NameIn(view.Language(ctx)), Currency: p.Budget.Currency, By: p.Ends.Time(),
				Group: b.named(f.Row.By, f.Row.Group), GroupBy: string(f.Row.By), Than: b.named(f.Than.By, f.Than.Group), Swap: f.Swap, Here: shareOf(f.Row.Sales, f.Row.Treated), There: shareOf(f.Than.Sales, f.Than.Treated),
			}
			if hours := r.At.Time().Sub(r.Since.Time()).Hours(); hours > 0 {
				item.Cost = lossOf(f.Row.Margin, float64(f.Row.Treated)/hours, int64(f.Row.Treated+f.Row.Held))
			}
			out.Bench = append(out.Bench, item)
		}
	}
	return nil
}

// named is a group as people call it where only the chain knows: a store by its name.
func (b Bench) named(by outcome.By, group string) string {
	chain := b.DB.Catalogue()
	if n, known := chain.StoreNumber(retail.StoreID(group)); known && by == outcome.ByStore {
		return cmp.Or(chain.Store(n).Name, group)
	}
	return group
}

// shareOf is a relative effect as a share.
func shareOf(f outcome.Figure, n int) view.Interval {
	if !f.Known {
		return view.Interval{}
	}
	return view.Interval{Low: f.Low, Mid: f.Estimate, High: f.High, N: int64(max(n, 1))}
}

// lossOf is what a margin that is lost a customer comes to at so many customers; a
// gain, also a likely one, costs nothing to wait for.
func lossOf(margin outcome.Figure, times float64, n int64) view.Interval {
	if !margin.Known || margin.Estimate >= 0 {
		return view.Interval{}
	}
	return view.Interval{Low: -margin.High * times, Mid: -margin.Estimate * times, High: -margin.Low * times, N: n}
}
