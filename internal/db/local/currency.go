package local

import (
	"slices"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Prints refuses a promotion that would be live and print nowhere: its budget is in a
// currency in which no store of the chain sells. A chain without stores is still being
// set up.
func Prints(p *promotion.Promotion, stores []retail.Store) error {
	var sold []retail.Currency
	for _, s := range stores {
		if s.ID != "" && !slices.Contains(sold, s.Currency) {
			sold = append(sold, s.Currency)
		}
	}
	if p.State != promotion.Live || len(sold) == 0 || slices.Contains(sold, p.Budget.Currency) {
		return nil
	}
	return fault.AtField("/budget/currency", "no store sells in %s, so nothing would be printed; the stores sell in %v", p.Budget.Currency, sold)
}
