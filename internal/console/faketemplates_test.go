package console

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

const (
	idRecipe = retail.PromotionID("prm_recipe") // has a frame, lives, and has versions
	idDraft  = retail.PromotionID("prm_draft")
)

// templates are head office's promotions in memory, version by version.
type templates struct {
	mu  sync.Mutex
	all map[retail.PromotionID][]view.Edition
	of  *fake // whose failure is ours

	broken bool
	lacks  []fault.Field // nothing can be saved
}

func newTemplates(of *fake) *templates {
	recipe := recipePromotion()
	first := recipe
	first.State, first.Frame, first.Reward.Percent, first.Version = promotion.Draft, nil, 10, 1
	draft := recipe
	draft.ID, draft.State, draft.Name, draft.Frame, draft.Version = idDraft, promotion.Draft, map[string]string{"en": hostile, "de": "Entwurf"}, nil, 1
	return &templates{of: of, all: map[retail.PromotionID][]view.Edition{
		idRecipe: {{Promotion: recipe, Author: "Mara Osmund", At: now().Add(-50 * time.Hour)}, {Promotion: first, At: now().Add(-90 * time.Hour)}},
		idDraft:  {{Promotion: draft, Author: hostile, At: now().Add(-time.Hour)}},
	}}
}

// recipePromotion is the promotion of the story: a recipe kit for everyone, that
// urban stores may swap for quick food.
func recipePromotion() promotion.Promotion {
	return promotion.Promotion{
		ID: idRecipe, Version: 2, Name: map[string]string{"en": "Recipe of the week", "de": "Rezept der Woche"},
		Reward: promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 300},
		Target: promotion.Target{Kind: promotion.TargetCategory, Categories: []string{"recipe kits", "herbs"}},
		Starts: day(2026, 10, 5), Ends: day(2026, 11, 1), Regions: []string{"Coast"},
		Limits: promotion.Limits{PerCustomer: 2, Total: 50_000}, Budget: promotion.Budget{Amount: 4_000_000, Currency: "EUR", ReserveShare: .3, ContingencyShare: .1},
		Stacking: promotion.StackOther, Transferable: true, Holdout: .1, ValidAfterDays: 1, VoucherDays: 14, State: promotion.Live,
		Texts: map[string]string{"en": "Cook tonight: {discount} off {product}"},
		Frame: &promotion.Frame{
			Discount: promotion.Range{Freedom: promotion.Within, Low: 10, High: 20},
			Target:   promotion.Kinds{Freedom: promotion.Within, Kinds: []promotion.TargetKind{promotion.TargetCategory, promotion.TargetFavourite, promotion.TargetNext}},
			Products: promotion.Pool{Freedom: promotion.Within, Categories: []string{"recipe kits", "herbs", "ready meals", "soups", "bowls"}},
			Texts:    promotion.Free, Approval: promotion.Approval{Parts: []promotion.Part{promotion.PartDiscount}}, Split: promotion.Split{Rule: promotion.SplitEqual}, Compare: .2,
		},
	}
}

func (t *templates) Edition(_ context.Context, id retail.PromotionID, version int64) (view.Edition, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.all[id] {
		if version == 0 || e.Promotion.Version == version {
			return e, t.of.Fail
		}
	}
	for _, r := range fakePromotions() {
		if r.Promotion.ID == id {
			r.Promotion.Version = max(version, 1)
			return view.Edition{Promotion: r.Promotion, At: now().Add(-time.Hour)}, t.of.Fail
		}
	}
	return view.Edition{}, fault.New(fault.NotFound, "", "")
}

func (t *templates) Editions(ctx context.Context, id retail.PromotionID) ([]view.Edition, error) {
	e, err := t.Edition(ctx, id, 0)
	t.mu.Lock()
	defer t.mu.Unlock()
	if list := t.all[id]; len(list) > 0 {
		return slices.Clone(list), err
	}
	return []view.Edition{e}, err
}

func (t *templates) Places(context.Context) (view.Places, error) {
	return view.Places{Regions: []string{"Coast", "Midland"}, Currency: "EUR", Language: "en", Stores: []view.Place{
		{ID: storeBra, Name: "Brackwater", Region: "Coast", Kind: retail.Urban}, {ID: storeCor, Name: hostile, Region: "Midland", Kind: retail.Suburban},
	}}, t.of.Fail
}

func (t *templates) Goods(_ context.Context, text string) (view.Goods, error) {
	if text == "nothing" {
		return view.Goods{}, nil
	}
	return view.Goods{Products: []view.Good{{ID: "p7", Name: hostile, Category: "soups"}}, Categories: []string{"soups"}}, nil
}

func (t *templates) Named(_ context.Context, ids []retail.ProductID) (map[retail.ProductID]string, error) {
	out := map[retail.ProductID]string{}
	for _, id := range ids {
		out[id] = "Product " + strings.ToUpper(string(id))
	}
	return out, nil
}

func (t *templates) SaveTemplate(ctx context.Context, a view.Actor, set view.SaveTemplate) (view.Edition, error) {
	p := set.Promotion
	if t.broken {
		return view.Edition{}, errors.New("the disk")
	}
	if t.lacks != nil {
		return view.Edition{}, &fault.Error{Kind: fault.Invalid, Code: "prints_nothing", Fields: t.lacks}
	}
	if err := promotion.Check(p); err != nil {
		return view.Edition{}, err
	}
	if p.ID == "" {
		p.ID = promotion.SlugID(p.Name)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.all[p.ID]
	if len(list) > 0 && list[0].Promotion.Version != set.Base {
		if maps.Equal(list[0].Promotion.Name, p.Name) && list[0].Promotion.Reward == p.Reward && list[0].Promotion.Ends == p.Ends {
			return list[0], nil
		}
		return view.Edition{}, fault.New(fault.Stale, "stale", "")
	}
	p.Version = set.Base + 1
	e := view.Edition{Promotion: p, Author: a.Staff, At: now()}
	t.all[p.ID] = append([]view.Edition{e}, list...)
	return e, nil
}

func (t *templates) Fit(_ context.Context, f view.Fitting) (view.Fitted, error) {
	out := view.Fitted{Day: f.Promotion.Starts, StoreName: "Brackwater", Looked: 12, Profile: f.Customer != 0, Refusals: []view.Refusal{{Code: "in_basket", N: 2}, {Code: "a_new_reason", N: 1}}}
	switch f.Customer {
	case 0:
		return out, nil
	case third:
		out.HeldOut = true
	}
	out.Strip, out.Why = fmt.Sprintf("PREVIEW %d %% %s", f.Promotion.Reward.Percent, hostile), []string{"you buy it about every 8 days"}
	return out, nil
}

// estimates expects something of what prints by category, and nothing of the rest.
type estimates struct{}

func (estimates) Estimate(_ context.Context, p promotion.Promotion) (view.Estimate, error) {
	if p.Target.Kind == promotion.TargetExpiring {
		return view.Estimate{Basis: view.BasisGoods}, nil
	}
	if p.Target.Kind != promotion.TargetCategory {
		return view.Estimate{}, nil
	}
	return view.Estimate{
		Reach: iv(11_000, 12_400, 13_900, 2_000), Vouchers: iv(9_000, 10_100, 11_300, 2_000), Redeemed: iv(1_800, 2_300, 2_900, 2_000),
		Cost: iv(300_000, 410_000, 530_000, 2_000), Margin: iv(-40_000, 120_000, 290_000, 2_000), Basis: view.BasisPast, Past: 3, Sample: 2_000, AsOf: now(),
	}, nil
}
