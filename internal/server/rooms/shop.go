package rooms

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// comingUp is how many days ahead a promotion is shown that has not begun.
const comingUp = 14

// StorePage is one store in full.
func (r rooms) StorePage(ctx context.Context, scope view.Scope, id retail.StoreID) (view.StorePage, error) {
	number, known := r.DB.Catalogue().StoreNumber(id)
	if !known || !scope.Allows(id) {
		return view.StorePage{}, fault.New(fault.NotFound, "unknown_store", "no such store")
	}
	own := view.Scope{Stores: []retail.StoreID{id}}
	rows, err := r.Stores(ctx, own)
	if err != nil || len(rows) == 0 {
		return view.StorePage{}, err
	}
	out := view.StorePage{StoreRow: rows[0], Today: r.tally.day(own)}
	if out.Promotions, err = r.promotionsAt(ctx, number); err != nil {
		return out, err
	}
	if out.Tastes, err = r.tastesAt(ctx, number); err != nil {
		return out, err
	}
	for _, add := range r.Waits { // what others know to wait for this store's hand
		if err := add(ctx, own, &out.Today); err != nil {
			return out, err
		}
	}
	out.Stock = r.stockAt(number)
	out.Regulars, err = r.tally.regulars.Of(ctx, number)
	return out, err
}

// How many tastes a page shows of each end.
const (
	shownLiked  = 6
	shownLacked = 2
)

// tastesAt is what the store's customers buy beside the chain's: the clearest
// surpluses and lacks of all that was counted.
func (r rooms) tastesAt(ctx context.Context, store uint32) ([]view.Taste, error) {
	t, known, err := r.DB.Readouts().Tastes(ctx, store)
	if err != nil || !known {
		return nil, err
	}
	list := t.Categories
	if len(list) > shownLiked+shownLacked {
		list = slices.Concat(list[:shownLiked], list[len(list)-shownLacked:])
	}
	out := make([]view.Taste, len(list))
	for i, one := range list {
		out[i] = view.Taste{Name: one.Name, Index: view.Interval{Low: one.Low, Mid: one.Index, High: one.High, N: int64(one.N)}}
	}
	return out, nil
}

// promotionsAt lists what runs in a store or soon will: of a family the centre's,
// with what the store's version changes.
func (r rooms) promotionsAt(ctx context.Context, store uint32) ([]view.StorePromotion, error) {
	all, err := r.DB.Promotions(ctx)
	if err != nil {
		return nil, err
	}
	budgets, err := r.tally.costly.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	shop, today := r.DB.Catalogue().Store(store), r.Today(store)
	out, at := []view.StorePromotion{}, map[retail.PromotionID]int{}
	for i := range all {
		p := &all[i].Promotion
		if p.Parent != "" || p.State != promotion.Live && p.State != promotion.Paused || p.Ends < today || p.Starts > today+comingUp || !p.Allows(shop, max(today, p.Starts)) && p.State == promotion.Live {
			continue
		}
		at[p.ID] = len(out)
		b := budgets[all[i].Number]
		out = append(out, view.StorePromotion{
			ID: p.ID, Name: p.NameIn(view.Language(ctx)), State: p.State, Framed: p.Frame != nil, Starts: p.Starts, Ends: p.Ends, Kind: p.Target.Kind, Goods: goodsOf(&p.Target, r.DB.Catalogue()),
			Reward: rewardView(&p.Reward), Budget: budgetOf(&b),
		})
	}
	if err := r.tailored(ctx, shop.ID, func(id retail.PromotionID) *view.StorePromotion {
		if place, found := at[id]; found {
			return &out[place]
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b view.StorePromotion) int {
		return cmp.Or(cmp.Compare(a.Ends, b.Ends), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// mostVersions bounds the versions that a store is asked for.
const mostVersions = 100

// tailored says of each promotion what the store's version makes of it: what tills
// go by, and what is only proposed.
func (r rooms) tailored(ctx context.Context, store retail.StoreID, of func(retail.PromotionID) *view.StorePromotion) error {
	versions, err := r.tally.local.OfStore(ctx, store, mostVersions)
	for i := range versions {
		v := &versions[i]
		one := of(v.Promotion)
		if one == nil {
			continue
		}
		one.Version, one.Changed = v.State, partsOfDiff(v.Diff)
		if v.Live == nil {
			continue
		}
		p := &v.AtTill
		one.Local, one.Reward, one.Goods, one.Kind = true, rewardView(&p.Reward), goodsOf(&p.Target, r.DB.Catalogue()), p.Target.Kind
		one.Budget = budgetOf(&v.Account)
	}
	return err
}

func partsOfDiff(list []promotion.Difference) (out []promotion.Part) {
	for _, d := range list {
		if !slices.Contains(out, d.Part) {
			out = append(out, d.Part)
		}
	}
	return out
}

func rewardView(r *promotion.Reward) view.Value {
	return view.Value{Kind: r.Kind, Amount: r.Amount, Percent: r.Percent, MaxAmount: r.MaxAmount, Points: r.Points}
}

// goodsOf names what a target is narrowed to, empty for what each customer likes.
func goodsOf(t *promotion.Target, chain *retail.Catalogue) string {
	switch {
	case len(t.Products) > 0:
		number, _ := chain.ProductNumber(t.Products[0])
		return productName(chain, number)
	case len(t.Categories) > 0:
		return t.Categories[0]
	case len(t.Brands) > 0:
		return t.Brands[0]
	}
	return ""
}
