package view

import (
	"time"

	"sartor/internal/retail"
)

// Live reads what changes on open pages while somebody looks. It is asked every
// few seconds by every open page, so it may wait for nothing.
type Live interface {
	Figures(scope Scope) Figures
}

// Figures are the running day in sums.
type Figures struct {
	Newest                            time.Time // the newest receipt of the chain
	Receipts, Named, Issued, Redeemed int64
	Sales, Given                      retail.Minor
	Currency                          retail.Currency
	Minute                            int64 // receipts of the running minute
}
