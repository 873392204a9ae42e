package terms

import (
	"cmp"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/promotion"
)

// Summary says in one line in what a store's version differs: Categories: ready
// meals; Discount: 18 %.
func Summary(f phrase.Formatter, centre, local *promotion.Promotion, n Names) string {
	var out []string
	for _, c := range Between(f, centre, local, n) {
		if PartOf(c.Key) == "" {
			continue
		}
		out = append(out, c.Name+": "+cmp.Or(c.Is, f.W.Local.Nothing))
	}
	return strings.Join(out, "; ")
}

// PartOf is the part of a frame that a row of terms belongs to; "" where the frame
// has none.
func PartOf(key string) promotion.Part {
	for prefix, part := range map[string]promotion.Part{
		"/reward": promotion.PartDiscount, "/target/kind": promotion.PartTarget, "/target/products": promotion.PartProducts, "/target/brands": promotion.PartProducts, "/target/categories": promotion.PartProducts,
		"/target/states": promotion.PartCustomers, "/target/values": promotion.PartCustomers, "/starts": promotion.PartDates, "/ends": promotion.PartDates, "/limits/per_customer": promotion.PartPerCustomer, "/texts": promotion.PartTexts,
	} {
		if key == prefix || strings.HasPrefix(key, prefix+"/") {
			return part
		}
	}
	return ""
}
