package view

import (
	"context"
	"time"

	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Segments reads who is in which segment, and what is expected of them.
type Segments interface {
	// Segments are all of them as of a day, 0 for now.
	Segments(ctx context.Context, on retail.BusinessDay) (SegmentReport, error)
	Members(ctx context.Context, m MembersOf) (MemberList, error)
}

// SegmentReport is all segments as of a day.
type SegmentReport struct {
	outlook.Report
	AsOf     time.Time
	Currency retail.Currency
}

// MembersOf asks for a page of a segment's customers as of a day, 0 for now.
type MembersOf struct {
	Segment string
	On      retail.BusinessDay
	After   retail.CustomerID
}

// MemberList is one page of a segment's customers.
type MemberList struct {
	Items []Member
	Next  retail.CustomerID // where the next page begins; 0: there is none
}

// Member is a customer of a segment: the move that brought them in, and what is
// expected of them now.
type Member struct {
	outlook.Change
	Since retail.BusinessDay
	Now   *outlook.Outlook // nil: not known any more
}
