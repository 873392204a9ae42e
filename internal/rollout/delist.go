package rollout

import (
	"cmp"
	"slices"

	"sartor/internal/retail"
)

// Earned is what a product brought in a span of weeks, in minor units.
type Earned struct {
	Product    retail.ProductID `json:"product"`
	Weeks      int              `json:"weeks"`
	Units      float64          `json:"units"`
	Sales      float64          `json:"sales"`
	Margin     float64          `json:"margin"`     // sales less what the units cost
	Waste      float64          `json:"waste"`      // cost of what was thrown away, where known
	Assumed    bool             `json:"assumed"`    // nobody gave its cost: a rate stands in
	Substitute retail.ProductID `json:"substitute"` // what its buyers buy instead; empty: nothing is known
}

// Net is what is left.
func (e *Earned) Net() float64 { return e.Margin - e.Waste }

// Buyer is a customer of a product within those weeks: by pseudonym, never a name.
type Buyer struct {
	Customer retail.CustomerID
	Times    int     // receipts with the product
	Spent    float64 // on the product, minor units
	All      float64 // on everything
	Margin   float64 // of everything they bought
}

// Loyal is a customer who depends on a product.
type Loyal struct {
	Customer retail.CustomerID `json:"customer"`
	Share    float64           `json:"share"` // of their basket
	Times    int               `json:"times"`
	Margin   float64           `json:"margin"` // of all they buy, a year
}

// Delisting is a product that loses money and is proposed to leave the shelves, unless
// customers who depend on it would take more with them.
type Delisting struct {
	Earned
	Loss      float64 `json:"loss"`      // a year
	Dependent int     `json:"dependent"` // customers who depend on it
	AtRisk    float64 `json:"at_risk"`   // margin of all they buy, a year, times the chance that they leave
	Veto      bool    `json:"veto"`
	Loyal     []Loyal `json:"loyal"` // those with the greatest share, at most MostLoyal
}

// Delistings are all of them, as last read.
type Delistings struct {
	At      retail.Micros      `json:"at"`
	Through retail.BusinessDay `json:"through"`
	Weeks   int                `json:"weeks"`
	Items   []Delisting        `json:"items"`
}

// What depending on a product means, and what follows (starting values: no measurement
// stands behind them).
const (
	MostLoyal     = 20
	dependsTimes  = 4   // receipts with it in the span
	dependsShare  = .05 // of what they spend
	leaves        = .2  // chance that such a customer goes elsewhere
	leavesSwapped = .05 // likewise, where something is bought instead
	weeksOfYear   = 365.25 / 7
)

// Delist proposes products to leave: those that lose money. A veto stands where the
// customers who depend on one would cost more than it loses.
//
//	Computes  loss = −net·52/weeks;  at risk = Σ over dependants of their margin a year × chance
//	          to leave;  veto when at risk > loss
//	Edges     a cost that is assumed proposes nothing: the loss would be a guess
func Delist(all []Earned, buyers map[retail.ProductID][]Buyer) []Delisting {
	var out []Delisting
	for i := range all {
		e := &all[i]
		if e.Weeks < 1 || e.Assumed || e.Net() >= 0 {
			continue
		}
		year := weeksOfYear / float64(e.Weeks)
		d := Delisting{Earned: *e, Loss: -e.Net() * year, Loyal: []Loyal{}}
		chance := leaves
		if e.Substitute != "" {
			chance = leavesSwapped
		}
		for _, b := range buyers[e.Product] {
			if b.Times < dependsTimes || b.All <= 0 || b.Spent/b.All < dependsShare {
				continue
			}
			d.Dependent++
			d.AtRisk += max(b.Margin, 0) * year * chance
			d.Loyal = append(d.Loyal, Loyal{Customer: b.Customer, Share: b.Spent / b.All, Times: b.Times, Margin: b.Margin * year})
		}
		d.Veto = d.AtRisk > d.Loss
		slices.SortFunc(d.Loyal, func(a, b Loyal) int {
			return cmp.Or(-cmp.Compare(a.Share, b.Share), cmp.Compare(a.Customer, b.Customer))
		})
		d.Loyal = d.Loyal[:min(len(d.Loyal), MostLoyal)]
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b Delisting) int {
		return cmp.Or(-cmp.Compare(a.Loss, b.Loss), cmp.Compare(a.Product, b.Product))
	})
	return out
}
