package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"sartor/internal/fault"
)

// statusLeft is what is noted of a request whose caller went away before its answer,
// as other servers do.
const statusLeft = 499

// slowRequest is when a request that went well is still worth a line: ten times
// the worst close a till may see.
const slowRequest = time.Second

// Watcher is what Requests needs of its owner.
type Watcher struct {
	Log *slog.Logger
	Now func() time.Time
	// Observe counts one answered request for the metrics; nil counts nothing.
	Observe func(route, method string, status int, took time.Duration)
}

// Requests is the outermost wrapper: it names the request, catches panics and
// writes at most one log line with the route's pattern, never the path or the
// query, which may hold codes and card numbers. Below 400 the line is Debug
// unless it was slow, below 500 Info, else Error with the cause; who left before the
// answer is a Warning.
func (o Watcher) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := o.Now()
		rec := &record{id: requestID(r)}
		r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
		w.Header().Set("X-Request-Id", rec.id)
		out := &counted{ResponseWriter: w}
		defer func() {
			o.caught(out, r, recover())
			o.line(out, r, o.Now().Sub(start))
		}()
		next.ServeHTTP(out, r)
	})
}

// caught turns a panic into a plain 500 and a logged stack; an aborted handler
// goes on to the server, which closes the connection.
func (o Watcher) caught(w *counted, r *http.Request, panicked any) {
	if panicked == nil {
		return
	}
	if e, ok := panicked.(error); ok && errors.Is(e, http.ErrAbortHandler) {
		panic(http.ErrAbortHandler) // the server knows it by identity
	}
	err := &fault.Error{Op: "web.Requests", Err: fmt.Errorf("panic: %v\n%s", panicked, debug.Stack())}
	if w.status == 0 {
		WriteProblem(w, r, err)
	}
	Note(r, err)
}

func (o Watcher) line(w *counted, r *http.Request, took time.Duration) {
	status := w.statusSent()
	if status >= 500 && leftBehind(r, recordOf(r.Context()).err) {
		status = statusLeft
	}
	if o.Observe != nil {
		o.Observe(r.Pattern, r.Method, status, took)
	}
	rec := recordOf(r.Context())
	level, msg := slog.LevelDebug, "request served"
	attrs := []slog.Attr{
		slog.String("request_id", rec.id), slog.String("method", r.Method), slog.String("route", r.Pattern),
		slog.Int("status", status), slog.Int64("bytes", w.bytes), slog.Float64("took_ms", float64(took.Microseconds())/1e3),
	}
	switch {
	case status == statusLeft:
		level, msg = slog.LevelWarn, "caller left before the answer"
	case status >= 500:
		level, msg = slog.LevelError, "request failed"
	case status >= 400 || took >= slowRequest && w.Header().Get("Content-Type") != eventStreamType: // a stream is long by nature
		level = slog.LevelInfo
	}
	if rec.err != nil {
		attrs = append(attrs, slog.String("code", fault.CodeOf(rec.err)))
	}
	if rec.err != nil && status >= 500 {
		attrs = append(attrs, slog.String("error", rec.err.Error()))
	}
	o.Log.LogAttrs(r.Context(), level, msg, attrs...)
}

// leftBehind reports whether an error is only that the caller went away: nobody has
// to act, and nobody reads the answer.
func leftBehind(r *http.Request, err error) bool {
	return errors.Is(r.Context().Err(), context.Canceled) && errors.Is(err, context.Canceled)
}

// counted remembers what was answered.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the first status that is an answer.
func (c *counted) WriteHeader(status int) {
	if c.status == 0 && status >= 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (c *counted) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *counted) statusSent() int {
	if c.status == 0 {
		return http.StatusOK
	}
	return c.status
}
