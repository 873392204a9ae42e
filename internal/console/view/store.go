package view

import (
	"context"
	"time"

	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// StorePages reads one store in full.
type StorePages interface {
	StorePage(ctx context.Context, scope Scope, id retail.StoreID) (StorePage, error)
}

// StorePage is one store: its day, its promotions, its customers.
type StorePage struct {
	StoreRow
	Today      Today // of this store alone
	Promotions []StorePromotion
	Tastes     []Taste // the clearest surplus first, the clearest lack last; empty: nothing is known
	TasteWeeks int
	Regulars   Regulars
	Stock      *StoreStock // nil: nothing was ever told
}

// StorePromotion is one that runs, or is about to, in the store.
type StorePromotion struct {
	ID      retail.PromotionID // the centre's
	Name    string
	State   promotion.State
	Local   bool                   // the store has a version of its own
	Version promotion.VersionState // of the store's version, or empty
	Changed []promotion.Part       // what the version differs in
	Framed  bool                   // head office lets the store tailor it
	Starts  retail.BusinessDay
	Ends    retail.BusinessDay
	Budget  Budget // of the store's version, else the chain's
	Reward  Value
	Goods   string // what it is for, in the chain's own names; empty: by each customer's habits
	Kind    promotion.TargetKind
}

// Taste is how much more of something a store's customers buy than the chain's.
type Taste struct {
	Name  string
	Index Interval // 1 is as the chain
}

// Regulars are the customers whose store this is: it has most of their receipts.
type Regulars struct {
	Counted time.Time // zero: not yet
	Total   int64
	States  map[lifecycle.State]int64
	Risk    []Regular // who is at risk, the most valuable first, at most 12
	Wants   []Demand  // what those who come today are expected to want, most first, at most 10
	Asked   int       // regulars whose habits were looked at
}

// Regular is one of them.
type Regular struct {
	ID          retail.CustomerID
	Identifiers []retail.Identifier
	Since       retail.BusinessDay // at risk
	Worth       Interval           // a year, minor units; N 0: not known
	Idle        int                // days since the last purchase
}

// Demand is how many regulars are expected to want a product today.
type Demand struct {
	Product   retail.ProductID
	Name      string
	Customers Interval // N: regulars looked at
}
