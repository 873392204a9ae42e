package contract

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/server/servertest"
)

// TestPromotion: what CONTRACTS.md 3 says of issuing.
func TestPromotion(t *testing.T) {
	t.Parallel()
	count := func(s *shop, more string) int {
		s.t.Helper()
		return len(s.sold(s.sale(s.Receipt(), more)).Vouchers)
	}
	hold(t, []row{
		{"issues on the store's business days starts to ends, inclusive; vouchers also past ends", func(t *testing.T, s *shop) {
			s.promote(`{"starts":"2026-11-24","ends":"2026-11-25","voucher_days":10}`)
			for _, c := range []struct {
				at   string
				want int
			}{
				{"2026-11-24T03:59:00+01:00", 0}, {"2026-11-24T04:01:00+01:00", 1}, {"2026-11-26T03:59:00+01:00", 1}, {"2026-11-26T04:01:00+01:00", 0},
			} {
				s.turn(c.at)
				r := s.sold(s.sale(s.Receipt(), ""))
				if len(r.Vouchers) != c.want {
					t.Errorf("at %s: %d vouchers, want %d", c.at, len(r.Vouchers), c.want)
				}
				if c.want == 1 && r.Vouchers[0].ValidUntil < "2026-12-03" {
					t.Errorf("good until %s, want 10 days whatever ends says", r.Vouchers[0].ValidUntil)
				}
			}
		}},
		{"limits.total counts issued, unvoided vouchers", func(t *testing.T, s *shop) {
			s.promote(`{"limits":{"total":2}}`)
			first := s.Receipt()
			s.sold(s.sale(first, ""))
			if got := []int{count(s, ""), count(s, "")}; got[0] != 1 || got[1] != 0 {
				t.Errorf("issued %v after one, want 1 and 0", got)
			}
			s.void(first)
			s.refresh()
			if got := []int{count(s, ""), count(s, "")}; got[0] != 1 || got[1] != 0 {
				t.Errorf("issued %v after a void, want 1 and 0", got)
			}
		}},
		{"limits.per_day counts chain-wide on a business day", func(t *testing.T, s *shop) {
			s.promote(`{"limits":{"per_day":2}}`)
			got := []int{count(s, ""), count(s, `"store":"S013"`), count(s, "")}
			s.turn("2026-11-23T04:01:00+01:00")
			s.refresh()
			if got = append(got, count(s, "")); got[0]+got[1] != 2 || got[2] != 0 || got[3] != 1 {
				t.Errorf("issued %v, want 1 1 0 and on the next day 1", got)
			}
		}},
		{"limits.per_customer counts the customer's, also with offers but not profile", func(t *testing.T, s *shop) {
			s.NobodyHeldOut()
			bob := *s.sold(s.sale("R1", card("2"))).Customer
			s.allow(bob, "offers")
			s.member("1")
			s.promote(`{"limits":{"per_customer":1}}`)
			for _, who := range []string{"1", "2"} {
				if got := []int{count(s, card(who)), count(s, card(who))}; got[0] != 1 || got[1] != 0 {
					t.Errorf("card %s was issued %v, want 1 and 0", who, got)
				}
			}
		}},
		{"a customer who is held out gets nothing, and the sale closes", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{"holdout":0.9999}`)
			if n := count(s, card("1")); n != 0 {
				t.Errorf("issued %d to a held-out customer", n)
			}
			if n := count(s, ""); n != 1 {
				t.Errorf("issued %d to an anonymous one, who is in no arm", n)
			}
		}},
		{"a target's states and values narrow it to customers of whom something is expected", func(t *testing.T, s *shop) {
			s.NobodyHeldOut()
			s.member("1")
			s.promote(`{"target":{"kind":"anyone","states":["at_risk","lapsed"],"values":["high"]}}`)
			if got := []int{count(s, card("1")), count(s, "")}; got[0] != 0 || got[1] != 0 {
				t.Errorf("issued %v to a customer of whom nothing is learned and to an anonymous one, want none", got)
			}
			if got := s.get(access.Analyst, "/v1/promotions/prm_soup"); !got.Has(`"states":["at_risk","lapsed"]`, `"values":["high"]`) {
				t.Errorf("it reads back as %s", got.Body)
			}
		}},
		{"a state, a value or a kind that is none is 422 at its place", func(t *testing.T, s *shop) {
			for target, pointer := range map[string]string{
				`{"kind":"anyone","states":["loyal","gone"]}`: "/target/states/1", `{"kind":"anyone","values":["rich"]}`: "/target/values/0",
				`{"kind":"seasons"}`: "/target/kind",
			} {
				a := s.Do(servertest.Call{As: access.Marketer, Path: "/v1/promotions", Body: `{"name":{"en":"None"},"reward":{"kind":"amount","amount":50},"target":` + target +
					`,"starts":"2026-11-23","ends":"2026-12-06","budget":{"amount":1000,"currency":"EUR"}}`})
				if s.status(a, 422, ""); !a.Has(pointer) {
					t.Errorf("%s: %s is not named: %s", target, pointer, a.Body)
				}
			}
			s.Must("POST", "/v1/promotions", `{"name":{"en":"Season"},"reward":{"kind":"amount","amount":50},"target":{"kind":"season"},
				"starts":"2026-11-23","ends":"2026-12-06","budget":{"amount":1000,"currency":"EUR"}}`)
		}},
		{"the currency of a promotion is its stores'", func(t *testing.T, s *shop) {
			s.Must("PUT", "/v1/stores/CH1", `{"name":"Lake","timezone":"Europe/Zurich","currency":"CHF"}`)
			s.promote(`{}`)
			if n := count(s, `"store":"CH1","currency":"CHF"`); n != 0 {
				t.Errorf("issued %d in another currency", n)
			}
		}},
		{"a printed voucher keeps its terms when the promotion changes", func(t *testing.T, s *shop) {
			s.promote(`{"limits":{"per_customer":3}}`)
			code := s.issue("")
			s.edit(`{"priority":4,"ends":"2026-12-01","texts":{"en":"Other words: {discount}"}}`)
			r := s.close(s.sale("R1", vouchers(code)))
			s.took(r, 50)
		}},
	})
}
