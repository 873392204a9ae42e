package server

import (
	"context"

	"sartor/internal/fault"
	"sartor/internal/outcome"
)

// Effect returns a promotion against its holdout, as last read behind the tills
// (server/where); the zero Effect before that.
func (c *Chain) Effect(ctx context.Context, promotion uint32) (outcome.Effect, error) {
	r, _, err := c.DB.Readouts().Report(ctx, promotion)
	return r.Effect(), fault.At("server.Effect", err)
}

// Effects returns those of all promotions.
func (c *Chain) Effects(ctx context.Context) (map[uint32]outcome.Effect, error) {
	heads, err := c.DB.Readouts().Heads(ctx)
	out := make(map[uint32]outcome.Effect, len(heads))
	for n, r := range heads {
		out[n] = r.Effect()
	}
	return out, fault.At("server.Effects", err)
}
