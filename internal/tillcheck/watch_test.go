package tillcheck_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sartor/internal/tillcheck"
)

// noon is when all tills of these tests sell.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// counter is a server as far as a till can see it: it answers by path and
// receipt id what a test lays down, else an empty 200.
type counter struct {
	mu      sync.Mutex
	answers map[string][]string // path and receipt → answers, each "STATUS BODY", the last one for ever
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct{ Receipt string }
	raw, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(raw, &body)
	c.mu.Lock()
	key := r.URL.Path + " " + body.Receipt
	answer := `200 {"redeemed":[],"rejected":[],"vouchers":[],"warnings":[],"deduction":0}`
	if list := c.answers[key]; len(list) > 0 {
		answer = list[0]
		if len(list) > 1 {
			c.answers[key] = list[1:]
		}
	}
	c.mu.Unlock()
	status, text, _ := strings.Cut(answer, " ")
	var code int
	fmt.Sscan(status, &code)
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text)
}

// basket is a close at noon, with more behind its lines.
func basket(receipt, more string) string {
	return `{"receipt":"` + receipt + `","store":"S1","till":"T1","at":"2026-11-22T12:00:00Z","currency":"EUR",` +
		`"lines":[{"product":"P","quantity":2,"amount":500,"discount":0}]` + more + `}`
}

const (
	closes = "/v1/till/close"
	sold   = `200 {"redeemed":[],"rejected":[],"vouchers":[{"code":"A"}],"warnings":[],"deduction":0}`
	worth  = `200 {"redeemed":[{"code":"A","amount":50,"lines":[{"index":0,"amount":50}]}],"rejected":[],"vouchers":[],"warnings":[],"deduction":50}`
)

// TestWatch_Tills: each erring till is told its error and nothing else; one that
// behaves is told nothing.
func TestWatch_Tills(t *testing.T) {
	t.Parallel()
	type sent struct {
		path, body string
		after      time.Duration // since noon
	}
	for _, c := range []struct {
		name    string
		calls   []sent
		answers map[string][]string
		want    []string
	}{
		{
			name: "all is well",
			calls: []sent{
				{path: "/v1/till/quote", body: basket("", "")},
				{path: closes, body: basket("R1", `,"vouchers":["A"]`)},
				{path: closes + "/ack", body: `{"receipt":"R1","printed":true}`},
				{path: closes, body: basket("R2", "")},
				{path: closes, body: basket("R2", `,"deadline_ms":500`), after: 3 * time.Second},
				{path: "/v1/till/void", body: `{"receipt":"R2","reason":"cash","at":"2026-11-22T12:00:05Z"}`, after: 4 * time.Second},
			},
			answers: map[string][]string{closes + " R1": {sold}, closes + " R2": {`503 {}`, sold}},
		},
		{
			name:  "a retry writes a new time",
			calls: []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: strings.Replace(basket("R1", ""), "12:00:00", "12:00:01", 1)}},
			want:  []string{"retry_changed"},
		},
		{
			name:  "a retry spells the time otherwise",
			calls: []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: strings.Replace(basket("R1", `,"print":{"format":"text"}`), "12:00:00Z", "13:00:00+01:00", 1)}},
		},
		{
			name:    "a retry takes a new id",
			calls:   []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R2", ""), after: 3 * time.Second}},
			answers: map[string][]string{closes + " R1": {`503 {}`}},
			want:    []string{"retry_other_id"},
		},
		{
			name:    "no retry",
			calls:   []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R2", `,"vouchers":["B"]`), after: 3 * time.Second}},
			answers: map[string][]string{closes + " R1": {`503 {}`}},
			want:    []string{"not_repeated"},
		},
		{
			name:    "no retry of the last close",
			calls:   []sent{{path: closes, body: basket("R1", "")}},
			answers: map[string][]string{closes + " R1": {`500 {}`}},
			want:    []string{"not_repeated"},
		},
		{
			name:    "a retry at once",
			calls:   []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R1", ""), after: time.Second}},
			answers: map[string][]string{closes + " R1": {`503 {}`, sold}},
			want:    []string{"retry_after"},
		},
		{
			name:  "an answered close again",
			calls: []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R1", "")}},
			want:  []string{"needless"},
		},
		{
			name: "a close after a void",
			calls: []sent{
				{path: closes, body: basket("R1", "")}, {path: "/v1/till/void", body: `{"receipt":"R1"}`}, {path: closes, body: basket("R1", "")},
			},
			want: []string{"close_after_void"},
		},
		{
			name:    "a retry that changed is named once, not again as refused",
			calls:   []sent{{path: closes, body: basket("R1", `,"vouchers":["A"]`)}, {path: closes, body: strings.Replace(basket("R1", `,"vouchers":["A"]`), "500", "501", 1)}},
			answers: map[string][]string{closes + " R1": {worth, `409 {"code":"receipt_conflict"}`}},
			want:    []string{"retry_changed"},
		},
		{
			name:    "a conflict that nobody saw coming",
			calls:   []sent{{path: closes, body: basket("R1", "")}},
			answers: map[string][]string{closes + " R1": {`409 {"code":"receipt_conflict"}`}},
			want:    []string{"refused"},
		},
		{
			name:    "a void of nothing",
			calls:   []sent{{path: "/v1/till/void", body: `{"receipt":"R9"}`}},
			answers: map[string][]string{"/v1/till/void R9": {`202 {}`}},
			want:    []string{"void_unknown"},
		},
		{
			name:  "no time",
			calls: []sent{{path: closes, body: strings.Replace(basket("R1", ""), `"at":"2026-11-22T12:00:00Z",`, "", 1)}},
			want:  []string{"at"},
		},
		{
			name:  "a clock that is ahead",
			calls: []sent{{path: closes, body: strings.Replace(basket("R1", ""), "12:00:00", "12:02:00", 1)}},
			want:  []string{"clock"},
		},
		{
			name:  "an old sale as if it were new",
			calls: []sent{{path: closes, body: basket("R1", ""), after: 11 * time.Minute}},
			want:  []string{"stale"},
		},
		{
			name:  "an old sale as what it is",
			calls: []sent{{path: closes, body: basket("R1", `,"offline":true`), after: 11 * time.Minute}},
		},
		{
			name:  "a return with one sign",
			calls: []sent{{path: closes, body: strings.Replace(basket("R1", ""), `"quantity":2`, `"quantity":-2`, 1)}},
			want:  []string{"sign"},
		},
		{
			name:    "no word about the printer",
			calls:   []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R2", `,"vouchers":["B"]`)}},
			answers: map[string][]string{closes + " R1": {sold}},
			want:    []string{"no_ack"},
		},
		{
			name: "unanswered though answered",
			calls: []sent{
				{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R1", `,"offline":true,"unanswered":true`)},
			},
			want: []string{"answered"},
		},
		{
			name: "unanswered, as it should be",
			calls: []sent{
				{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R1", `,"offline":true,"unanswered":true`), after: 3 * time.Second},
			},
			answers: map[string][]string{closes + " R1": {`503 {}`, `200 {}`}},
		},
		{
			name: "a suspended sale that grows",
			calls: []sent{
				{path: closes, body: basket("R1", `,"suspended":true`)},
				{path: closes, body: strings.Replace(basket("R1", ""), `500`, `700`, 1)},
			},
		},
		{
			name: "the quote's redemption is gone from the amounts",
			calls: []sent{
				{path: "/v1/till/quote", body: basket("Q", `,"vouchers":["A"]`)}, {path: closes, body: strings.Replace(basket("R1", ""), `500`, `450`, 1)},
			},
			answers: map[string][]string{"/v1/till/quote Q": {worth}},
			want:    []string{"quote_deducted"},
		},
		{
			name:    "the quote's codes are left out",
			calls:   []sent{{path: "/v1/till/quote", body: basket("Q", `,"vouchers":["A"]`)}, {path: closes, body: basket("R1", "")}},
			answers: map[string][]string{"/v1/till/quote Q": {worth}},
			want:    []string{"quote_dropped"},
		},
		{
			name:    "the quote's codes are presented",
			calls:   []sent{{path: "/v1/till/quote", body: basket("Q", `,"vouchers":["A"]`)}, {path: closes, body: basket("R1", `,"vouchers":["A"]`)}},
			answers: map[string][]string{"/v1/till/quote Q": {worth}},
		},
		{
			name: "a redeemed code is not on the fact",
			calls: []sent{
				{path: "/v1/vouchers/q6p5-rw53-v60t/redeem", body: basket("R1", "")}, {path: closes, body: basket("R1", `,"offline":true`)},
			},
			want: []string{"code_missing"},
		},
		{
			name: "a redeemed code is on the fact",
			calls: []sent{
				{path: "/v1/vouchers/q6p5-rw53-v60t/redeem", body: basket("R1", "")},
				{path: closes, body: basket("R1", `,"offline":true,"vouchers":["Q6P5RW53V60T"]`)},
			},
		},
		{
			name:  "rubbish from the scanner",
			calls: []sent{{path: closes, body: basket("R1", `,"vouchers":["1","2","3","4","5"]`)}},
			answers: map[string][]string{closes + " R1": {
				`200 {"rejected":[{"reason":"unknown"},{"reason":"unknown"},{"reason":"unknown"},{"reason":"unknown"},{"reason":"unknown"}]}`,
			}},
			want: []string{"rubbish_codes"},
		},
		{
			name:    "what the server refuses",
			calls:   []sent{{path: closes, body: basket("R1", "")}},
			answers: map[string][]string{closes + " R1": {`422 {"code":"validation","errors":[{"pointer":"/currency","detail":"other"}]}`}},
			want:    []string{"refused"},
		},
		{
			name:    "a fact that is refused",
			calls:   []sent{{path: "/v1/receipts", body: basket("R1", "")}},
			answers: map[string][]string{"/v1/receipts R1": {`200 {"refused":[{"index":0,"code":"quantity"}]}`}},
			want:    []string{"fact_refused"},
		},
		{
			name:    "a field nobody knows, told once",
			calls:   []sent{{path: closes, body: basket("R1", "")}, {path: closes, body: basket("R2", "")}},
			answers: map[string][]string{closes + " R1": {`200 {"warnings":["unknown_field:/x"]}`}, closes + " R2": {`200 {"warnings":["unknown_field:/x"]}`}},
			want:    []string{"warning"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(&counter{answers: c.answers})
			defer server.Close()
			now := noon
			var got []string
			watch := tillcheck.NewWatch(tillcheck.Options{URL: server.URL, Now: func() time.Time { return now }}, func(b tillcheck.Breach) {
				got = append(got, b.Rule)
				if b.What == "" || b.Mend == "" {
					t.Errorf("%s says nothing: %+v", b.Rule, b)
				}
			})
			for _, s := range c.calls {
				now = noon.Add(s.after)
				r := httptest.NewRequest(http.MethodPost, s.path, strings.NewReader(s.body))
				r.Header.Set("Authorization", "Bearer T")
				watch.ServeHTTP(httptest.NewRecorder(), r)
			}
			watch.Summary()
			if !slices.Equal(got, c.want) {
				t.Errorf("breaches %v, want %v", got, c.want)
			}
		})
	}
}

// TestWatch_ForwardsUnchanged: the till gets what the server said, and the
// server what the till sent.
func TestWatch_ForwardsUnchanged(t *testing.T) {
	t.Parallel()
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.RequestURI() + " " + r.Header.Get("Authorization") + " " + string(raw)
		w.Header().Set("Idempotent-Replayed", "true")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "{ }\n")
	}))
	defer server.Close()
	var rules []string
	watch := tillcheck.NewWatch(tillcheck.Options{URL: server.URL + "/", Token: "mine"}, func(b tillcheck.Breach) { rules = append(rules, b.Rule) })
	w := httptest.NewRecorder()
	watch.ServeHTTP(w, httptest.NewRequest(http.MethodPut, "/v1/stores/S%201?x=1", strings.NewReader("body")))
	if want := "PUT /v1/stores/S%201?x=1 Bearer mine body"; got != want {
		t.Errorf("the server got %q, want %q", got, want)
	}
	if w.Code != http.StatusAccepted || w.Body.String() != "{ }\n" || w.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("the till got %d %q %v", w.Code, w.Body, w.Header())
	}
	if !slices.Equal(rules, []string{"no_token"}) {
		t.Errorf("breaches %v, want no_token", rules)
	}
}

// TestWatch_HungUp: a till that goes before its own deadline is told, one that
// waits longer is not.
func TestWatch_HungUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		waited time.Duration
		want   []string
	}{
		{799 * time.Millisecond, []string{"hung_up", "not_repeated"}},
		{800 * time.Millisecond, []string{"not_repeated"}},
	} {
		arrived, gone := make(chan struct{}), make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			close(arrived)
			<-gone
		}))
		now := noon
		var got []string
		watch := tillcheck.NewWatch(tillcheck.Options{URL: server.URL, Now: func() time.Time { return now }}, func(b tillcheck.Breach) { got = append(got, b.Rule) })
		ctx, hangUp := context.WithCancel(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, closes, strings.NewReader(basket("R1", "")))
		r.Header.Set("Authorization", "Bearer T")
		done := make(chan struct{})
		go func() { watch.ServeHTTP(httptest.NewRecorder(), r); close(done) }()
		<-arrived
		now = noon.Add(c.waited)
		hangUp()
		<-done
		close(gone)
		server.Close()
		if watch.Summary(); !slices.Equal(got, c.want) {
			t.Errorf("after %s: breaches %v, want %v", c.waited, got, c.want)
		}
	}
}
