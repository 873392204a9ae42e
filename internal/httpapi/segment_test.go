package httpapi

import (
	"context"
	"slices"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
)

// TestSegments: who reads them, as of which day, and what is refused.
func TestSegments(t *testing.T) {
	t.Parallel()
	for _, role := range access.Roles() {
		want := 403
		if slices.Contains([]access.Role{access.Owner, access.Account, access.Marketer, access.Analyst}, role) {
			want = 200
		}
		for _, path := range []string{"/v1/segments", "/v1/segments/at_risk/customers"} {
			if w := newRig(t).do(t, request{as: role, method: "GET", path: path}); w.Code != want {
				t.Errorf("%s by %s: %d, want %d: %s", path, role, w.Code, want, w.Body)
			}
		}
	}
	g := newRig(t)
	for _, c := range []struct {
		path      string
		status    int
		must, not []string
		note      string
	}{
		{"/v1/segments", 200, []string{`"segment":"at_risk"`, `"value":500`, `"flows":[]`, `"next":null`}, []string{"value_low"}, "segments 1970-01-01"},
		{"/v1/segments?on=2026-03-01", 200, nil, nil, "segments 2026-03-01"},
		{"/v1/segments?on=march", 422, []string{"/on", "2026-03-01"}, nil, ""},
		{"/v1/segments?on=2199-01-01", 422, []string{"/on", "ahead"}, nil, ""},
		{"/v1/segments?on=1969-01-01", 422, []string{"/on"}, nil, ""},
		{"/v1/segments/at_risk/customers?on=2026-03-01&limit=1", 200, []string{`"customer":"cus_1x9k2m"`, `"next":"`}, []string{"card"}, "members at_risk 2026-03-01 "},
		{"/v1/segments/asleep/customers", 404, []string{"unknown_segment", "won_back"}, nil, ""},
		{"/v1/segments/at_risk/customers?limit=501", 422, []string{"/limit"}, nil, ""},
		{"/v1/segments/at_risk/customers?cursor=x", 400, []string{"bad_cursor"}, nil, ""},
	} {
		g.calls = nil
		expect(t, g.do(t, request{as: access.Analyst, method: "GET", path: c.path}), c.status, c.must, c.not)
		if c.note != "" && !slices.Contains(g.calls, c.note) {
			t.Errorf("%s asked for %v, want %q", c.path, g.calls, c.note)
		}
	}
}

func (f *fakes) Segments(_ context.Context, on retail.BusinessDay) (SegmentsView, error) {
	value := retail.Minor(500)
	return SegmentsView{
		Items: []SegmentView{{Segment: "at_risk", Kind: "state", Customers: 5, Value: &value}}, On: "2026-11-22", Since: "2026-10-25", Learned: true, Currency: "EUR",
	}, f.note("segments " + on.String())
}

func (f *fakes) Members(_ context.Context, m MembersCall) ([]MemberView, string, error) {
	if m.Segment == "asleep" {
		return nil, "", ErrNoSegment(m.Segment)
	}
	return []MemberView{{Customer: "cus_1x9k2m", Since: "2026-11-12", State: "at_risk", Band: "high", Currency: "EUR"}}, "cus_1x9k2m", f.note("members " + m.Segment + " " + m.On.String() + " " + m.Page.After)
}
