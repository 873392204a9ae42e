package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net/http"
	"net/textproto"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

const mostKey = 255 // bytes of an Idempotency-Key

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
	if !a.running.Begin(mine) {
		return fault.New(fault.Conflict, "idempotency_running", "the first request with this Idempotency-Key is still under way; ask again in a moment")
	}
	defer a.running.End(mine)
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
	kept := &gate.Keeper{ResponseWriter: c.w}
	first := *c
	first.w = kept
	if err := h(a, &first); err != nil {
		a.fail(kept, c.r, err)
	}
	if !worthKeeping(kept.Status) {
		return nil
	}
	return a.keep(c, Stored{
		Credential: c.who.ID, Key: key, Fingerprint: print, Status: kept.Status, Body: kept.Stored(), At: retail.MicrosOf(a.cfg.Now()),
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
