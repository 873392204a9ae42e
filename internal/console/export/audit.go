package export

import (
	"context"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/sheet"
	"sartor/internal/staff"
)

// Audit reads what was done; *staff.Desk is one.
type Audit interface {
	Search(ctx context.Context, who access.Principal, s staff.Search) (staff.Found, error)
}

func auditHeads(c *shell.Call) []string {
	w := c.F.W.House
	return []string{w.ColAt, w.ColActor, w.ColFor, w.ColAction, w.ColObject, w.ColReason}
}

// audit is the rows that the page's filters find, all its pages together. People
// stand in it by their ids, as the audit keeps them.
func audit(t *taking) error {
	s := staff.Search{Actor: strings.TrimSpace(t.q.Get("actor")), Action: strings.TrimSpace(t.q.Get("action")), Object: strings.TrimSpace(t.q.Get("object"))}
	if from, err := time.ParseInLocation(time.DateOnly, t.q.Get("from"), t.F.Zone); err == nil {
		s.Since = retail.MicrosOf(from)
	}
	if to, err := time.ParseInLocation(time.DateOnly, t.q.Get("to"), t.F.Zone); err == nil {
		s.Until = retail.MicrosOf(to.AddDate(0, 0, 1))
	}
	for {
		found, err := t.Audit.Search(t.R.Context(), t.Who, s)
		if err != nil {
			return err
		}
		for _, e := range found.Items {
			if err := t.row(t.at(e.Place.At.Time()), sheet.Text(e.Actor), sheet.Text(e.Behalf), sheet.Text(e.Action), sheet.Text(e.Object), sheet.Text(e.Reason)); err != nil {
				return err
			}
		}
		if s.After = found.More; found.More == (staff.Place{}) {
			return nil
		}
	}
}
