package house

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// WrappedKey reads one key as it is kept: sealed by a key that is not here.
func (h *House) WrappedKey(ctx context.Context, name string) ([]byte, bool, error) {
	var wrapped []byte
	found, err := engine.One(ctx, h.parts.Engine.Reader(), h.parts.Query("key.get"), []any{name}, &wrapped)
	return wrapped, found, fault.At("house.WrappedKey", err)
}

// KeepWrappedKey keeps a sealed key; one that stands already is left alone.
func (h *House) KeepWrappedKey(ctx context.Context, name string, wrapped []byte) error {
	return fault.At("house.KeepWrappedKey", h.apply(ctx, engine.Bulk, []engine.Step{{
		Query: h.parts.Query("key.put"), Want: engine.AnyRows, Args: []any{name, wrapped, int64(retail.MicrosOf(h.parts.Now()))},
	}}))
}
