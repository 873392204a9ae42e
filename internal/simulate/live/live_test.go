package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/preset"
)

// shop is a small chain that keeps the till contract: close, ack, void, facts,
// consent.
type shop struct {
	t     *testing.T
	chain *simulate.Chain
	mux   *http.ServeMux

	mu       sync.Mutex
	n        int
	vouchers map[string]*paper
	closed   map[retail.ReceiptID]wire
	facts    map[retail.ReceiptID]wire
	voided   map[retail.ReceiptID]bool
	training int
	jammed   int
	noOffers map[string]bool // by card
	slow     time.Duration   // before every answer
	early    int             // receipts ahead of the clock
}

type paper struct {
	used  bool
	until retail.BusinessDay
	from  retail.BusinessDay
}

func newShop(t *testing.T, c *simulate.Chain) *shop {
	s := &shop{
		t: t, chain: c, mux: http.NewServeMux(), vouchers: map[string]*paper{}, closed: map[retail.ReceiptID]wire{},
		facts: map[retail.ReceiptID]wire{}, voided: map[retail.ReceiptID]bool{}, noOffers: map[string]bool{},
	}
	s.mux.HandleFunc("POST /v1/till/close", s.close)
	s.mux.HandleFunc("POST /v1/till/close/ack", func(w http.ResponseWriter, r *http.Request) {
		if read[handed](t, r); !read[handed](t, r).Printed {
			s.jammed++
		}
	})
	s.mux.HandleFunc("POST /v1/till/void", func(w http.ResponseWriter, r *http.Request) {
		s.voided[read[struct{ Receipt retail.ReceiptID }](t, r).Receipt] = true
	})
	s.mux.HandleFunc("POST /v1/receipts", s.receipts)
	s.mux.HandleFunc("POST /v1/customers/lookup", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"id":"cus_%s"}`, read[struct{ Card string }](t, r).Card)
	})
	s.mux.HandleFunc("PUT /v1/customers/{id}/consent", func(w http.ResponseWriter, r *http.Request) {
		if c := read[struct{ Purpose string }](t, r); c.Purpose == "offers" {
			s.noOffers[strings.TrimPrefix(r.PathValue("id"), "cus_")] = true
		}
	})
	return s
}

// read decodes a body and leaves it to be read again.
func read[T any](t *testing.T, r *http.Request) (out T) {
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		t.Error(err)
	}
	r.Body = http.NoBody
	if b.Len() > 0 {
		r.Body = &again{bytes.NewReader(b.Bytes())}
		if err := json.Unmarshal(b.Bytes(), &out); err != nil {
			t.Errorf("body %q: %v", b.String(), err)
		}
	}
	return out
}

type again struct{ *bytes.Reader }

func (a *again) Close() error { return nil }

// RoundTrip answers without a network, so that time can be simulated.
func (s *shop) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.slow > 0 && r.URL.Path == "/v1/till/close" {
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(s.slow):
		}
	}
	if r.Header.Get("Authorization") != "Bearer t" {
		s.t.Errorf("%s without the token", r.URL.Path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := httptest.NewRecorder()
	s.mux.ServeHTTP(rec, r)
	return rec.Result(), nil
}

func (s *shop) client() Client {
	return Client{Base: "http://shop", Token: "t", HTTP: &http.Client{Transport: s}}
}

// judge decides over presented codes, at a date.
func (s *shop) judge(codes []string, day retail.BusinessDay) (redeemed []string, rejected map[string]string) {
	rejected = map[string]string{}
	for _, code := range codes {
		v := s.vouchers[code]
		switch {
		case v == nil:
			rejected[code] = "unknown"
		case v.used:
			rejected[code] = "already_redeemed"
		case day > v.until:
			rejected[code] = "expired"
		case day < v.from:
			rejected[code] = "not_yet_valid"
		default:
			v.used = true
			redeemed = append(redeemed, code)
		}
	}
	return redeemed, rejected
}

// print issues a voucher for the first line, good from the next day.
func (s *shop) print(product retail.ProductID, day retail.BusinessDay) simulate.Printed {
	s.n++
	code := fmt.Sprintf("C%06d", s.n)
	s.vouchers[code] = &paper{from: day + 1, until: day + 7}
	return simulate.Printed{Code: code, Product: product, Percent: 20, Value: 300, From: day + 1, Until: day + 7}
}

func (s *shop) close(w http.ResponseWriter, r *http.Request) {
	in := read[wire](s.t, r)
	at, err := time.Parse(time.RFC3339Nano, in.At)
	if err != nil || at.After(time.Now()) {
		s.early++
	}
	if _, ok := s.closed[in.Receipt]; ok || len(in.Lines) == 0 {
		s.t.Errorf("receipt %s closed twice or empty", in.Receipt)
	}
	s.closed[in.Receipt] = in
	day := retail.DayOf(at, s.chain.World.Zone, retail.DefaultCut)
	redeemed, rejected := s.judge(in.Vouchers, day)
	out := map[string]any{"receipt": in.Receipt, "customer": "cus_" + in.Customer["card"]}
	var rs, bad, vs []map[string]any
	for _, c := range redeemed {
		rs = append(rs, map[string]any{"code": c, "amount": 50})
	}
	for c, why := range rejected {
		bad = append(bad, map[string]any{"code": c, "reason": why})
	}
	if card := in.Customer["card"]; card != "" && !s.noOffers[card] {
		p := s.print(in.Lines[0].Product, day)
		vs = append(vs, map[string]any{
			"code": p.Code, "product": p.Product, "text": "20 % off", "value": map[string]any{"kind": "percent", "percent": 20, "max_amount": 300},
			"valid_from": p.From.String(), "valid_until": p.Until.String(), "why": []string{"bought every week"},
		})
	}
	out["redeemed"], out["rejected"], out["vouchers"] = rs, bad, vs
	if err := json.NewEncoder(w).Encode(out); err != nil {
		s.t.Error(err)
	}
}

func (s *shop) receipts(w http.ResponseWriter, r *http.Request) {
	dec := json.NewDecoder(r.Body)
	var out loaded
	for dec.More() {
		var in wire
		if err := dec.Decode(&in); err != nil {
			s.t.Error(err)
			return
		}
		_, known := s.facts[in.Receipt]
		switch {
		case in.Training:
			s.training++
			out.Accepted++
		case known:
			out.Duplicates++
		default:
			s.facts[in.Receipt] = in
			out.Accepted++
		}
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		s.t.Error(err)
	}
}

// open makes a chain of some weeks whose vouchers the shop printed, up to now.
func open(t *testing.T, households int) (*simulate.Session, *shop) {
	t.Helper()
	p, err := preset.Grocery()
	if err != nil {
		t.Fatal(err)
	}
	zone := ZoneFor(time.Now())
	today := retail.DayOf(time.Now(), zone, retail.DefaultCut)
	origin := simulate.MondayOnOrBefore(today - 35)
	c, err := simulate.New(simulate.World{
		Seed: simulate.OneSeed(20261122), Preset: p, Scale: simulate.Scale{Households: households, Stores: 12, Days: 45}, Origin: origin, Zone: zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	now := c.Day(today)
	session, err := c.Session(t.Context(), now-20, now+3)
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t, c)
	local := time.Now().In(zone)
	second := local.Hour()*3600 + local.Minute()*60
	for {
		v, ok := session.Before(now, second)
		if !ok {
			return session, s
		}
		a := simulate.Answer{}
		redeemed, rejected := s.judge(v.Receipt.Vouchers, c.Date(v.Day))
		a.Redeemed = redeemed
		for code := range rejected {
			a.Rejected = append(a.Rejected, code)
		}
		if !v.Receipt.Customer.Anonymous() && !v.Web {
			a.Printed = []simulate.Printed{s.print(v.Receipt.Lines[0].Product, c.Date(v.Day))}
		}
		session.Answer(v, a)
	}
}

// TestFirstMinutes plays six minutes: every incident there is comes to light,
// receipts are stamped when they are sent, and all ends with the context.
func TestFirstMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		session, s := open(t, 6000)
		var events []Event
		ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
		defer cancel()
		p := New(Config{Session: session, Till: s.client(), Desk: s.client(), Watch: func(e Event) { events = append(events, e) }})
		if err := p.Run(ctx); err == nil {
			t.Error("the player ended before its context")
		}
		got := map[Kind]Event{}
		for _, e := range events {
			t.Logf("%s %-18s %s %s", e.At.Sub(events[0].At), e.Kind, e.Store, e.Text)
			if _, ok := got[e.Kind]; !ok {
				got[e.Kind] = e
			}
		}
		for _, k := range []Kind{Printed, Redeemed, Twice, Expired, LateBurst, Withdrawn, Practice, Voided} {
			said := slices.ContainsFunc(events, func(e Event) bool {
				return e.Kind == NoCase && strings.Contains(e.Text, strings.ReplaceAll(string(k), "_", " "))
			})
			if _, ok := got[k]; !ok && !said {
				t.Errorf("no event %q in the first six minutes, nor a word that there is no case", k)
			}
		}
		if e := got[Printed]; e.Store != "S001" || !strings.Contains(e.Text, "bought every week") {
			t.Errorf("the first voucher is told as %+v", e)
		}
		if e := got[Withdrawn]; !strings.Contains(e.Text, " 0 vouchers") {
			t.Errorf("after the withdrawal: %q", e.Text)
		}
		if s.early > 0 {
			t.Errorf("%d receipts were stamped ahead of the clock", s.early)
		}
		if n := len(s.closed); n < 60 || n > 400 || s.training != 1 {
			t.Errorf("%d receipts closed in six minutes, %d training", n, s.training)
		}
		for id := range s.facts {
			if _, both := s.closed[id]; both {
				t.Errorf("receipt %s came by close and as a fact", id)
			}
		}
	})
}

// TestContentsStay: what the tills send is what the session holds, whatever
// the director does to the minute.
func TestContentsStay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		session, s := open(t, 2000)
		twin, _ := open(t, 2000)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		if err := New(Config{Session: session, Till: s.client(), Desk: s.client()}).Run(ctx); err == nil {
			t.Error("the player ended before its context")
		}
		want := map[string][]wireLine{}
		for range len(s.closed) + len(s.facts) + 2000 {
			v, ok := twin.Next()
			if !ok {
				break
			}
			w := wireOf(&v.Receipt, time.UTC)
			want[tail(w.Receipt)] = w.Lines
		}
		compared := 0 // the twin is not answered: a household's second visit is not in it
		for id, w := range s.closed {
			lines, ok := want[tail(id)]
			if ok && !slices.Equal(lines, w.Lines) {
				t.Errorf("receipt %s was sent with other lines than generated", id)
			}
			if ok {
				compared++
			}
		}
		if compared < len(s.closed)*8/10 || compared == 0 {
			t.Errorf("%d of %d receipts compared", compared, len(s.closed))
		}
	})
}

func tail(id retail.ReceiptID) string { return string(id[strings.LastIndexByte(string(id), '-')+1:]) }

// TestNoAnswer: tills that wait in vain print nothing and send facts.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		session, s := open(t, 2000)
		s.slow = 2 * time.Second
		unanswered := 0
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		p := New(Config{Session: session, Till: s.client(), Desk: s.client(), Watch: func(e Event) {
			if e.Kind == Unanswered {
				unanswered++
			}
		}})
		if err := p.Run(ctx); err == nil {
			t.Error("the player ended before its context")
		}
		if unanswered == 0 || len(s.closed) != 0 || len(s.facts) == 0 {
			t.Errorf("%d unanswered, %d closed, %d facts", unanswered, len(s.closed), len(s.facts))
		}
		for id, f := range s.facts {
			if f.Offline && !f.Unanswered && f.Store != "S002" || f.Unanswered && len(f.Vouchers) > 0 {
				t.Errorf("fact %s is %+v", id, f)
			}
		}
	})
}

func TestZoneFor(t *testing.T) {
	t.Parallel()
	for minute := range 8 * 1440 { // with a whole Sunday, on which stores close at 18:00
		now := time.Date(2026, 11, 24, 0, minute, 0, 0, time.UTC)
		local := now.In(ZoneFor(now))
		from := 17*60 + 50
		if at := local.Hour()*60 + local.Minute(); local.Weekday() == time.Sunday || at < from {
			from = 14*60 + 50
		}
		if at := local.Hour()*60 + local.Minute(); at < from || at >= from+60 {
			t.Fatalf("at %s the zone %s shows %s", now, ZoneFor(now), local)
		}
	}
}
