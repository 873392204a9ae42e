package db

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/db/fold"
	"sartor/internal/fault"
)

// Follow brings profiles and demand one slice nearer to the end of the journal;
// more says that there is another slice. declared is the chain's default for
// customers who never answered.
func (d *DB) Follow(ctx context.Context, declared customer.Consent) (more bool, err error) {
	return d.folds.Follow(ctx, declared)
}

// Behind counts the entries and answers that the folds have not read yet, up to
// most of each.
func (d *DB) Behind(ctx context.Context, most int) (int64, error) {
	var n int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("fold.behind"), []any{int64(most)}, &n)
	return n, fault.At("db.Behind", err)
}

// Rebuild folds the whole journal anew, compares it with what stands and puts
// right what differs.
func (d *DB) Rebuild(ctx context.Context, declared customer.Consent) (fold.Rebuilt, error) {
	return d.folds.Rebuild(ctx, declared)
}

// CompareFolds is a Rebuild that changes nothing.
func (d *DB) CompareFolds(ctx context.Context, declared customer.Consent) (fold.Rebuilt, error) {
	return d.folds.Compare(ctx, declared)
}

// Damage runs one writing query by its name, to see in a test that what it breaks
// is found.
func (d *DB) Damage(ctx context.Context, name string, args ...any) error {
	return d.apply(ctx, engine.Bulk, []engine.Step{{Query: sql(name), Want: engine.AnyRows, Args: args}})
}
