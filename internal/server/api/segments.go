package api

import (
	"context"
	"math"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/httpapi"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// segments reads who is in which segment, and what is expected of them.
type segments struct{ *server.Chain }

// currency is the one that values are in: that of the chain's first store.
func currency(c *server.Chain) retail.Currency { return c.DB.Catalogue().Store(1).Currency }

// Segments shows all segments as of a day.
func (s segments) Segments(ctx context.Context, on retail.BusinessDay) (httpapi.SegmentsView, error) {
	r, err := s.Chain.Segments(ctx, on)
	if err != nil {
		return httpapi.SegmentsView{}, err
	}
	out := httpapi.SegmentsView{
		On: r.Day.String(), Since: r.Since.String(), Learned: r.Newest != 0, Customers: r.Total.Customers, HorizonDays: outlook.Year, Currency: currency(s.Chain),
	}
	for i := range r.Segments {
		out.Items = append(out.Items, segmentView(r.Segments[i]))
	}
	for _, f := range r.Flows {
		out.Flows = append(out.Flows, httpapi.FlowView{Kind: f.Kind, From: f.From, To: f.To, Customers: f.Customers})
	}
	return out, nil
}

func segmentView(s outlook.Segment) httpapi.SegmentView {
	v := httpapi.SegmentView{Segment: s.ID, Kind: s.Kind, Customers: s.Customers, Came: s.Came, Went: s.Went}
	if s.Valued && s.Customers > 0 {
		s.Expected, s.Idle = places(s.Expected), places(s.Idle)
		v.Value, v.ExpectedPurchases, v.ExpectedSpend, v.IdleDays = &s.Value, &s.Expected, &s.Spend, &s.Idle
		if s.Spoken {
			v.ValueLow, v.ValueHigh = &s.Low, &s.High
		}
	}
	return v
}

// Members lists a segment's customers as of a day.
func (s segments) Members(ctx context.Context, m httpapi.MembersCall) ([]httpapi.MemberView, string, error) {
	in := learned.Segment{State: lifecycle.State(m.Segment)}
	if !in.State.Valid() {
		in = learned.Segment{Band: lifecycle.Band(m.Segment)}
		if !in.Band.Valid() {
			return nil, "", httpapi.ErrNoSegment(m.Segment)
		}
	}
	page := learned.Page{Most: m.Page.Limit}
	if m.Page.After != "" {
		id, err := retail.ParseCustomerID(m.Page.After)
		if err != nil {
			return nil, "", httpapi.ErrForeignCursor()
		}
		page.After = id
	}
	on := m.On
	if on == 0 {
		on = s.Today(1) + 1
	}
	rows, err := s.DB.Outlooks().Members(ctx, in, on, page)
	if err != nil {
		return nil, "", err
	}
	out := make([]httpapi.MemberView, len(rows))
	for i := range rows {
		out[i] = s.member(&rows[i], in)
	}
	if len(rows) == page.Most {
		return out, rows[len(rows)-1].Customer.String(), nil
	}
	return out, "", nil
}

func (s segments) member(m *learned.Member, in learned.Segment) httpapi.MemberView {
	v := httpapi.MemberView{
		Customer: m.Customer.String(), Since: m.Day.String(), From: string(m.From), State: string(m.State), Band: string(m.Band), Why: m.Why(), Currency: currency(s.Chain),
	}
	if in.State == "" {
		v.From = string(m.FromBand)
	}
	if m.Now != nil {
		v.Value, v.ValueLow, v.ValueHigh = &m.Now.Value, &m.Now.Low, &m.Now.High
	}
	return v
}

// outlookView shows what is expected of a customer who allows a profile.
func outlookView(c *server.Chain, row *db.CustomerRow) *httpapi.OutlookView {
	o := row.Outlook
	if o == nil || !row.Consent.Over(c.Sight().Chain.Consent).Allows(customer.ProfilePurpose) {
		return nil
	}
	v := &httpapi.OutlookView{
		AsOf: o.Day.String(), Snapshot: o.Snapshot.String(), State: string(o.State), Since: o.Since.String(), Band: string(o.Band), Why: o.As().Why(),
		Purchases: o.Purchases, IdleDays: o.Idle(), HorizonDays: o.Horizon, ExpectedPurchases: places(o.Expected), PNoPurchase: places(o.NoPurchase),
		ExpectedSpend: o.Spend, Value: o.Value, ValueLow: o.Low, ValueHigh: o.High, Currency: currency(c),
	}
	if o.SoonDays > 0 {
		soon := places(o.Soon)
		v.SoonDays, v.PPurchaseSoon = o.SoonDays, &soon
	}
	if o.AliveHolds {
		alive := places(o.Alive)
		v.PAlive = &alive
	}
	return v
}

// places rounds a chance or a mean to four places: what is stored is no finer.
func places(x float64) float64 { return math.Round(1e4*x) / 1e4 }

// exportLearned adds what learning keeps about a customer.
func (v visits) exportLearned(ctx context.Context, row *db.CustomerRow, out *httpapi.ExportView) error {
	out.Outlook, out.Next, out.Segments = outlookView(v.Chain, row), []httpapi.NextView{}, []httpapi.MoveView{}
	if row.Outlook != nil {
		for _, w := range row.Outlook.Next {
			out.Next = append(out.Next, httpapi.NextView{Product: v.DB.Catalogue().Product(w.Product).ID, Chance: places(w.Chance), Score: float64(w.Score)})
		}
	}
	moves, err := v.DB.Outlooks().Moves(ctx, row.ID, mostExported)
	for i := range moves {
		m := &moves[i]
		out.Segments = append(out.Segments, httpapi.MoveView{
			On: m.Day.String(), State: string(m.State), Band: string(m.Band), From: string(m.From), FromBand: string(m.FromBand),
			Snapshot: m.Snapshot.String(), Value: retail.Minor(m.Worth), Why: m.Why(),
		})
	}
	return err
}
