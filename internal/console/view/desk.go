package view

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Saved is a list as somebody has filtered it, under a name.
type Saved struct {
	Screen string // first part of the address
	Name   string
	Query  string // of the address
}

// URL is the list's address.
func (s Saved) URL() string {
	if s.Query == "" {
		return "/" + s.Screen
	}
	return "/" + s.Screen + "?" + s.Query
}

// Shelf keeps what people named.
type Shelf interface {
	Saved(ctx context.Context, staff string) ([]Saved, error)
	Save(ctx context.Context, actor Actor, s Saved) error
	Unsave(ctx context.Context, actor Actor, s Saved) error
}

// Wanted is what somebody searches for, and in which kinds of things they may.
type Wanted struct {
	Text                                              string
	Customers, Products, Stores, Promotions, Vouchers bool
}

// MostHits bounds the hits of one kind.
const MostHits = 8

// Found is what a search found, the best first in each kind.
type Found struct {
	Customers  []CustomerHit
	Products   []ProductHit
	Stores     []StoreHit
	Promotions []PromotionHit
	Vouchers   []VoucherRow
	Receipt    retail.ReceiptID // that is kept, or empty
	Exact      bool             // one of them is what was typed, letter by letter
}

// CustomerHit is a customer.
type CustomerHit struct {
	ID          retail.CustomerID
	Standing    access.Standing
	Identifiers []retail.Identifier
	HomeStore   string
}

// ProductHit is a product.
type ProductHit struct {
	ID             retail.ProductID
	Name, Category string
}

// StoreHit is a store.
type StoreHit struct {
	ID           retail.StoreID
	Name, Region string
}

// PromotionHit is a promotion.
type PromotionHit struct {
	ID    retail.PromotionID
	Name  string
	State promotion.State
}

// Finder searches everything at once. It reads by keys and what is in memory;
// it scans nothing that grows.
type Finder interface {
	Find(ctx context.Context, scope Scope, w Wanted) (Found, error)
	// Product is one in full; goods that nothing may be inferred from are absent.
	Product(ctx context.Context, scope Scope, id retail.ProductID) (Product, error)
}

// Product is one with what is offered on it.
type Product struct {
	Product    retail.Product
	Currency   retail.Currency
	Promotions []PromotionHit // live ones that may take it, at most MostRows
}
