package server

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A process that is being started holds copies of all open files until it runs
// its own program. A lock given back meanwhile is free.
func TestLock_GivenBackIsFree(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sartor.db")
	lock, err := TakeLock(path)
	if err != nil {
		t.Fatal(err)
	}
	forked, err := syscall.Dup(int(lock.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(forked) })
	if _, err := TakeLock(path); err == nil {
		t.Error("a lock was taken twice")
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := TakeLock(path)
	if err != nil {
		t.Fatalf("a lock that was given back: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

// Whoever comes by a link finds the same lock.
func TestLock_LinksLeadToOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "sartor.db"), filepath.Join(dir, "link.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	lock, err := TakeLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := TakeLock(link); err == nil {
		t.Error("one file has two owners")
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}
