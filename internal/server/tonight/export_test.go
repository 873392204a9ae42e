package tonight

import "context"

// Due looks once at what is due.
func (d *Desk) Due(ctx context.Context) error { return d.due(ctx) }

// Wants tells whether a plan is due.
func (d *Desk) Wants(ctx context.Context) (bool, error) { return d.wants(ctx) }
