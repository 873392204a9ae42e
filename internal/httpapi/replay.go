package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net/http"
	"net/textproto"
	"strings"
	"sync"

	"sartor/internal/fault"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

const mostKey = 255 // bytes of an Idempotency-Key

// running are the keys whose first request is still under way.
type running struct {
	mu   sync.Mutex
	keys map[string]bool
}

func newRunning() *running { return &running{keys: map[string]bool{}} }

// begin reports false when a request of the key is under way.
func (r *running) begin(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[key] {
		return false
	}
	r.keys[key] = true
	return true
}

func (r *running) end(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, key)
}

// remembered runs a handler at most once for an Idempotency-Key: the same
// request again gets the stored answer, another one under the key is refused.
func (a *API) remembered(c *call, h func(*API, *call) error) error {
	key := strings.Trim(c.r.Header.Get("Idempotency-Key"), `"`) // bare, or quoted as the draft has it
	if key == "" {
		return h(a, c)
	}
	if len(key) > mostKey || strings.ContainsFunc(key, wire.IsControl) {
		return fault.New(fault.Malformed, "bad_idempotency_key", "an Idempotency-Key has at most %d bytes, without control characters", mostKey)
	}
	mine := c.who.ID + "\x00" + key
	if !a.running.begin(mine) {
		return fault.New(fault.Conflict, "idempotency_running", "the first request with this Idempotency-Key is still under way; ask again in a moment")
	}
	defer a.running.end(mine)
	print := c.fingerprint()
	stored, found, err := a.cfg.Replays.Find(c.ctx(), c.who.ID, key)
	switch {
	case err != nil:
		return err
	case found && !bytes.Equal(stored.Fingerprint, print):
		return fault.New(fault.Invalid, "idempotency_conflict", "this Idempotency-Key was used for another request; take a new one")
	case found:
		return c.replay(stored)
	}
	kept := &keeper{ResponseWriter: c.w}
	first := *c
	first.w = kept
	if err := h(a, &first); err != nil {
		a.fail(kept, c.r, err)
	}
	if !worthKeeping(kept.status) {
		return nil
	}
	return a.keep(c, Stored{
		Credential: c.who.ID, Key: key, Fingerprint: print, Status: kept.status, Body: kept.stored(), At: retail.MicrosOf(a.cfg.Now()),
	})
}

// keep stores an answer that has been sent, also when its caller has hung up: they
// will ask again. The effect stands whether this succeeds or not, so a failure
// goes to the log and not to the caller.
func (a *API) keep(c *call, s Stored) error {
	if err := a.cfg.Replays.Put(context.WithoutCancel(c.ctx()), s); err != nil {
		a.cfg.Metrics.LostReplay()
	}
	return nil
}

// worthKeeping leaves out answers that another try may change.
func worthKeeping(status int) bool {
	return status >= 200 && status < 500 && status != http.StatusUnauthorized && status != http.StatusTooManyRequests
}

// fingerprint names method, address and body.
func (c *call) fingerprint() []byte {
	h := sha256.New()
	h.Write([]byte(c.r.Method + " " + c.r.URL.RequestURI() + "\n"))
	h.Write(c.body)
	return h.Sum(nil)
}

// keptHeaders are stored with an answer.
func keptHeaders() []string { return []string{"Content-Type", "ETag", "Location"} }

// keeper sends an answer and keeps it.
type keeper struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader remembers the status.
func (k *keeper) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
	k.ResponseWriter.WriteHeader(status)
}

// Write keeps the bytes.
func (k *keeper) Write(b []byte) (int, error) {
	if k.status == 0 {
		k.status = http.StatusOK
	}
	k.body.Write(b)
	return k.ResponseWriter.Write(b)
}

// stored is the answer as lines of headers, an empty line and the body.
func (k *keeper) stored() []byte {
	var out bytes.Buffer
	for _, name := range keptHeaders() {
		if v := k.Header().Get(name); v != "" {
			out.WriteString(name + ": " + v + "\n")
		}
	}
	out.WriteByte('\n')
	out.Write(k.body.Bytes())
	return out.Bytes()
}

// replay answers what was answered before.
func (c *call) replay(s Stored) error {
	head, body, _ := bytes.Cut(s.Body, []byte("\n\n"))
	for line := range strings.SplitSeq(string(head), "\n") {
		if name, value, found := strings.Cut(line, ": "); found {
			c.w.Header().Set(textproto.CanonicalMIMEHeaderKey(name), value)
		}
	}
	c.w.Header().Set(replayedHeader, "true")
	c.w.WriteHeader(s.Status)
	_, _ = c.w.Write(body) // who has left asks again
	return nil
}
