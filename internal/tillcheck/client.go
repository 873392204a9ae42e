package tillcheck

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	mostWait   = 10 * time.Second // for one answer; a till waits 800 ms, a check wants to see what comes
	mostAnswer = 8 << 20          // bytes read of an answer
	mostShown  = 300              // bytes of an answer quoted in a finding
)

// client calls a server with one token and keeps how long closes took.
type client struct {
	base, token string
	http        *http.Client
	mu          sync.Mutex
	took        []time.Duration
}

// reply is one answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	err    error // nothing came
}

// call sends a value as JSON, or raw bytes as they are.
func (c *client) call(ctx context.Context, method, path string, body any) reply {
	raw, isRaw := body.([]byte)
	if body != nil && !isRaw {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return reply{err: err}
		}
	}
	return c.send(ctx, request{method: method, path: path, body: raw, kind: "application/json", token: c.token})
}

// request is one request with everything that a step may want otherwise.
type request struct {
	method, path string
	body         []byte
	kind         string // Content-Type
	token        string
}

func (c *client) send(ctx context.Context, r request) reply {
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return reply{err: err}
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if len(r.body) > 0 {
		req.Header.Set("Content-Type", r.kind)
	}
	began := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer res.Body.Close()
	out := reply{status: res.StatusCode, header: res.Header}
	out.body, out.err = io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if r.path == closePath && res.StatusCode == http.StatusOK {
		c.mu.Lock()
		c.took = append(c.took, time.Since(began))
		c.mu.Unlock()
	}
	return out
}

// pace returns how many closes were answered, and how fast, in milliseconds.
func (c *client) pace() (count int, median, slowest float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.took) == 0 {
		return 0, 0, 0
	}
	slices.Sort(c.took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return len(c.took), ms(c.took[len(c.took)/2]), ms(c.took[len(c.took)-1])
}

// said quotes an answer for a finding.
func (r *reply) said() string {
	if r.err != nil {
		return "no answer: " + r.err.Error()
	}
	body := strings.TrimSpace(string(r.body[:min(len(r.body), mostShown)]))
	if len(r.body) > mostShown {
		body += " …"
	}
	return fmt.Sprintf("%d %s", r.status, strings.ToValidUTF8(body, "?"))
}

func (r *reply) isProblem() bool {
	kind, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	return kind == "application/problem+json"
}

// problem reads an error's body; the zero value when it is none.
func (r *reply) problem() problem {
	var p problem
	if r.err != nil || json.Unmarshal(r.body, &p) != nil {
		return problem{}
	}
	return p
}

const replayedHeader = "Idempotent-Replayed"

func (r *reply) replayed() bool { return r.header.Get(replayedHeader) == "true" }
