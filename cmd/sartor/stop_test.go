package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a server of its own on the shell's database.
type process struct {
	*exec.Cmd
	addr string
	log  *bufio.Scanner
}

func (s *shell) start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)}
	p.Dir, p.Env = s.dir, append(os.Environ(), asCommand+"=1")
	out, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	for p.log = bufio.NewScanner(out); p.log.Scan(); {
		if addr, ok := strings.CutPrefix(p.log.Text(), "Sartor serves http://"); ok {
			p.addr = addr
			return p
		}
	}
	t.Fatalf("the server ended before it served: %v", p.Wait())
	return nil
}

// begun is a close whose handler waits for the rest of its body.
type begun struct {
	net.Conn
	in   *bufio.Reader
	rest string
}

func (p *process) begin(t *testing.T, token, receipt string) *begun {
	t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	body := fmt.Sprintf(`{"receipt":%q,"store":"S1","till":"T1","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":1,"amount":249,"discount":0}],"vouchers":[]}`,
		receipt, time.Now().UTC().Format(time.RFC3339))
	half := len(body) / 2
	fmt.Fprintf(conn, "POST /v1/till/close HTTP/1.1\r\nHost: sartor\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		token, len(body))
	b := &begun{Conn: conn, in: bufio.NewReader(conn), rest: body[half:]}
	if line, err := b.in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the handler did not ask for the body: %q, %v", line, err)
	}
	if _, err := b.in.ReadString('\n'); err != nil { // the empty line behind it
		t.Fatal(err)
	}
	fmt.Fprint(conn, body[:half])
	return b
}

// deaf waits until the server takes nobody any more.
func (p *process) deaf(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			return
		}
		conn.Close()
		if time.Now().After(deadline) {
			t.Fatal("ten seconds after it was told to stop the server still takes connections")
		}
	}
}

// Whoever cannot wait for what is under way says so a second time.
func TestMain_SecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.filled(t)
	token := strings.TrimSpace(s.must(t, "token", "create", "--role", "till", "--store", "S1"))
	p := s.start(t)
	p.begin(t, token, "B0")
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	p.deaf(t)
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	again, late := time.NewTicker(50*time.Millisecond), time.After(12*time.Second)
	defer again.Stop()
	for {
		select {
		case err := <-ended:
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || !exit.Sys().(syscall.WaitStatus).Signaled() {
				t.Errorf("ended with %v, want by the signal", err)
			}
			return
		case <-again.C:
			_ = p.Process.Signal(os.Interrupt) // it may have ended
		case <-late:
			t.Fatal("a second signal does not end what waits")
		}
	}
}

// Closes in flight when the server is told to stop are answered and stand; new
// ones are not taken any more.
func TestServe_StopsOnlyWhenClosesInFlightAreDone(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.filled(t)
	token := strings.TrimSpace(s.must(t, "token", "create", "--role", "till", "--store", "S1"))
	p := s.start(t)
	var closes []*begun
	for i := range 16 {
		closes = append(closes, p.begin(t, token, fmt.Sprintf("B%d", i)))
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.deaf(t)
	for i, c := range closes {
		fmt.Fprint(c, c.rest)
		r, err := http.ReadResponse(c.in, nil)
		if err != nil {
			t.Fatalf("close %d got no answer: %v", i, err)
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("close %d: %d %s %v", i, r.StatusCode, text, err)
		}
	}
	if err := p.Wait(); err != nil {
		t.Errorf("the server ended with %v, want exit 0", err)
	}
	if out := s.must(t, "verify", "--json"); !strings.Contains(out, `"holds":true`) {
		t.Errorf("after the stop: %s", out)
	}
	if out := s.must(t, "export", "out", "--json"); !strings.Contains(out, `"receipts":19`) {
		t.Errorf("%s, want the 3 receipts before and the 16 that were in flight", out)
	}
	if left, err := os.Stat(filepath.Join(s.dir, "sartor.db-wal")); err == nil && left.Size() > 0 {
		t.Errorf("a log of %d bytes is left", left.Size())
	}
}

// Health, readiness and metrics answer without a token on this machine, and what
// the server logs is one JSON line each.
func TestServe_HealthMetricsAndLog(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.filled(t)
	p := s.start(t)
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": `"ready"`, "/metrics": "sartor_"} {
		r, err := http.Get("http://" + p.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK || !strings.Contains(string(text), want) {
			t.Errorf("%s: %d %.300s %v, want %s", path, r.StatusCode, text, err, want)
		}
	}
	r, err := http.Get("http://" + p.addr + "/v1/stores")
	if err != nil {
		t.Fatal(err)
	}
	if r.Body.Close(); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %d, want 401", r.StatusCode)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for p.log.Scan() {
		var line map[string]any
		if err := json.Unmarshal(p.log.Bytes(), &line); err != nil || line["msg"] == nil || line["level"] == nil {
			t.Errorf("not a JSON line of the log: %s", p.log.Text())
		}
		lines++
	}
	if err := p.Wait(); err != nil || lines == 0 {
		t.Errorf("%d log lines, ended with %v", lines, err)
	}
}
