package voucher

import (
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Terms is what redeeming needs of the promotion version a voucher was issued
// under. It is immutable and shared by readers.
type Terms struct {
	Promotion    retail.PromotionID
	Currency     retail.Currency
	MinSpend     retail.Minor // of the basket before vouchers
	Stacking     promotion.Stacking
	Transferable bool
	PerCustomer  int64 // redemptions of one presenter, 0 no limit
	Paused       bool  // as the promotion stands now, not as it was
	Here         bool  // good only in the store that printed it: the goods that end lie there

	stores   []retail.StoreID // empty: all
	regions  []string         // empty: all
	eligible eligible
}

// eligible is the promotion's target as a test of one product; an empty list
// lets everything pass, the lists narrow together.
type eligible struct {
	products   map[uint32]bool
	brands     []string
	categories []string
}

// NewTerms returns the terms of the version a voucher was issued under, with the
// promotion's state of now: pausing acts at once on what is printed.
func NewTerms(issued *promotion.Promotion, now promotion.State, chain *retail.Catalogue) *Terms {
	t := &Terms{
		Promotion: issued.Family(), Currency: issued.Budget.Currency, MinSpend: issued.MinSpend,
		Stacking: issued.Stacking, Transferable: issued.Transferable, PerCustomer: issued.Limits.PerCustomer,
		Paused: now == promotion.Paused, Here: issued.Target.Kind == promotion.TargetExpiring, stores: issued.Stores, regions: issued.Regions,
		eligible: eligible{brands: issued.Target.Brands, categories: issued.Target.Categories},
	}
	if len(issued.Target.Products) > 0 {
		t.eligible.products = make(map[uint32]bool, len(issued.Target.Products))
		for _, id := range issued.Target.Products {
			if n, ok := chain.ProductNumber(id); ok {
				t.eligible.products[n] = true
			}
		}
	}
	return t
}

// HonouredAt reports whether a voucher that was printed in one store may be used in
// another, or the same.
func (t *Terms) HonouredAt(store *retail.Store, printed retail.StoreID) bool {
	return (!t.Here || store.ID == printed) && (len(t.stores) == 0 || slices.Contains(t.stores, store.ID)) &&
		(len(t.regions) == 0 || slices.Contains(t.regions, store.Region)) &&
		store.Currency == t.Currency
}

// Only returns the one store where a voucher that was printed in a store is good, when it
// is good in one: that of a store's version of a promotion is.
func (t *Terms) Only(printed retail.StoreID) (retail.StoreID, bool) {
	if t.Here {
		return printed, true
	}
	if len(t.stores) != 1 {
		return "", false
	}
	return t.stores[0], true
}

// Covers reports whether a voucher is good for a product: its own if it names
// one, else the promotion's target; never goods that take no vouchers.
func (t *Terms) Covers(v *Voucher, p *retail.Product, number uint32) bool {
	if !p.Restriction.Discountable() {
		return false
	}
	switch {
	case v.Product != 0:
		return number == v.Product
	case v.Value.Kind == promotion.FreeItem && v.Value.Product != 0:
		return number == v.Value.Product
	}
	e := &t.eligible
	return (e.products == nil || e.products[number]) &&
		(len(e.brands) == 0 || slices.Contains(e.brands, p.Brand)) &&
		(len(e.categories) == 0 || slices.Contains(e.categories, p.Category))
}
