// Package relay runs commands of other processes inside the server that owns an
// embedded database, through a socket beside the file: the client sends one JSON
// line with its command line, the server answers JSON lines with what the command
// prints and last its exit code. Closing the connection stops the command. It
// knows nothing of what commands do.
package relay

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sartor/internal/server"
)

// Order is a command line that another process runs for us.
type Order struct {
	Args []string          `json:"args"`
	Cwd  string            `json:"cwd"`
	Env  map[string]string `json:"env,omitempty"`
	In   []byte            `json:"in,omitempty"`
}

// Streams are where a command prints.
type Streams struct{ Out, Err io.Writer }

// mostStdin bounds what a command may read when another process runs it.
const mostStdin = 64 << 10

// frame is one piece of output.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// dialTimeout bounds the wait for a server that just starts or ends.
const dialTimeout = 5 * time.Second

// Ask runs the command inside the server that owns the file at path; done is
// false when nobody owns it.
func Ask(ctx context.Context, path string, o Order, out Streams) (code int, done bool, err error) {
	if _, err := os.Stat(server.LockFile(path)); errors.Is(err, os.ErrNotExist) {
		return 0, false, nil
	}
	lock, err := server.TakeLock(path)
	if err == nil {
		return 0, false, lock.Release()
	}
	held, ok := errors.AsType[*server.HeldError](err)
	if !ok {
		return 0, false, err
	}
	if held.Socket == "" {
		return 0, false, server.BusyError(path, held)
	}
	d := net.Dialer{Timeout: dialTimeout}
	conn, err := d.DialContext(ctx, "unix", held.Socket)
	if err != nil {
		return 0, false, server.BusyError(path, held)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // ends what waits on it
	defer stop()
	code, err = speak(conn, o, out)
	return code, true, err
}

func speak(conn net.Conn, o Order, out Streams) (int, error) {
	if err := json.NewEncoder(conn).Encode(o); err != nil {
		return 0, fmt.Errorf("ask the server: %w", err)
	}
	dec := json.NewDecoder(bufio.NewReader(conn))
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return 0, fmt.Errorf("the server stopped before the command was done: %w", err)
		}
		if _, err := out.Out.Write(f.Out); err != nil {
			return 0, err
		}
		if _, err := out.Err.Write(f.Err); err != nil {
			return 0, err
		}
		if f.Exit != nil {
			return *f.Exit, nil
		}
	}
}

// ReadStdin reads what a relayed command may read: at most 64 KiB.
func ReadStdin(in io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, mostStdin))
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	return b, nil
}

// Run runs one command line in this process and returns its exit code.
type Run func(ctx context.Context, o Order, out Streams) int

// Take opens the socket on which other commands on this file run. The
// path of a socket is short by the system's rule, so it lies beside the file or,
// where that path is too long, in the temporary folder.
func Take(ctx context.Context, a *server.Chain, run Run) (stop func(), err error) {
	file := server.SQLitePath(a.URL)
	if file == "" {
		return func() {}, nil
	}
	const mostPath = 100
	path, dir := file+".sock", ""
	if len(path) > mostPath {
		if dir, err = os.MkdirTemp("", "sartor"); err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "sock")
	}
	s, err := listen(ctx, run, path)
	if err != nil {
		return nil, errors.Join(err, removed(dir))
	}
	if err := a.Announce(path); err != nil {
		return nil, errors.Join(err, s.listener.Close(), removed(dir))
	}
	ctx, cancel := context.WithCancel(ctx)
	a.Go(func() {
		s.serve(ctx)
		_ = removed(dir) // an empty folder in the system's temporary one
	})
	return cancel, nil
}

// removed removes the folder that was made for a socket, if one was.
func removed(dir string) error {
	if dir == "" {
		return nil
	}
	return os.RemoveAll(dir)
}

// commandSocket runs other commands' work inside this process.
type commandSocket struct {
	listener net.Listener
	run      Run
	wg       sync.WaitGroup
}

// listen opens the socket; a stale one of a killed server is removed,
// which is safe because the lock is ours.
func listen(ctx context.Context, run Run, path string) (*commandSocket, error) {
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
	return &commandSocket{listener: l, run: run}, nil
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
	var o Order
	r := bufio.NewReader(conn)
	if err := json.NewDecoder(r).Decode(&o); err != nil {
		return
	}
	go func() { // the client went away: stop its command
		_, _ = io.Copy(io.Discard, r)
		cancel()
	}()
	f := &framer{enc: json.NewEncoder(conn)}
	code := s.run(ctx, o, Streams{Out: f.out(), Err: f.err()})
	f.send(frame{Exit: &code})
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
