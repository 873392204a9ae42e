package rooms

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func promotionRow(p *promotion.Promotion, b db.BudgetRow, e outcome.Effect) view.PromotionRow {
	return view.PromotionRow{
		Promotion: *p, Issued: b.Issued, Redeemed: b.Redeemed, Effect: effectView(e), Budget: budgetOf(&b),
	}
}

func effectView(e outcome.Effect) view.Effect {
	if !e.Read {
		return view.Effect{}
	}
	out := view.Effect{Treated: int64(e.Treated), Held: int64(e.Held), Need: outcome.LeastArm}
	if e.Spoken {
		out.Margin = view.Interval{Low: e.Margin.Low, Mid: e.Estimate, High: e.Margin.High, N: int64(e.Treated + e.Held)}
	}
	return out
}

// Promotions lists all with where they stand.
func (r rooms) Promotions(ctx context.Context, _ view.Scope) ([]view.PromotionRow, error) {
	all, err := r.DB.Promotions(ctx)
	if err != nil {
		return nil, err
	}
	effects, err := r.Effects(ctx)
	if err != nil {
		return nil, err
	}
	budgets, err := r.tally.costly.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]view.PromotionRow, 0, len(all))
	for i := range all {
		if n := all[i].Number; all[i].Parent == "" { // stores' versions stand on the page of theirs
			out = append(out, promotionRow(&all[i].Promotion, budgets[n], effects[n]))
		}
	}
	return out, nil
}

// Promotion is one in full.
func (r rooms) Promotion(ctx context.Context, scope view.Scope, id retail.PromotionID) (view.Promotion, error) {
	p, err := r.DB.Promotion(ctx, id)
	if err != nil {
		return view.Promotion{}, err
	}
	e, err := r.Effect(ctx, p.Number)
	if err != nil {
		return view.Promotion{}, err
	}
	b, err := r.DB.Budget(ctx, p.Number)
	if err != nil {
		return view.Promotion{}, err
	}
	hours, at, err := r.tally.costly.Issued.Of(ctx, p.Number)
	out := view.Promotion{PromotionRow: promotionRow(&p.Promotion, b, e), AsOf: at, Holdout: int64(e.Held)}
	r.spread(&out, hours, scope)
	return out, err
}

// spread adds up hours by business day and by store.
func (r rooms) spread(out *view.Promotion, hours []db.IssueHour, scope view.Scope) {
	sight := r.Sight()
	days, stores := map[retail.BusinessDay]view.PromotionDay{}, map[uint32]view.PromotionStore{}
	for _, id := range scope.Stores { // somebody's own store is named also when it printed none
		if n, ok := sight.Catalogue.StoreNumber(id); ok && !scope.All {
			s := sight.Catalogue.Store(n)
			stores[n] = view.PromotionStore{Store: s.ID, Name: s.Name, Region: s.Region}
		}
	}
	for _, h := range hours {
		store := sight.Catalogue.Store(h.Store)
		if !scope.Allows(store.ID) {
			continue
		}
		day := retail.DayOf(h.At.Time(), sight.Catalogue.Location(h.Store), sight.Chain.Cut)
		d, s := days[day], stores[h.Store]
		d.Day, d.Issued, d.Redeemed = day, d.Issued+h.Issued, d.Redeemed+h.Redeemed
		s.Store, s.Name, s.Region = store.ID, store.Name, store.Region
		s.Issued, s.Redeemed, s.Given = s.Issued+h.Issued, s.Redeemed+h.Redeemed, s.Given+h.Given
		days[day], stores[h.Store] = d, s
	}
	out.Days, out.Stores = make([]view.PromotionDay, 0, len(days)), make([]view.PromotionStore, 0, len(stores))
	for _, d := range days {
		out.Days = append(out.Days, d)
	}
	for _, s := range stores {
		out.Stores = append(out.Stores, s)
	}
	slices.SortFunc(out.Days, func(a, b view.PromotionDay) int { return cmp.Compare(a.Day, b.Day) })
	slices.SortFunc(out.Stores, func(a, b view.PromotionStore) int {
		return cmp.Or(cmp.Compare(b.Issued, a.Issued), cmp.Compare(a.Store, b.Store))
	})
}
