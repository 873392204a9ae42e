package contract

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/walkthrough"
)

// get reads as somebody.
func (s *shop) get(as access.Role, path string) servertest.Answer {
	s.t.Helper()
	return s.Do(servertest.Call{As: as, Method: "GET", Path: path})
}

// caughtUp lets the folds reach the end of the journal.
func (s *shop) caughtUp() {
	s.t.Helper()
	if err := s.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// TestCustomers: CONTRACTS.md 2.2.
func TestCustomers(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"found by id, by address and by look-up; unknown is 404", func(t *testing.T, s *shop) {
			ann := *s.sold(s.sale("R1", `"customer":{"card":"1","account":"77","email":"ann@example.org","phone":"+49 1"}`)).Customer
			for _, path := range []string{"/v1/customers/" + ann, "/v1/customers?card=1", "/v1/customers?account=77", "/v1/customers?email=ann@example.org"} {
				if a := s.get(access.Desk, path); a.Status != 200 || !a.Has(`"customer":"`+ann+`"`) {
					t.Errorf("%s: %d %s", path, a.Status, a.Body)
				}
			}
			for _, body := range []string{`{"card":"1"}`, `{"account":"77"}`, `{"id":"` + ann + `"}`, `{"phone":"+49 1"}`} {
				a := s.Do(servertest.Call{As: access.Account, Path: "/v1/customers/lookup", Body: body})
				if a.Status != 200 || !a.Has(`"customer":"`+ann+`"`) {
					t.Errorf("%s: %d %s", body, a.Status, a.Body)
				}
			}
			s.status(s.get(access.Desk, "/v1/customers/cus_nobody"), 404, "unknown_customer")
			s.status(s.get(access.Desk, "/v1/customers?card=2"), 404, "unknown_customer")
			s.status(s.Do(servertest.Call{As: access.Desk, Path: "/v1/customers/lookup", Body: `{"kard":"1"}`}), 422, "unknown_field")
		}},
		{"the basket and the till follow what is expected of a customer, once it is learned", func(t *testing.T, s *shop) {
			ann := s.member("1")
			s.caughtUp()
			s.promote(`{"target":{"kind":"anyone","states":["at_risk"],"values":["high"]}}`)
			if n := len(s.sold(s.sale(s.Receipt(), card("1"))).Vouchers); n != 0 {
				t.Errorf("%d vouchers before anything is learned", n)
			}
			id, err := retail.ParseCustomerID(ann)
			if err != nil {
				t.Fatal(err)
			}
			s.caughtUp()
			_, err = s.DB.Outlooks().Put(t.Context(), learned.Batch{At: retail.MicrosOf(s.Now()), Rows: []outlook.Outlook{{
				Customer: id, Snapshot: 7, Day: retail.Day(2026, 11, 21), Purchases: 5, Recency: 100, Age: 200, Horizon: 91, Alive: .5, AliveKnown: true, Left: .6, Expected: 2,
				NoPurchase: .3, Spend: 2500, Value: 5000, Low: 1000, High: 9000, State: lifecycle.AtRisk, Since: retail.Day(2026, 11, 1), Rule: lifecycle.Silence, Band: lifecycle.High,
			}}})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(s.sold(s.sale(s.Receipt(), card("1"))).Vouchers); n != 1 {
				t.Errorf("%d vouchers to a customer at risk, want 1", n)
			}
			if n := len(s.sold(s.sale(s.Receipt(), "")).Vouchers); n != 0 {
				t.Errorf("%d vouchers to an anonymous one", n)
			}
		}},
		{"names and identifiers are for owner, account and desk only; others see a pseudonym", func(t *testing.T, s *shop) {
			ann := s.member("26-secret-card")
			for _, role := range access.Roles() {
				a := s.get(role, "/v1/customers/"+ann)
				sees := role == access.Owner || role == access.Account || role == access.Desk
				if a.Has("26-secret-card") != sees || a.Has("card form") != sees {
					t.Errorf("%s sees the card or the proof: %t, want %t: %s", role, a.Has("26-secret-card"), sees, a.Body)
				}
				found := s.get(role, "/v1/customers?card=26-secret-card")
				if (found.Status == 200) != sees {
					t.Errorf("%s finds by card: %d", role, found.Status)
				}
			}
		}},
		{"consent is set by owner, desk, source, till; purposes profile, offers, email, analytics", func(t *testing.T, s *shop) {
			ann := *s.sold(s.sale("R1", card("1"))).Customer
			path := "/v1/customers/" + ann + "/consent"
			for _, role := range access.Roles() {
				want := 403
				if role == access.Owner || role == access.Desk || role == access.Source || role == access.Till {
					want = 200
				}
				for _, purpose := range []string{"profile", "offers", "email", "analytics"} {
					a := s.Do(servertest.Call{As: role, Method: "PUT", Path: path, Body: `{"purpose":"` + purpose + `","granted":true,"at":"` + s.At(0) + `","proof":"form 7"}`})
					s.status(a, want, "")
				}
			}
			if trail := s.get(access.Owner, "/v1/audit?action=consent.set"); strings.Count(trail.Body, `"object":"`+ann+`"`) != 16 {
				t.Errorf("16 answers were recorded, the audit has: %s", trail.Body)
			}
			for body, pointer := range map[string]string{
				`{"purpose":"everything","granted":true}`: "/purpose", `{"purpose":"offers"}`: "/granted",
				`{"purpose":"offers","granted":true,"at":"` + s.At(time.Hour) + `"}`: "/at",
			} {
				a := s.Do(servertest.Call{As: access.Desk, Method: "PUT", Path: path, Body: body})
				if s.status(a, 422, ""); !a.Has(`"pointer":"` + pointer + `"`) {
					t.Errorf("%s: want %s named: %s", body, pointer, a.Body)
				}
			}
			s.status(s.Do(servertest.Call{As: access.Desk, Method: "PUT", Path: "/v1/customers/cus_nobody/consent", Body: `{"purpose":"offers","granted":true}`}), 404, "")
		}},
		{"withdrawal acts at once: no vouchers; withdrawing profile deletes the profile", func(t *testing.T, s *shop) {
			ann := s.member("1")
			s.promote(`{}`)
			s.issue(card("1"))
			s.caughtUp()
			if a := s.get(access.Desk, "/v1/customers/"+ann); !a.Has(`"receipts":2`) {
				t.Errorf("want a profile of 2 receipts: %s", a.Body)
			}
			for _, purpose := range []string{"offers", "profile"} {
				s.Must("PUT", "/v1/customers/"+ann+"/consent", `{"purpose":"`+purpose+`","granted":false}`)
			}
			if r := s.sold(s.sale("R8", card("1"))); len(r.Vouchers) != 0 {
				t.Errorf("issued after withdrawal: %s", r.Body)
			}
			s.caughtUp()
			if a := s.get(access.Desk, "/v1/customers/"+ann); !a.Has(`"receipts":0`) {
				t.Errorf("the profile stands: %s", a.Body)
			}
		}},
		{"an explicit answer beats the chain's declared default, shown as declared", func(t *testing.T, s *shop) {
			s.NobodyHeldOut()
			if err := s.DeclareConsent(t.Context(), []string{"offers"}, "loyalty terms 7"); err != nil {
				t.Fatal(err)
			}
			s.promote(`{}`)
			s.issue(card("1"))
			ann := *s.sold(s.sale("R1", card("1"))).Customer
			if a := s.get(access.Desk, "/v1/customers/"+ann); !a.Has(`{"purpose":"offers","granted":true,"declared":true`) {
				t.Errorf("want offers by declaration: %s", a.Body)
			}
			s.Must("PUT", "/v1/customers/"+ann+"/consent", `{"purpose":"offers","granted":false}`)
			if r := s.sold(s.sale("R2", card("1"))); len(r.Vouchers) != 0 {
				t.Errorf("issued against a no: %s", r.Body)
			}
		}},
		{"erasure by owner and desk: identifiers, profile and answers go, the receipts stay anonymous", func(t *testing.T, s *shop) {
			ann := s.member("26-secret-card")
			s.promote(`{}`)
			code := s.issue(card("26-secret-card"))
			for _, role := range access.Roles() {
				if role != access.Owner && role != access.Desk {
					s.status(s.Do(servertest.Call{As: role, Method: "DELETE", Path: "/v1/customers/" + ann}), 403, "forbidden")
				}
			}
			a := s.Do(servertest.Call{As: access.Desk, Method: "DELETE", Path: "/v1/customers/" + ann})
			if s.status(a, 200, ""); !a.Has(`"receipts":2`, `"vouchers":1`) {
				t.Errorf("want 2 receipts and 1 voucher without a name: %s", a.Body)
			}
			s.caughtUp()
			s.status(s.get(access.Desk, "/v1/customers/"+ann), 410, "erased")
			s.status(s.get(access.Desk, "/v1/customers?card=26-secret-card"), 404, "unknown_customer")
			s.took(s.close(s.sale("R9", vouchers(code))), 50) // a promise on paper, whoever holds it
			again := s.sold(s.sale("R10", card("26-secret-card")))
			if again.Customer == nil || *again.Customer == ann {
				t.Errorf("the card makes somebody new after erasure: %s", again.Body)
			}
			if r := s.sold(s.sale("R11", `"customer":{"id":"`+ann+`"}`)); r.Customer != nil {
				t.Errorf("an erased id closes as anonymous: %s", r.Body)
			}
		}},
		{"a basket that was parked by somebody who is then forgotten is finished", func(t *testing.T, s *shop) {
			ann := s.member("26-parked-card")
			s.sold(s.sale("P1", card("26-parked-card")+`,"suspended":true`))
			s.Must("DELETE", "/v1/customers/"+ann, "")
			if r := s.sold(s.sale("P1", "")); r.Customer != nil {
				t.Errorf("finished as somebody: %s", r.Body)
			}
			s.caughtUp()
			s.status(s.close(s.sale("P1", "", line("tea", 1, 100))).Answer, 409, "receipt_conflict")
		}},
		{"what one export returns is what erase removes", func(t *testing.T, s *shop) {
			ann := s.member("26-secret-card")
			s.promote(`{}`)
			code := s.issue(card("26-secret-card"))
			s.caughtUp()
			a := s.get(access.Desk, "/v1/customers/"+ann+"/export")
			if s.status(a, 200, ""); !a.Has("26-secret-card", code, `"receipts":[{`, `"decisions":[{`, `"profile":{`, "card form", `"choices":[{"promotion":"prm_`, `"why":["`) || a.Has(`"Promotion"`) {
				t.Errorf("the export lacks something: %s", a.Body)
			}
			s.status(s.get(access.Account, "/v1/customers/"+ann+"/export"), 403, "")
			s.Must("DELETE", "/v1/customers/"+ann, "")
			s.status(s.get(access.Desk, "/v1/customers/"+ann+"/export"), 410, "erased")
		}},
		{"checkin: customer, basket, vouchers; nobody is made by walking in; offers gives the same vouchers as items", func(t *testing.T, s *shop) {
			ann := s.member("1")
			s.promote(`{}`)
			code := s.issue(card("1"))
			in := func(body string) servertest.Answer {
				return s.Do(servertest.Call{As: access.Till, Path: "/v1/checkin", Body: body})
			}
			a := in(`{"store":"S012","customer":{"card":"1"},"mood":"good"}`)
			if s.status(a, 200, ""); !a.Has(`"customer":"`+ann+`"`, `"basket":[`, `"code":"`+code+`"`, `unknown_field:/mood`) {
				t.Errorf("got %s", a.Body)
			}
			offers := s.get(access.Desk, "/v1/customers/"+ann+"/offers")
			if s.status(offers, 200, ""); !offers.Has(`"items":[{`, `"code":"`+code+`"`, `"next":null`) {
				t.Errorf("got %s", offers.Body)
			}
			var there, here struct{ Vouchers, Items []json.RawMessage }
			a.Into(t, &there)
			offers.Into(t, &here)
			if len(there.Vouchers) != 1 || walkthrough.Missing(string(there.Vouchers[0]), string(here.Items[0])) != "" {
				t.Errorf("offers and checkin differ: %s and %s", a.Body, offers.Body)
			}
			stranger := in(`{"store":"S012","customer":{"card":"nobody"}}`)
			if s.status(stranger, 200, ""); stranger.Has(`"customer":`) || !stranger.Has(`"vouchers":[]`, `"basket":[`) {
				t.Errorf("a stranger: %s", stranger.Body)
			}
			s.status(s.get(access.Desk, "/v1/customers?card=nobody"), 404, "")
			s.status(in(`{"store":"S999","customer":{"card":"1"}}`), 422, "")
		}},
		{"basket: product, score, why, on hand, by store and limit", func(t *testing.T, s *shop) {
			ann := s.member("1")
			for i := range 6 {
				s.status(s.post("/v1/receipts", s.sale(s.Receipt(), card("1")+`,"at":"`+s.At(-time.Duration(7*i+1)*24*time.Hour)+`"`, line("soup", 1, 250), line("tea", 1, 250))).Answer, 200, "")
			}
			s.caughtUp()
			a := s.get(access.Desk, "/v1/customers/"+ann+"/basket?store=S012&limit=1")
			s.status(a, 200, "")
			var got struct {
				Items []struct {
					Product string
					Score   *float64
					Why     []string
				}
			}
			a.Into(t, &got)
			if !strings.Contains(a.Body, `"items":[`) || len(got.Items) > 1 {
				t.Errorf("got %s", a.Body)
			}
			s.status(s.get(access.Desk, "/v1/customers/"+ann+"/basket?store=S999"), 404, "unknown_store")
			s.status(s.get(access.Desk, "/v1/customers/"+ann+"/basket?store=S012&limit=0"), 422, "")
		}},
		{"timeline: newest first, by pages", func(t *testing.T, s *shop) {
			ann := s.member("1")
			for i := range 3 {
				s.Wait(time.Hour)
				s.sold(s.sale("T"+string(rune('1'+i)), card("1")))
			}
			path, seen := "/v1/customers/"+ann+"/timeline?limit=2", []string{}
			for range 5 {
				a := s.get(access.Desk, path)
				s.status(a, 200, "")
				var page struct {
					Items []struct{ At, Kind, Receipt string }
					Next  *string
				}
				a.Into(t, &page)
				for _, i := range page.Items {
					if i.Receipt != "" {
						seen = append(seen, i.Receipt)
					}
				}
				if page.Next == nil {
					break
				}
				path = "/v1/customers/" + ann + "/timeline?limit=2&cursor=" + *page.Next
			}
			if got := strings.Join(seen, " "); got != "T3 T2 T1 S012-T03-000001" {
				t.Errorf("receipts %q, want the newest first, each once", got)
			}
		}},
	})
}
