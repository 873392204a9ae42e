package lite

import (
	"unsafe"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// mostGathered is how much of the log is written at once: 31 of its frames, pages of
// 4 KiB with 24 bytes before each. SQLite writes less than 128 KiB at a time.
const mostGathered = 31 * (24 + 4096)

// gathered is a log's file as SQLite sees it, with what the file is to get and has not:
// one piece that begins at an offset. It lies in memory of SQLite's, behind the
// functions by which SQLite reaches it.
type gathered struct {
	own    c.Tsqlite3_io_methods
	usual  uintptr // the file's functions, which ours call
	from   int64
	n      int32
	pieces [mostGathered]byte
}

// Gather has a commit's frames written into the log at once, when they are synced: one
// call of the system's instead of two a frame. Nobody reads a frame before the index of
// the log leads to it, which with synchronous(FULL) is after that sync; with less there
// may be none, and the log must not gather. The connection has looked into its file.
func (conn *Conn) Gather() error {
	ours, file, err := conn.before(c.SQLITE_FCNTL_JOURNAL_POINTER, unsafe.Sizeof(gathered{}))
	if err != nil {
		return err
	}
	g := (*gathered)(at(ours))
	g.usual, g.own = file.FpMethods, *(*c.Tsqlite3_io_methods)(at(file.FpMethods))
	g.take()
	file.FpMethods = ours
	return nil
}

// take puts our functions before the file's: what waits is written before anything else
// is done with the file.
func (g *gathered) take() {
	g.own.FxWrite = address(func(tls *libc.TLS, id, from uintptr, n int32, offset int64) int32 {
		return gatheredOf(id).write(tls, id, piece{from, n, offset})
	})
	g.own.FxRead = address(func(tls *libc.TLS, id, to uintptr, n int32, offset int64) int32 {
		return gatheredOf(id).first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[transfer](f.FxRead)(tls, id, to, n, offset) })
	})
	g.own.FxSync = address(func(tls *libc.TLS, id uintptr, how int32) int32 {
		return gatheredOf(id).first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[flagged](f.FxSync)(tls, id, how) })
	})
	g.own.FxTruncate = address(func(tls *libc.TLS, id uintptr, n int64) int32 {
		return gatheredOf(id).first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[sized](f.FxTruncate)(tls, id, n) })
	})
	g.own.FxFileSize = address(func(tls *libc.TLS, id, out uintptr) int32 {
		return gatheredOf(id).first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[asked](f.FxFileSize)(tls, id, out) })
	})
	g.own.FxClose = address(func(tls *libc.TLS, id uintptr) int32 {
		return gatheredOf(id).first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[alone](f.FxClose)(tls, id) })
	})
}

// The functions of a file, as SQLite calls them by address.
type (
	transfer = func(tls *libc.TLS, id, memory uintptr, n int32, offset int64) int32
	asked    = func(tls *libc.TLS, id, out uintptr) int32
	sized    = func(tls *libc.TLS, id uintptr, n int64) int32
	flagged  = func(tls *libc.TLS, id uintptr, n int32) int32
	alone    = func(tls *libc.TLS, id uintptr) int32
)

// address is how SQLite knows a function that keeps nothing, and function the way back.
func address(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

func gatheredOf(id uintptr) *gathered { return (*gathered)(at((*c.Tsqlite3_file)(at(id)).FpMethods)) }

// first writes what was gathered, and then does what was asked. What failed is not tried
// again: its commit is undone.
func (g *gathered) first(tls *libc.TLS, id uintptr, then func(*c.Tsqlite3_io_methods) int32) int32 {
	usual, n := (*c.Tsqlite3_io_methods)(at(g.usual)), g.n
	if n > 0 {
		g.n = 0
		if code := function[transfer](usual.FxWrite)(tls, id, uintptr(unsafe.Pointer(&g.pieces)), n, g.from); code != c.SQLITE_OK {
			return code
		}
	}
	return then(usual)
}

// piece is what SQLite writes at an offset.
type piece struct {
	from   uintptr
	n      int32
	offset int64
}

// write keeps a piece that continues what waits, and else begins anew.
func (g *gathered) write(tls *libc.TLS, id uintptr, p piece) int32 {
	if p.offset == g.from+int64(g.n) && g.n+p.n <= mostGathered {
		copy(g.pieces[g.n:], memory(p.from, int(p.n)))
		g.n += p.n
		return c.SQLITE_OK
	}
	return g.first(tls, id, func(f *c.Tsqlite3_io_methods) int32 {
		if p.n > mostGathered {
			return function[transfer](f.FxWrite)(tls, id, p.from, p.n, p.offset)
		}
		g.from, g.n = p.offset, p.n
		copy(g.pieces[:], memory(p.from, int(p.n)))
		return c.SQLITE_OK
	})
}
