package console

import (
	"context"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// asked is what a search was allowed to look at, for the tests.
func (f *fake) Find(_ context.Context, _ view.Scope, w view.Wanted) (view.Found, error) {
	kinds := ""
	for _, k := range []struct {
		on   bool
		name string
	}{{w.Customers, "customers "}, {w.Products, "products "}, {w.Stores, "stores "}, {w.Promotions, "promotions "}, {w.Vouchers, "vouchers "}} {
		if k.on {
			kinds += k.name
		}
	}
	if err := f.note("find " + w.Text + ": " + strings.TrimSpace(kinds)); err != nil {
		return view.Found{}, err
	}
	var out view.Found
	text := strings.ToLower(w.Text)
	if w.Vouchers && strings.ReplaceAll(strings.ToUpper(w.Text), "-", "") == strings.ReplaceAll(codeOne, "-", "") {
		out.Vouchers, out.Exact = []view.VoucherRow{{Code: codeOne, PromotionName: "Autumn pantry"}}, true
	}
	if w.Customers && (w.Text == "2600000014417" || w.Text == known.String()) {
		out.Customers, out.Exact = []view.CustomerHit{{ID: known, Standing: access.Standing{Customer: known, Band: "high", State: "loyal"}, Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}}}, true
	}
	if w.Promotions && strings.Contains("autumn pantry", text) {
		out.Promotions = []view.PromotionHit{{ID: idSoup, Name: "Autumn pantry", State: promotion.Live}, {ID: idThin, Name: hostile, State: promotion.Draft}}
	}
	if w.Stores && strings.Contains("brackwater", text) {
		out.Stores = []view.StoreHit{{ID: storeBra, Name: "Brackwater", Region: "coast"}}
	}
	if w.Products && strings.Contains("ground coffee", text) {
		out.Products = []view.ProductHit{{ID: "5901", Name: "Ground coffee", Category: "coffee"}}
	}
	return out, nil
}

func (f *fake) Product(_ context.Context, _ view.Scope, id retail.ProductID) (view.Product, error) {
	if id != "5901" && id != "5902" {
		return view.Product{}, fault.New(fault.NotFound, "", "no such product")
	}
	return view.Product{
		Product: retail.Product{ID: id, Name: hostile, Category: "coffee", Price: 549}, Currency: "EUR",
		Promotions: []view.PromotionHit{{ID: idSoup, Name: "Autumn pantry", State: promotion.Live}},
	}, nil
}

func (f *fake) Saved(_ context.Context, staff string) ([]view.Saved, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.saved[staff]), nil
}

func (f *fake) Save(_ context.Context, actor view.Actor, s view.Saved) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.saved == nil {
		f.saved = map[string][]view.Saved{}
	}
	f.saved[actor.Staff] = append(f.saved[actor.Staff], s)
	return f.Fail
}

func (f *fake) Unsave(_ context.Context, actor view.Actor, s view.Saved) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.saved[actor.Staff] = slices.DeleteFunc(f.saved[actor.Staff], func(o view.Saved) bool { return o.Screen == s.Screen && o.Name == s.Name })
	return f.Fail
}

func (f *fake) TookAlong(_ context.Context, actor view.Actor, list string) error {
	return f.note("took " + list + " as " + actor.Reason + " by " + actor.Staff)
}

func (f *fake) Apart(_ context.Context, actor view.Actor, a view.Apart) error {
	word := "apart"
	if a.Back {
		word = "maybe one"
	}
	return f.note(word + " " + a.Customer.String() + " " + a.Other.String() + " by " + actor.Staff)
}
