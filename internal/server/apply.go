package server

import (
	"context"
	"encoding/json"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Applied is what became of a promotion of a file.
type Applied struct {
	ID      retail.PromotionID `json:"id"`
	Version int64              `json:"version"`
	State   promotion.State    `json:"state"`
	Change  string             `json:"change"` // made, changed or unchanged
}

// ApplyPromotion makes a promotion, or changes the one that stands under its id
// as PATCH would.
func (c *Chain) ApplyPromotion(ctx context.Context, p *promotion.Promotion, reason string) (Applied, error) {
	stands, err := c.DB.Promotion(ctx, p.ID)
	next, change := *p, "made"
	switch {
	case err == nil:
		change = "changed"
		patch, err := json.Marshal(p)
		if err != nil {
			return Applied{}, err
		}
		if next, err = promotion.Next(stands.Promotion, patch); err != nil {
			return Applied{}, err
		}
		if same(&next, &stands.Promotion) {
			return Applied{ID: stands.ID, Version: stands.Version, State: stands.State, Change: "unchanged"}, nil
		}
		next.Version = stands.Version
	case !fault.Is(err, fault.NotFound):
		return Applied{}, err
	}
	out, err := c.DB.PutPromotion(ctx, db.Edit{Promotion: next, Actor: "command line", Reason: reason, At: retail.MicrosOf(c.Clock())})
	return Applied{ID: out.ID, Version: out.Version, State: out.State, Change: change}, err
}

// same compares two promotions by what they say.
func same(a, b *promotion.Promotion) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}
