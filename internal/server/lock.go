package server

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sartor/internal/fault"
)

// Lock is the exclusive right to an embedded database: a lock on PATH.lock,
// in which the owner writes its process and the address of its socket.
type Lock struct {
	file *os.File
	path string
}

// LockFile is where a file's lock lies, by whatever links the file is reached.
func LockFile(dbPath string) string {
	if real, err := filepath.EvalSymlinks(dbPath); err == nil {
		dbPath = real
	}
	return dbPath + ".lock"
}

// HeldError says who owns the file.
type HeldError struct{ PID, Socket string }

func (h *HeldError) Error() string { return "the database belongs to process " + h.PID }

// TakeLock takes the lock or answers *HeldError. The kernel gives it back
// when the process ends, however it ends.
func TakeLock(dbPath string) (*Lock, error) {
	path := LockFile(dbPath)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &Lock{file: f, path: path}, nil
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
	return nil, &HeldError{PID: pid, Socket: socket}
}

// Announce writes who holds the lock and where its socket is ("" for none).
func (l *Lock) Announce(socket string) error {
	text := fmt.Sprintf("%d\n%s\n", os.Getpid(), socket)
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("write %s: %w", l.path, err)
	}
	if _, err := l.file.WriteAt([]byte(text), 0); err != nil {
		return fmt.Errorf("write %s: %w", l.path, err)
	}
	return nil
}

// Release gives the lock back, also where a process that is just being started
// still has the file open: closing alone leaves the lock with its copy. The file
// stays: removing it would let two processes lock two files of one name.
func (l *Lock) Release() error {
	return errors.Join(l.file.Truncate(0), syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

// SQLitePath returns the file of an embedded database, "" for a server engine.
func SQLitePath(url string) string {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return ""
	}
	return path
}

// BusyError says that a process without a socket owns the file.
func BusyError(path string, h *HeldError) error {
	return fault.New(fault.Conflict, "database_in_use",
		"%s is in use by process %s; wait until it is done, or stop it", path, h.PID)
}
