package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"sartor/internal/fault"
)

// The limits of one event stream.
const (
	eventStreamType = "text/event-stream"

	eventMost  = 64 << 10         // bytes of one event's data
	eventWrite = 10 * time.Second // a reader that takes longer for one event is dropped
)

// Event is one server-sent event; an empty Name is the default "message".
type Event struct {
	ID   string
	Name string
	Data string
}

// EventStream writes server-sent events to one reader. Each write has a
// deadline: a reader that stands still costs one connection for ten seconds
// and no memory.
type EventStream struct {
	w    http.ResponseWriter
	ctrl *http.ResponseController
	wait time.Duration
}

// NewEventStream begins the answer. retry tells the browser how long to wait
// before it comes again after a break.
func NewEventStream(w http.ResponseWriter, retry time.Duration) (*EventStream, error) {
	s := &EventStream{w: w, ctrl: http.NewResponseController(w), wait: eventWrite}
	h := w.Header()
	h.Set("Content-Type", eventStreamType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in front must not hold it back
	w.WriteHeader(http.StatusOK)
	return s, s.write(fmt.Appendf(nil, "retry: %d\n\n", retry.Milliseconds()))
}

// Send writes one event and flushes it. An error means that the reader is gone
// or too slow; the caller ends the stream.
func (s *EventStream) Send(e Event) error {
	if len(e.Data) > eventMost {
		return fault.At("web.Send", fault.New(fault.TooLarge, "event_too_large", "An event holds at most %d bytes.", eventMost))
	}
	var b bytes.Buffer
	field(&b, "id", e.ID)
	field(&b, "event", e.Name)
	for line := range strings.Lines(strings.ReplaceAll(e.Data, "\r", "")) {
		b.WriteString("data: " + strings.TrimSuffix(line, "\n") + "\n")
	}
	b.WriteByte('\n')
	return s.write(b.Bytes())
}

// Ping writes a comment that keeps proxies from closing a quiet stream.
func (s *EventStream) Ping() error { return s.write([]byte(": still here\n\n")) }

func field(b *bytes.Buffer, name, value string) {
	if value != "" && !strings.ContainsAny(value, "\r\n\x00") {
		b.WriteString(name + ": " + value + "\n")
	}
}

func (s *EventStream) write(p []byte) error {
	const op = "web.EventStream"
	// A writer without deadlines (a test's recorder) cannot stand still either.
	err := s.ctrl.SetWriteDeadline(time.Now().Add(s.wait))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fault.At(op, err)
	}
	if _, err := s.w.Write(p); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.ctrl.Flush())
}
