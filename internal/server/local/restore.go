package local

import (
	"context"
	"fmt"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// Restore is an earlier version of head office's promotion that is to stand again.
type Restore struct {
	Promotion retail.PromotionID
	Version   int64 // that is wanted
	Base      int64 // that stood when it was asked for; AnyNumber: whichever stands
	Actor     string
	Unproven  bool // this person may switch the holdout off
}

// Restore makes what an earlier version said stand again, as a new version; whether
// the promotion runs stays as it is. It is refused as an edit would be: a live
// promotion keeps its terms (Conflict promotion_live names them).
func (d *Desk) Restore(ctx context.Context, r Restore) (promotion.Promotion, error) {
	const op = "local.Restore"
	stands, err := d.DB.Promotion(ctx, r.Promotion)
	if err != nil {
		return promotion.Promotion{}, fault.At(op, err)
	}
	list, err := d.DB.PromotionHistory(ctx, stands.Number, r.Version+1, 1)
	if err != nil {
		return promotion.Promotion{}, fault.At(op, err)
	}
	if len(list) == 0 || list[0].Promotion.Version != r.Version {
		return promotion.Promotion{}, fault.At(op, fault.New(fault.NotFound, "", "promotion %s has no version %d", r.Promotion, r.Version))
	}
	if r.Base != AnyNumber && stands.Version != r.Base {
		return promotion.Promotion{}, fault.At(op, fault.New(fault.Stale, "stale", "version %d stands, you looked at %d; read it again", stands.Version, r.Base))
	}
	next, err := Again(stands.Promotion, list[0].Promotion)
	switch {
	case err != nil || next.Version == stands.Version: // or nothing differs
		return next, fault.At(op, err)
	case stands.Holdout > 0 && next.Holdout == 0 && !r.Unproven:
		return promotion.Promotion{}, fault.At(op, fault.New(fault.Denied, "holdout", "that version holds nobody out, and only an owner may switch the holdout off"))
	}
	next.Version = stands.Version
	out, err := d.DB.PutPromotion(ctx, db.Edit{Promotion: next, Actor: r.Actor, Reason: fmt.Sprintf("version %d again", r.Version), At: retail.MicrosOf(d.Clock())})
	if err != nil {
		return promotion.Promotion{}, fault.At(op, err)
	}
	return out.Promotion, fault.At(op, d.Refresh(ctx))
}

// Again is what stands with all that an earlier version said, but its state.
func Again(stands, earlier promotion.Promotion) (promotion.Promotion, error) {
	earlier.ID, earlier.State, earlier.Parent = stands.ID, stands.State, stands.Parent
	patch, err := file.PatchOf(&stands, &earlier)
	if err != nil {
		return promotion.Promotion{}, err
	}
	return promotion.Next(stands, patch)
}
