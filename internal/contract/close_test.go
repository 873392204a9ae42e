package contract

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// TestClose: what CONTRACTS.md 2.1 says of an ordinary sale.
func TestClose(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"only close decides: quote changes nothing and is no promise", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			q := s.post("/v1/till/quote", s.sale("Q1", ""))
			s.status(q.Answer, 200, "")
			if len(q.Vouchers) != 1 || q.Vouchers[0].Code != "" {
				t.Errorf("a quote shows what would be issued, without codes: %s", q.Body)
			}
			s.status(s.post("/v1/till/close/ack", `{"receipt":"Q1","printed":true}`).Answer, 404, "unknown_receipt")
		}},
		{"quote looks at the same body, without receipt if it likes", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			for range 2 {
				q := s.post("/v1/till/quote", s.sale("", `"receipt":"",`+vouchers(code)))
				s.took(q, 50)
			}
		}},
		{"lists are never absent; decision and snapshot are absent where nothing was decided", func(t *testing.T, s *shop) {
			r := s.sold(s.sale("R1", ""))
			if r.Redeemed == nil || r.Rejected == nil || r.Vouchers == nil || r.Warnings == nil {
				t.Errorf("a list is absent: %s", r.Body)
			}
			fact := s.sold(s.sale("R2", `"offline":true`))
			if fact.Decision != nil || fact.Snapshot != nil || fact.Vouchers == nil {
				t.Errorf("a fact decides nothing: %s", fact.Body)
			}
		}},
		{"an anonymous close has no customer in the answer", func(t *testing.T, s *shop) {
			if r := s.sold(s.sale("R1", "")); r.Customer != nil {
				t.Errorf("customer %q", *r.Customer)
			}
		}},
		{"an unknown identifier makes a customer; an unknown id closes as anonymous with a warning", func(t *testing.T, s *shop) {
			one, two := s.sold(s.sale("R1", `"customer":{"card":"26"}`)), s.sold(s.sale("R2", `"customer":{"card":"26"}`))
			if one.Customer == nil || two.Customer == nil || *one.Customer != *two.Customer {
				t.Errorf("the card is one customer: %s %s", one.Body, two.Body)
			}
			r := s.sold(s.sale("R3", `"customer":{"id":"cus_nobody"}`))
			if r.Customer != nil || !slices.Contains(r.Warnings, "unknown_customer") {
				t.Errorf("want anonymous with a warning: %s", r.Body)
			}
		}},
		{"of several, id, card, account, phone, email decides; a new one is attached, one of somebody else never merges", func(t *testing.T, s *shop) {
			ann := *s.sold(s.sale("R1", `"customer":{"card":"1","email":"ann@example.org"}`)).Customer
			bob := *s.sold(s.sale("R2", `"customer":{"email":"bob@example.org"}`)).Customer
			for _, c := range []struct{ who, want string }{
				{`{"email":"ann@example.org"}`, ann},
				{`{"email":"bob@example.org","card":"1"}`, ann},
				{`{"email":"bob@example.org"}`, bob},
				{`{"id":"` + bob + `","card":"1"}`, bob},
				{`{"card":"1","account":"77"}`, ann},
				{`{"account":"77","phone":"+49"}`, ann},
				{`{"phone":"+49"}`, ann},
			} {
				if r := s.sold(s.sale(s.Receipt(), `"customer":`+c.who)); r.Customer == nil || *r.Customer != c.want {
					t.Errorf("%s is not %s: %s", c.who, c.want, r.Body)
				}
			}
		}},
		{"without consent to offers vouchers is empty; with offers but not profile as an anonymous customer", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			ann := *s.sold(s.sale("R1", `"customer":{"card":"1"}`)).Customer
			if r := s.sold(s.sale("R2", `"customer":{"card":"1"}`)); len(r.Vouchers) != 0 {
				t.Errorf("issued without consent: %s", r.Body)
			}
			s.Must("PUT", "/v1/customers/"+ann+"/consent", `{"purpose":"offers","granted":true,"proof":"card form"}`)
			s.NobodyHeldOut()
			if r := s.sold(s.sale("R3", `"customer":{"card":"1"}`)); len(r.Vouchers) != 1 {
				t.Errorf("nothing issued with consent: %s", r.Body)
			}
		}},
		{"a strip: print is the vouchers only, absent when there is none; escpos, text, png", func(t *testing.T, s *shop) {
			if r := s.sold(s.sale("R0", `"print":{"format":"text"}`)); r.Print != nil {
				t.Errorf("a strip of nothing: %s", r.Body)
			}
			s.promote(`{}`)
			for format, begins := range map[string]string{"escpos": "\x1b@", "text": "", "png": "\x89PNG"} {
				r := s.sold(s.sale("R-"+format, `"print":{"format":"`+format+`","columns":42,"cut":true}`))
				strip := r.strip(t)
				if !strings.HasPrefix(strip, begins) || format != "png" && !strings.Contains(strip, r.Vouchers[0].Code) {
					t.Errorf("%s: %q", format, strip)
				}
			}
		}},
		{"the strip has value, reason, terms, validity, issuer, code and the address where to opt out", func(t *testing.T, s *shop) {
			settings, err := s.Settings(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			settings.Name, settings.OptOut = "Osmund Markets", "osmund.example/me"
			if err := s.PutSettings(t.Context(), settings); err != nil {
				t.Fatal(err)
			}
			s.promote(`{"min_spend":1000,"transferable":false}`)
			s.member("1")
			r := s.sold(s.sale("R1", card("1")+`,"print":{"format":"text","columns":42}`))
			strip := r.strip(t)
			for _, must := range []string{
				"0.50 off", r.Vouchers[0].Code, "22 Nov 2026", "5 Dec 2026", "Osmund Markets", "osmund.example/me", "Harbour", "From a purchase of 10.00", "Only with your card", "Why this?",
			} {
				if !strings.Contains(strings.ToLower(strip), strings.ToLower(must)) {
					t.Errorf("%q is not on the strip:\n%s", must, strip)
				}
			}
			for _, row := range strings.Split(strip, "\n") {
				if n := len([]rune(row)); n > 42 {
					t.Errorf("%d signs on a row of 42: %q", n, row)
				}
			}
		}},
		{"a return alone, or no goods at all, gets no voucher; the sale closes", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			if r := s.sold(s.sale("R1", "", line("bread", -1, -249))); len(r.Vouchers) != 0 || strings.Contains(r.Body, `"decision"`) {
				t.Errorf("issued with a return: %s", r.Body)
			}
			if r := s.sold(s.sale("R2", "", line("bread", -1, -249), line("soup", 1, 249))); len(r.Vouchers) == 0 {
				t.Errorf("nothing issued with an exchange: %s", r.Body)
			}
			nothing := s.sale("R3", "", "")
			if r := s.sold(nothing[:strings.Index(nothing, `"lines"`)] + `"lines":[]}`); len(r.Vouchers) != 0 {
				t.Errorf("issued with nothing: %s", r.Body)
			}
		}},
		{"past deadline_ms nothing is issued; the sale closes", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			if r := s.sold(s.sale("R1", `"deadline_ms":0`)); len(r.Vouchers) != 0 {
				t.Errorf("issued past the deadline: %s", r.Body)
			}
		}},
		{"unknown till: accepted and reported, once", func(t *testing.T, s *shop) {
			body := s.sale("R1", `"till":"T99"`)
			for _, sent := range []string{body, body, s.sale("R2", `"till":"T99"`)} {
				s.sold(sent)
			}
			s.status(s.post("/v1/receipts", s.sale("R3", `"till":"T98"`)).Answer, 200, "")
			for _, till := range []string{"T99", "T98"} {
				if n := strings.Count(s.Logged(), `"a till sells for the first time" store=S012 till=`+till); n != 1 {
					t.Errorf("till %s was reported %d times, want 1:\n%s", till, n, s.Logged())
				}
			}
			if known, err := s.MeetTill(t.Context(), "S012/T99", "test"); !known || err != nil {
				t.Errorf("T99 is known %t, %v, after a restart too", known, err)
			}
		}},
		{"what is worked behind the tills rests the longer, the more they close and send", func(t *testing.T, s *shop) {
			s.Open()
			before := s.Lull(time.Second)
			s.sold(s.sale("R1", ""))
			s.status(s.post("/v1/receipts", s.sale("R2", "")).Answer, 200, "")
			if after := s.Lull(time.Second); before != time.Second || after != time.Second+40*time.Millisecond {
				t.Errorf("a second's rest lasts %v before a close and a receipt, and %v after them", before, after)
			}
		}},
		{"unknown product: accepted, created as unlisted", func(t *testing.T, s *shop) {
			s.sold(s.sale("R1", "", line("never seen", 1, 100)))
			a := s.Must("GET", "/v1/products/never%20seen", "")
			if !a.Has(`"listed":false`) {
				t.Errorf("want it unlisted: %s", a.Body)
			}
		}},
		{"unknown fields are ignored and named in warnings; ext up to 2 KiB is kept", func(t *testing.T, s *shop) {
			r := s.sold(s.sale("R1", `"lane":4,"ext":{"lane":4}`, `{"product":"bread","quantity":1,"amount":300,"tax":7}`))
			if !slices.Contains(r.Warnings, "unknown_field:/lane") || !slices.Contains(r.Warnings, "unknown_field:/lines/0/tax") || len(r.Warnings) != 2 {
				t.Errorf("warnings %v", r.Warnings)
			}
			s.status(s.close(s.sale("R2", `"ext":{"x":"`+strings.Repeat("x", 2048)+`"}`)).Answer, 422, "validation")
			s.status(s.close(s.sale("R3", `"ext":{"x":"`+strings.Repeat("x", 2040)+`"}`)).Answer, 200, "")
		}},
		{"hostile text in names never reaches the printer as a command", func(t *testing.T, s *shop) {
			s.promote(`{"reward":{"kind":"free_item","product":"soup"}}`)
			print := func(name string) string {
				if err := s.DB.PutProducts(t.Context(), []retail.Product{{ID: "soup", Name: name, Price: 250, Listed: true}}); err != nil {
					t.Fatal(err)
				}
				s.refresh()
				return s.sold(s.sale(s.Receipt(), `"print":{"format":"escpos","columns":42}`)).strip(t)
			}
			commands := func(strip string) int {
				return strings.Count(strip, "\x1b") + strings.Count(strip, "\x1d") + strings.Count(strip, "\x10")
			}
			plain, hostile := print("Soup"), print("Soup\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\r\n\x00")
			if commands(plain) == 0 || commands(plain) != commands(hostile) {
				t.Errorf("%d commands with a plain name, %d with a hostile one: %q", commands(plain), commands(hostile), hostile)
			}
		}},
		{"ack false voids its vouchers, a repeat answers the same; unknown receipt 404", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.sold(s.sale("R1", "")).Vouchers[0].Code
			s.status(s.post("/v1/till/close/ack", `{"receipt":"R1","printed":true}`).Answer, 200, "")
			for range 2 {
				a := s.post("/v1/till/close/ack", `{"receipt":"R1","printed":false}`)
				if s.status(a.Answer, 200, ""); !a.Has(`"vouchers_voided":["` + code + `"]`) {
					t.Errorf("want %s voided: %s", code, a.Body)
				}
			}
			s.refused(s.close(s.sale("R2", vouchers(code))), "voided")
			s.status(s.post("/v1/till/close/ack", `{"receipt":"R9","printed":false}`).Answer, 404, "unknown_receipt")
		}},
		{"training is stored and never counted; suspended likewise until completed", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			for _, mark := range []string{"training", "suspended"} {
				r := s.sold(s.sale("R-"+mark, `"`+mark+`":true,`+vouchers(code)))
				if len(r.Vouchers)+len(r.Redeemed) != 0 {
					t.Errorf("%s counts: %s", mark, r.Body)
				}
			}
			s.Wait(time.Minute)
			done := s.close(s.sale("R-suspended", vouchers(code), line("bread", 1, 300), line("tea", 1, 100)))
			if s.status(done.Answer, 200, ""); len(done.Redeemed) != 1 || done.Header.Get("Idempotent-Replayed") != "" {
				t.Errorf("the completed sale is decided anew: %s", done.Body)
			}
			s.status(s.close(s.sale("R-suspended", "", line("tea", 1, 100))).Answer, 409, "receipt_conflict")
		}},
		{"a token of one till acts for that till alone", func(t *testing.T, s *shop) {
			token := s.Token(access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T03"})
			as := func(path, body string) servertest.Answer {
				return s.Do(servertest.Call{Path: path, Body: body, Header: map[string]string{"Authorization": "Bearer " + token}})
			}
			s.status(as("/v1/till/close", s.sale("R1", "")), 200, "")
			s.status(as("/v1/till/close", s.sale("R2", `"till":"T04"`)), 403, "wrong_till")
			s.status(as("/v1/till/close", s.sale("R3", `"store":"S013"`)), 403, "wrong_store")
			s.sold(s.sale("R4", `"store":"S013"`))
			s.status(as("/v1/till/void", `{"receipt":"R4","reason":"x","at":"`+s.At(0)+`"}`), 403, "wrong_store")
		}},
		{"without a token 401, with somebody else's role 403", func(t *testing.T, s *shop) {
			a := s.Do(servertest.Call{Path: "/v1/till/close", Body: s.sale("R1", "")})
			if s.status(a, http.StatusUnauthorized, "unauthorized"); a.Header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
			s.status(s.Do(servertest.Call{As: access.Marketer, Path: "/v1/till/close", Body: s.sale("R1", "")}), 403, "forbidden")
		}},
	})
}
