// Package servertest runs the real server inside a test: an embedded database,
// the till's desk and the API behind HTTP, with a clock that the test turns. It
// decides nothing and fakes nothing but the time.
package servertest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/httpapi"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/api"
	"sartor/internal/server/rollout"
	"sartor/internal/server/tonight"
	"sartor/internal/server/where"
)

// Opening is when every chain of a test opens its shop: a Sunday at 17:41 in
// the zone of its store.
func Opening() time.Time {
	return time.Date(2026, 11, 22, 17, 41, 9, 0, time.FixedZone("", 3600))
}

// Shop is a running chain.
type Shop struct {
	*server.Chain
	URL string
	// Lots are what tills draw from when it is set before they decide; nil: chance.
	Lots func() uint64

	t      testing.TB
	log    logged
	now    atomic.Int64
	mu     sync.Mutex
	tokens map[string]string
	sold   int
}

// NobodyHeldOut switches the chain's holdout off, so that no lot decides a test.
func (s *Shop) NobodyHeldOut() {
	s.t.Helper()
	settings, err := s.Settings(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	settings.GlobalHoldout = 0
	if err := s.PutSettings(s.t.Context(), settings); err != nil {
		s.t.Fatal(err)
	}
}

// Open starts a chain on an empty database; it ends with the test.
func Open(t testing.TB) *Shop {
	t.Helper()
	s := &Shop{t: t, tokens: map[string]string{}}
	s.now.Store(Opening().UnixNano())
	var err error
	s.Chain, err = server.Open(t.Context(), server.Options{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "chain.db"), Log: slog.New(slog.NewTextHandler(&s.log, nil)), Clock: s.Now, Draw: s.draw,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	cfg := api.Config(s.Chain, "test")
	cfg.Where = where.Answers{Keeper: where.Keeper{Chain: s.Chain}}
	cfg.Rooms = append(cfg.Rooms, rollout.Routes(s.Chain)...)
	cfg.Rooms = append(cfg.Rooms, tonight.Of(s.Chain).Routes()...)
	answers, err := httpapi.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	whole := s.HTTP(server.Pages{Paths: httpapi.Paths(), API: answers.Handler(), Observe: cfg.Metrics.Observe, Console: http.NotFoundHandler()})
	listening := httptest.NewUnstartedServer(nil)
	listening.Config = whole
	listening.Start()
	t.Cleanup(listening.Close)
	s.URL = listening.URL
	return s
}

// logged is what the chain has logged.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write appends a record.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Logged returns what the chain has logged so far.
func (s *Shop) Logged() string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.text.String()
}

func (s *Shop) draw() uint64 {
	if s.Lots == nil {
		return mathrand.Uint64()
	}
	return s.Lots()
}

// Now is the chain's clock. It moves on by a microsecond each time it is read, as
// a clock does: a deadline of nothing passes.
func (s *Shop) Now() time.Time {
	return time.Unix(0, s.now.Add(int64(time.Microsecond))).In(Opening().Location())
}

// Wait turns the clock on.
func (s *Shop) Wait(d time.Duration) { s.now.Add(int64(d)) }

// At is a time of the clock as tills write it.
func (s *Shop) At(since time.Duration) string { return s.Now().Add(since).Format(time.RFC3339) }

// Token makes an API token for somebody, once.
func (s *Shop) Token(who access.Principal) string {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(who)
	if s.tokens[key] != "" {
		return s.tokens[key]
	}
	t, err := access.NewToken(access.TokenKindOf(who.Role), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.DB.CreateToken(s.t.Context(), access.APIToken{
		ID: "tok_" + rand.Text(), Hash: t.Hash(), Shown: t.Shown(), Name: string(who.Role), Role: who.Role,
		Stores: who.Stores, Till: who.Till, Created: retail.MicrosOf(s.Now()),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.tokens[key] = t.Reveal()
	return s.tokens[key]
}

// Call is one request.
type Call struct {
	As     access.Role // "" is nobody
	Method string      // "" is POST
	Path   string
	Body   string
	Header map[string]string
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do sends a call and reads the whole answer.
func (s *Shop) Do(c Call) Answer {
	s.t.Helper()
	method := c.Method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+c.Path, strings.NewReader(c.Body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.As != "" {
		req.Header.Set("Authorization", "Bearer "+s.Token(access.Principal{Role: c.As}))
	}
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: string(body)}
}

// Has reports whether the answer holds all of the texts.
func (a Answer) Has(texts ...string) bool {
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			return false
		}
	}
	return true
}

// Into reads the answer's JSON.
func (a Answer) Into(t testing.TB, out any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Body), out); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
}

// Must sends a call of an owner that has to succeed.
func (s *Shop) Must(method, path, body string) Answer {
	s.t.Helper()
	a := s.Do(Call{As: access.Owner, Method: method, Path: path, Body: body})
	if a.Status >= http.StatusMultipleChoices {
		s.t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	return a
}

// Receipt makes a receipt id that was not used before.
func (s *Shop) Receipt() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sold++
	return fmt.Sprintf("S012-T03-%06d", s.sold)
}
