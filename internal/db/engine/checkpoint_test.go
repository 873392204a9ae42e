package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"sartor/internal/db/engine/lite"
)

// writes puts rows of a page each into a new file and returns how long its log
// became at most, in bytes.
func writes(t *testing.T, rows int, log logLimits) int64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	e, err := openFile(t.Context(), path, fullSync, log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	run := func(q *Query, args ...any) {
		t.Helper()
		if err := e.Write(t.Context(), Till, func(tx *Tx) error { _, err := tx.Exec(context.Background(), q, args...); return err }); err != nil {
			t.Fatal(err)
		}
	}
	run(plain("kept", "create table kept (body blob not null)"))
	insert, body, most := plain("kept.add", "insert into kept (body) values (?1)"), make([]byte, 4000), int64(0)
	for range rows {
		run(insert, body)
		if info, err := os.Stat(path + "-wal"); err == nil {
			most = max(most, info.Size())
		}
	}
	var n int
	if _, err := One(t.Context(), e.Reader(), plain("kept.count", "select count(*) from kept"), nil, &n); err != nil || n != rows {
		t.Errorf("%d rows stand after %d were written, %v", n, rows, err)
	}
	return most
}

// The log is begun anew while writes go on: it stays far below what was written.
func TestCheckpoint_TheLogStaysShort(t *testing.T) {
	t.Parallel()
	const rows = 4_000
	if most := writes(t, rows, logLimits{every: time.Millisecond, dose: 50, long: 50}); most > rows*4096/2 {
		t.Errorf("the log grew to %d bytes for %d rows of a page", most, rows)
	}
}

// Its twin finds no log long enough, and the same measure sees it.
func TestCheckpoint_ATwinThatFindsNoneLongGrows(t *testing.T) {
	t.Parallel()
	const rows = 1_000
	if most := writes(t, rows, logLimits{every: time.Millisecond, dose: 1 << 31, long: 1 << 31}); most < rows*4096/2 {
		t.Errorf("the log of %d bytes is short without being begun anew: the test above proves nothing", most)
	}
}

// What comes into a long log is copied long before the log is begun anew: all of it at
// once would take a core for as long as tills notice.
func TestCheckpoint_CopiesInDoses(t *testing.T) {
	t.Parallel()
	path, ctx := filepath.Join(t.TempDir(), "a.db"), context.Background()
	e, err := openFile(ctx, path, fullSync, logLimits{every: time.Millisecond, dose: 50, long: 1 << 31})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	const rows, patience = 500, 30 * time.Second
	fill := plain("filled", "create table filled as with recursive n(i) as (select 1 union all select i+1 from n where i < 500) select zeroblob(4000) from n")
	if err := e.Write(ctx, Till, func(tx *Tx) error { _, err := tx.Exec(ctx, fill); return err }); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for begun := time.Now(); ; <-look.C {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() >= rows*4096 {
			return
		}
		if time.Since(begun) > patience {
			t.Fatalf("the file has %d bytes of %d: nothing was copied while the log is not long", info.Size(), rows*4096)
		}
	}
}

// A file that somebody else holds is no failed disk.
func TestCheckpoint_KnowsAFileInUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	open := func() *lite.Conn {
		t.Helper()
		conn, err := lite.Open(path, "journal_mode(WAL)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	first, second := open(), open()
	if err := first.Run("begin immediate"); err != nil {
		t.Fatal(err)
	}
	if err := second.Run("begin immediate"); !inUse(err) {
		t.Errorf("%v is not taken for a file in use", err)
	}
	if err := second.Run("begin nonsense"); err == nil || inUse(err) {
		t.Errorf("%v is taken for a file in use", err)
	}
}

// TestConnect_ManyMakeTheLog: of many that open a new file at once each gets its
// connection, though SQLite sends all but one away that give it its log.
func TestConnect_ManyMakeTheLog(t *testing.T) {
	t.Parallel()
	const files, callers = 60, 24
	for n := range files {
		path := filepath.Join(t.TempDir(), strconv.Itoa(n))
		var all sync.WaitGroup
		var failed [callers]error
		gate := make(chan struct{})
		for i := range callers {
			all.Go(func() {
				<-gate
				l, err := connect(path)
				if err == nil {
					err = l.close()
				}
				failed[i] = err
			})
		}
		close(gate)
		all.Wait()
		if err := errors.Join(failed[:]...); err != nil {
			t.Fatal(err)
		}
	}
}
