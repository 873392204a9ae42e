package contract

import (
	"strings"
	"sync"
	"testing"

	"sartor/internal/access"
)

// TestValue: what a voucher takes off (CONTRACTS.md 2.1, value.kind).
func TestValue(t *testing.T) {
	t.Parallel()
	type basket []string
	type want struct {
		parts  []int64 // by line
		points int64
		reason string // refused instead
	}
	for _, c := range []struct {
		says      string
		promotion string
		lines     basket
		want      want
	}{
		{"percent: of all units on eligible lines, half up to the minor unit", `{"reward":{"kind":"percent","percent":15,"max_amount":10000}}`,
			basket{line("soup", 3, 750), line("bread", 1, 333)}, want{parts: []int64{112, 50}}}, // 162.45 → 162: 112.5 and 49.95
		{"percent: half up", `{"reward":{"kind":"percent","percent":50,"max_amount":10000}}`,
			basket{line("soup", 1, 333)}, want{parts: []int64{167}}},
		{"percent: capped by max_amount", `{"reward":{"kind":"percent","percent":15,"max_amount":100}}`,
			basket{line("soup", 3, 750)}, want{parts: []int64{100}}},
		{"amount: once, at most the sum of its lines", `{"reward":{"kind":"amount","amount":50}}`,
			basket{line("soup", 1, 30)}, want{parts: []int64{30}}},
		{"amount: split in proportion to what is left, by largest remainder", `{"reward":{"kind":"amount","amount":100}}`,
			basket{line("soup", 1, 200), line("tea", 1, 200), line("bread", 1, 200)}, want{parts: []int64{34, 33, 33}}},
		{"ties go to the lower index", `{"reward":{"kind":"amount","amount":1}}`,
			basket{line("soup", 1, 500), line("tea", 1, 500)}, want{parts: []int64{1, 0}}},
		{"the larger remainder wins over the lower index", `{"reward":{"kind":"amount","amount":10}}`,
			basket{line("soup", 1, 133), line("tea", 1, 267)}, want{parts: []int64{3, 7}}}, // 3.325 and 6.675
		{"free_item: amount ÷ quantity of the cheapest eligible line, half up", `{"reward":{"kind":"free_item","product":"soup"}}`,
			basket{line("bread", 1, 10), line("soup", 2, 499), line("soup", 1, 300)}, want{parts: []int64{0, 250, 0}}},
		{"free_item: the whole line below quantity 1", `{"reward":{"kind":"free_item","product":"soup"}}`,
			basket{line("soup", 0.4, 99)}, want{parts: []int64{99}}},
		{"points: amount 0 beside points", `{"reward":{"kind":"points","points":120}}`,
			basket{line("soup", 1, 250)}, want{parts: []int64{0}, points: 120}},
		{"only lines of the promotion's target", `{"target":{"kind":"anyone","products":["soup"]},"reward":{"kind":"percent","percent":10,"max_amount":10000}}`,
			basket{line("bread", 1, 1000), line("soup", 1, 500)}, want{parts: []int64{0, 50}}},
		{"only lines of the target's category, never age or no_voucher goods", `{"target":{"kind":"anyone","categories":["soup"]},"reward":{"kind":"percent","percent":10,"max_amount":10000}}`,
			basket{line("wine", 1, 1000), line("gift", 1, 1000), line("soup", 1, 500)}, want{parts: []int64{0, 0, 50}}},
		{"only positive amounts", `{"reward":{"kind":"percent","percent":10,"max_amount":10000}}`,
			basket{line("bread", -1, -1000), line("soup", 1, 500)}, want{parts: []int64{0, 50}}},
		{"nothing eligible: basket_not_eligible", `{"target":{"kind":"anyone","products":["soup"]}}`,
			basket{line("bread", 1, 1000)}, want{reason: "basket_not_eligible"}},
		{"min_spend compares the basket before vouchers: below", `{"min_spend":1000}`,
			basket{line("soup", 1, 999)}, want{reason: "basket_not_eligible"}},
		{"min_spend compares the basket before vouchers: at it", `{"min_spend":1000}`,
			basket{line("soup", 1, 1000)}, want{parts: []int64{50}}},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.promote(c.promotion)
			code := s.issue("")
			body := s.sale("R1", vouchers(code), c.lines...)
			for _, path := range []string{"/v1/till/quote", "/v1/till/close"} {
				r := s.post(path, body)
				if c.want.reason != "" {
					s.refused(r, c.want.reason)
					continue
				}
				s.took(r, c.want.parts...)
				if len(r.Redeemed) == 1 && r.Redeemed[0].Points != c.want.points {
					t.Errorf("%d points, want %d", r.Redeemed[0].Points, c.want.points)
				}
			}
		})
	}
}

// TestReasons: why a code is refused, with both sides of each border.
func TestReasons(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"vouchers apply in the order presented, each to what earlier ones left", func(t *testing.T, s *shop) {
			s.promote(`{"id":"prm_a","reward":{"kind":"amount","amount":60},"stacking":"all"}`)
			a := s.issue("")
			s.patch("prm_a", `{"state":"ended"}`)
			s.promote(`{"id":"prm_b","reward":{"kind":"percent","percent":50,"max_amount":9999},"stacking":"all"}`)
			b := s.issue("")
			for codes, want := range map[string]int64{vouchers(a, b): 60 + 20, vouchers(b, a): 50 + 50} {
				if r := s.post("/v1/till/quote", s.sale("Q", codes, line("soup", 1, 100))); r.Deduction != want || len(r.Redeemed) != 2 {
					t.Errorf("%s: deduction %d, want %d: %s", codes, r.Deduction, want, r.Body)
				}
			}
		}},
		{"stacking none: the only voucher on the receipt; of two that clash the first stays", func(t *testing.T, s *shop) {
			s.promote(`{"id":"prm_a","stacking":"none"}`)
			a := s.issue("")
			s.patch("prm_a", `{"state":"ended"}`)
			s.promote(`{"id":"prm_b","stacking":"all"}`)
			b := s.issue("")
			for _, two := range [][]string{{a, b}, {b, a}} {
				r := s.post("/v1/till/quote", s.sale("Q", vouchers(two...)))
				if len(r.Redeemed) != 1 || r.Redeemed[0].Code != two[0] || r.Rejected[0].Code != two[1] || r.Rejected[0].Reason != "not_combinable" {
					t.Errorf("%v: %s", two, r.Body)
				}
			}
		}},
		{"stacking other_promotions: one per promotion; all: any", func(t *testing.T, s *shop) {
			s.promote(`{"id":"prm_a","stacking":"other_promotions"}`)
			a, b := s.issue(""), s.issue("")
			s.patch("prm_a", `{"state":"ended"}`)
			s.promote(`{"id":"prm_b","stacking":"all"}`)
			c, d := s.issue(""), s.issue("")
			r := s.post("/v1/till/quote", s.sale("Q", vouchers(a, b, c, d)))
			if len(r.Redeemed) != 3 || len(r.Rejected) != 1 || r.Rejected[0].Code != b || r.Rejected[0].Reason != "not_combinable" {
				t.Errorf("want all but the second of prm_a: %s", r.Body)
			}
		}},
		{"unknown: a mistyped and an unknown code get the same words", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			typo := flip(code)
			r := s.sold(s.sale("R1", vouchers(typo, "0000-0000-0000", "", "nonsense", strings.Repeat("9", 256), "2900000000007")))
			for _, no := range r.Rejected {
				if no.Reason != "unknown" || no.Detail != r.Rejected[0].Detail {
					t.Errorf("%q: %s %q, want unknown %q", no.Code, no.Reason, no.Detail, r.Rejected[0].Detail)
				}
			}
			if len(r.Rejected) != 6 || len(r.Redeemed) != 0 {
				t.Errorf("want six rejected: %s", r.Body)
			}
		}},
		{"a code is read in any case, with or without hyphens, and as its alias", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			r := s.sold(s.sale("R0", ""))
			code := r.Vouchers[0].Code
			for _, spelt := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + code + " ", r.Vouchers[0].Alias} {
				if q := s.post("/v1/till/quote", s.sale("Q", vouchers(spelt))); len(q.Redeemed) != 1 || q.Redeemed[0].Code != code {
					t.Errorf("%q is not %s: %s", spelt, code, q.Body)
				}
			}
		}},
		{"the same voucher twice on one receipt counts once", func(t *testing.T, s *shop) {
			s.promote(`{"stacking":"all"}`)
			code := s.issue("")
			r := s.sold(s.sale("R1", vouchers(code, strings.ToLower(code))))
			once := len(r.Redeemed) == 1 && len(r.Rejected) == 1 && r.Rejected[0].Reason == "not_combinable"
			if !once {
				t.Errorf("want one redeemed, one not_combinable: %s", r.Body)
			}
		}},
		{"already_redeemed on a second receipt; the sale closes", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			s.took(s.close(s.sale("R1", vouchers(code))), 50)
			s.refused(s.close(s.sale("R2", vouchers(code))), "already_redeemed")
		}},
		{"not_yet_valid before valid_from, good from it until valid_until, expired after, on the store's business day", func(t *testing.T, s *shop) {
			s.promote(`{"valid_after_days":2,"voucher_days":3}`)
			r := s.sold(s.sale("R0", "")) // on the 22nd: good 24th to 26th
			v := r.Vouchers[0]
			if v.ValidFrom != "2026-11-24" || v.ValidUntil != "2026-11-26" {
				t.Errorf("valid %s to %s, want 2026-11-24 to 2026-11-26", v.ValidFrom, v.ValidUntil)
			}
			for _, c := range []struct{ at, reason string }{
				{"2026-11-24T03:59:59+01:00", "not_yet_valid"}, {"2026-11-24T04:00:00+01:00", ""},
				{"2026-11-27T03:59:59+01:00", ""}, {"2026-11-27T04:00:00+01:00", "expired"},
			} {
				s.turn(c.at)
				q := s.post("/v1/till/quote", s.sale("Q", vouchers(v.Code)))
				if c.reason == "" {
					s.took(q, 50)
				} else {
					s.refused(q, c.reason)
				}
			}
		}},
		{"valid_after_days 0: at once, on another receipt", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			r := s.sold(s.sale("R0", ""))
			s.refused(s.post("/v1/till/quote", s.sale("R0", vouchers(r.Vouchers[0].Code))), "not_yet_valid")
			s.took(s.close(s.sale("R1", vouchers(r.Vouchers[0].Code))), 50)
		}},
		{"voided", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			s.status(s.post("/v1/vouchers/"+code+"/void", `{"reason":"wrong"}`).Answer, 200, "")
			s.refused(s.close(s.sale("R1", vouchers(code))), "voided")
		}},
		{"wrong_store: lists of stores and regions narrow together", func(t *testing.T, s *shop) {
			s.promote(`{"stores":["S012","S013"],"regions":["coast"]}`)
			code := s.issue("")
			s.refused(s.close(s.sale("R1", `"store":"S013",`+vouchers(code))), "wrong_store")
			s.took(s.close(s.sale("R2", vouchers(code))), 50)
		}},
		{"wrong_customer: only when the promotion is not transferable; one issued to an anonymous customer by anyone", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{"transferable":false}`)
			anns := s.issue(card("1"))
			s.refused(s.close(s.sale("R1", vouchers(anns))), "wrong_customer")
			s.refused(s.close(s.sale("R2", card("2")+`,`+vouchers(anns))), "wrong_customer")
			s.took(s.close(s.sale("R3", card("1")+`,`+vouchers(anns))), 50)
			s.took(s.close(s.sale("R4", card("2")+`,`+vouchers(s.issue("")))), 50)
		}},
		{"a voucher of a transferable promotion may be used by another", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{}`)
			s.took(s.close(s.sale("R1", card("2")+`,`+vouchers(s.issue(card("1"))))), 50)
		}},
		{"limit_reached: per_customer is checked again against the presenter's redemptions", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{"limits":{"per_customer":1},"stacking":"all"}`)
			one, two := s.issue(""), s.issue("")
			s.took(s.close(s.sale("R1", card("1")+`,`+vouchers(one))), 50)
			s.refused(s.close(s.sale("R2", card("1")+`,`+vouchers(two))), "limit_reached")
			s.took(s.close(s.sale("R3", vouchers(two))), 50)
			s.void("R1")
			s.took(s.close(s.sale("R4", card("1")+`,`+vouchers(one))), 50)
			three := s.issue("")
			s.refused(s.close(s.sale("R5", card("1")+`,`+vouchers(three))), "limit_reached")
			s.took(s.close(s.sale("R6", card("1")+`,"offline":true,`+vouchers(three))), 50)
		}},
		{"limit_reached counts who presents, not who was given: a voucher that somebody else used counts to them", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{"limits":{"per_customer":1},"stacking":"all"}`)
			anns, other := s.issue(card("1")), s.issue("")
			s.took(s.close(s.sale("R1", card("2")+`,`+vouchers(anns))), 50)
			s.took(s.close(s.sale("R2", card("1")+`,`+vouchers(other))), 50)
		}},
		{"two tills that serve one customer at once do not exceed the limit", func(t *testing.T, s *shop) {
			s.member("1")
			s.promote(`{"limits":{"per_customer":2},"stacking":"all"}`)
			s.Token(access.Principal{Role: access.Till})
			answers := make([]reply, 8)
			bodies := make([]string, len(answers))
			for i := range bodies {
				bodies[i] = s.sale("T"+string(rune('0'+i)), card("1")+`,`+vouchers(s.issue("")))
			}
			var all sync.WaitGroup
			for i := range answers {
				all.Go(func() { answers[i] = s.close(bodies[i]) })
			}
			all.Wait()
			used := 0
			for _, a := range answers {
				used += len(a.Redeemed)
				if a.Status != 200 || len(a.Redeemed)+len(a.Rejected) != 1 {
					t.Errorf("%d %s", a.Status, a.Body)
				}
			}
			if used != 2 {
				t.Errorf("%d redeemed, want 2", used)
			}
		}},
		{"promotion_paused neither issues nor redeems; ended issues nothing, its vouchers stay good", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			s.edit(`{"state":"paused"}`)
			s.refused(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), "promotion_paused")
			s.edit(`{"state":"live"}`)
			s.edit(`{"state":"ended"}`)
			r := s.close(s.sale("R1", vouchers(code)))
			if s.took(r, 50); len(r.Vouchers) != 0 {
				t.Errorf("an ended promotion issued: %s", r.Body)
			}
		}},
		{"more than 20 bad codes a minute from one till: try_later for a minute; the sale always closes", func(t *testing.T, s *shop) {
			s.promote(`{"stacking":"all"}`)
			code := s.issue("")
			for i := range 20 {
				s.refused(s.close(s.sale(s.Receipt(), vouchers("0000-0000-000"+string(rune('0'+i%10))))), "unknown")
			}
			s.took(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), 50)
			s.refused(s.close(s.sale("R21", vouchers("0000-0000-0000"))), "unknown")
			s.refused(s.close(s.sale("R22", vouchers(code))), "try_later")
			s.took(s.post("/v1/till/quote", s.sale("Q", `"till":"T04",`+vouchers(code))), 50)
			s.turn("2026-11-22T17:42:20+01:00")
			s.took(s.close(s.sale("R23", vouchers(code))), 50)
		}},
		{"a redemption is never refused for lack of budget", func(t *testing.T, s *shop) {
			s.promote(`{"budget":{"amount":50,"currency":"EUR","reserve_share":0.5,"contingency_share":0}}`)
			codes := []string{s.issue(""), s.issue("")}
			if r := s.sold(s.sale("R0", "")); len(r.Vouchers) != 0 {
				t.Errorf("issued beyond the cap: %s", r.Body)
			}
			for i, code := range codes {
				s.took(s.close(s.sale("R"+string(rune('1'+i)), vouchers(code))), 50)
			}
		}},
	})
}

// flip turns one sign of a code into another.
func flip(code string) string {
	last := code[len(code)-1]
	other := byte('0')
	if last == other {
		other = '1'
	}
	return code[:len(code)-1] + string(other)
}
