package db

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
)

// findProfile reads the checkpoint of a customer's profile; nil when nothing is
// known.
func findProfile(ctx context.Context, s engine.Session, id retail.CustomerID) (*customer.State, error) {
	var (
		epoch, seq int64
		body       []byte
	)
	found, err := engine.One(ctx, s, sql("profile.find"), []any{int64(id), int64(id.Bucket())}, &epoch, &seq, &body)
	if err != nil || !found {
		return nil, err
	}
	var state customer.State
	return &state, state.Decode(body)
}
