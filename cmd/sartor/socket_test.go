package main

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // what holds a file from outside

	"sartor/internal/server"
)

// shell is a world for tests: a folder, an environment (none), and what was printed.
type shell struct {
	dir      string
	env      map[string]string
	out, err bytes.Buffer
}

func newShell(t *testing.T) *shell {
	t.Helper()
	return &shell{dir: t.TempDir()}
}

// run runs one command line as another process on the same machine would.
func (s *shell) run(t *testing.T, args ...string) int {
	t.Helper()
	s.out.Reset()
	s.err.Reset()
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	return run(ctx, args, world{
		getenv: func(k string) string { return s.env[k] }, cwd: s.dir, stdin: strings.NewReader(""), stdout: &s.out, stderr: &s.err, open: openExclusive,
	})
}

// must runs a command that has to succeed and returns what it printed.
func (s *shell) must(t *testing.T, args ...string) string {
	t.Helper()
	if code := s.run(t, args...); code != exitDone {
		t.Fatalf("sartor %s: exit %d\n%s%s", strings.Join(args, " "), code, s.out.String(), s.err.String())
	}
	return s.out.String()
}

// serve opens the shell's database as a server does and takes commands for it.
func (s *shell) serve(t *testing.T) *server.Chain {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	chain, err := server.Open(ctx, server.Options{URL: "sqlite:" + filepath.Join(s.dir, "sartor.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	stop, err := takeCommands(ctx, chain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		cancel()
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	return chain
}

// TestSocket_APasswordReachesTheServer: a variable that a command names is read
// where the command was typed, whatever it is called.
func TestSocket_APasswordReachesTheServer(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	chain := s.serve(t)
	s.env = map[string]string{"FIRST_PASSWORD": "a long enough sentence to keep"}
	s.must(t, "user", "add", "ann", "--role", "owner", "--password-env", "FIRST_PASSWORD")
	if who, err := chain.DB.StaffByLogin(t.Context(), "ann"); err != nil || who.Password == "" {
		t.Errorf("%+v, %v; want ann with a password", who, err)
	}
}

func TestSocket_ACommandRunsOnceInsideTheServer(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	chain := s.serve(t)
	secret := strings.TrimSpace(s.must(t, "token", "create", "--role", "analyst", "--name", "weekly report"))
	if !strings.HasPrefix(secret, "sartor_") {
		t.Errorf("the command printed %q, want a token", secret)
	}
	tokens, err := chain.DB.Tokens(t.Context())
	if err != nil || len(tokens) != 1 || tokens[0].Name != "weekly report" {
		t.Errorf("the server's database holds %v, %v; want the one token", tokens, err)
	}
	if got := s.must(t, "token", "list"); !strings.Contains(got, tokens[0].ID) {
		t.Errorf("the list misses the token:\n%s", got)
	}
}

func TestSocket_ACommandWithoutAServerTakesTheLockItself(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must(t, "token", "create", "--role", "analyst")
	if got := s.must(t, "token", "list", "--json"); strings.Count(got, "tok_") != 1 {
		t.Errorf("got %s, want one token", got)
	}
}

func TestSocket_ASecondServeNamesTheFirst(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.serve(t)
	if code := s.run(t, "serve", "--addr", "127.0.0.1:0"); code != exitFailed || !strings.Contains(s.err.String(), "in use by process") {
		t.Errorf("exit %d and %q, want 1 and the owner's name", code, s.err.String())
	}
}

// tamper runs a statement on a database that nobody has open.
func tamper(t *testing.T, path, statement string) {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// write writes a file into the shell's folder.
func (s *shell) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
