package db

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// WrappedKey reads one key as it is kept: sealed by a key that is not here.
func (d *DB) WrappedKey(ctx context.Context, name string) ([]byte, bool, error) {
	var wrapped []byte
	found, err := engine.One(ctx, d.engine.Reader(), sql("key.get"), []any{name}, &wrapped)
	return wrapped, found, fault.At("db.WrappedKey", err)
}

// KeepWrappedKey keeps a sealed key; one that stands already is left alone.
func (d *DB) KeepWrappedKey(ctx context.Context, name string, wrapped []byte) error {
	return fault.At("db.KeepWrappedKey", d.apply(ctx, engine.Bulk, []engine.Step{{
		Query: sql("key.put"), Want: engine.AnyRows, Args: []any{name, wrapped, int64(retail.MicrosOf(d.now()))},
	}}))
}

// Backup writes a consistent copy of the embedded database while it runs.
func (d *DB) Backup(ctx context.Context, path string) error {
	return fault.At("db.Backup", d.engine.Backup(ctx, path))
}
