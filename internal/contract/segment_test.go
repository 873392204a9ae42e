package contract

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/customer"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// learns writes what learning would expect of a customer a number of days ago.
func (s *shop) learns(id string, ago int, state lifecycle.State, value retail.Minor) {
	s.t.Helper()
	who, err := retail.ParseCustomerID(id)
	if err != nil {
		s.t.Fatal(err)
	}
	day := s.Today(1) - retail.BusinessDay(ago)
	o := outlook.Outlook{
		Customer: who, Snapshot: 1, Day: day, Purchases: 9, Recency: 72, Age: 94, Horizon: outlook.Year, Alive: .6875, AliveKnown: true, AliveHolds: true, Left: .75, SoonDays: outlook.Soon, Soon: .5,
		Expected: 12.5, NoPurchase: .3125, Spend: 1500, Value: value, High: 3 * value, Error: value, State: state, Since: day, Rule: lifecycle.Silence, Band: lifecycle.High,
		Next: []outlook.Want{{Product: 1, Chance: .5, Score: 2}},
	}
	everybody := customer.Consent(0).With(customer.ProfilePurpose, true)
	w, err := s.DB.Outlooks().Put(s.t.Context(), learned.Batch{At: retail.MicrosOf(s.Clock()), Declared: everybody, Rows: []outlook.Outlook{o}})
	if err != nil || w.Rows != 1 {
		s.t.Fatalf("%+v, %v", w, err)
	}
}

// TestSegments: CONTRACTS.md 2.3, and what 2.2 says of a customer's outlook.
func TestSegments(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"before learning there are all segments, nobody is in one, and a customer's outlook is null", func(t *testing.T, s *shop) {
			ann := s.member("1")
			if a := s.get(access.Marketer, "/v1/segments"); a.Status != 200 || !a.Has(`"learned":false`, `"segment":"won_back"`, `"segment":"high"`, `"customers":0`, `"flows":[]`) {
				t.Errorf("got %d %s", a.Status, a.Body)
			}
			if a := s.get(access.Marketer, "/v1/segments/loyal/customers"); !a.Has(`"items":[]`) {
				t.Errorf("got %s", a.Body)
			}
			if a := s.get(access.Desk, "/v1/customers/"+ann); !a.Has(`"outlook":null`) {
				t.Errorf("got %s", a.Body)
			}
		}},
		{"size, value and movement; who was in it on a day; by pseudonym, for those who work with it", func(t *testing.T, s *shop) {
			ann, bob := s.member("26-secret-card"), s.member("2")
			s.caughtUp()
			s.learns(ann, 10, lifecycle.Loyal, 50_000)
			s.learns(bob, 10, lifecycle.Loyal, 30_000)
			s.learns(ann, 3, lifecycle.AtRisk, 40_000)
			a := s.get(access.Analyst, "/v1/segments")
			if s.status(a, 200, ""); !a.Has(`"learned":true`, `{"kind":"state","from":"loyal","to":"at_risk","customers":1}`, `"segment":"at_risk","kind":"state","customers":1,"came":1,"went":0,"value":40000`) {
				t.Errorf("got %s", a.Body)
			}
			if a.Has("value_low") {
				t.Errorf("a range of a sum over two customers: %s", a.Body)
			}
			past := (s.Today(1) - 5).String()
			if a := s.get(access.Analyst, "/v1/segments?on="+past); !a.Has(`"segment":"loyal","kind":"state","customers":2,"came":2,"went":0}`, `"on":"`+past+`"`) {
				t.Errorf("on %s: %s", past, a.Body)
			}
			members := func(path string) servertest.Answer { t.Helper(); return s.get(access.Marketer, "/v1/segments/"+path) }
			if a := members("loyal/customers"); !a.Has(bob) || a.Has(ann) {
				t.Errorf("loyal now: %s", a.Body)
			}
			if a := members("loyal/customers?on=" + past); !a.Has(bob, ann) || a.Has("secret") {
				t.Errorf("loyal on %s: %s", past, a.Body)
			}
			if a := members("at_risk/customers"); !a.Has(ann, `"from":"loyal"`, `"why":"no purchase for 22 days, usually every 9 days; 75 %`, `"value":40000,"value_low":0,"value_high":120000`) {
				t.Errorf("at risk now: %s", a.Body)
			}
			first := members("high/customers?limit=1")
			var page struct{ Next string }
			first.Into(t, &page)
			second := members("high/customers?limit=1&cursor=" + page.Next)
			if page.Next == "" || first.Has(ann) == second.Has(ann) || first.Has(bob) == second.Has(bob) {
				t.Errorf("two pages of the best: %s and %s", first.Body, second.Body)
			}
			s.status(members("asleep/customers"), 404, "unknown_segment")
			s.status(s.get(access.Desk, "/v1/segments"), 403, "forbidden")
			s.status(s.get(access.Admin, "/v1/segments/high/customers"), 403, "forbidden")
		}},
		{"a customer has an outlook with its why, export has all that is learned, and withdrawal takes both", func(t *testing.T, s *shop) {
			ann := s.member("1")
			s.caughtUp()
			s.learns(ann, 10, lifecycle.Loyal, 50_000)
			s.learns(ann, 1, lifecycle.AtRisk, 40_000)
			a := s.get(access.Marketer, "/v1/customers/"+ann)
			if !a.Has(`"state":"at_risk"`, `"since":"`+(s.Today(1)-1).String(), `"value":40000,"value_low":0,"value_high":120000`, `"expected_purchases":12.5`, `"p_alive":0.6875`, `"p_no_purchase":0.3125,"soon_days":28,"p_purchase_soon":0.5`, `"why":"no purchase for 22 days`) {
				t.Errorf("got %s", a.Body)
			}
			e := s.get(access.Desk, "/v1/customers/"+ann+"/export")
			if !e.Has(`"outlook":{`, `"next":[{"product":`, `"segments":[{`, `"from":"loyal"`) {
				t.Errorf("the export lacks something: %s", e.Body)
			}
			s.Must("PUT", "/v1/customers/"+ann+"/consent", `{"purpose":"profile","granted":false}`)
			if a := s.get(access.Desk, "/v1/customers/"+ann); !a.Has(`"outlook":null`) {
				t.Errorf("after the withdrawal: %s", a.Body)
			}
			if e := s.get(access.Desk, "/v1/customers/"+ann+"/export"); !e.Has(`"outlook":null`, `"next":[]`, `"segments":[]`) {
				t.Errorf("after the withdrawal: %s", e.Body)
			}
			if a := s.get(access.Marketer, "/v1/segments/at_risk/customers"); a.Has(ann) {
				t.Errorf("after the withdrawal: %s", a.Body)
			}
		}},
	})
}
