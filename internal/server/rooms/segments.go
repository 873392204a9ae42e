package rooms

import (
	"context"

	"sartor/internal/console/view"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// mostMembers bounds a page of a segment's customers.
const mostMembers = 25

// Segments are all of them as of a day.
func (r rooms) Segments(ctx context.Context, on retail.BusinessDay) (view.SegmentReport, error) {
	report, err := r.Chain.Segments(ctx, on)
	out := view.SegmentReport{Report: report, Currency: r.DB.Catalogue().Store(1).Currency}
	if report.Newest != 0 {
		out.AsOf = min(report.Day, report.Newest).Time()
	}
	return out, err
}

// Members lists a segment's customers, in the order of their ids.
func (r rooms) Members(ctx context.Context, m view.MembersOf) (view.MemberList, error) {
	in := learned.Segment{State: lifecycle.State(m.Segment)}
	if !in.State.Valid() {
		in = learned.Segment{Band: lifecycle.Band(m.Segment)}
	}
	on := m.On
	if on == 0 {
		on = r.Today(1) + 1
	}
	rows, err := r.DB.Outlooks().Members(ctx, in, on, learned.Page{After: m.After, Most: mostMembers})
	out := view.MemberList{Items: make([]view.Member, 0, len(rows))}
	for i := range rows {
		out.Items = append(out.Items, view.Member{Change: rows[i].Change, Since: rows[i].Day, Now: rows[i].Now})
	}
	if len(rows) == mostMembers {
		out.Next = rows[len(rows)-1].Customer
	}
	return out, err
}
