package view

import (
	"net/url"
	"slices"
	"strings"
)

// AllCustomers is the cursor behind the latest visitors: all customers by id.
const AllCustomers = "all"

// FilterStores keeps the stores that the filters of an address leave: q (name or
// number), region, kind.
func FilterStores(rows []StoreRow, q url.Values) []StoreRow {
	text, region, kind := fold(q.Get("q")), q.Get("region"), q.Get("kind")
	return slices.DeleteFunc(slices.Clone(rows), func(r StoreRow) bool {
		return text != "" && !strings.Contains(fold(r.Name), text) && !strings.Contains(fold(string(r.Store)), text) ||
			region != "" && r.Region != region || kind != "" && string(r.Kind) != kind
	})
}

// FilterPromotions keeps the promotions that the filters of an address leave: q
// (name in that language, or id) and state.
func FilterPromotions(rows []PromotionRow, q url.Values, language string) []PromotionRow {
	text, state := fold(q.Get("q")), q.Get("state")
	return slices.DeleteFunc(slices.Clone(rows), func(r PromotionRow) bool {
		p := &r.Promotion
		return text != "" && !strings.Contains(fold(p.NameIn(language)), text) && !strings.Contains(fold(string(p.ID)), text) ||
			state != "" && string(p.State) != state
	})
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
