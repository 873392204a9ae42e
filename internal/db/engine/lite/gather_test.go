package lite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"testing"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// pair opens one file twice: by one who writes and gathers, with room for few pages,
// and by one who reads.
func pair(t *testing.T) (writer, reader *Conn) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	writer, err := Open(path, "journal_mode(WAL)", "synchronous(FULL)", "cache_size(20)", "wal_autocheckpoint(0)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = writer.Close() })
	if err := errors.Join(writer.Run("create table kept (n integer primary key, body blob not null)"), writer.Gather()); err != nil {
		t.Fatal(err)
	}
	if reader, err = Open(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	return writer, reader
}

// sum reads every row: how many there are, and a sum of what is in them.
func sum(t *testing.T, conn *Conn) (n, total int64) {
	t.Helper()
	if err := one(t, prepare(t, conn, "select count(*), coalesce(sum(n * length(body)), 0) from kept"), nil, &n, &total); err != nil {
		t.Fatal(err)
	}
	return n, total
}

// Small and large transactions, such that pages leave the cache before they are
// committed, are read in the middle, undone, or followed by a copy of the log: both
// see what stands, and the file is whole.
func TestGather_WhatStandsIsSeen(t *testing.T) {
	t.Parallel()
	writer, reader := pair(t)
	r := rand.New(rand.NewPCG(1, 2))
	insert := prepare(t, writer, "insert or replace into kept (n, body) values (?1, randomblob(?2))")
	copied, large := 0, 0
	for round := range 60 {
		n, total := sum(t, reader)
		run(t, writer, "begin immediate")
		rows := 1 + r.IntN(3)
		if round%4 == 0 {
			rows, large = 300, large+1
		}
		for range rows {
			if _, err := insert.Exec(int64(r.IntN(2_000)), int64(r.IntN(6_000))); err != nil {
				t.Fatal(err)
			}
		}
		inside, insideTotal := sum(t, writer)
		if after, afterTotal := sum(t, reader); after != n || afterTotal != total {
			t.Fatalf("round %d: %d rows (%d) are seen before the commit, %d (%d) stood", round, after, afterTotal, n, total)
		}
		if round%5 == 4 {
			run(t, writer, "rollback")
			inside, insideTotal = n, total
		} else {
			run(t, writer, "commit")
		}
		if after, afterTotal := sum(t, reader); after != inside || afterTotal != insideTotal {
			t.Fatalf("round %d: %d rows (%d) are seen after it, want %d (%d)", round, after, afterTotal, inside, insideTotal)
		}
		if round%7 == 6 {
			run(t, reader, "pragma wal_checkpoint(restart)")
			copied++
		}
	}
	if copied < 5 || large < 10 {
		t.Errorf("%d copies, %d large transactions: too few to show anything", copied, large)
	}
	var whole string
	if err := one(t, prepare(t, reader, "pragma integrity_check"), nil, &whole); err != nil || whole != "ok" {
		t.Error(whole, err)
	}
}

func run(t *testing.T, conn *Conn, text string) {
	t.Helper()
	if err := conn.Run(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// What waits is written before anything else is done with the file, in its order; what
// does not fit is not kept waiting.
func TestGather_WritesInOrder(t *testing.T) {
	t.Parallel()
	tls := libc.NewTLS()
	defer tls.Close()
	const id = 1 << 40 // of no file
	var told []string
	wrote := func(_ *libc.TLS, _, _ uintptr, n int32, offset int64) int32 {
		told = append(told, fmt.Sprintf("%d at %d", n, offset))
		return c.SQLITE_OK
	}
	synced := func(*libc.TLS, uintptr, int32) int32 {
		told = append(told, "sync")
		return c.SQLITE_OK
	}
	logs.Store(uintptr(id), &gathered{file: &c.Tsqlite3_io_methods{FxWrite: address(wrote), FxSync: address(synced)}})
	defer logs.Delete(uintptr(id))
	const room = 2 * mostGathered
	from := libc.Xcalloc(tls, 1, room)
	defer libc.Xfree(tls, from)
	for _, piece := range []struct {
		n      int32
		offset int64
	}{{24, 0}, {4096, 24}, {24, 4120}, {4096, 24}, {room, 4144}, {10, 4144 + room}} {
		if code := gatherWrite(tls, id, from, piece.n, piece.offset); code != c.SQLITE_OK {
			t.Fatal(code)
		}
	}
	gatherSync(tls, id, c.SQLITE_SYNC_NORMAL)
	gatherSync(tls, id, c.SQLITE_SYNC_NORMAL)
	runtime.KeepAlive(wrote)
	runtime.KeepAlive(synced)
	want := []string{"4144 at 0", "4096 at 24", fmt.Sprintf("%d at 4144", room), fmt.Sprintf("10 at %d", 4144+room), "sync", "sync"}
	if got := fmt.Sprint(told); got != fmt.Sprint(want) {
		t.Errorf("%s\nwant %v", got, want)
	}
}
