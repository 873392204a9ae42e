package db

import (
	"context"

	"sartor/internal/fault"
)

// Backup writes a consistent copy of the embedded database while it runs.
func (d *DB) Backup(ctx context.Context, path string) error {
	return fault.At("db.Backup", d.engine.Backup(ctx, path))
}
