package where

import "context"

// Ask is what Run does every minute.
func (k Keeper) Ask(ctx context.Context) error { return k.askWhenDue(ctx) }
