package server

import (
	"cmp"
	"context"

	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Movement is the period over which moves between segments are shown, in days:
// four whole weeks, so that each weekday counts alike.
const Movement = 28

// Segments reports all segments as of a day, 0 for the newest that learning looked
// at (a chain whose receipts ended years ago stands where it stood then), and who
// moved between them in the Movement before it. It reads sums that learning keeps,
// never customers.
func (c *Chain) Segments(ctx context.Context, on retail.BusinessDay) (outlook.Report, error) {
	rows := c.DB.Outlooks()
	sizes, err := rows.Sizes(ctx)
	if err != nil {
		return outlook.Report{}, err
	}
	newest := retail.BusinessDay(0)
	for i := range sizes {
		newest = max(newest, sizes[i].Day)
	}
	if on == 0 {
		on = cmp.Or(newest, c.Today(1))
	}
	moved, err := rows.Flows(ctx, on-Movement, on)
	if err != nil {
		return outlook.Report{}, err
	}
	later, err := rows.Flows(ctx, on, max(on, newest))
	if err != nil {
		return outlook.Report{}, err
	}
	out := outlook.Sum(sizes, moved, later, on)
	out.Since = on - Movement
	return out, nil
}
