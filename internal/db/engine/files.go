package engine

import (
	"fmt"
	"os"
)

// files are those a database consists of, as they were first seen. Somebody may
// remove or replace them under a running server, which then would go on writing,
// and acknowledging, into files that no name leads to any more.
type files struct {
	path string
	seen map[string]os.FileInfo
}

// newFiles looks at what is there now.
func newFiles(path string) *files {
	f := &files{path: path, seen: map[string]os.FileInfo{}}
	for _, name := range f.names() {
		if now, err := os.Stat(name); err == nil {
			f.seen[name] = now
		}
	}
	return f
}

func (f *files) names() []string { return []string{f.path, f.path + "-wal"} }

// check reports a file that is no longer where it was. It opens nothing: closing
// a file would drop the locks that SQLite holds on it in this process.
func (f *files) check() error {
	for _, name := range f.names() {
		now, err := os.Stat(name)
		switch was := f.seen[name]; {
		case was == nil && err == nil:
			f.seen[name] = now
		case was != nil && err != nil:
			return fmt.Errorf("the database's file was moved or removed while in use: %w", err)
		case was != nil && !os.SameFile(was, now):
			return fmt.Errorf("the database's file was replaced while in use: %s", name)
		}
	}
	return nil
}
