package server

import (
	"context"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// MeetTill notes a till ("store/till") that sells for the first time, with an
// audit row, and reports whether it was known already.
func (c *Chain) MeetTill(ctx context.Context, place, actor string) (known bool, err error) {
	name := "till/" + place
	since, err := c.DB.Setting(ctx, name)
	if err != nil || since != "" {
		return since != "", err
	}
	now := c.Clock()
	err = c.DB.Note(ctx, name, since, now.UTC().Format("2006-01-02T15:04:05Z"), db.AuditRow{
		Actor: actor, Action: "till.first_sale", Object: place, Reason: "not met before", At: retail.MicrosOf(now),
	})
	if fault.Is(err, fault.Stale) { // another sale met it at the same time
		return true, nil
	}
	return false, err
}
