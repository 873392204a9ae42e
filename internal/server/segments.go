package server

import (
	"context"
	"time"

	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Movement is the period over which moves between segments are shown, in days:
// four whole weeks, so that each weekday counts alike.
const Movement = 28

// Segments reports all segments as of a day, 0 for now, and who moved between them
// in the Movement before it. It reads sums that learning keeps, never customers.
func (c *Chain) Segments(ctx context.Context, on retail.BusinessDay) (outlook.Report, error) {
	if on == 0 {
		on = c.Today(1)
	}
	rows := c.DB.Outlooks()
	sizes, err := rows.Sizes(ctx)
	if err != nil {
		return outlook.Report{}, err
	}
	moved, err := rows.Flows(ctx, on-Movement, on)
	if err != nil {
		return outlook.Report{}, err
	}
	later, err := rows.Flows(ctx, on, retail.DayOf(c.Clock(), time.UTC, 0)+1)
	if err != nil {
		return outlook.Report{}, err
	}
	out := outlook.Sum(sizes, moved, later, on)
	out.Since = on - Movement
	return out, nil
}
