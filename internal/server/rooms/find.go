package rooms

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// finder searches: customers, vouchers and receipts by their keys, the rest by
// names in memory.
type finder struct {
	*server.Chain
	people people
	names  *names
}

// names keeps the promotions' names for a few seconds: a palette asks at every key.
type names struct {
	mu   sync.Mutex
	at   time.Time
	list []view.PromotionHit
}

// namesStay is how old the names may be.
const namesStay = 5 * time.Second

// Find looks for a text in the kinds of things that are wanted.
func (f finder) Find(ctx context.Context, scope view.Scope, w view.Wanted) (view.Found, error) {
	var out view.Found
	text := strings.ToLower(strings.TrimSpace(w.Text))
	if text == "" {
		return out, nil
	}
	for _, look := range []struct {
		wanted bool
		find   func(ctx context.Context, scope view.Scope, text string, out *view.Found) error
	}{{w.Vouchers, f.vouchers}, {w.Customers, f.customers}} {
		if look.wanted {
			if err := look.find(ctx, scope, strings.TrimSpace(w.Text), &out); err != nil {
				return out, err
			}
		}
	}
	out.Exact = len(out.Vouchers) == 1 || len(out.Customers) == 1
	if w.Stores {
		out.Stores = f.stores(scope, text)
	}
	if w.Products {
		out.Products = f.products(text)
	}
	if w.Promotions {
		var err error
		if out.Promotions, err = f.promotions(ctx, text); err != nil {
			return out, err
		}
	}
	return out, nil
}

// vouchers finds one by its code or alias, and a receipt that is kept.
func (f finder) vouchers(ctx context.Context, scope view.Scope, text string, out *view.Found) error {
	row, err := f.FindVoucher(ctx, text)
	switch {
	case err == nil && scope.Allows(f.DB.Catalogue().Store(row.Store).ID):
		out.Vouchers = append(out.Vouchers, f.people.voucherRow(&row))
		return nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	}
	filed, found, err := f.DB.Filed(ctx, retail.ReceiptID(text))
	if err != nil || !found {
		return err
	}
	if scope.Allows(f.DB.Catalogue().Store(filed.Store).ID) {
		out.Receipt = retail.ReceiptID(text)
	}
	return nil
}

func (f finder) customers(ctx context.Context, scope view.Scope, text string, out *view.Found) error {
	list, err := f.people.Customers(ctx, scope, view.Page{Text: text, Limit: view.MostHits})
	for _, c := range list.Items {
		out.Customers = append(out.Customers, view.CustomerHit{ID: c.ID, Standing: c.Standing, Identifiers: c.Identifiers, HomeStore: c.HomeStore})
	}
	return err
}

// better orders hits: the whole text, then its beginning, then anywhere.
func better(name, id, text string) int {
	switch {
	case name == text || id == text:
		return 0
	case strings.HasPrefix(name, text) || strings.HasPrefix(id, text):
		return 1
	case strings.Contains(name, text) || strings.Contains(id, text):
		return 2
	}
	return -1
}

// hits collects the best of what is looked at.
type hits[T any] struct{ by [3][]T }

func (h *hits[T]) add(place int, one T) {
	if place >= 0 && len(h.by[place]) < view.MostHits {
		h.by[place] = append(h.by[place], one)
	}
}

func (h *hits[T]) best() []T {
	all := slices.Concat(h.by[:]...)
	return all[:min(len(all), view.MostHits)]
}

func (f finder) stores(scope view.Scope, text string) []view.StoreHit {
	var found hits[view.StoreHit]
	for _, s := range f.DB.Catalogue().Stores {
		if s.ID != "" && scope.Allows(s.ID) {
			found.add(better(strings.ToLower(s.Name), strings.ToLower(string(s.ID)), text), view.StoreHit{ID: s.ID, Name: s.Name, Region: s.Region})
		}
	}
	return found.best()
}

// products leaves out what nothing may be inferred from: a search is a screen too.
func (f finder) products(text string) []view.ProductHit {
	var found hits[view.ProductHit]
	chain := f.DB.Catalogue()
	for i := range chain.Products {
		p := &chain.Products[i]
		if p.ID == "" || !p.Restriction.Inferable() {
			continue
		}
		place := better(strings.ToLower(p.Name), strings.ToLower(string(p.ID)), text)
		if place < 0 && p.GTIN != "" && strings.TrimLeft(string(p.GTIN), "0") == strings.TrimLeft(text, "0") {
			place = 0
		}
		found.add(place, view.ProductHit{ID: p.ID, Name: nameOf(p), Category: p.Category})
	}
	return found.best()
}

func nameOf(p *retail.Product) string {
	if p.Name == "" {
		return string(p.ID)
	}
	return p.Name
}

func (f finder) promotions(ctx context.Context, text string) ([]view.PromotionHit, error) {
	list, err := f.names.of(ctx, f.Chain)
	var found hits[view.PromotionHit]
	for _, p := range list {
		found.add(better(strings.ToLower(p.Name), strings.ToLower(string(p.ID)), text), p)
	}
	return found.best(), err
}

func (n *names) of(ctx context.Context, c *server.Chain) ([]view.PromotionHit, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if now := c.Clock(); n.at.IsZero() || now.Sub(n.at) > namesStay {
		all, err := c.DB.Promotions(ctx)
		if err != nil {
			return nil, err
		}
		n.at, n.list = now, make([]view.PromotionHit, len(all))
		for i := range all {
			n.list[i] = view.PromotionHit{ID: all[i].ID, Name: all[i].NameIn("en"), State: all[i].State}
		}
	}
	return n.list, nil
}

// Product is one, with the live promotions that may take it.
func (f finder) Product(ctx context.Context, _ view.Scope, id retail.ProductID) (view.Product, error) {
	chain := f.DB.Catalogue()
	number, known := chain.ProductNumber(id)
	if !known || !chain.Product(number).Restriction.Inferable() {
		return view.Product{}, fault.New(fault.NotFound, "unknown_product", "no such product")
	}
	out := view.Product{Product: chain.Product(number), Currency: chain.Store(1).Currency}
	all, err := f.DB.Promotions(ctx)
	for i := range all {
		if p := &all[i]; p.State == promotion.Live && takes(&p.Target, &out.Product) && len(out.Promotions) < view.MostRows {
			out.Promotions = append(out.Promotions, view.PromotionHit{ID: p.ID, Name: p.NameIn(view.Language(ctx)), State: p.State})
		}
	}
	return out, err
}

// takes reports whether the lists of a target let a product in.
func takes(t *promotion.Target, p *retail.Product) bool {
	if p.Restriction&retail.NoVoucher != 0 {
		return false
	}
	return (len(t.Products) == 0 || slices.Contains(t.Products, p.ID)) && (len(t.Brands) == 0 || slices.Contains(t.Brands, p.Brand)) &&
		(len(t.Categories) == 0 || slices.Contains(t.Categories, p.Category))
}
