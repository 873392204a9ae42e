// Package promotion owns what the chain allows: a promotion's reward, target,
// limits and budget, its states and which changes each state permits. It
// refuses a promotion that cannot hold (check.go) and names the place; it knows
// no customers, no vouchers and no storage.
package promotion

import (
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// Promotion is the chain's rule: what is given, for what, where, when, how much
// at most. Amounts are minor units of Budget.Currency.
type Promotion struct {
	ID             retail.PromotionID
	Version        int64             // grows with each accepted change; the ETag
	Name           map[string]string // by language; "en" first when present
	Reward         Reward
	Target         Target
	Starts, Ends   retail.BusinessDay // issues on these business days, inclusive
	Stores         []retail.StoreID   // empty: all
	Regions        []string           // empty: all
	MinSpend       retail.Minor       // of the basket before vouchers, when redeeming
	Limits         Limits
	Budget         Budget
	Priority       int
	Stacking       Stacking
	Transferable   bool
	SameBasket     bool
	Holdout        float64 // share of customers who by lot get no offer
	ValidAfterDays int
	VoucherDays    int
	Texts          map[string]string // by language, with {discount} and {product}
	State          State
	Frame          *Frame             // what stores may tailor; nil: nothing
	Parent         retail.PromotionID // of a store's version: the centre's promotion
}

// RewardKind is what a voucher gives.
type RewardKind string

// The kinds of reward.
const (
	Amount   RewardKind = "amount"
	Percent  RewardKind = "percent"
	FreeItem RewardKind = "free_item"
	Points   RewardKind = "points"
)

// Reward is what a voucher gives.
type Reward struct {
	Kind      RewardKind
	Amount    retail.Minor     // for amount
	Percent   int              // for percent, 1…100
	MaxAmount retail.Minor     // for percent: the most one voucher gives
	Product   retail.ProductID // for free_item
	Points    int64            // for points
}

// TargetKind is how the product of a voucher is chosen.
type TargetKind string

// The kinds of target. Favourite, lapsed, due, next, season and expiring are personal: they
// need consent to profile; the others may go to anybody.
const (
	TargetProduct   TargetKind = "product"
	TargetBrand     TargetKind = "brand"
	TargetCategory  TargetKind = "category"
	TargetFavourite TargetKind = "favourite" // bought most, decayed
	TargetLapsed    TargetKind = "lapsed"    // bought regularly once, long overdue
	TargetDue       TargetKind = "due"       // its usual gap is about to pass
	TargetNext      TargetKind = "next"      // likely, not bought before
	TargetAnyone    TargetKind = "anyone"    // on the whole basket
	TargetExpiring  TargetKind = "expiring"  // bought regularly, and the store would throw it away
	TargetSeason    TargetKind = "season"    // what customers of this type buy at this time of the year
)

// Personal reports whether the target reads a customer's profile.
func (k TargetKind) Personal() bool {
	switch k {
	case TargetFavourite, TargetLapsed, TargetDue, TargetNext, TargetSeason, TargetExpiring:
		return true
	}
	return false
}

// Target says which products a voucher may be for, and who may get it; the lists
// narrow together. States and Values need what the models expect of a customer:
// nobody without an outlook is in them.
type Target struct {
	Kind       TargetKind
	Products   []retail.ProductID
	Brands     []string
	Categories []string
	States     []lifecycle.State // where the customer stands; empty: anywhere
	Values     []lifecycle.Band  // what the customer is worth; empty: anything
}

// Limits count issued, unvoided vouchers; 0 is no limit.
type Limits struct {
	PerCustomer int64
	PerDay      int64 // chain-wide, per business day
	Total       int64
}

// Budget bounds what a promotion may cost.
type Budget struct {
	Amount           retail.Minor
	Currency         retail.Currency
	ReserveShare     float64 // of a voucher's greatest value, reserved at issue
	ContingencyShare float64 // of Amount, filled into contingency when going live
}

// Stacking is which other vouchers may be used on the same receipt.
type Stacking string

// The ways of stacking.
const (
	StackNone  Stacking = "none"             // the only voucher on the receipt
	StackOther Stacking = "other_promotions" // one per promotion
	StackAll   Stacking = "all"
)

// State is where a promotion stands.
type State string

// The states.
const (
	Draft  State = "draft"
	Live   State = "live"
	Paused State = "paused" // neither issues nor redeems
	Ended  State = "ended"  // issues nothing, its vouchers stay good
)

// MaxCost returns the greatest value one voucher of the promotion can cost, in
// minor units: what the ledger reserves a share of. For free_item it is the
// product's price as given; points cost nothing here.
func (p *Promotion) MaxCost(price retail.Minor) retail.Minor {
	switch p.Reward.Kind {
	case Amount:
		return p.Reward.Amount
	case Percent:
		return p.Reward.MaxAmount
	case FreeItem:
		return price
	}
	return 0
}
