package tonight

import (
	"context"

	kernel "sartor/internal/stock/plan"
)

// Due looks once at what is due.
func (d *Desk) Due(ctx context.Context) error { return d.due(ctx) }

// Wants tells whether a plan is due.
func (d *Desk) Wants(ctx context.Context) (bool, error) { return d.wants(ctx) }

// Rest is the range of what is left of a plan.
func Rest(whole kernel.Range, mid, lines float64) kernel.Range { return rest(whole, mid, lines) }
