package httpapi

import (
	"net/http"
	"time"

	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

// OutlookView is what the models expect of a customer as of a day.
type OutlookView struct {
	AsOf              string          `json:"as_of"` // business day
	Snapshot          string          `json:"snapshot"`
	State             string          `json:"state"`
	Since             string          `json:"since"` // in that state
	Band              string          `json:"band"`
	Why               string          `json:"why"`
	PAlive            *float64        `json:"p_alive"` // null: the model cannot tell, or the chain's own weeks do not bear it out
	Purchases         int             `json:"purchases"`
	IdleDays          int             `json:"idle_days"`
	HorizonDays       int             `json:"horizon_days"`
	ExpectedPurchases float64         `json:"expected_purchases"`
	PNoPurchase       float64         `json:"p_no_purchase"`
	SoonDays          int             `json:"soon_days"`       // 0: not known yet
	PPurchaseSoon     *float64        `json:"p_purchase_soon"` // null: not known yet
	ExpectedSpend     retail.Minor    `json:"expected_spend"`  // a purchase day
	Value             retail.Minor    `json:"value"`
	ValueLow          retail.Minor    `json:"value_low"`
	ValueHigh         retail.Minor    `json:"value_high"`
	Currency          retail.Currency `json:"currency"`
}

// SegmentView is one segment. The values are of now: absent for a past day; the
// range of a sum is absent for fewer than 100 customers.
type SegmentView struct {
	Segment           string        `json:"segment"`
	Kind              string        `json:"kind"` // state or band
	Customers         int64         `json:"customers"`
	Came              int64         `json:"came"` // within the period
	Went              int64         `json:"went"`
	Value             *retail.Minor `json:"value,omitempty"` // of all of them
	ValueLow          *retail.Minor `json:"value_low,omitempty"`
	ValueHigh         *retail.Minor `json:"value_high,omitempty"`
	ExpectedPurchases *float64      `json:"expected_purchases,omitempty"` // mean
	ExpectedSpend     *retail.Minor `json:"expected_spend,omitempty"`     // mean, a purchase day
	IdleDays          *float64      `json:"idle_days,omitempty"`          // mean
}

// FlowView counts customers who moved; an empty end is the edge of the records.
type FlowView struct {
	Kind      string `json:"kind"`
	From      string `json:"from"`
	To        string `json:"to"`
	Customers int64  `json:"customers"`
}

// SegmentsView is all segments as of a day.
type SegmentsView struct {
	Items       []SegmentView   `json:"items"`
	Next        *string         `json:"next"` // null: there is one page
	On          string          `json:"on"`
	Since       string          `json:"since"` // moves are of the days behind it
	Learned     bool            `json:"learned"`
	Customers   int64           `json:"customers"`
	HorizonDays int             `json:"horizon_days"`
	Currency    retail.Currency `json:"currency"`
	Flows       []FlowView      `json:"flows"`
}

// MemberView is a customer of a segment, by pseudonym, with the move that brought
// them in. The value is of now: absent when it is not known any more.
type MemberView struct {
	Customer  string          `json:"customer"`
	Since     string          `json:"since"` // business day of that move
	From      string          `json:"from"`  // state or band before, as the segment is one; "": they came
	State     string          `json:"state"`
	Band      string          `json:"band"`
	Why       string          `json:"why"`
	Value     *retail.Minor   `json:"value,omitempty"`
	ValueLow  *retail.Minor   `json:"value_low,omitempty"`
	ValueHigh *retail.Minor   `json:"value_high,omitempty"`
	Currency  retail.Currency `json:"currency"`
}

// onDay reads ?on=: a business day, 0 for now. Days ahead have no members yet.
func (a *API) onDay(c *call) (retail.BusinessDay, error) {
	text := c.r.URL.Query().Get("on")
	if text == "" {
		return 0, nil
	}
	day, err := retail.ParseDay(text)
	if err != nil || day <= 0 {
		return 0, wire.Invalid("/on", "is no day; write it as 2026-03-01")
	}
	if day > retail.DayOf(a.cfg.Now(), time.UTC, 0)+1 {
		return 0, wire.Invalid("/on", "lies ahead; leave it out for now")
	}
	return day, nil
}

// segments is GET /v1/segments?on=2026-03-01.
func (a *API) segments(c *call) error {
	on, err := a.onDay(c)
	if err != nil {
		return err
	}
	v, err := a.cfg.Segments.Segments(c.ctx(), on)
	if err != nil {
		return err
	}
	v.Items, v.Flows = present(v.Items), present(v.Flows)
	return c.reply(http.StatusOK, v)
}

// segmentCustomers is GET /v1/segments/{segment}/customers?on=2026-03-01.
func (a *API) segmentCustomers(c *call) error {
	on, err := a.onDay(c)
	if err != nil {
		return err
	}
	page, err := pageOf(c.r)
	if err != nil {
		return err
	}
	items, after, err := a.cfg.Segments.Members(c.ctx(), MembersCall{Segment: c.r.PathValue("segment"), On: on, Page: page})
	if err != nil {
		return err
	}
	return replyList(c, items, after)
}

// ErrNoSegment is the answer to a segment that does not exist.
func ErrNoSegment(id string) error {
	return fault.New(fault.NotFound, "unknown_segment", "%q is no segment; there are new, growing, loyal, at_risk, lapsed, won_back, high, middle and low", wire.Clip(id))
}
