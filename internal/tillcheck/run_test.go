package tillcheck_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/tillcheck"
)

// chain is a server with vouchers for anyone, some good at once and some from
// tomorrow.
func chain(t *testing.T) *servertest.Shop {
	t.Helper()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S012", `{"name":"Harbour","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	s.Must("PUT", "/v1/products/soup", `{"name":"Soup","price":250,"category":"soup"}`)
	for after, id := range []string{"prm_now", "prm_tomorrow"} {
		s.Must("POST", "/v1/promotions", fmt.Sprintf(`{"id":%q,"name":{"en":"Soup"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},
			"starts":"2026-11-01","ends":"2026-12-31","budget":{"amount":250000,"currency":"EUR"},"holdout":0,"valid_after_days":%d,
			"stacking":"all","voucher_days":14,"state":"live"}`, id, after))
	}
	return s
}

// run takes all steps as a till of the shop, through a server of another address.
func run(t *testing.T, s *servertest.Shop, at string) tillcheck.Report {
	t.Helper()
	o := tillcheck.Options{URL: at, Token: s.Token(access.Principal{Role: access.Till}), Now: s.Now}
	report, err := tillcheck.Run(t.Context(), o, func(tillcheck.Step) {})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A token made for one till of one store, as the operator makes it, is enough.
func TestRun_FindsTheTillOfItsToken(t *testing.T) {
	t.Parallel()
	s := chain(t)
	s.Must("PUT", "/v1/stores/S001", `{"name":"Hill","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	bound := s.Token(access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T 03"})
	report, err := tillcheck.Run(t.Context(), tillcheck.Options{URL: s.URL, Token: bound, Now: s.Now}, func(tillcheck.Step) {})
	if err != nil || report.Store != "S012" || report.Till != "T 03" || report.Failed > 0 {
		t.Errorf("got %v: store %q, till %q, %d failed", err, report.Store, report.Till, report.Failed)
	}
	o := tillcheck.Options{URL: s.URL, Token: bound, Now: s.Now, Till: "T04"}
	if _, err := tillcheck.Run(t.Context(), o, func(tillcheck.Step) {}); err == nil || !strings.Contains(err.Error(), "belongs to till T 03") {
		t.Errorf("got %v, want the till named that the token is for", err)
	}
}

func TestRun_TheServerPasses(t *testing.T) {
	t.Parallel()
	s := chain(t)
	report := run(t, s, s.URL)
	for _, step := range report.Steps {
		if step.State != tillcheck.Passed {
			t.Errorf("%s is %s: %+v %s", step.Name, step.State, step.Findings, step.Why)
		}
	}
	if report.Store != "S012" || report.Closes < 20 || report.MedianMS <= 0 {
		t.Errorf("a report without its numbers: %+v", report)
	}
}

// TestRun_LeavesNothingBehind: no sale of a run counts afterwards, and no
// voucher of it can be used.
func TestRun_LeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := chain(t)
	run(t, s, s.URL)
	type results struct {
		Issued, Redeemed, Voided int64
		Budget                   struct{ Reserved, Spent, Overspent, Contingency int64 }
	}
	for _, id := range []string{"prm_now", "prm_tomorrow"} {
		var got results
		s.Must("GET", "/v1/promotions/"+id+"/results", "").Into(t, &got)
		if got.Issued == 0 || got.Voided != got.Issued {
			t.Errorf("%s: %d issued, %d of them void", id, got.Issued, got.Voided)
		}
		got.Issued, got.Voided = 0, 0
		want := results{}
		want.Budget.Contingency = 25_000 // a tenth of the budget, as it was filled
		if got != want {
			t.Errorf("%s after a run: %+v, want %+v", id, got, want)
		}
	}
}

// TestRun_WithoutPromotions: what cannot be tried is skipped and says how it
// could; nothing fails.
func TestRun_WithoutPromotions(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S012", `{"name":"Harbour","timezone":"Europe/Berlin","currency":"EUR"}`)
	s.Must("PUT", "/v1/products/soup", `{"name":"Soup","price":250}`)
	report := run(t, s, s.URL)
	if report.Failed != 0 || report.Skipped == 0 {
		t.Errorf("%d failed, %d skipped: %+v", report.Failed, report.Skipped, report.Steps)
	}
	for _, step := range report.Steps {
		if step.State == tillcheck.Skipped && step.Why == "" {
			t.Errorf("%s was skipped without a reason", step.Name)
		}
	}
}

// TestRun_CannotSell: a server that is not there, a token nobody knows and one
// that may not sell are errors with a way out, not breaches.
func TestRun_CannotSell(t *testing.T) {
	t.Parallel()
	s := chain(t)
	for want, o := range map[string]tillcheck.Options{
		"does not answer":    {URL: "http://127.0.0.1:1", Token: "x"},
		"know the token":     {URL: s.URL, Token: "nonsense"},
		"may not sell":       {URL: s.URL, Token: s.Token(access.Principal{Role: access.Marketer}), Store: "S012"},
		"none of the first":  {URL: s.URL, Token: s.Token(access.Principal{Role: access.Marketer})},
		"is not among":       {URL: s.URL, Token: s.Token(access.Principal{Role: access.Till}), Store: "S999"},
		"GET /v1/products/x": {URL: s.URL, Token: s.Token(access.Principal{Role: access.Till}), Product: "x"},
	} {
		o.Now = s.Now
		_, err := tillcheck.Run(t.Context(), o, func(tillcheck.Step) {})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

// exchange is one call as a twin sees it: it may change the answer.
type exchange struct {
	path, body string
	status     int
	header     http.Header
	answer     string
}

// twin is a server that keeps the contract but for one sentence.
type twin func(*exchange)

// broken serves the shop with one thing wrong.
func broken(t *testing.T, s *servertest.Shop, wrong twin) string {
	t.Helper()
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	front := httputil.NewSingleHostReverseProxy(to)
	front.ModifyResponse = func(r *http.Response) error {
		sent, _ := r.Request.Context().Value(sentKey{}).(string)
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		e := &exchange{path: r.Request.URL.Path, body: sent, status: r.StatusCode, header: r.Header, answer: string(raw)}
		mu.Lock()
		wrong(e)
		mu.Unlock()
		r.StatusCode, r.Body, r.ContentLength = e.status, io.NopCloser(strings.NewReader(e.answer)), int64(len(e.answer))
		r.Header.Set("Content-Length", fmt.Sprint(len(e.answer)))
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		r = r.WithContext(withSent(r, string(raw)))
		r.Body = io.NopCloser(bytes.NewReader(raw))
		front.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const empty = `{"redeemed":[],"deduction":0,"rejected":[],"vouchers":[],"warnings":[]}`

// swap replaces what a pattern finds in answers of a path and status.
func swap(path string, status int, pattern, by string) twin {
	find := regexp.MustCompile(pattern)
	return func(e *exchange) {
		if e.path == path && e.status == status {
			e.answer = find.ReplaceAllString(e.answer, by)
		}
	}
}

// forgive answers 200 where the server refuses with a code.
func forgive(code string) twin {
	return func(e *exchange) {
		if e.status >= 400 && strings.Contains(e.answer, `"code":"`+code+`"`) {
			e.status, e.answer = http.StatusOK, empty
		}
	}
}

// counting tells a twin how many calls there have been.
func counting(wrong func(e *exchange, n int)) twin {
	n := 0
	return func(e *exchange) {
		n++
		wrong(e, n)
	}
}

const closed, quoted, facts, voids, acks = "/v1/till/close", "/v1/till/quote", "/v1/receipts", "/v1/till/void", "/v1/till/close/ack"

// TestRun_BrokenTwins: a server that breaks one sentence of the contract fails
// the step of that sentence.
func TestRun_BrokenTwins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		breaks string
		step   string
		twin   twin
	}{
		{"lets anybody in", "token", forgive("unauthorized")},
		{"says 401 without how", "token", func(e *exchange) { e.header.Del("WWW-Authenticate") }},
		{"promises codes in a quote", "quote", swap(quoted, 200, `"code":""`, `"code":"A"`)},
		{"leaves empty lists out", "quote", swap(quoted, 200, `"rejected":\[\],`, ``)},
		{"writes what was quoted", "quote.nothing", forgive("unknown_receipt")},
		{"adds up wrongly", "close", swap(closed, 200, `"deduction":0`, `"deduction":1`)},
		{"forgets the receipt's id", "close", swap(closed, 200, `"receipt":"[^"]*"`, `"receipt":"X"`)},
		{"prints a strip without codes", "close.print", swap(closed, 200, `"print":"[^"]*"`, `"print":"G0A="`)},
		{"names a customer who gave no card", "close.anonymous", swap(closed, 200, `"redeemed"`, `"customer":"cus_1","redeemed"`)},
		{"answers a retry otherwise", "retry", func(e *exchange) {
			if e.header.Get("Idempotent-Replayed") != "" {
				e.answer = strings.Replace(e.answer, `"warnings":[]`, `"warnings":["again"]`, 1)
			}
		}},
		{"does not mark replays", "retry", func(e *exchange) { e.header.Del("Idempotent-Replayed") }},
		{"issues other codes with another print", "retry.print", func(e *exchange) {
			if e.header.Get("Idempotent-Replayed") != "" && strings.Contains(e.body, `"png"`) {
				e.answer = strings.Replace(e.answer, `"code":"`, `"code":"X`, 1)
			}
		}},
		{"decides concurrent retries twice", "retry.race", func(e *exchange) {
			if strings.Contains(e.body, "-race") {
				e.header.Del("Idempotent-Replayed")
			}
		}},
		{"ignores conflicts", "conflict", forgive("receipt_conflict")},
		{"refuses with plain text", "conflict", func(e *exchange) {
			if e.status >= 400 {
				e.header.Set("Content-Type", "text/plain")
			}
		}},
		{"issues past the deadline", "deadline", func(e *exchange) {
			if strings.Contains(e.body, `"deadline_ms":0`) {
				e.answer = strings.Replace(e.answer, `"vouchers":[]`, `"vouchers":[{"code":"A"}]`, 1)
			}
		}},
		{"tells a mistyped code from an unknown one", "code.unknown", func(e *exchange) {
			if strings.Contains(e.body, "ZZZZ") {
				e.answer = strings.Replace(e.answer, `"detail":"no`, `"detail":"mistyped: no`, 1)
			}
		}},
		{"honours tomorrow's vouchers", "code.future", swap(closed, 200, `"reason":"not_yet_valid"`, `"reason":"expired"`)},
		{"finds no codes in small letters", "code.look-up", func(e *exchange) {
			if strings.HasPrefix(e.path, "/v1/vouchers/") && strings.ToLower(e.path) == e.path {
				e.status, e.answer = http.StatusNotFound, `{"code":"unknown","status":404}`
			}
		}},
		{"takes more off the lines than it says", "redeem", swap(closed, 200, `"lines":\[\{"index":0,"amount":50\}\]`, `"lines":[{"index":0,"amount":49}]`)},
		{"redeems twice", "redeem.twice", swap(closed, 200, `"rejected":\[\{"code":"([^"]*)","reason":"already_redeemed"[^]]*\]`, `"rejected":[]`)},
		{"keeps what a void should return", "void", swap(voids, 200, `"redemptions_returned":\[[^]]*\]`, `"redemptions_returned":[]`)},
		{"answers the second void otherwise", "void.again", counting(func(e *exchange, n int) {
			if e.path == voids {
				e.answer = strings.Replace(e.answer, `"voided_at":"`, fmt.Sprintf(`"voided_at":"%d `, n), 1)
			}
		})},
		{"sells voided receipts", "void.close", forgive("receipt_voided")},
		{"does not know what a void before the sale is", "void.first", func(e *exchange) {
			if e.status == http.StatusAccepted {
				e.status = http.StatusNotFound
			}
		}},
		{"leaves vouchers of voided sales good", "void.issued", swap(voids, 200, `"vouchers_voided":\[[^]]*\]`, `"vouchers_voided":[]`)},
		{"ignores that nothing was printed", "ack", swap(acks, 200, `"vouchers_voided":\[[^]]*\]`, `"vouchers_voided":[]`)},
		{"lets the lost answer stand", "unanswered", func(e *exchange) {
			if e.status == http.StatusConflict && strings.Contains(e.body, "-unanswered") {
				e.status, e.answer = http.StatusOK, empty
			}
		}},
		{"issues to facts", "offline", func(e *exchange) {
			if strings.Contains(e.body, `"offline":true`) {
				e.answer = strings.Replace(e.answer, `"vouchers":[]`, `"vouchers":[{"code":"A"}]`, 1)
			}
		}},
		{"hides that a voucher was used twice", "offline.clash", swap(closed, 200, `"flag":"redeemed_twice",`, ``)},
		{"redeems anything offline", "offline.unknown", func(e *exchange) {
			if strings.Contains(e.body, "-offline-unknown") {
				e.answer = strings.Replace(e.answer, `"reason":"unknown"`, `"reason":"expired"`, 1)
			}
		}},
		{"issues to old sales", "old", func(e *exchange) {
			if strings.Contains(e.body, "-old") {
				e.answer = strings.Replace(e.answer, `"vouchers":[]`, `"vouchers":[{"code":"A"}]`, 1)
			}
		}},
		{"counts facts twice", "receipts", swap(facts, 200, `"duplicates":1`, `"duplicates":0`)},
		{"refuses without saying which", "receipts", swap(facts, 200, `"index":2`, `"index":0`)},
		{"overwrites what stands", "receipts.conflict", swap(facts, 200, `"code":"receipt_conflict"`, `"code":"validation"`)},
		{"redeems in training", "training", func(e *exchange) {
			if strings.Contains(e.body, `"training":true`) {
				e.answer = strings.Replace(e.answer, `"redeemed":[]`, `"redeemed":[{"code":"A"}]`, 1)
			}
		}},
		{"answers a completed sale as the parked one", "suspended", func(e *exchange) {
			if strings.Contains(e.body, "-suspended") && !strings.Contains(e.body, `"suspended":true`) {
				e.header.Set("Idempotent-Replayed", "true")
			}
		}},
		{"takes what is no JSON", "bad.json", forgive("malformed")},
		{"takes what does not hold", "bad.fields", forgive("quantity")},
		{"does not name the field", "bad.fields", swap(closed, 422, `"pointer":"/currency"`, `"pointer":""`)},
		{"sells in the future", "bad.clock", forgive("future")},
		{"takes any number of lines", "bad.size", forgive("too_large")},
		{"swallows unknown fields", "unknown.field", swap(closed, 200, `"warnings":\[[^]]*\]`, `"warnings":[]`)},
		{"swallows unknown customers", "unknown.id", swap(closed, 200, `"warnings":\[[^]]*\]`, `"warnings":[]`)},
		{"takes nothing back", "return", func(e *exchange) {
			if strings.Contains(e.body, "-return") {
				e.status = http.StatusUnprocessableEntity
			}
		}},
		{"does not void at the end", "farewell", func(e *exchange) {
			if e.path == voids && strings.Contains(e.body, "-old") {
				e.status = http.StatusInternalServerError
			}
		}},
	} {
		t.Run(c.breaks, func(t *testing.T) {
			t.Parallel()
			s := chain(t)
			var failed []string
			for _, step := range run(t, s, broken(t, s, c.twin)).Steps {
				if step.State == tillcheck.Failed {
					failed = append(failed, step.Name)
				}
				if step.State == tillcheck.Failed && step.Name == c.step {
					return
				}
			}
			t.Errorf("step %s did not fail; failed: %v", c.step, failed)
		})
	}
}
