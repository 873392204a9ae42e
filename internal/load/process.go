package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// finished is a command of the product that has run to its end.
type finished struct {
	wall   time.Duration
	cpu    time.Duration
	rss    int64 // peak, bytes
	stdout []byte
}

func (f finished) peak() string { return megabytes(f.rss) + " peak" }

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MiB" }

// binary builds the product as it is released, once a folder and change.
func (b *bench) binary(ctx context.Context) (string, error) {
	path := filepath.Join(b.dir, "sartor")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./cmd/sartor")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build (run from the repository's root): %w\n%s", err, out)
	}
	return path, nil
}

// sartor runs one command to its end.
func (b *bench) sartor(ctx context.Context, args ...string) (finished, error) {
	path, err := b.binary(ctx)
	if err != nil {
		return finished{}, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Dir = &stdout, &stderr, b.dir
	start := time.Now()
	err = cmd.Run()
	f := finished{wall: time.Since(start), stdout: stdout.Bytes()}
	if err != nil {
		return f, fmt.Errorf("sartor %s: %w\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	f.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.rss = u.Maxrss << 10
	}
	return f, nil
}

// token makes a token that may do everything.
func (b *bench) makeToken(ctx context.Context) (string, error) {
	f, err := b.sartor(ctx, "token", "create", "--role", "owner", "--name", "load", "--json", "--db", b.db)
	if err != nil {
		return "", err
	}
	var out struct {
		Token string `json:"token"`
	}
	return out.Token, json.Unmarshal(f.stdout, &out)
}

// serving is a running sartor serve.
type serving struct {
	cmd   *exec.Cmd
	addr  string
	ready time.Duration // from the start of the process to the first 200 of /readyz
	log   *os.File
}

// start starts the server and waits until it is ready.
func (b *bench) start(ctx context.Context, extra ...string) (*serving, error) {
	path, err := b.binary(ctx)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(b.dir, "serve.log"))
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--addr", b.addr, "--db", b.db, "--consent", "profile,offers", "--proof", "load test"}, extra...)
	s := &serving{cmd: exec.CommandContext(ctx, path, args...), addr: b.addr, log: log}
	s.cmd.Stdout, s.cmd.Stderr, s.cmd.Dir = log, log, b.dir
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 20 * time.Second
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	const patience = 2 * time.Minute
	for time.Since(begin) < patience {
		if b.answers(ctx, "/readyz") {
			s.ready = time.Since(begin)
			return s, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), s.stop())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil, errors.Join(fmt.Errorf("not ready after %v; see %s", patience, log.Name()), s.stop())
}

// stop lets it finish and waits.
func (s *serving) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
	err := s.cmd.Wait()
	return errors.Join(err, s.log.Close())
}

// status reads a size from /proc, in bytes: VmRSS or VmHWM.
func (s *serving) status(field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			n, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return n << 10, err
		}
	}
	return 0, fmt.Errorf("/proc has no %s", field)
}

// cpu is what the server has used so far.
func (s *serving) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("/proc/…/stat is short")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// answers reports whether a page of the server is there.
func (b *bench) answers(ctx context.Context, page string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.addr+page, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}
