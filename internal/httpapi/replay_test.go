package httpapi

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sartor/internal/access"
)

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	q := request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: aPromotion, header: map[string]string{"Idempotency-Key": "k1"}}
	first := g.do(t, q)
	expect(t, first, 201, nil, nil)
	q.header["Idempotency-Key"] = `"k1"` // the draft's spelling is the same key
	again := g.do(t, q)
	expect(t, again, 201, nil, nil)
	if again.Body.String() != first.Body.String() || again.Header().Get("Idempotent-Replayed") != "true" || first.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("replay: %v %s", again.Header(), again.Body)
	}
	for _, h := range []string{"Content-Type", "ETag", "Location"} {
		if again.Header().Get(h) != first.Header().Get(h) || again.Header().Get(h) == "" {
			t.Errorf("%s: %q, then %q", h, first.Header().Get(h), again.Header().Get(h))
		}
	}
	if n := strings.Count(strings.Join(g.done(), ","), "put promotion"); n != 1 {
		t.Errorf("written %d times", n)
	}
	q.body = strings.Replace(aPromotion, "15", "16", 1)
	expect(t, g.do(t, q), 422, []string{`"code":"idempotency_conflict"`}, nil)
	q.as = access.Owner // another's key
	expect(t, g.do(t, q), 409, []string{"promotion_exists"}, nil)
	q.header["Idempotency-Key"] = strings.Repeat("k", mostKey+1)
	expect(t, g.do(t, q), 400, []string{"bad_idempotency_key"}, nil)
}

func TestIdempotencyKey_RefusalsAreKeptFaultsAreNot(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	q := request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: `{}`, header: map[string]string{"Idempotency-Key": "k"}}
	expect(t, g.do(t, q), 422, nil, nil)
	w := g.do(t, q)
	expect(t, w, 422, nil, nil)
	if w.Header().Get("Idempotent-Replayed") != "true" || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a refusal again: %v", w.Header())
	}
	g = newRig(t)
	q.body = aPromotion
	g.failing = errDisk
	expect(t, g.do(t, q), 500, nil, nil)
	g.failing = nil
	expect(t, g.do(t, q), 201, nil, nil)
}

func TestIdempotencyKey_TheFirstIsStillRunning(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	q := request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: aPromotion, header: map[string]string{"Idempotency-Key": "k"}}
	var second int
	g.race = sync.OnceFunc(func() { second = g.do(t, q).Code })
	expect(t, g.do(t, q), http.StatusCreated, nil, nil)
	if second != http.StatusConflict {
		t.Errorf("the second, meanwhile: got %d, want 409", second)
	}
}

// A caller that hangs up when the work is done comes back with the same key: the
// answer was kept all the same, and nothing is done twice.
func TestIdempotencyKey_TheCallerHungUp(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	ctx, hangUp := context.WithCancel(t.Context())
	g.race = hangUp
	q := request{as: access.Marketer, method: "POST", path: "/v1/promotions", body: aPromotion, header: map[string]string{"Idempotency-Key": "k"}}
	g.doIn(ctx, t, q)
	again := g.do(t, q)
	expect(t, again, http.StatusCreated, nil, nil)
	if again.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same key again was not a replay: %s", again.Body)
	}
}
