package server

import (
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
