package console

import (
	"context"
	"sync"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

const (
	storeGar = retail.StoreID("S030")
	owed     = "no_budget" // the reason for which publishing fails when the fake has no money
)

// locals are stores' versions in memory, moved by promotion's own rules.
type locals struct {
	mu    sync.Mutex
	at    map[view.LocalAt]promotion.Version
	past  map[view.LocalAt][]promotion.Version // the newest first
	of    *templates
	goods *retail.Catalogue
	poor  bool
	lacks []fault.Field
	more  []view.Taste // liked here beside what else is
}

func newLocals(of *templates) *locals {
	l := &locals{of: of, at: map[view.LocalAt]promotion.Version{}, past: map[view.LocalAt][]promotion.Version{}}
	products := []retail.Product{{ID: "p1", Number: 1, Name: "Product P1", Category: "ready meals", Price: 400, Listed: true}, {ID: "p2", Number: 2, Name: hostile, Category: "soups", Price: 300, Listed: true}, {ID: "p3", Number: 3, Category: "recipe kits", Price: 300, Listed: true}, {ID: "p4", Number: 4, Category: "herbs", Price: 300, Listed: true}, {ID: "p5", Number: 5, Category: "bowls", Price: 300, Listed: true}}
	l.goods = retail.NewCatalogue(products, nil)
	ready, percent := promotion.Changes{Categories: []string{"ready meals"}, Texts: map[string]string{"en": hostile}}, 18
	l.at[view.LocalAt{Promotion: idRecipe, Store: storeCor}] = promotion.Version{
		Promotion: idRecipe, Store: storeCor, Number: 4, Base: 2, State: promotion.VersionLive, Changes: ready, Live: &ready, Author: "stf_manager", Command: promotion.Publish, At: retail.MicrosOf(now().Add(-9 * 24 * time.Hour)),
	}
	l.at[view.LocalAt{Promotion: idRecipe, Store: storeGar}] = promotion.Version{
		Promotion: idRecipe, Store: storeGar, Number: 2, Base: 2, State: promotion.Submitted, Changes: promotion.Changes{Percent: &percent, Categories: []string{"soups"}}, Author: "stf_manager", Command: promotion.Submit,
		Comment: "The pass closes at the first snow.", Submitted: retail.MicrosOf(now().Add(-26 * time.Hour)), At: retail.MicrosOf(now().Add(-26 * time.Hour)),
	}
	return l
}

func place(id retail.StoreID) view.Place {
	return map[retail.StoreID]view.Place{
		storeBra: {ID: storeBra, Name: "Brackwater", Region: "Coast", Kind: retail.Urban}, storeCor: {ID: storeCor, Name: hostile, Region: "Midland", Kind: retail.Suburban}, storeGar: {ID: storeGar, Name: "Garrow", Region: "Hills", Kind: retail.Rural},
	}[id]
}

func (l *locals) Local(ctx context.Context, scope view.Scope, at view.LocalAt) (view.Local, error) {
	e, err := l.of.Edition(ctx, at.Promotion, 0)
	if err != nil {
		return view.Local{}, err
	}
	if place(at.Store).ID == "" || !scope.Allows(at.Store) {
		return view.Local{}, fault.New(fault.NotFound, "", "")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	out := view.Local{
		Centre: e.Promotion, Store: place(at.Store), Version: l.at[at], Author: "Bert Ahlers", Actor: hostile, Share: 83_333, Named: map[retail.ProductID]string{"p1": "Product P1"},
		Liking: view.Liking{Through: day(2026, 10, 14), Weeks: 13, Categories: []view.Taste{
			{Name: "ready meals", Index: iv(2.0, 2.3, 2.6, 12_400)}, {Name: "bowls", Index: iv(1.4, 1.7, 2.1, 2_300)}, {Name: "wine", Index: iv(1.3, 1.5, 1.8, 900)}, {Name: hostile, Index: iv(.9, 1.1, 1.3, 400)}, {Name: "recipe kits", Index: iv(.3, .4, .5, 310)},
		}, Stock: map[string]view.Stocked{"ready meals": {In: 12, Of: 14}, "wine": {In: 1, Of: 9}, "bowls": {Of: 9}}},
		Pool: []view.Choice{{Part: "categories", ID: "ready meals", Name: "ready meals", Leaning: iv(2.0, 2.3, 2.6, 12_400)}, {Part: "categories", ID: "bowls", Name: "bowls", Leaning: iv(1.4, 1.7, 2.1, 2_300)}, {Part: "categories", ID: "soups", Name: "soups"}},
	}
	out.Liking.Categories = append(out.Liking.Categories, l.more...)
	if out.Version.Live != nil {
		out.Budget, out.Issued, out.Used = view.Budget{Cap: 83_333, Spent: 21_000, Reserved: 4_000}, 812, 190
		out.Fair = &view.Fair{Local: 610, Centre: 150, DaysToWait: 9}
		out.Steps = []view.LocalEvent{{Do: promotion.Publish, Who: "Bert Ahlers", At: now().Add(-9 * 24 * time.Hour)}, {Do: promotion.Save, Who: hostile, At: now().Add(-10 * 24 * time.Hour), Comment: hostile}}
	}
	return out, nil
}

func (l *locals) rows(ctx context.Context, keep func(view.LocalAt, *promotion.Version) bool) []view.LocalRow {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []view.LocalRow
	for _, id := range []retail.StoreID{storeBra, storeCor, storeGar} {
		at := view.LocalAt{Promotion: idRecipe, Store: id}
		v, ok := l.at[at]
		if !ok || !keep(at, &v) {
			continue
		}
		e, _ := l.of.Edition(ctx, idRecipe, 0)
		row := view.LocalRow{Promotion: idRecipe, Store: place(id), Version: v, Author: "Bert Ahlers", Centre: e.Promotion}
		if v.Live != nil {
			row.Budget, row.Issued, row.Used = view.Budget{Cap: 83_333, Spent: 21_000, Reserved: 12_333}, 812, 190
		}
		out = append(out, row)
	}
	return out
}

func (l *locals) Locals(ctx context.Context, scope view.Scope, id retail.PromotionID) (view.LocalList, error) {
	if id != idRecipe {
		return view.LocalList{}, l.of.of.Fail
	}
	return view.LocalList{Free: 2_100_000, Rows: l.rows(ctx, func(at view.LocalAt, _ *promotion.Version) bool { return scope.Allows(at.Store) })}, l.of.of.Fail
}

func (l *locals) Queue(ctx context.Context) ([]view.LocalRow, error) {
	return l.rows(ctx, func(_ view.LocalAt, v *promotion.Version) bool { return v.State == promotion.Submitted }), l.of.of.Fail
}

func (l *locals) TryLocal(ctx context.Context, at view.LocalAt, c promotion.Changes) ([]promotion.Breach, error) {
	e, err := l.of.Edition(ctx, at.Promotion, 0)
	if err != nil {
		return nil, err
	}
	return e.Promotion.Frame.Breaches(e.Promotion, c, l.goods), nil
}

func (l *locals) StepLocal(ctx context.Context, a view.Actor, step view.LocalStep) error {
	e, err := l.of.Edition(ctx, step.At.Promotion, 0)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.at[step.At]
	if v.Number != step.Number {
		return fault.New(fault.Stale, "stale", "")
	}
	if len(l.lacks) > 0 && step.Do == promotion.Publish {
		return &fault.Error{Kind: fault.Invalid, Code: "prints_nothing", Fields: l.lacks}
	}
	if l.poor && step.Do == promotion.Publish {
		return fault.New(fault.Conflict, owed, "too little is free")
	}
	next, err := v.Next(e.Promotion, promotion.Command{Do: step.Do, Changes: step.Changes, Comment: step.Comment, Actor: a.Staff, At: retail.MicrosOf(now()), Past: l.past[step.At]}, l.goods)
	if err != nil {
		return err
	}
	next.Promotion, next.Store = step.At.Promotion, step.At.Store
	l.at[step.At], l.past[step.At] = next, append([]promotion.Version{v}, l.past[step.At]...)
	return nil
}

func (l *locals) Transfer(_ context.Context, a view.Actor, m view.Transfer) error {
	if free := map[retail.StoreID]retail.Minor{"": 2_100_000, storeCor: 50_000}[m.From]; m.Amount > free {
		return fault.New(fault.Conflict, owed, "%d is free", free)
	}
	return l.of.of.note("move " + string(m.From) + " to " + string(m.To) + " by " + a.Staff)
}
