package rooms

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// The page of segments reads what learning wrote: 30 customers who were loyal ten
// days ago, of whom three are at risk now.
func TestSegments_AreWhatWasLearned(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S001", `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	r := rooms{Chain: s.Chain, tally: NewTally(s.Chain)}
	none, err := r.Segments(t.Context(), 0)
	if err != nil || none.Newest != 0 || !none.AsOf.IsZero() || none.Total.Customers != 0 {
		t.Errorf("before learning: %+v, %v", none, err)
	}
	today := s.Today(1)
	everybody := customer.Consent(0).With(customer.ProfilePurpose, true)
	learn := func(day retail.BusinessDay, state lifecycle.State, cards int) {
		t.Helper()
		b := learned.Batch{At: retail.MicrosOf(s.Clock()), Declared: everybody}
		for i := range cards {
			var made struct{ Customer string }
			s.Must("POST", "/v1/till/close", fmt.Sprintf(`{"receipt":%q,"store":"S001","till":"T1","at":%q,"currency":"EUR","customer":{"card":"c%02d"},"lines":[{"product":"bread","quantity":1,"amount":300}]}`,
				s.Receipt(), s.At(0), i)).Into(t, &made)
			id, err := retail.ParseCustomerID(made.Customer)
			if err != nil {
				t.Fatal(err)
			}
			b.Rows = append(b.Rows, outlook.Outlook{
				Customer: id, Snapshot: 1, Day: day, Purchases: 3, Recency: 20, Age: 30, Horizon: outlook.Year, Left: 1, Expected: 8, Value: 20_000, High: 50_000, Error: 9000,
				Spend: 2500, State: state, Since: day, Rule: lifecycle.Steady, Band: lifecycle.High,
			})
		}
		if w, err := s.DB.Outlooks().Put(t.Context(), b); err != nil || w.Rows != cards {
			t.Fatalf("%+v, %v", w, err)
		}
	}
	learn(today-10, lifecycle.Loyal, 30)
	learn(today-2, lifecycle.AtRisk, 3)
	now, err := r.Segments(t.Context(), 0)
	if err != nil || now.Total.Customers != 30 || now.Total.Value != 600_000 || now.Currency != "EUR" || now.AsOf != (today-2).Time() || now.Day != today-2 {
		t.Errorf("now: %+v, %v", now, err)
	}
	risk, _ := now.Find("at_risk")
	was, err := r.Segments(t.Context(), today-5)
	loyal, _ := was.Find("loyal")
	if err != nil || risk.Customers != 3 || risk.Came != 3 || loyal.Customers != 30 || loyal.Valued {
		t.Errorf("at risk now %+v, loyal then %+v, %v", risk, loyal, err)
	}
	first, err := r.Members(t.Context(), view.MembersOf{Segment: "high"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Members(t.Context(), view.MembersOf{Segment: "high", After: first.Next})
	if err != nil || len(first.Items) != mostMembers || len(second.Items) != 30-mostMembers || second.Next != 0 || first.Items[0].Now == nil {
		t.Fatalf("%d, then %d behind %s, %v", len(first.Items), len(second.Items), first.Next, err)
	}
	all := slices.Concat(first.Items, second.Items)
	slices.SortFunc(all, func(a, b view.Member) int { return cmp.Compare(a.Customer, b.Customer) })
	if n := len(slices.CompactFunc(all, func(a, b view.Member) bool { return a.Customer == b.Customer })); n != 30 {
		t.Errorf("two pages have %d customers", n)
	}
	if then, err := r.Members(t.Context(), view.MembersOf{Segment: "loyal", On: today - 5, After: first.Next}); err != nil || len(then.Items) == 0 || then.Items[0].Since != today-10 {
		t.Errorf("loyal then: %+v, %v", then, err)
	}
}
