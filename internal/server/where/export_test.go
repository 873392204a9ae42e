package where

import (
	"context"

	"sartor/internal/job"
)

// Ask is what Run does every minute.
func (k Keeper) Ask(ctx context.Context) error { return k.askWhenDue(ctx) }

// Work is what it does then.
func (k Keeper) Work(ctx context.Context, j job.Job, save job.Save) error {
	return k.work(ctx, j, save)
}
