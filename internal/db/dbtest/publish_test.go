package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"sartor/internal/access"
	"sartor/internal/db"
)

// tailor is somebody who tailors a store's version over HTTP, step by step.
type tailor struct {
	shop  *shop
	token string
	taken int64 // steps that were acknowledged
}

func newTailor(t *testing.T, s *shop) *tailor {
	t.Helper()
	token, err := access.NewToken(access.TokenKindOf(access.Marketer), rand.Reader)
	must(t, err)
	d, err := db.Open(t.Context(), s.url)
	must(t, err)
	must(t, d.CreateToken(t.Context(), access.APIToken{ID: "tok_tailor", Hash: token.Hash(), Shown: token.Shown(), Name: "tailor", Role: access.Marketer, Created: 1}))
	must(t, d.Close())
	return &tailor{shop: s, token: token.Reveal()}
}

// stands is a version as it is read.
type stands struct {
	Version int64           `json:"version"`
	State   string          `json:"state"`
	Live    json.RawMessage `json:"live"`
	Budget  struct{ Amount int64 }
}

// ask sends one request about the store's version; ok is false without an answer.
func (m *tailor) ask(ctx context.Context, base, method, step, body string) (out stands, ok bool, err error) {
	r, err := http.NewRequestWithContext(ctx, method, base+"/v1/promotions/prm_framed/stores/S1"+step, strings.NewReader(body))
	if err != nil {
		return out, false, err
	}
	r.Header.Set("Authorization", "Bearer "+m.token)
	r.Header.Set("If-Match", "*")
	res, err := m.shop.client.Do(r)
	if err != nil {
		return out, false, nil // the server died: that is what the test wants
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return out, false, nil // it died while it answered
	}
	if res.StatusCode != http.StatusOK {
		return out, false, fmt.Errorf("%s %s answered %d", method, step, res.StatusCode)
	}
	return out, true, nil
}

// rounds saves, publishes and withdraws until the server no longer answers; before
// step number last it is killed.
func (m *tailor) rounds(ctx context.Context, p *serving, last int64) error {
	steps := []struct{ method, step, body string }{{"PUT", "", `{"reward":{"amount":70}}`}, {"POST", "/publish", ""}, {"POST", "/withdraw", ""}}
	for n := m.taken; ; n++ {
		if n >= last {
			go p.end(syscall.SIGKILL)
		}
		one := steps[n%3]
		out, ok, err := m.ask(ctx, p.url, one.method, one.step, one.body)
		if err != nil || !ok {
			return err
		}
		if m.taken = out.Version; out.Version != n+1 {
			return fmt.Errorf("step %d made version %d", n+1, out.Version)
		}
	}
}

// TestKill_InTheMiddleOfAPublish kills a server between the steps of a store's
// version and within them, again and again. What was acknowledged stands, of the step
// in flight all or nothing does, and the money of the promotion and its version adds
// up to what it was.
func TestKill_InTheMiddleOfAPublish(t *testing.T) {
	engines(t, func(t *testing.T, fresh Fresh) {
		p := framed()
		p.Starts, p.Ends = today().Starts, today().Ends
		s := newShop(t, fresh(t), p)
		m := newTailor(t, s)
		for round := range int64(5) {
			server := s.start(t)
			now, ok, err := m.ask(t.Context(), server.url, "GET", "", "")
			must(t, err)
			if !ok || now.Version != m.taken && now.Version != m.taken+1 {
				t.Fatalf("%d steps were acknowledged, after the kill version %d stands", m.taken, now.Version)
			}
			m.taken = now.Version
			live := m.taken%3 == 2
			if (string(now.Live) != "null") != live || (now.Budget.Amount > 0) != live {
				t.Errorf("version %d stands as %+v, live %s", now.Version, now, now.Live)
			}
			must(t, m.rounds(t.Context(), server, m.taken+3+round%3))
			server.end(syscall.SIGKILL)
			d := got(db.Open(t.Context(), s.url))(t)
			must(t, books(t.Context(), d))
			must(t, d.Close())
		}
		if m.taken < 12 {
			t.Errorf("%d steps were taken, want some in each round", m.taken)
		}
		s.verify(t)
	})
}
