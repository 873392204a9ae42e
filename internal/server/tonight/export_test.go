package tonight

import "context"

// Due looks once at what is due.
func (d *Desk) Due(ctx context.Context) error { return d.due(ctx) }
