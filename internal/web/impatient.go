package web

import (
	"net/http"
	"time"
)

// Impatient gives each write of an answer at most the given time, so that a
// reader that stands still does not hold its connection, and its place in a
// lane, for ever. The time begins anew with each write: long answers pass. Event
// streams keep the deadlines they set themselves.
func Impatient(each time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &impatient{ResponseWriter: w, each: each}
		out.until(time.Time{}) // "100 Continue" has no deadline of the answer before
		next.ServeHTTP(out, r)
		out.renew() // for what the server still holds, and answers without a body
	})
}

type impatient struct {
	http.ResponseWriter
	each time.Duration
}

// Write writes before its deadline or fails.
func (i *impatient) Write(b []byte) (int, error) {
	i.renew()
	return i.ResponseWriter.Write(b)
}

func (i *impatient) renew() {
	if i.Header().Get("Content-Type") != eventStreamType {
		i.until(time.Now().Add(i.each))
	}
}

// until sets the deadline. A connection that knows none is a test's recorder,
// which cannot stand still either.
func (i *impatient) until(t time.Time) {
	_ = http.NewResponseController(i.ResponseWriter).SetWriteDeadline(t)
}

// Unwrap lets http.ResponseController reach the connection.
func (i *impatient) Unwrap() http.ResponseWriter { return i.ResponseWriter }
