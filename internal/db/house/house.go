// Package house owns the rows of the house itself: who may come in (staff, their
// invitations, sessions, API tokens), the audit, work in the background, sealed keys. It refuses rows
// about customers and goods. db.DB embeds it, so that callers see one database;
// dbtest.Run holds it to the same suite on both engines.
package house

import (
	"context"
	"time"

	"sartor/internal/db/engine"
)

// Parts are what the rows are kept with.
type Parts struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
	Now    func() time.Time
}

// House is the rows of the house.
type House struct{ parts Parts }

// New returns the rows of the house.
func New(p Parts) *House { return &House{parts: p} }

// apply runs guarded steps in one durable transaction; once it runs, the caller's
// cancellation no longer reaches the statements.
func (h *House) apply(ctx context.Context, lane engine.Lane, steps []engine.Step) error {
	inner := context.WithoutCancel(ctx)
	return h.parts.Engine.Write(ctx, lane, func(t *engine.Tx) error { return t.Run(inner, steps) })
}
