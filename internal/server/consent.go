package server

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/retail"
)

// Standing is where one purpose stands for a customer.
type Standing struct {
	Purpose  customer.Purpose
	Granted  bool
	Declared bool          // the chain's default: the customer never answered
	At       retail.Micros // 0: never asked
	Proof    string
}

// HomeOf is where a customer shops: what was said, or what the receipts show. Who
// acts for some stores sees the customers at home there.
func HomeOf(row *db.CustomerRow) uint32 {
	if row.HomeStore == 0 && row.State != nil {
		return row.State.Store()
	}
	return row.HomeStore
}

// Consents shows where each purpose stands.
func (c *Chain) Consents(ctx context.Context, row *db.CustomerRow) ([]Standing, error) {
	history, err := c.DB.ConsentHistory(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	stands := row.Consent.Over(c.Sight().Chain.Consent)
	var out []Standing
	for _, p := range customer.Purposes() {
		s := Standing{Purpose: p, Granted: stands.Allows(p), Declared: !row.Consent.Answered(p)}
		for _, h := range history {
			if h.Purpose == p {
				s.At, s.Proof = h.At, h.Proof
			}
		}
		out = append(out, s)
	}
	return out, nil
}
