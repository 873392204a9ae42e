package httpapi

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
)

// Sizes of a page of a list (CONVENTIONS.md 7.4).
const (
	usualPage = 50
	mostPage  = 500
)

// Page is one request for a list.
type Page struct {
	After string // where the page before ended; "" is the beginning
	Limit int    // at most 500
}

// list is one page as it is answered.
type list[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"` // null at the end
}

// cursorMark begins a cursor, so that another version can tell it from its own.
const cursorMark = "1"

// pageOf reads cursor and limit.
func pageOf(r *http.Request) (Page, error) {
	q := r.URL.Query()
	p := Page{Limit: usualPage}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > mostPage {
			return p, wire.Invalid("/limit", "must be a whole number from 1 to "+strconv.Itoa(mostPage))
		}
		p.Limit = n
	}
	if s := q.Get("cursor"); s != "" {
		raw, err := base64.RawURLEncoding.DecodeString(s)
		after, ours := strings.CutPrefix(string(raw), cursorMark)
		if err != nil || !ours || after == "" {
			return p, fault.New(fault.Malformed, "bad_cursor", "the cursor is none of ours; begin again without one")
		}
		p.After = after
	}
	return p, nil
}

// ErrForeignCursor is the answer to a cursor in which another list's place stands.
func ErrForeignCursor() error {
	return fault.New(fault.Malformed, "bad_cursor", "the cursor belongs to another list; begin again without one")
}

// replyList answers with a page; after names where it ended, "" at the end.
func replyList[T any](c *call, items []T, after string) error {
	out := list[T]{Items: present(items)}
	if after != "" {
		next := base64.RawURLEncoding.EncodeToString([]byte(cursorMark + after))
		out.Next = &next
		u := url.URL{Path: c.r.URL.Path, RawPath: c.r.URL.RawPath}
		q := c.r.URL.Query()
		q.Set("cursor", next)
		u.RawQuery = q.Encode()
		c.w.Header().Set("Link", "<"+u.String()+">; rel=\"next\"")
	}
	return c.reply(http.StatusOK, out)
}

// tagged answers with JSON and its strong ETag, or with 304 when the caller has
// it already.
func (c *call) tagged(status int, v any, tag string) error {
	c.w.Header().Set("ETag", tag)
	if c.r.Method == http.MethodGet && room.Names(c.r.Header.Get("If-None-Match"), tag) {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.reply(status, v)
}
