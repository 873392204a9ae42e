package promotion

import (
	"slices"

	"sartor/internal/retail"
)

// Refusal is why a promotion issues nothing in a store on a day.
type Refusal string

// The refusals; empty is none.
const (
	NotLive       Refusal = "not_live"
	NotStarted    Refusal = "not_started"
	Over          Refusal = "over"
	OtherStore    Refusal = "other_store"
	OtherRegion   Refusal = "other_region"
	OtherCurrency Refusal = "other_currency"
)

// Refuses returns why the promotion issues nothing in the store on its business
// day, "" when it does. Customers, limits and money are looked at elsewhere.
func (p *Promotion) Refuses(store retail.Store, day retail.BusinessDay) Refusal {
	switch {
	case p.State != Live:
		return NotLive
	case day < p.Starts:
		return NotStarted
	case day > p.Ends:
		return Over
	case len(p.Stores) > 0 && !slices.Contains(p.Stores, store.ID):
		return OtherStore
	case len(p.Regions) > 0 && !slices.Contains(p.Regions, store.Region):
		return OtherRegion
	case store.Currency != p.Budget.Currency:
		return OtherCurrency
	}
	return ""
}

// Allows reports whether the promotion may issue in the store on its business day.
func (p *Promotion) Allows(store retail.Store, day retail.BusinessDay) bool {
	return p.Refuses(store, day) == ""
}

// Validity returns the first and last business day of a voucher issued on a
// business day, both inclusive.
func (p *Promotion) Validity(issued retail.BusinessDay) (from, until retail.BusinessDay) {
	from = issued + retail.BusinessDay(p.ValidAfterDays)
	return from, from + retail.BusinessDay(p.VoucherDays) - 1
}
