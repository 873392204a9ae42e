package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A reader that asks and never reads must not hold its handler for ever.
func TestImpatient_AReaderThatStandsStillIsDropped(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	srv := httptest.NewServer(Impatient(50*time.Millisecond, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := io.Copy(struct{ io.Writer }{w}, endless{})
		failed <- err
	})))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-failed:
		if err == nil || !strings.Contains(err.Error(), "timeout") {
			t.Errorf("got %v, want a timeout", err)
		}
	case <-t.Context().Done():
		t.Error("the reader was waited for")
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// The deadline of one answer does not reach the next request of its connection,
// which may wait for "100 Continue".
func TestImpatient_EachRequestBeginsAnew(t *testing.T) {
	t.Parallel()
	const each = 20 * time.Millisecond
	srv := httptest.NewServer(Impatient(each, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(body)
	})))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	for range 2 {
		if _, err := conn.Write([]byte("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		line, err := in.ReadString('\n')
		if err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("got %q, %v", line, err)
		}
		if _, err := in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte("ok")); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(answer.Body); err != nil || string(body) != "ok" {
			t.Errorf("got %q, %v", body, err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		<-time.After(2 * each) // the deadline of this answer is over
	}
}
