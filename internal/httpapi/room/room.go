// Package room owns what a part of the API needs that lies in a package of its own:
// one call, one row of the table of routes, lists and ETags. httpapi mounts the rows
// behind its doors: who asks, may they, is the body within bounds, is there room.
package room

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// Route is one row of the table. Trail says which row of the audit a change leaves.
// A POST answers once for an Idempotency-Key.
type Route struct {
	Pattern string // "METHOD /path"
	Action  access.Action
	Most    int64 // bytes of the body; 0: none
	Trail   string
	Answer  func(c *Call) error
}

// MostSmall bounds the body of a change.
const MostSmall = 64 << 10

// Call is one request that was let through.
type Call struct {
	W    http.ResponseWriter
	R    *http.Request
	Who  access.Principal
	Body []byte
}

// Context is the request's.
func (c *Call) Context() context.Context { return c.R.Context() }

// Reply answers with JSON.
func (c *Call) Reply(status int, v any) error { return web.WriteJSON(c.W, status, v) }

// ReplyOnce answers with JSON that holds a secret; what is kept for a replay under an
// Idempotency-Key is without it.
func (c *Call) ReplyOnce(status int, v, without any) error {
	if k, ok := c.W.(interface{ KeepInstead(body []byte) }); ok {
		body, err := json.Marshal(without)
		if err != nil {
			return fault.At("room.ReplyOnce", err)
		}
		k.KeepInstead(append(body, '\n'))
	}
	return c.Reply(status, v)
}

// None answers that it is done and nothing is left to say.
func (c *Call) None() error {
	c.W.WriteHeader(http.StatusNoContent)
	return nil
}

// List is one page as it is answered.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"` // null at the end
}

// Listed is a page; after "" is the last one.
func Listed[T any](items []T, after string) List[T] {
	if items == nil {
		items = []T{}
	}
	out := List[T]{Items: items}
	if after != "" {
		out.Next = &after
	}
	return out
}

// TagOf is the strong ETag of a value without a version of its own.
func TagOf(v any) (string, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return "", fault.At("room.TagOf", err)
	}
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, nil
}

// Tagged answers with a value under the ETag of its content.
func (c *Call) Tagged(status int, v any) error {
	tag, err := TagOf(v)
	if err != nil {
		return err
	}
	c.W.Header().Set("ETag", tag)
	return c.Reply(status, v)
}

// Stale is an edit of another version than the one that stands, which is shown.
type Stale struct {
	error
	Current any
}

// NewStale shows what stands; nil when nothing does.
func NewStale(current any) *Stale {
	return &Stale{fault.New(fault.Stale, "stale", "somebody changed it meanwhile; current shows what stands now"), current}
}

// Unwrap returns the fault inside.
func (s *Stale) Unwrap() error { return s.error }

// Match refuses an edit whose If-Match names another version than the one that stands,
// and says that one's ETag; without one it holds. standing is nil when nothing stands.
func (c *Call) Match(standing any) error {
	tag, err := Matched(c.R.Header.Get("If-Match"), standing)
	if err != nil && tag != "" {
		c.W.Header().Set("ETag", tag)
	}
	return err
}

// Matched is [Call.Match] of the header alone; tag is the standing version's, "" when
// nothing stands or nobody asked.
func Matched(header string, standing any) (tag string, err error) {
	if header == "" {
		return "", nil
	}
	if standing == nil {
		return "", NewStale(nil)
	}
	if tag, err = TagOf(standing); err != nil {
		return "", err
	}
	if !Names(header, tag) {
		return tag, NewStale(standing)
	}
	return tag, nil
}

// Names reports whether a header's list of ETags names the tag, or any.
func Names(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == tag || one == "*" {
			return true
		}
	}
	return false
}
