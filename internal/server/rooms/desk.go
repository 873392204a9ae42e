package rooms

import (
	"context"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/db/house"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// desk keeps what people named and records which lists they took along.
type desk struct{ *server.Chain }

// Saved lists the lists that somebody named.
func (d desk) Saved(ctx context.Context, staff string) ([]view.Saved, error) {
	rows, err := d.DB.Views(ctx, staff)
	out := make([]view.Saved, len(rows))
	for i, r := range rows {
		out[i] = view.Saved{Screen: r.Screen, Name: r.Name, Query: r.Query}
	}
	return out, err
}

// Save keeps a list under a name.
func (d desk) Save(ctx context.Context, actor view.Actor, s view.Saved) error {
	return d.DB.PutView(ctx, d.row(actor, s))
}

// Unsave forgets a named list.
func (d desk) Unsave(ctx context.Context, actor view.Actor, s view.Saved) error {
	return d.DB.DropView(ctx, d.row(actor, s))
}

func (d desk) row(actor view.Actor, s view.Saved) house.View {
	return house.View{Staff: actor.Staff, Screen: s.Screen, Name: s.Name, Query: s.Query, At: retail.MicrosOf(d.Clock())}
}

// TookAlong records that somebody took a list of customers along.
func (d desk) TookAlong(ctx context.Context, actor view.Actor, list string) error {
	return d.DB.Audit(ctx, db.AuditRow{Actor: actor.Staff, Action: "list.export", Object: list, Reason: actor.Reason, At: retail.MicrosOf(d.Clock())})
}
