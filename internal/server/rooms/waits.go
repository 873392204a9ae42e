package rooms

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/db/local"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
)

// What waits on the bench, and until when.
const (
	mostApprovals  = 20
	approvalWithin = 24 * time.Hour // a store that asked waits a day at most
	nearlySpent    = .8             // of a budget: time to raise it before it stands still
	lateAfter      = 2              // whole hours without a receipt, in which some are usual
	mostFlops      = 5              // of one promotion
)

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

// approvals adds the stores' versions that wait for head office.
func (t *Tally) approvals(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	queue, err := t.local.Queue(ctx, local.Row{}, mostApprovals)
	for i := range queue {
		s := &queue[i]
		out.Bench = append(out.Bench, view.BenchItem{
			Kind: view.BenchApproval, At: s.Submitted.Time(), By: s.Submitted.Time().Add(approvalWithin), Promotion: s.Promotion, Name: s.Centre.NameIn("en"),
			Store: s.Store, StoreName: s.Shop.Name, Note: s.Comment,
		})
	}
	return err
}

// flops adds where a live promotion does not work, with what its customers buy
// instead. An hour of waiting costs what the promotion loses there in an hour: the
// margin it takes from a customer, by how many of them got a voucher an hour.
func (t *Tally) flops(ctx context.Context, scope view.Scope, all []db.NumberedPromotion, out *view.Today) error {
	if !scope.All {
		return nil
	}
	heads, err := t.chain.DB.Readouts().Heads(ctx)
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
				Kind: view.BenchFlop, At: r.At.Time(), Promotion: p.ID, Name: p.NameIn("en"), Currency: p.Budget.Currency, By: p.Ends.Time(),
				Group: f.Row.Group, GroupBy: string(f.Row.By), Than: f.Than.Group, Swap: f.Swap, Here: shareOf(f.Row.Sales, f.Row.Treated), There: shareOf(f.Than.Sales, f.Than.Treated),
			}
			if hours := r.At.Time().Sub(r.Since.Time()).Hours(); hours > 0 {
				item.Cost = lossOf(f.Row.Margin, float64(f.Row.Treated)/hours, int64(f.Row.Treated+f.Row.Held))
			}
			out.Bench = append(out.Bench, item)
		}
	}
	return nil
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

// spent adds live promotions whose money ends before they do, at the pace so far.
func (t *Tally) spent(all []db.NumberedPromotion, accounts map[uint32]db.BudgetRow, out *view.Today) {
	now := t.chain.Clock()
	for i := range all {
		p := &all[i]
		b := accounts[p.Number]
		used := b.Reserved + b.Spent
		began := p.Starts.Time()
		if p.State != promotion.Live || b.Cap <= 0 || used >= b.Cap || float64(used) < nearlySpent*float64(b.Cap) || !now.After(began) {
			continue
		}
		ends := now.Add(time.Duration(float64(now.Sub(began)) * float64(b.Cap-used) / float64(used)))
		if ends.After((p.Ends + 1).Time()) {
			continue
		}
		out.Bench = append(out.Bench, view.BenchItem{
			Kind: view.BenchSpent, At: now, By: ends, Promotion: p.ID, Name: p.NameIn("en"), Currency: p.Budget.Currency, Amount: b.Cap - used, Share: float64(used) / float64(b.Cap),
		})
	}
}

// late adds the stores whose tills have said nothing for hours in which they usually
// sell.
func (t *Tally) late(_ context.Context, scope view.Scope, out *view.Today) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	chain, now := t.chain.DB.Catalogue(), t.chain.Clock()
	var silent []view.BenchItem
	for number, shop := range chain.Stores {
		s := t.stores[uint32(number)]
		if shop.ID == "" || s == nil || !scope.Allows(shop.ID) || s.last.IsZero() || now.Sub(s.last) < lateAfter*time.Hour {
			continue
		}
		if t.sellsUsually(s, uint32(number), now) {
			silent = append(silent, view.BenchItem{Kind: view.BenchLate, At: s.last, By: now, Store: shop.ID, StoreName: shop.Name, Count: 1})
		}
	}
	if len(silent) == 0 {
		return nil
	}
	slices.SortFunc(silent, func(a, b view.BenchItem) int { return a.At.Compare(b.At) })
	one := silent[0]
	one.Count = int64(len(silent))
	out.Bench = append(out.Bench, one)
	return nil
}

// sellsUsually reports whether each of the last whole hours usually sells, for sure.
func (t *Tally) sellsUsually(s *storeTally, store uint32, now time.Time) bool {
	local := now.In(t.chain.DB.Catalogue().Location(store))
	for back := 1; back <= lateAfter; back++ {
		hour := local.Add(-time.Duration(back) * time.Hour)
		if u := usual([]*storeTally{s}, t.chain.Today(store), hour.Hour()); !u.Known() || u.Low <= 0 {
			return false
		}
	}
	return true
}

// slipping adds the customers at risk: an hour of waiting costs what those are worth
// who lapse in an hour, as over the last four weeks.
func (t *Tally) slipping(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	r, err := rooms{Chain: t.chain, tally: t}.Segments(ctx, 0)
	if err != nil || r.Newest == 0 {
		return err
	}
	s, found := r.Find(string(lifecycle.AtRisk))
	if !found || s.Customers == 0 || !s.Spoken {
		return nil
	}
	gone := int64(0)
	for _, f := range r.Flows {
		if f.From == string(lifecycle.AtRisk) && f.To == string(lifecycle.Lapsed) {
			gone += f.Customers
		}
	}
	low, mid, high := s.Worth()
	perHour := float64(gone) / (28 * 24)
	item := view.BenchItem{
		Kind: view.BenchRisk, At: r.AsOf, Currency: r.Currency, Count: s.Customers, Worth: view.Interval{Low: float64(s.Low), Mid: float64(s.Value), High: float64(s.High), N: s.Customers},
	}
	if gone > 0 {
		item.Cost = view.Interval{Low: float64(low) * perHour, Mid: float64(mid) * perHour, High: float64(high) * perHour, N: gone}
	}
	out.Bench = append(out.Bench, item)
	return nil
}
