package server

import (
	"context"
	"errors"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/server/shelf"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// Declared lists the purposes that the chain has declared for everybody.
func (c *Chain) Declared() (out []string) {
	stands := c.Sight().Chain.Consent
	for _, p := range customer.Purposes() {
		if stands.Allows(p) {
			out = append(out, string(p))
		}
	}
	return out
}

// Sink joins the importers to the database and the till's rules for facts.
func (c *Chain) Sink() intake.Sink { return &sink{DB: c.DB, desk: c.Desk, shelf: c.shelf} }

type sink struct {
	*db.DB
	desk  *till.Desk
	shelf *shelf.Keeper
}

// Facts keeps what stands beside receipts; stock and suppliers are movements and terms.
func (s *sink) Facts(ctx context.Context, f intake.Facts) (fresh int, err error) {
	known, err := s.shelf.Facts(ctx, &f)
	return f.Len() - known, errors.Join(err, s.DB.Facts(ctx, f))
}

// Stores adds or updates stores.
func (s *sink) Stores(ctx context.Context, stores []retail.Store) error {
	return s.PutStores(ctx, stores)
}

// Products adds or updates products.
func (s *sink) Products(ctx context.Context, products []retail.Product) error {
	return s.PutProducts(ctx, products)
}

// Receipts files facts by the same rules as POST /v1/receipts.
func (s *sink) Receipts(ctx context.Context, receipts []touchpoint.Receipt) (intake.Tally, error) {
	calls := make([]till.Call, len(receipts))
	for i := range receipts {
		calls[i].Receipt = receipts[i]
	}
	results, err := s.desk.Facts(ctx, calls)
	var t intake.Tally
	for i, r := range results {
		switch {
		case r.Err != nil:
			t.Refused = append(t.Refused, intake.Refusal{Index: i, Code: fault.CodeOf(r.Err), Detail: fault.Plain(r.Err)})
		case r.Duplicate:
			t.Duplicates++
		default:
			t.New++
		}
	}
	return t, err
}
