package server

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A restore replaces two files, the database and its key, as if they were one.
// Both are staged beside the old ones; a marker then decides: without it the old
// pair stands, with it the new one, and whoever opens the database next finishes
// what a kill has interrupted.

// The staged files of a database at PATH.
const (
	stagedDB  = ".restoring"
	stagedKey = ".restoring.key"
	decided   = ".restoring.commit"
)

// StagedPath is where a restore prepares the database that will be at path; its
// key lies beside it as KeyPath says.
func StagedPath(path string) string { return path + stagedDB }

// KeyPath is where the key of an embedded database lies unless told otherwise.
func KeyPath(path string) string { return path + ".key" }

// Unstage removes what an interrupted restore has prepared; what was decided
// stays.
func Unstage(path string) error {
	var all error
	for _, suffix := range []string{stagedDB, stagedDB + "-wal", stagedDB + "-shm", stagedDB + ".lock", stagedKey} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

// Swap decides that the staged pair stands, and puts it in place.
func Swap(path string) error {
	for _, suffix := range []string{stagedDB, stagedKey} {
		if err := syncFile(path + suffix); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path+decided, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("decide the restore: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close(), SyncFolder(path)); err != nil {
		return err
	}
	return finishSwap(path)
}

// finishSwap moves a decided pair into place; each step may have been done. What
// was prepared and never decided goes: it holds what people asked to forget.
func finishSwap(path string) error {
	if _, err := os.Stat(path + decided); errors.Is(err, os.ErrNotExist) {
		return Unstage(path)
	}
	if err := move(path+stagedKey, KeyPath(path)); err != nil {
		return err
	}
	if _, err := os.Stat(path + stagedDB); err == nil { // the old log belongs to the old file
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	if err := move(path+stagedDB, path); err != nil {
		return err
	}
	if err := SyncFolder(path); err != nil {
		return err
	}
	if err := os.Remove(path + decided); err != nil {
		return err
	}
	return errors.Join(Unstage(path), SyncFolder(path))
}

func move(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// SyncFolder makes the names in the folder of a path durable.
func SyncFolder(path string) error { return syncFile(filepath.Dir(path)) }
