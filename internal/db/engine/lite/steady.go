package lite

import (
	"unsafe"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// mostKept is how many pages of the file the system keeps before the disk is to get them:
// a commit whose log is synced meanwhile waits for so many at most.
const mostKept = 16

// steady is the database's file as SQLite sees it, with where the pages lie that the
// system keeps. It lies in memory of SQLite's, as gathered does.
type steady struct {
	own      c.Tsqlite3_io_methods
	usual    uintptr // the file's functions, which ours call
	from, to int64
	n        int32 // pages
}

// Steady has the disk get what a checkpoint copies into the file as it is copied, a few
// pages at a time. The sync at the end would have it write all of them at once, and a
// commit whose log is synced then waits behind them. Where the system cannot, that sync
// does it all, as before. The connection has looked into its file.
func (conn *Conn) Steady() error {
	ours, file, err := conn.before(c.SQLITE_FCNTL_FILE_POINTER, unsafe.Sizeof(steady{}))
	if err != nil {
		return err
	}
	s := (*steady)(at(ours))
	s.usual, s.own = file.FpMethods, *(*c.Tsqlite3_io_methods)(at(file.FpMethods))
	s.own.FxWrite = address(func(tls *libc.TLS, id, from uintptr, n int32, offset int64) int32 {
		s := (*steady)(at((*c.Tsqlite3_file)(at(id)).FpMethods))
		usual := (*c.Tsqlite3_io_methods)(at(s.usual))
		if code := function[transfer](usual.FxWrite)(tls, id, from, n, offset); code != c.SQLITE_OK {
			return code
		}
		return s.wrote(id, offset, offset+int64(n))
	})
	file.FpMethods = ours
	return nil
}

// wrote notes a page. A checkpoint copies them in the order in which they lie, so that
// between the first of a few and the last there is none that others wrote.
func (s *steady) wrote(id uintptr, from, to int64) int32 {
	if s.n == 0 {
		s.from, s.to = from, to
	}
	s.from, s.to = min(s.from, from), max(s.to, to)
	if s.n++; s.n < mostKept {
		return c.SQLITE_OK
	}
	s.n = 0
	if !push(id, s.from, s.to-s.from) {
		return c.SQLITE_IOERR_WRITE
	}
	return c.SQLITE_OK
}
