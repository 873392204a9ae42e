package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"sartor/internal/server"
)

// The protocol of the socket, for other commands on a file that a server owns:
// the client sends one JSON line with its command line, the server answers JSON
// lines with what the command prints and last its exit code. Closing the
// connection stops the command.

// order is a command line that another process runs for us.
type order struct {
	Args []string          `json:"args"`
	Cwd  string            `json:"cwd"`
	Env  map[string]string `json:"env,omitempty"`
	In   []byte            `json:"in,omitempty"`
}

// mostStdin bounds what a command may read when another process runs it.
const mostStdin = 64 << 10

// frame is one piece of output.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// envPrefix begins the environment variables a command may read.
const envPrefix = "SARTOR_"

// dialTimeout bounds the wait for a server that just starts or ends.
const dialTimeout = 5 * time.Second

// forward runs the command inside the server that owns the file. done is false
// when nobody owns it.
func forward(ctx context.Context, w world, url string, args []string) (done bool, err error) {
	path := server.SQLitePath(url)
	if path == "" {
		return false, nil
	}
	if _, err := os.Stat(path + ".lock"); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	lock, err := server.TakeLock(path)
	if err == nil {
		return false, lock.Release()
	}
	held, ok := errors.AsType[*server.HeldError](err)
	if !ok {
		return false, err
	}
	if held.Socket == "" {
		return false, server.BusyError(path, held)
	}
	d := net.Dialer{Timeout: dialTimeout}
	conn, err := d.DialContext(ctx, "unix", held.Socket)
	if err != nil {
		return false, server.BusyError(path, held)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // ends what waits on it
	defer stop()
	return true, speak(w, conn, args)
}

func speak(w world, conn net.Conn, args []string) error {
	in, err := io.ReadAll(io.LimitReader(w.stdin, mostStdin))
	if err != nil {
		return fmt.Errorf("read standard input: %w", err)
	}
	if err := json.NewEncoder(conn).Encode(order{Args: args, Cwd: w.cwd, Env: environment(), In: in}); err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	dec := json.NewDecoder(bufio.NewReader(conn))
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return fmt.Errorf("the server stopped before the command was done: %w", err)
		}
		if _, err := w.stdout.Write(f.Out); err != nil {
			return err
		}
		if _, err := w.stderr.Write(f.Err); err != nil {
			return err
		}
		if f.Exit != nil {
			if *f.Exit != exitDone {
				return exitError(*f.Exit)
			}
			return nil
		}
	}
}

func environment() map[string]string {
	out := map[string]string{}
	for _, kv := range os.Environ() {
		if name, value, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(name, envPrefix) {
			out[name] = value
		}
	}
	return out
}

// commandSocket runs other commands' work inside this process.
type commandSocket struct {
	listener net.Listener
	app      *server.Chain
	wg       sync.WaitGroup
}

// listenCommands opens the socket; a stale one of a killed server is removed,
// which is safe because the lock is ours.
func listenCommands(ctx context.Context, a *server.Chain, path string) (*commandSocket, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("socket %s: %w", path, err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("socket %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &commandSocket{listener: l, app: a}, nil
}

// serve takes commands until the context ends.
func (s *commandSocket) serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = s.listener.Close() }) // ends Accept
	defer stop()
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			break
		}
		s.wg.Go(func() { s.handle(ctx, conn) })
	}
	s.wg.Wait()
}

func (s *commandSocket) handle(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var o order
	r := bufio.NewReader(conn)
	if err := json.NewDecoder(r).Decode(&o); err != nil {
		return
	}
	go func() { // the client went away: stop its command
		_, _ = io.Copy(io.Discard, r)
		cancel()
	}()
	f := &framer{enc: json.NewEncoder(conn)}
	code := run(ctx, o.Args, world{
		getenv: func(k string) string { return o.Env[k] }, cwd: o.Cwd, stdin: bytes.NewReader(o.In),
		stdout: f.out(), stderr: f.err(), open: s.lend, inside: true,
	})
	f.send(frame{Exit: &code})
}

// lend gives the open chain to a command that runs inside this process.
func (s *commandSocket) lend(_ context.Context, o server.Options) (*server.Chain, func() error, error) {
	return s.app, func() error { return nil }, s.app.Lend(o.URL)
}

// framer writes frames from two streams to one connection.
type framer struct {
	mu  sync.Mutex
	enc *json.Encoder
}

func (f *framer) send(x frame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.enc.Encode(x) // a client that left has its command stopped by the reader
}

type writerFunc func(p []byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

func (f *framer) out() io.Writer {
	return writerFunc(func(p []byte) (int, error) { f.send(frame{Out: p}); return len(p), nil })
}

func (f *framer) err() io.Writer {
	return writerFunc(func(p []byte) (int, error) { f.send(frame{Err: p}); return len(p), nil })
}
