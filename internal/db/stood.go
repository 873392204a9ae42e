package db

import (
	"context"

	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// Stood returns where a customer stood at the end of a business day.
func (d *DB) Stood(ctx context.Context, id retail.CustomerID, day retail.BusinessDay) (outcome.Standing, error) {
	const most = 12 // moves looked at: who moved more often since is in no segment
	moves, err := d.outlooks.Moves(ctx, id, most)
	for i := range moves {
		if moves[i].Day <= day {
			return outcome.Standing{State: moves[i].State, Band: moves[i].Band}, err
		}
	}
	return outcome.Standing{}, err
}
