package console

import (
	"context"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

func (f *fake) Segments(_ context.Context, on retail.BusinessDay) (view.SegmentReport, error) {
	today := day(2026, 10, 15)
	var sizes []outlook.Size
	size := func(s lifecycle.State, b lifecycle.Band, n int64, each, idle retail.Minor) {
		sizes = append(sizes, outlook.Size{
			State: s, Band: b, Day: today, Customers: n, Value: retail.Minor(n) * each, Variance: float64(n) * float64(each) * float64(each) * 4,
			LastDay: n * int64(today-retail.BusinessDay(idle)), Expected: float64(n) * float64(each) / 2100, Spend: retail.Minor(n) * 2100,
		})
	}
	if !f.Empty {
		size(lifecycle.New, lifecycle.Low, 5200, 23_000, 9)
		size(lifecycle.Growing, lifecycle.High, 640, 246_000, 3)
		size(lifecycle.Loyal, lifecycle.High, 12_400, 214_000, 5)
		size(lifecycle.Loyal, lifecycle.Middle, 30_100, 62_000, 8)
		size(lifecycle.AtRisk, lifecycle.Middle, 9100, 31_000, 34)
		size(lifecycle.Lapsed, lifecycle.Low, 46_300, 3500, 190)
		size(lifecycle.WonBack, lifecycle.Low, 61, 12_000, 4)
	}
	flows := []outlook.Flow{
		{Kind: outlook.ByState, To: "new", Customers: 1470}, {Kind: outlook.ByState, From: "new", To: "loyal", Customers: 880},
		{Kind: outlook.ByState, From: "loyal", To: "at_risk", Customers: 1242}, {Kind: outlook.ByState, From: "loyal", To: "growing", Customers: 212},
		{Kind: outlook.ByState, From: "at_risk", To: "loyal", Customers: 530}, {Kind: outlook.ByState, From: "at_risk", To: "lapsed", Customers: 604},
		{Kind: outlook.ByState, From: "lapsed", To: "won_back", Customers: 61}, {Kind: outlook.ByState, From: "lapsed", Customers: 12},
		{Kind: outlook.ByBand, From: "high", To: "middle", Customers: 90},
	}
	asOf := today
	if on != 0 {
		asOf = on
	}
	return view.SegmentReport{Report: outlook.Sum(sizes, flows, flows[2:3], asOf), AsOf: asOf.Time(), Currency: "EUR"}, f.Fail
}

func (f *fake) Members(_ context.Context, m view.MembersOf) (view.MemberList, error) {
	change := outlook.Change{Customer: known, State: lifecycle.AtRisk, From: lifecycle.Loyal, Band: lifecycle.High, FromBand: lifecycle.Middle, Rule: lifecycle.Silence, Idle: 41, Gap: 9, Left: 640}
	odd := outlook.Change{Customer: silent, State: lifecycle.AtRisk, Band: lifecycle.High, Rule: lifecycle.Silence, Idle: 50, Left: 700}
	return view.MemberList{Items: []view.Member{
		{Change: change, Since: day(2026, 10, 2), Now: &outlook.Outlook{Value: 93_800, Low: 0, High: 191_000}}, {Change: odd, Since: day(2026, 2, 1)},
	}, Next: silent}, f.Fail
}

// TestSegments says what was learned, links to whom it may, and is silent before.
func TestSegments(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	has := func(html string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !strings.Contains(html, text) {
				t.Errorf("%q is not on the page", text)
			}
		}
	}
	html := w.page(access.Marketer, "/segments", 200)
	has(html, "13,040", "too few for a range", "1,242 from Loyal to At risk", "no purchase for 41 days, usually every 9 days", `href="/customers/`+known.String(), "/segments?after="+silent.String()+"&amp;segment=at_risk#members")
	if analyst := w.page(access.Analyst, "/segments", 200); strings.Contains(analyst, `href="/customers/`) {
		t.Error("an analyst, who has no page of customers, is sent to one")
	}
	past := w.page(access.Owner, "/segments?on=2026-03-01&segment=high", 200)
	has(past, "On 1 Mar", "43,742") // loyal: 1,242 more than now
	if strings.Contains(past, "Expected margin a year</th>\n") || strings.Contains(past, "too few for a range") {
		t.Error("values of now stand beside the sizes of a past day")
	}
	for _, odd := range []string{"/segments?on=march&segment=asleep&after=x", "/segments?on=2199-01-01"} {
		has(w.page(access.Owner, odd, 200), "13,040", "At risk 9,100")
	}
	w.fake.Empty = true
	has(w.page(access.Owner, "/segments", 200), "Nothing is expected of anybody yet", "Nothing learned yet")
	for _, role := range []access.Role{access.Desk, access.Admin, access.Planner, access.Manager} {
		w.page(role, "/segments", 404)
	}
}
