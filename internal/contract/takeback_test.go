package contract

import (
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// voided is what a void answers.
type voided struct {
	servertest.Answer
	Receipt             string
	VoidedAt            string   `json:"voided_at"`
	VouchersVoided      []string `json:"vouchers_voided"`
	VouchersKept        []struct{ Code, Reason string }
	RedemptionsReturned []string `json:"redemptions_returned"`
}

func (s *shop) void(id string) voided {
	s.t.Helper()
	out := voided{Answer: s.Do(servertest.Call{As: access.Till, Path: "/v1/till/void", Body: `{"receipt":"` + id + `","reason":"card declined","at":"` + s.At(0) + `"}`})}
	out.Into(s.t, &out)
	return out
}

// TestVoid: a sale taken back (CONTRACTS.md 2.1).
func TestVoid(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"issued and unused vouchers become void, used ones stay, redeemed ones return; a repeat answers the same", func(t *testing.T, s *shop) {
			s.promote(`{"stacking":"all"}`)
			before := s.issue("")
			sold := s.sold(s.sale("R1", vouchers(before)))
			issued := sold.Vouchers[0].Code
			s.took(s.close(s.sale("R2", vouchers(issued))), 50)
			first := s.void("R1")
			s.status(first.Answer, 200, "")
			if !first.Has(`"vouchers_kept":[{"code":"`+issued+`","reason":"already_redeemed"}]`, `"redemptions_returned":["`+before+`"]`, `"vouchers_voided":[]`) {
				t.Errorf("got %s", first.Body)
			}
			s.Wait(time.Hour)
			if again := s.void("R1"); again.Body != first.Body || again.Status != 200 {
				t.Errorf("again: %s, want %s", again.Body, first.Body)
			}
			s.took(s.close(s.sale("R3", vouchers(before))), 50)
			unused := s.sold(s.sale("R4", "")).Vouchers[0].Code
			if v := s.void("R4"); !v.Has(`"vouchers_voided":["` + unused + `"]`) {
				t.Errorf("want %s voided: %s", unused, v.Body)
			}
			s.refused(s.close(s.sale("R5", vouchers(unused))), "voided")
		}},
		{"a returned redemption is valid at least 7 more days", func(t *testing.T, s *shop) {
			s.promote(`{"voucher_days":3}`)
			code := s.issue("") // good 22nd to 24th
			s.turn("2026-11-24T12:00:00+01:00")
			s.took(s.close(s.sale("R1", vouchers(code))), 50)
			s.void("R1")
			s.turn("2026-12-01T12:00:00+01:00")
			s.took(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), 50)
			s.turn("2026-12-02T12:00:00+01:00")
			s.refused(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), "expired")
		}},
		{"an unknown receipt: 202, remembered; its first later close is stored voided, redeems and issues nothing, answers 409", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			first := s.void("R1")
			s.status(first.Answer, 202, "")
			s.Wait(time.Minute)
			if again := s.void("R1"); again.Status != 202 || again.Body != first.Body {
				t.Errorf("again: %d %s, want %s", again.Status, again.Body, first.Body)
			}
			body := s.sale("R1", vouchers(code))
			for range 2 {
				s.status(s.close(body).Answer, 409, "receipt_voided")
			}
			s.took(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), 50)
			if v := s.void("R1"); v.Status != 200 || !v.Has(`"redemptions_returned":[]`) {
				t.Errorf("the void again, now that it came: %d %s", v.Status, v.Body)
			}
		}},
		{"accepted in /v1/receipts when it was voided before it came", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			for id, more := range map[string]string{"R1": "", "R2": vouchers(code)} {
				s.status(s.void(id).Answer, 202, "")
				a := s.post("/v1/receipts", s.sale(id, more))
				if s.status(a.Answer, 200, ""); !a.Has(`"accepted":1`, `"refused_total":0`) {
					t.Errorf("%s: want it accepted: %s", id, a.Body)
				}
				s.status(s.close(s.sale(id, more)).Answer, 409, "")
			}
			s.took(s.post("/v1/till/quote", s.sale("Q", vouchers(code))), 50)
		}},
		{"a void wants a receipt and a time that is not ahead", func(t *testing.T, s *shop) {
			for body, pointer := range map[string]string{
				`{"reason":"x","at":"` + s.At(0) + `"}`:                            "/receipt",
				`{"receipt":"R1","reason":"x","at":"` + s.At(6*time.Minute) + `"}`: "/at",
				`{"receipt":"R1","reason":"` + strings.Repeat("x", 201) + `"}`:     "/reason",
				`{"receipt":"R\u001b1"}`:                                           "/receipt",
			} {
				a := s.post("/v1/till/void", body)
				if s.status(a.Answer, 422, ""); !a.Has(`"pointer":"` + pointer + `"`) {
					t.Errorf("%s: want it to name %s: %s", body, pointer, a.Body)
				}
			}
		}},
	})
}

// TestFacts: what has happened already (CONTRACTS.md 2.1).
func TestFacts(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"up to 10 minutes old: normal; older, or offline: a fact, none issued", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			for at, want := range map[time.Duration]int{-10*time.Minute + time.Second: 1, -10*time.Minute - time.Second: 0, 5*time.Minute - time.Second: 1} {
				if r := s.sold(s.sale(s.Receipt(), `"at":"`+s.At(at)+`"`)); len(r.Vouchers) != want {
					t.Errorf("at %s: %d vouchers, want %d", at, len(r.Vouchers), want)
				}
			}
			if r := s.sold(s.sale("R9", `"offline":true`)); len(r.Vouchers) != 0 {
				t.Errorf("a fact issued: %s", r.Body)
			}
		}},
		{"more than 5 minutes ahead is 422 future", func(t *testing.T, s *shop) {
			s.status(s.close(s.sale("R1", `"at":"`+s.At(5*time.Minute+2*time.Second)+`"`)).Answer, 422, "future")
		}},
		{"presented vouchers stand in redeemed, a clash with redeemed_twice, unknown ones in rejected", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			s.took(s.close(s.sale("R1", `"offline":true,`+vouchers(code))), 50)
			again := s.sold(s.sale("R2", `"offline":true,`+vouchers(code)))
			if s.took(again, 50); again.Redeemed[0].Flag != "redeemed_twice" {
				t.Errorf("flag %q, want redeemed_twice", again.Redeemed[0].Flag)
			}
			s.refused(s.close(s.sale("R3", `"offline":true,`+vouchers("0000-0000-0000"))), "unknown")
		}},
		{"expired or voided ones stand with their reason as flag", func(t *testing.T, s *shop) {
			s.promote(`{"voucher_days":1}`)
			code, other := s.issue(""), s.issue("")
			s.status(s.post("/v1/vouchers/"+other+"/void", `{"reason":"wrong"}`).Answer, 200, "")
			s.turn("2026-11-24T12:00:00+01:00")
			for c, flag := range map[string]string{code: "expired", other: "voided"} {
				r := s.sold(s.sale(s.Receipt(), `"offline":true,`+vouchers(c)))
				if s.took(r, 50); r.Redeemed[0].Flag != flag {
					t.Errorf("flag %q, want %s", r.Redeemed[0].Flag, flag)
				}
			}
		}},
		{"a late fact is judged on the business day of at", func(t *testing.T, s *shop) {
			s.promote(`{"voucher_days":1}`)
			code, at := s.issue(""), s.At(time.Minute)
			s.turn("2026-11-29T12:00:00+01:00")
			r := s.sold(s.sale("R1", `"at":"`+at+`",`+vouchers(code)))
			if s.took(r, 50); r.Redeemed[0].Flag != "" {
				t.Errorf("flag %q of a voucher used in time", r.Redeemed[0].Flag)
			}
		}},
		{"NDJSON: accepted, duplicates, refused by index; 200 whenever the body can be read", func(t *testing.T, s *shop) {
			one := s.sale("R1", "")
			lines := []string{
				one, one, s.sale("R2", "", line("bread", 0, 1)), `{"receipt":`, s.sale("R3", `"currency":"GBP"`), s.sale("R4", `"store":"S999"`),
				s.sale("R1", "", line("tea", 1, 1)), "", s.sale("R5", `"at":"`+s.At(time.Hour)+`"`), s.sale("R6", `"training":true`),
			}
			a := s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: strings.Join(lines, "\n"), Header: map[string]string{"Content-Type": "application/x-ndjson"}})
			s.status(a, 200, "")
			var got struct {
				Accepted, Duplicates int
				Refused              []struct {
					Index        int
					Code, Detail string
				}
				RefusedTotal int `json:"refused_total"`
			}
			a.Into(t, &got)
			codes := map[int]string{}
			for _, r := range got.Refused {
				codes[r.Index] = r.Code
			}
			want := map[int]string{2: "quantity", 3: "malformed", 4: "validation", 5: "validation", 6: "receipt_conflict", 7: "future"}
			if got.Accepted != 2 || got.Duplicates != 1 || got.RefusedTotal != 6 {
				t.Errorf("accepted %d, duplicates %d, refused %d, want 2, 1, 6: %s", got.Accepted, got.Duplicates, got.RefusedTotal, a.Body)
			}
			for index, code := range want {
				if codes[index] != code {
					t.Errorf("refused %d as %q, want %q", index, codes[index], code)
				}
			}
		}},
		{"at most 5,000 receipts and 8 MiB; those before are kept", func(t *testing.T, s *shop) {
			header := map[string]string{"Content-Type": "application/x-ndjson"}
			var many strings.Builder
			for range 5001 {
				many.WriteString(s.sale(s.Receipt(), "") + "\n")
			}
			s.status(s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: many.String(), Header: header}), 413, "too_large")
			a := s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: s.sale("S012-T03-000001", ""), Header: header})
			if !a.Has(`"duplicates":1`) {
				t.Errorf("what came before the limit was not kept: %s", a.Body)
			}
			big := s.sale("R1", `"ext":{"a":"`+strings.Repeat("x", 8<<20)+`"}`)
			s.status(s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: big, Header: header}), 413, "too_large")
		}},
		{"a redemption without a till binds the code to the receipt id; the receipt repeats it", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			first := s.post("/v1/vouchers/"+code+"/redeem", s.sale("R1", ""))
			if s.status(first.Answer, 200, ""); !first.Has(`"code":"`+code+`"`, `"amount":50`, `"lines":[{"index":0,"amount":50}]`) {
				t.Errorf("want one member of redeemed: %s", first.Body)
			}
			if again := s.post("/v1/vouchers/"+code+"/redeem", s.sale("R1", "")); again.Body != first.Body {
				t.Errorf("again: %s, want %s", again.Body, first.Body)
			}
			other := s.Do(servertest.Call{As: access.Till, Path: "/v1/vouchers/" + code + "/redeem", Body: s.sale("R2", "")})
			if s.status(other, 409, "already_redeemed"); !other.Has(`"rejected":{"code":"` + code + `"`) {
				t.Errorf("want the rejection beside the problem: %s", other.Body)
			}
			s.took(s.close(s.sale("R1", vouchers(code))), 50)
			s.refused(s.close(s.sale("R3", vouchers(code))), "already_redeemed")
		}},
		{"void works before the bound receipt arrives", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			s.status(s.post("/v1/vouchers/"+code+"/redeem", s.sale("R1", "")).Answer, 200, "")
			v := s.void("R1")
			if v.Status >= 300 || !v.Has(`"redemptions_returned":["`+code+`"]`) {
				t.Errorf("want %s returned: %d %s", code, v.Status, v.Body)
			}
			s.took(s.close(s.sale("R2", vouchers(code))), 50)
		}},
		{"GET of a voucher by code or alias; unknown 404; print again; void of an unused one", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			r := s.sold(s.sale("R1", ""))
			code := r.Vouchers[0].Code
			for _, spelt := range []string{code, strings.ToLower(strings.ReplaceAll(code, "-", "")), r.Vouchers[0].Alias} {
				a := s.Do(servertest.Call{As: access.Till, Method: "GET", Path: "/v1/vouchers/" + spelt})
				if s.status(a, 200, ""); !a.Has(`"code":"`+code+`"`, `"state":"issued"`, `"receipt":"R1"`, `"store":"S012"`, `"promotion":"prm_soup"`) {
					t.Errorf("%s: %s", spelt, a.Body)
				}
			}
			s.status(s.Do(servertest.Call{As: access.Till, Method: "GET", Path: "/v1/vouchers/" + flip(code)}), 404, "unknown")
			text := s.Do(servertest.Call{As: access.Till, Method: "GET", Path: "/v1/vouchers/" + code + "/print?format=text&columns=32"})
			if s.status(text, 200, ""); !text.Has(code) {
				t.Errorf("a strip without the code: %s", text.Body)
			}
			s.took(s.close(s.sale("R2", vouchers(code))), 50)
			used := s.Do(servertest.Call{As: access.Till, Method: "GET", Path: "/v1/vouchers/" + code})
			if !used.Has(`"state":"redeemed"`, `"redeemed_by":"R2"`) {
				t.Errorf("want it redeemed by R2: %s", used.Body)
			}
			s.status(s.post("/v1/vouchers/"+code+"/void", `{"reason":"x"}`).Answer, 409, "")
		}},
		{"a voucher's void again answers the same; redeem wants a receipt; print a format that exists", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			first := s.post("/v1/vouchers/"+code+"/void", `{"reason":"wrong"}`)
			again := s.post("/v1/vouchers/"+code+"/void", `{"reason":"wrong"}`)
			s.status(first.Answer, 200, "")
			if again.Status != 200 || again.Body != first.Body {
				t.Errorf("again: %d %s, want %s", again.Status, again.Body, first.Body)
			}
			other := s.issue("")
			a := s.post("/v1/vouchers/"+other+"/redeem", s.sale("", `"receipt":""`))
			if s.status(a.Answer, 422, ""); !a.Has(`"pointer":"/receipt"`) {
				t.Errorf("want /receipt named: %s", a.Body)
			}
			s.status(s.get(access.Till, "/v1/vouchers/"+other+"/print?format=fax"), 422, "")
			s.status(s.get(access.Till, "/v1/vouchers/"+flip(other)+"/print?format=text"), 404, "unknown")
		}},
		{"GET of codes counts as an attempt: above 20 unknown ones a minute 429 with Retry-After", func(t *testing.T, s *shop) {
			get := func() servertest.Answer {
				return s.Do(servertest.Call{As: access.Till, Method: "GET", Path: "/v1/vouchers/0000-0000-0000"})
			}
			for range 21 {
				s.status(get(), 404, "unknown")
			}
			a := get()
			if s.status(a, 429, "try_later"); a.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		}},
		{"codes looked up and codes presented at a till count together", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue(`"till":"T01"`)
			bearer := map[string]string{"Authorization": "Bearer " + s.Token(access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T03"})}
			for range 21 {
				s.status(s.Do(servertest.Call{Method: "GET", Path: "/v1/vouchers/0000-0000-0000", Header: bearer}), 404, "unknown")
			}
			s.refused(s.close(s.sale("R1", vouchers(code))), "try_later")
			s.took(s.close(s.sale("R2", `"till":"T01",`+vouchers(code))), 50)
		}},
	})
}
