package learned

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// unpack reads a stored outlook; nil when there is none, or none that this binary
// can read: that is as good as none.
func unpack(id retail.CustomerID, snapshot int64, body []byte) *outlook.Outlook {
	o := outlook.Outlook{Customer: id, Snapshot: retail.SnapshotID(snapshot)}
	if len(body) == 0 || o.Decode(body) != nil {
		return nil
	}
	return &o
}

// row is an outlook as it is stored; at is 0 when there is none. The columns tell
// what the sums hold of it, whatever version the packed form is of.
type row struct {
	at       retail.Micros
	snapshot retail.SnapshotID
	state    lifecycle.State
	band     lifecycle.Band
	sums     sums
	body     []byte
}

func find(ctx context.Context, s engine.Session, q *engine.Query, id retail.CustomerID) (r row, err error) {
	r.sums.customers = 1
	_, err = engine.One(ctx, s, q, []any{int64(id), int64(id.Bucket())}, &r.at, &r.snapshot, &r.sums.day, &r.state, &r.band,
		&r.sums.value, &r.sums.variance, &r.sums.lastDay, &r.sums.expected, &r.sums.spend, &r.body)
	return r, err
}

// Profile reads, in one look, the checkpoint of a customer's profile and what the
// models expect of them; each is nil when nothing is known. There is no outlook
// without a profile.
func (o *Outlooks) Profile(ctx context.Context, s engine.Session, id retail.CustomerID) (*customer.State, *outlook.Outlook, error) {
	var (
		epoch, seq, snapshot int64
		body, expected       []byte
	)
	found, err := engine.One(ctx, s, o.Query("profile.find"), []any{int64(id), int64(id.Bucket())}, &epoch, &seq, &body, &snapshot, &expected)
	if err != nil || !found {
		return nil, nil, err
	}
	var state customer.State
	return &state, unpack(id, snapshot, expected), state.Decode(body)
}

// Find reads a customer's outlook; absence is fault.NotFound.
func (o *Outlooks) Find(ctx context.Context, id retail.CustomerID) (outlook.Outlook, error) {
	const op = "learned.Find"
	r, err := find(ctx, o.Engine.Reader(), o.Query("outlook.find"), id)
	found := unpack(id, int64(r.snapshot), r.body)
	if err == nil && found == nil {
		err = fault.New(fault.NotFound, "no_outlook", "nothing is expected of customer %s yet: learning has not run since they came, or does not know them", id)
	}
	if err != nil {
		return outlook.Outlook{}, fault.At(op, err)
	}
	return *found, nil
}

// Bucket lists a bucket's outlooks behind a customer, in the order of their ids.
func (o *Outlooks) Bucket(ctx context.Context, bucket int, page Page) (out []outlook.Outlook, err error) {
	args := []any{int64(bucket), int64(page.After), int64(page.Most)}
	err = engine.Each(ctx, o.Engine.Reader(), o.Query("outlook.bucket"), args, func(scan func(...any) error) error {
		var (
			id       retail.CustomerID
			at, snap int64
			body     []byte
		)
		err := scan(&id, &at, &snap, &body)
		if found := unpack(id, snap, body); found != nil {
			out = append(out, *found)
		} else {
			out = append(out, outlook.Outlook{Customer: id, Snapshot: retail.SnapshotID(snap)})
		}
		return err
	})
	return out, fault.At("learned.Bucket", err)
}

// Page is a part of a list: what lies behind a customer, so many at most.
type Page struct {
	After retail.CustomerID
	Most  int
}

// change are the columns of a move.
type change struct {
	outlook.Change
	day retail.BusinessDay
}

func (c *change) columns() []any {
	return []any{&c.At, &c.day, &c.Snapshot, &c.From, &c.State, &c.FromBand, &c.Band, &c.Rule, &c.Idle, &c.Gap, &c.Left, &c.Purchases, &c.Worth}
}

// Moved is one move with the business day it counts from.
type Moved struct {
	outlook.Change
	Day retail.BusinessDay
}

// Moves lists a customer's moves, newest first.
func (o *Outlooks) Moves(ctx context.Context, id retail.CustomerID, most int) (out []Moved, err error) {
	args := []any{int64(id), int64(id.Bucket()), int64(most)}
	err = engine.Each(ctx, o.Engine.Reader(), o.Query("segment.of_customer"), args, func(scan func(...any) error) error {
		c := change{Change: outlook.Change{Customer: id}}
		err := scan(c.columns()...)
		out = append(out, Moved{c.Change, c.day})
		return err
	})
	return out, fault.At("learned.Moves", err)
}

// Sizes lists the segments, by state and band.
func (o *Outlooks) Sizes(ctx context.Context) (out []outlook.Size, err error) {
	err = engine.Each(ctx, o.Engine.Reader(), o.Query("segment.sizes"), nil, func(scan func(...any) error) error {
		var (
			s                  outlook.Size
			variance, expected int64
		)
		err := scan(&s.State, &s.Band, &s.Day, &s.Customers, &s.Value, &variance, &s.LastDay, &expected, &s.Spend)
		s.Variance, s.Expected = float64(variance)*1e4, float64(expected)/1000
		if s.Customers > 0 {
			out = append(out, s)
		}
		return err
	})
	return out, fault.At("learned.Sizes", err)
}

// Flows adds up the moves of the days behind one and up to another.
func (o *Outlooks) Flows(ctx context.Context, after, until retail.BusinessDay) (out []outlook.Flow, err error) {
	err = engine.Each(ctx, o.Engine.Reader(), o.Query("segment.flows"), []any{int64(after), int64(until)}, func(scan func(...any) error) error {
		var f outlook.Flow
		err := scan(&f.Kind, &f.From, &f.To, &f.Customers)
		out = append(out, f)
		return err
	})
	return out, fault.At("learned.Flows", err)
}

// Member is a customer of a segment: the move that brought them in, and what is
// expected of them now, nil when that cannot be read.
type Member struct {
	Moved
	Now *outlook.Outlook
}

// Segment names the customers of a state or of a band; the other is empty.
type Segment struct {
	State lifecycle.State
	Band  lifecycle.Band
}

// Members lists who was in a segment at the end of a day, in the order of their ids.
func (o *Outlooks) Members(ctx context.Context, in Segment, on retail.BusinessDay, page Page) (out []Member, err error) {
	name, segment := "segment.in_state", string(in.State)
	if in.State == "" {
		name, segment = "segment.in_band", string(in.Band)
	}
	err = engine.Each(ctx, o.Engine.Reader(), o.Query(name), []any{segment, int64(on), int64(page.After), int64(page.Most)}, func(scan func(...any) error) error {
		var (
			c        change
			at, snap int64
			body     []byte
		)
		err := scan(append(append([]any{&c.Customer}, c.columns()...), &at, &snap, &body)...)
		out = append(out, Member{Moved{c.Change, c.day}, unpack(c.Customer, snap, body)})
		return err
	})
	return out, fault.At("learned.Members", err)
}
