package web

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
)

func TestEventStream_FormAndEscapes(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	s, err := NewEventStream(w, 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(Event{ID: "7", Name: "row", Data: "<li>a\r\nb</li>"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(Event{Name: "x\ndata: forged", Data: "c"}); err != nil {
		t.Fatal(err)
	}
	want := "retry: 3000\n\nid: 7\nevent: row\ndata: <li>a\ndata: b</li>\n\ndata: c\n\n"
	if got := w.Body.String(); got != want || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := s.Send(Event{Data: strings.Repeat("a", eventMost+1)}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v", err)
	}
}

// A reader that connects and never reads: the server's write must fail by its
// deadline instead of holding the goroutine and its buffers for ever.
func TestEventStream_SlowReaderIsDropped(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s, err := NewEventStream(w, time.Second)
		s.wait = 50 * time.Millisecond
		for err == nil {
			err = s.Send(Event{Data: strings.Repeat("a", eventMost)})
		}
		failed <- err
	}))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(conn, 16).Peek(1); err != nil { // the answer began
		t.Fatal(err)
	}
	select {
	case err := <-failed:
		if !errors.Is(err, http.ErrHandlerTimeout) && !strings.Contains(err.Error(), "timeout") {
			t.Errorf("got %v, want a timeout", err)
		}
	case <-t.Context().Done():
		t.Error("the slow reader was waited for")
	}
}
