// Package web owns what the HTTP edges share and nothing of any one of them:
// problem+json, request ids, secure headers, protection against forged
// requests, body limits, compression, the access log, sessions, sign-in
// throttling and server-sent events.
//
// It refuses to know routes, pages or the domain. What always holds:
//   - an answer never carries an error's cause (TestWriteProblem_NeverShowsTheCause);
//   - a session token is stored only as its hash (TestKeeper_StoresOnlyTheHash);
//   - a reader that is too slow is dropped and never waited for
//     (TestRecent_SlowReadersMissAndHoldNothing, TestEventStream_SlowReaderIsDropped);
//   - every map and buffer here has a named limit.
package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// Handler answers a request or says why it cannot; the edge decides how an
// error is written (problem+json or a page).
type Handler func(http.ResponseWriter, *http.Request) error

// API serves a handler whose errors are problem+json.
func API(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			WriteProblem(w, r, err)
		}
	})
}

// WriteJSON writes a value with a status. An error means that the value cannot
// be encoded; nothing has been written then.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return ignoreGone(err)
}

// ignoreGone drops the error of a write whose reader has left: there is nobody
// to tell, and the access log has the status.
func ignoreGone(error) error { return nil }

// record is what one request gathers for the access log.
type record struct {
	id  string
	err error // the cause, for the log only
}

type recordKey struct{}

func recordOf(ctx context.Context) *record {
	rec, ok := ctx.Value(recordKey{}).(*record)
	if !ok {
		return &record{}
	}
	return rec
}

// RequestID returns the id of the request, or "" outside of Requests.
func RequestID(ctx context.Context) string { return recordOf(ctx).id }

// Note hands an error's cause to the access log line of its request.
func Note(r *http.Request, err error) { recordOf(r.Context()).err = err }

// mostRequestID bounds an id that a proxy in front gave; longer ones are replaced.
const mostRequestID = 64

// requestID keeps a well-formed id of a proxy in front, or makes one.
func requestID(r *http.Request) string {
	given := r.Header.Get("X-Request-Id")
	if given == "" || len(given) > mostRequestID {
		return randomText(12)
	}
	for i := range len(given) {
		c := given[i]
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return randomText(12)
		}
	}
	return given
}

// randomText returns n random bytes as URL-safe text.
func randomText(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand crashes the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}
