package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// memory is Sessions for tests.
type memory struct {
	mu   sync.Mutex
	rows map[string]Session
}

func (m *memory) CreateSession(_ context.Context, s Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows == nil {
		m.rows = map[string]Session{}
	}
	s.token = "" // storage keeps the exported fields only
	m.rows[string(s.Hash)] = s
	return nil
}

func (m *memory) FindSession(_ context.Context, hash []byte) (Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.rows[string(hash)]
	if !ok {
		return Session{}, fault.New(fault.NotFound, "", "")
	}
	return s, nil
}

func (m *memory) TouchSession(_ context.Context, hash []byte, seen retail.Micros) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.rows[string(hash)]
	s.Seen = seen
	m.rows[string(hash)] = s
	return nil
}

func (m *memory) EndSession(_ context.Context, hash []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rows, string(hash))
	return nil
}

func start(t *testing.T, k Keeper) (Session, *http.Cookie) {
	t.Helper()
	w := httptest.NewRecorder()
	s, err := k.Start(w, httptest.NewRequest("POST", "/sign-in", nil), access.Principal{ID: "stf_1", Name: "Ada", Role: access.Owner})
	if err != nil {
		t.Fatal(err)
	}
	return s, w.Result().Cookies()[0]
}

func with(c *http.Cookie) *http.Request {
	r := httptest.NewRequest("GET", "/today", nil)
	if c != nil {
		r.AddCookie(c)
	}
	return r
}

func TestKeeper_StoresOnlyTheHash(t *testing.T) {
	t.Parallel()
	m := &memory{}
	k := Keeper{Sessions: m, Now: at(0)}
	_, c := start(t, k)
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || len(c.Value) < 43 {
		t.Errorf("got cookie %+v", c)
	}
	if held := fmt.Sprintf("%+v", m.rows); strings.Contains(held, c.Value) {
		t.Errorf("the token stands in storage: %s", held)
	}
	s, err := k.Find(with(c))
	if err != nil || s.Who.ID != "stf_1" || s.Who.Role != access.Owner {
		t.Errorf("got %+v, %v", s, err)
	}
	k.BehindTLS = true
	if _, c := start(t, k); !c.Secure {
		t.Error("behind TLS the cookie must be Secure")
	}
}

func TestKeeper_SessionsEnd(t *testing.T) {
	t.Parallel()
	now := at(0)()
	for _, c := range []struct {
		name  string
		after time.Duration
		seen  time.Duration // last click, after the start
		live  bool
	}{
		{"just before it idles out", SessionIdle - time.Second, 0, true},
		{"idle", SessionIdle, 0, false},
		{"busy to the last day", SessionMost - time.Second, SessionMost - time.Minute, true},
		{"too old whatever was done", SessionMost, SessionMost - time.Minute, false},
	} {
		m := &memory{}
		clock := now
		k := Keeper{Sessions: m, Now: func() time.Time { return clock }}
		s, cookie := start(t, k)
		if err := m.TouchSession(t.Context(), s.Hash, retail.MicrosOf(now.Add(c.seen))); err != nil {
			t.Fatal(err)
		}
		clock = now.Add(c.after)
		_, err := k.Find(with(cookie))
		if (err == nil) != c.live || err != nil && !fault.Is(err, fault.Unknown) {
			t.Errorf("%s: got %v, live should be %t", c.name, err, c.live)
		}
	}
}

func TestKeeper_UnknownCookiesAndSignOut(t *testing.T) {
	t.Parallel()
	k := Keeper{Sessions: &memory{}, Now: at(0)}
	_, c := start(t, k)
	forged := &http.Cookie{Name: c.Name, Value: strings.Repeat("A", len(c.Value))}
	for _, cookie := range []*http.Cookie{nil, forged, {Name: c.Name, Value: ""}} {
		if _, err := k.Find(with(cookie)); !fault.Is(err, fault.Unknown) {
			t.Errorf("%v: got %v, want unknown", cookie, err)
		}
	}
	w := httptest.NewRecorder()
	if err := k.End(w, with(c)); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Find(with(c)); !fault.Is(err, fault.Unknown) {
		t.Errorf("after signing out: got %v", err)
	}
	if gone := w.Result().Cookies(); len(gone) != 1 || gone[0].MaxAge >= 0 {
		t.Errorf("the cookie must go, got %v", gone)
	}
}

func TestForm_OnlyTheSessionsOwnToken(t *testing.T) {
	t.Parallel()
	k := Keeper{Sessions: &memory{}, Now: at(0)}
	mine, _ := start(t, k)
	theirs, _ := start(t, k)
	if first, second := mine.FormToken(), mine.FormToken(); first == second {
		t.Error("two renderings must not repeat the same bytes")
	}
	post := func(token string) *http.Request {
		r := httptest.NewRequest("POST", "/x", strings.NewReader(url.Values{FormField: {token}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	if err := mine.CheckForm(post(mine.FormToken())); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "x", theirs.FormToken(), strings.Repeat("A", len(mine.FormToken()))} {
		if err := mine.CheckForm(post(bad)); !fault.Is(err, fault.Denied) {
			t.Errorf("%q: got %v, want denied", bad, err)
		}
	}
	if err := (Session{}).CheckForm(post(Session{}.FormToken())); err == nil {
		t.Error("nobody's session has no valid form")
	}
}

func TestSameOrigin_RefusesOtherSites(t *testing.T) {
	t.Parallel()
	h := SameOrigin(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, c := range []struct {
		method, header, value string
		want                  int
	}{
		{"POST", "Sec-Fetch-Site", "cross-site", 403},
		{"POST", "Sec-Fetch-Site", "same-site", 403},
		{"POST", "Sec-Fetch-Site", "same-origin", 200},
		{"POST", "Origin", "https://elsewhere.example", 403},
		{"POST", "Origin", "http://example.com", 200}, // httptest's own host
		{"GET", "Sec-Fetch-Site", "cross-site", 200},
	} {
		r := httptest.NewRequest(c.method, "/x", nil)
		r.Header.Set(c.header, c.value)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%+v: got %d", c, w.Code)
		}
	}
}

func TestThrottle_TenFreeThenWait(t *testing.T) {
	t.Parallel()
	clock := at(0)()
	th := NewThrottle(func() time.Time { return clock })
	for i := range throttleTries {
		if err := th.Try("name:ada", "addr:1"); err != nil {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if err := th.Try("name:ada", "addr:2"); !fault.Is(err, fault.Exhausted) {
		t.Errorf("try 11: got %v", err)
	}
	if err := th.Try("name:eve", "addr:3"); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	clock = clock.Add(throttleWindow)
	if err := th.Try("name:ada"); err != nil {
		t.Errorf("after the window: %v", err)
	}
	th.Forgive("name:ada")
	for i := range throttleTries {
		if err := th.Try("name:ada"); err != nil {
			t.Fatalf("after forgiveness, try %d: %v", i+1, err)
		}
	}
	th.Undo("name:ada")
	if err := th.Try("name:ada"); err != nil {
		t.Errorf("one attempt was taken back: %v", err)
	}
	if err := th.Try("name:ada"); err == nil {
		t.Error("one attempt only")
	}
}

func TestThrottle_FullRefusesStrangersUntilWindowsEnd(t *testing.T) {
	t.Parallel()
	clock := at(0)()
	th := NewThrottle(func() time.Time { return clock })
	for i := range throttleKeys {
		if err := th.Try(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := th.Try("one more"); !fault.Is(err, fault.Exhausted) || len(th.keys) > throttleKeys {
		t.Errorf("got %v with %d keys", err, len(th.keys))
	}
	clock = clock.Add(throttleWindow)
	if err := th.Try("one more"); err != nil || len(th.keys) != 1 {
		t.Errorf("got %v with %d keys", err, len(th.keys))
	}
}
