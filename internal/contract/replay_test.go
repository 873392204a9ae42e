package contract

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sartor/internal/access"
)

const replayed = "Idempotent-Replayed"

// TestReplay: a receipt id counts once, and its answer is repeated.
func TestReplay(t *testing.T) {
	t.Parallel()
	hold(t, []row{
		{"a second close of the same receipt answers the same bytes with Idempotent-Replayed", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			body := s.sale("R1", `"print":{"format":"escpos","columns":32,"cut":true}`)
			first := s.sold(body)
			for range 3 {
				s.Wait(time.Hour)
				again := s.sold(body)
				if again.Body != first.Body || again.Header.Get(replayed) != "true" || first.Header.Get(replayed) != "" {
					t.Errorf("got %s (%q), want %s", again.Body, again.Header.Get(replayed), first.Body)
				}
			}
		}},
		{"same content is the parsed receipt: not spelling, key order or print", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			at := s.At(0)
			first := s.sold(`{"receipt":"R1","store":"S012","till":"T03","at":"` + at + `","currency":"EUR","lines":[{"product":"bread","quantity":1,"amount":300,"discount":0}],"vouchers":[],"print":{"format":"text"}}`)
			utc, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			again := s.sold(`{ "lines": [ {"amount":300,"quantity":1.000,"product":"bre\u0061d"} ], "currency":"EUR", "deadline_ms": 100, "new":1,
				"at":"` + utc.UTC().Format(time.RFC3339) + `","till":"T03","store":"S012","receipt":"R1"}`)
			if again.Body != first.Body || again.Header.Get(replayed) != "true" {
				t.Errorf("got %s, want %s", again.Body, first.Body)
			}
		}},
		{"other content is 409 receipt_conflict, whatever part differs", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			body := s.sale("R1", card("1")+`,`+vouchers(code), line("bread", 1, 300), line("tea", 1, 100))
			first := s.sold(body)
			for old, now := range map[string]string{
				`"card":"1"`: `"card":"2"`, `"amount":100`: `"amount":101`, `"tea"`: `"soup"`, code: "0000-0000-0000", `"S012"`: `"S013"`, `"T03"`: `"T04"`,
				`"quantity":1`: `"quantity":2`, s.At(0): s.At(time.Second), `"discount":0`: `"discount":1`,
			} {
				if !strings.Contains(body, old) {
					t.Fatalf("%s is not in %s", old, body)
				}
				s.status(s.close(strings.Replace(body, old, now, 1)).Answer, http.StatusConflict, "receipt_conflict")
			}
			if again := s.sold(body); again.Body != first.Body {
				t.Errorf("got %s, want %s", again.Body, first.Body)
			}
		}},
		{"another print gives the same codes in the other format", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			body := s.sale("R1", `"print":{"format":"escpos","columns":42}`)
			first := s.sold(body)
			text := s.sold(strings.Replace(body, "escpos", "text", 1))
			if text.Header.Get(replayed) != "true" || text.Vouchers[0].Code != first.Vouchers[0].Code || !strings.Contains(text.strip(t), first.Vouchers[0].Code) {
				t.Errorf("got %s, want the codes of %s", text.Body, first.Body)
			}
			if again := s.sold(body); again.Body != first.Body {
				t.Errorf("the first format again: got %s, want %s", again.Body, first.Body)
			}
		}},
		{"a concurrent retry waits for the first", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			s.Token(access.Principal{Role: access.Till})
			body := s.sale("R1", "")
			answers := make([]reply, 8)
			var all sync.WaitGroup
			for i := range answers {
				all.Go(func() { answers[i] = s.close(body) })
			}
			all.Wait()
			firsts := 0
			for _, a := range answers {
				if a.Status != http.StatusOK || a.Body != answers[0].Body {
					t.Errorf("%d %s, want %s", a.Status, a.Body, answers[0].Body)
				}
				if a.Header.Get(replayed) == "" {
					firsts++
				}
			}
			if firsts != 1 {
				t.Errorf("%d answers are no replay, want 1", firsts)
			}
		}},
		{"answers are kept 35 days, then 410 answer_expired", func(t *testing.T, s *shop) {
			body := s.sale("R1", "")
			first := s.sold(body)
			s.Wait(35*24*time.Hour - time.Minute)
			if again := s.sold(body); again.Body != first.Body {
				t.Errorf("got %s, want %s", again.Body, first.Body)
			}
			s.Wait(2 * time.Minute)
			s.status(s.close(body).Answer, http.StatusGone, "answer_expired")
		}},
		{"after a void: 409 receipt_voided", func(t *testing.T, s *shop) {
			body := s.sale("R1", "")
			s.sold(body)
			s.status(s.post("/v1/till/void", `{"receipt":"R1","reason":"card","at":"`+s.At(0)+`"}`).Answer, 200, "")
			s.status(s.close(body).Answer, http.StatusConflict, "receipt_voided")
		}},
		{"after erasure: 410 erased", func(t *testing.T, s *shop) {
			body := s.sale("R1", card("1"))
			id := *s.sold(body).Customer
			s.Must("DELETE", "/v1/customers/"+id, "")
			s.status(s.close(body).Answer, http.StatusGone, "erased")
			s.status(s.post("/v1/till/void", `{"receipt":"R1","reason":"x","at":"`+s.At(0)+`"}`).Answer, http.StatusGone, "erased")
		}},
		{"unanswered: always accepted; what the lost close issued is void, its redemptions return, later closes are 409", func(t *testing.T, s *shop) {
			s.promote(`{}`)
			code := s.issue("")
			lost := s.sold(s.sale("R1", vouchers(code)))
			fact := s.sold(s.sale("R1", `"offline":true,"unanswered":true,"vouchers":[]`))
			if len(fact.Redeemed)+len(fact.Vouchers) != 0 {
				t.Errorf("a fact decides nothing: %s", fact.Body)
			}
			s.refused(s.close(s.sale("R2", vouchers(lost.Vouchers[0].Code))), "voided")
			s.status(s.close(s.sale("R1", vouchers(code))).Answer, 409, "receipt_conflict")
			s.took(s.close(s.sale("R3", vouchers(code))), 50)
		}},
		{"unanswered, although nothing was lost or it comes twice: accepted", func(t *testing.T, s *shop) {
			body := s.sale("R1", `"offline":true,"unanswered":true`)
			first := s.sold(body)
			again := s.close(body)
			if s.status(again.Answer, 200, ""); again.Body != first.Body {
				t.Errorf("the same fact again: %s, want %s", again.Body, first.Body)
			}
			s.status(s.close(s.sale("R1", "")).Answer, 409, "receipt_conflict")
		}},
	})
}
