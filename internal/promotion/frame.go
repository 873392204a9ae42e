package promotion

import (
	"maps"
	"slices"

	"sartor/internal/retail"
)

// Part is one part of a promotion that a frame may let stores tailor.
type Part string

// The parts, in the order in which screens and refusals name them.
const (
	PartDiscount    Part = "discount"     // the reward's amount, percent or points
	PartMaxAmount   Part = "max_amount"   // the most a percentage gives
	PartTarget      Part = "target"       // how the product is chosen: target.kind
	PartProducts    Part = "products"     // products, brands and categories; the free item
	PartCustomers   Part = "customers"    // states and values of customers
	PartDates       Part = "dates"        // starts and ends
	PartPerCustomer Part = "per_customer" // limits.per_customer
	PartTexts       Part = "texts"
)

// Parts lists them.
func Parts() []Part {
	return []Part{PartDiscount, PartMaxAmount, PartTarget, PartProducts, PartCustomers, PartDates, PartPerCustomer, PartTexts}
}

// Freedom is how far a store may go in one part.
type Freedom uint8

// The freedoms.
const (
	Locked Freedom = iota
	Within         // the bounds that stand beside it
	Free           // whatever a promotion may hold
)

// String returns the word a file has for it.
func (f Freedom) String() string { return [...]string{"locked", "within", "free"}[min(f, Free)] }

// Bounds of a frame.
const (
	DefaultCompare = 0.2  // of a store's customers keep the centre's version
	MinCompare     = 0.05 // fewer would compare nothing within a season
	MaxCompare     = 0.5  // more would learn no faster
)

// Frame is what the centre lets stores change of a promotion: each part locked,
// free or within bounds. A promotion without one has no store versions.
type Frame struct {
	Discount    Range
	MaxAmount   Range
	Target      Kinds
	Products    Pool
	Customers   Freedom // Locked or Free
	Dates       Window
	PerCustomer Range
	Texts       Freedom // Locked or Free
	Split       Split
	Approval    Approval
	Compare     float64 // share of a store's customers who by lot keep the centre's version
}

// Range bounds a number, both ends inclusive.
type Range struct {
	Freedom   Freedom
	Low, High int64
}

// Pool is what a store may choose its products from: those of any of its lists.
type Pool struct {
	Freedom    Freedom
	Products   []retail.ProductID
	Brands     []string
	Categories []string
}

// Kinds are the kinds of target a store may use beside the centre's.
type Kinds struct {
	Freedom Freedom
	Kinds   []TargetKind
}

// Window bounds the days of a store's version, both inclusive.
type Window struct {
	Freedom          Freedom
	Earliest, Latest retail.BusinessDay
}

// SplitRule is how the budget is divided among stores that make a version.
type SplitRule string

// The rules.
const (
	SplitEqual   SplitRule = "equal"    // among the promotion's stores
	SplitBySales SplitRule = "by_sales" // in proportion to what they sell
	SplitGiven   SplitRule = "given"    // as the list says; a store not in it has nothing to give
)

// Split says what part of the budget a store's version gets.
type Split struct {
	Rule  SplitRule // "": equal
	Given map[retail.StoreID]retail.Minor
}

// Approval says which versions head office looks at before they go live.
type Approval struct {
	Always bool
	Parts  []Part // those that change one of these; with neither, none
}

// CompareShare is the share of a store's customers who by lot keep the centre's
// version; 0 where there is no frame.
func (p *Promotion) CompareShare() float64 {
	if p.Frame == nil {
		return 0
	}
	return p.Frame.Compare
}

// VersionID is the id of a store's version of a promotion. No other promotion
// has a dot in its id.
func VersionID(parent retail.PromotionID, store retail.StoreID) retail.PromotionID {
	return parent + "." + retail.PromotionID(store)
}

// Family is the id that tills, limits and holdouts know a promotion by: a store's
// version goes by the centre's.
func (p *Promotion) Family() retail.PromotionID {
	if p.Parent != "" {
		return p.Parent
	}
	return p.ID
}

// Freedom returns how far a store may go in a part; all is locked without a frame.
func (f *Frame) Freedom(p Part) Freedom {
	if f == nil {
		return Locked
	}
	switch p {
	case PartDiscount:
		return f.Discount.Freedom
	case PartMaxAmount:
		return f.MaxAmount.Freedom
	case PartTarget:
		return f.Target.Freedom
	case PartProducts:
		return f.Products.Freedom
	case PartCustomers:
		return f.Customers
	case PartDates:
		return f.Dates.Freedom
	case PartPerCustomer:
		return f.PerCustomer.Freedom
	case PartTexts:
		return f.Texts
	}
	return Locked
}

// For returns the promotion as somebody of some stores may read it, none being all: of
// a budget as listed, their own amounts.
func (p Promotion) For(stores []retail.StoreID) Promotion {
	if p.Frame != nil && len(stores) > 0 {
		own := *p.Frame
		own.Split.Given = maps.Clone(own.Split.Given)
		maps.DeleteFunc(own.Split.Given, func(s retail.StoreID, _ retail.Minor) bool { return !slices.Contains(stores, s) })
		p.Frame = &own
	}
	return p
}

// Share returns the amount that a store's version gets of a budget, before what
// the compared customers of the centre's version need is left there. sales are
// those of the promotion's stores, this one among them.
//
//	Computes  equal     budget ÷ stores
//	          by_sales  budget × its sales ÷ all sales; equal where nothing was sold
//	          given     as the list says, whatever is compared
func (f *Frame) Share(budget retail.Minor, store retail.StoreID, sales map[retail.StoreID]retail.Minor) retail.Minor {
	if _, ours := sales[store]; f == nil || !ours {
		return 0
	}
	all := retail.Minor(0)
	for _, s := range sales {
		all += max(0, s)
	}
	part := 1 / float64(len(sales))
	switch {
	case f.Split.Rule == SplitGiven:
		return f.Split.Given[store]
	case f.Split.Rule == SplitBySales && all > 0:
		part = float64(max(0, sales[store])) / float64(all)
	}
	return retail.Minor(float64(budget) * part * (1 - f.Compare))
}
