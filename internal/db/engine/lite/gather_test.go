package lite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"unsafe"

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
	for round := range 40 {
		n, total := sum(t, reader)
		run(t, writer, "begin immediate")
		rows := 1 + r.IntN(3)
		if round%4 == 0 {
			rows, large = 150, large+1
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
	if copied < 5 || large < 8 {
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
	told := make(chan string, 10) // the compiler does not see who calls by address
	wrote := func(_ *libc.TLS, _, _ uintptr, n int32, offset int64) int32 {
		told <- fmt.Sprintf("%d at %d", n, offset)
		return c.SQLITE_OK
	}
	synced := func(*libc.TLS, uintptr, int32) int32 {
		told <- "sync"
		return c.SQLITE_OK
	}
	const room = 2 * mostGathered
	usual := c.Tsqlite3_io_methods{FxWrite: address(wrote), FxSync: address(synced)}
	g := &gathered{usual: uintptr(unsafe.Pointer(&usual))}
	g.take()
	file := c.Tsqlite3_file{FpMethods: uintptr(unsafe.Pointer(g))}
	id, from := uintptr(unsafe.Pointer(&file)), libc.Xcalloc(tls, 1, room)
	defer libc.Xfree(tls, from)
	for _, p := range []piece{{n: 24}, {n: 4096, offset: 24}, {n: 24, offset: 4120}, {n: 4096, offset: 24}, {n: room, offset: 4144}, {n: 10, offset: 4144 + room}} {
		if code := function[transfer](g.own.FxWrite)(tls, id, from, p.n, p.offset); code != c.SQLITE_OK {
			t.Fatal(code)
		}
	}
	for range 2 {
		function[flagged](g.own.FxSync)(tls, id, c.SQLITE_SYNC_NORMAL)
	}
	runtime.KeepAlive([]any{wrote, synced, &usual, g, &file})
	want := []string{"4144 at 0", "4096 at 24", fmt.Sprintf("%d at 4144", room), fmt.Sprintf("10 at %d", 4144+room), "sync", "sync"}
	close(told)
	if got := collect(told); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func collect(told <-chan string) (all []string) {
	for s := range told {
		all = append(all, s)
	}
	return all
}
