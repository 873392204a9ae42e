package view

import (
	"context"

	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// Responses reads where and why a promotion works, as last read behind the tills.
type Responses interface {
	Response(ctx context.Context, scope Scope, id retail.PromotionID) (Response, error)
}

// Response is a promotion's, for the stores of a scope. A zero At says that nobody
// has looked yet.
type Response struct {
	outcome.Report
	Promotion retail.PromotionID
	Currency  retail.Currency
	Stores    map[retail.StoreID]ResponseStore
	Framed    bool // head office lets stores tailor it
}

// ResponseStore is a store as the panels name it.
type ResponseStore struct {
	Name, Region string
	Local        bool // it has a version of its own that is live
}
