package engine

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sartor/internal/fault"
)

// What is written into a file that no name leads to any more is lost with the
// process: nothing may be acknowledged there.
func TestFiles_NothingIsAcceptedWithoutThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(path string) error
	}{
		{"the file is removed", os.Remove},
		{"the file is moved", func(path string) error { return os.Rename(path, path+".old") }},
		{"another takes its place", func(path string) error {
			if err := os.WriteFile(path+".new", nil, 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}},
		{"the log is removed", func(path string) error { return os.Remove(path + "-wal") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			e, err := openFile(t.Context(), path, fullSync, usualLog())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = e.Close() }() // the log may be gone
			write := func(text string) error {
				return e.Write(t.Context(), Till, func(tx *Tx) error { _, err := tx.Exec(t.Context(), plain("kept", text)); return err })
			}
			if err := write("create table kept (body text)"); err != nil {
				t.Fatal(err)
			}
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for range 30 { // several looks of the checkpointer: all is well
				<-tick.C
			}
			if err := e.Broken(); err != nil {
				t.Fatal(err)
			}
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			if err := write("insert into kept values ('lost')"); fault.CodeOf(err) != "storage_failed" {
				t.Errorf("a write into nowhere: %v", err)
			}
		})
	}
}

// A server that nobody writes to finds out as well, so that it is no longer ready.
func TestFiles_SeenWithoutAWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	e, err := openFile(t.Context(), path, fullSync, usualLog())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }() // the file is gone
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if e.Broken() != nil {
			return
		}
		<-tick.C
	}
	t.Error("five seconds later the engine is as good as ever")
}
