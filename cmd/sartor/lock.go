package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"sartor/internal/fault"
)

// fileLock is the exclusive right to an embedded database: a lock on PATH.lock,
// in which the owner writes its process and the address of its socket.
type fileLock struct {
	file *os.File
	path string
}

// heldError says who owns the file.
type heldError struct{ pid, socket string }

func (h *heldError) Error() string { return "the database belongs to process " + h.pid }

// lockDatabase takes the lock or answers *heldError. The kernel gives it back
// when the process ends, however it ends.
func lockDatabase(dbPath string) (*fileLock, error) {
	path := dbPath + ".lock"
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &fileLock{file: f, path: path}, nil
	}
	defer f.Close()
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	pid, socket, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return nil, &heldError{pid: pid, socket: socket}
}

// announce writes who holds the lock and where its socket is ("" for none).
func (l *fileLock) announce(socket string) error {
	text := fmt.Sprintf("%d\n%s\n", os.Getpid(), socket)
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("write %s: %w", l.path, err)
	}
	if _, err := l.file.WriteAt([]byte(text), 0); err != nil {
		return fmt.Errorf("write %s: %w", l.path, err)
	}
	return nil
}

// release gives the lock back. The file stays: removing it would let two
// processes lock two files of one name.
func (l *fileLock) release() error {
	return errors.Join(l.file.Truncate(0), l.file.Close())
}

// sqlitePath returns the file of an embedded database, "" for a server engine.
func sqlitePath(url string) string {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return ""
	}
	return path
}

// busyError says that a process without a socket owns the file.
func busyError(path string, h *heldError) error {
	return fault.New(fault.Conflict, "database_in_use",
		"%s is in use by process %s; wait until it is done, or stop it", path, h.pid)
}
