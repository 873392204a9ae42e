package lite

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// mostGathered is how much of the log is written at once: 31 of its frames, pages of
// 4 KiB with 24 bytes before each. SQLite writes less than 128 KiB at a time.
const mostGathered = 31 * (24 + 4096)

// gathered is what the log of one connection is to get and its file has not, as one
// piece that begins at an offset.
type gathered struct {
	file   *c.Tsqlite3_io_methods // how the file is written
	from   int64
	pieces []byte
}

// logs are those of connections that gather, by SQLite's file.
var logs sync.Map // uintptr → *gathered

// Gather has a commit's frames written into the log at once, when they are synced: one
// call of the system's instead of two a frame. Nobody reads a frame before the index of
// the log leads to it, which with synchronous(FULL) is after that sync; with less there
// may be none, and the log must not gather. The connection has looked into its file.
func (conn *Conn) Gather() error {
	out := libc.Xcalloc(conn.tls, 1, word)
	defer libc.Xfree(conn.tls, out)
	if code := c.Xsqlite3_file_control(conn.tls, conn.db, 0, c.SQLITE_FCNTL_JOURNAL_POINTER, out); code != c.SQLITE_OK {
		return conn.failed(code)
	}
	id := *(*uintptr)(at(out))
	file := (*c.Tsqlite3_file)(at(id))
	if file.FpMethods == 0 {
		return &Error{Code: c.SQLITE_MISUSE, Text: "gather: the log is not open"}
	}
	conn.methods = libc.Xcalloc(conn.tls, 1, libc.Tsize_t(unsafe.Sizeof(c.Tsqlite3_io_methods{}))) // freed when the connection is closed
	own, usual := (*c.Tsqlite3_io_methods)(at(conn.methods)), (*c.Tsqlite3_io_methods)(at(file.FpMethods))
	*own = *usual
	own.FxWrite, own.FxSync, own.FxRead = address(gatherWrite), address(gatherSync), address(gatherRead)
	own.FxTruncate, own.FxFileSize, own.FxClose = address(gatherTruncate), address(gatherFileSize), address(gatherClose)
	logs.Store(id, &gathered{file: usual, pieces: make([]byte, 0, mostGathered)})
	file.FpMethods = conn.methods
	return nil
}

// The functions of a file, as SQLite calls them by address.
type (
	write = func(tls *libc.TLS, id, from uintptr, n int32, offset int64) int32
	sized = func(tls *libc.TLS, id, out uintptr) int32
	long  = func(tls *libc.TLS, id uintptr, n int64) int32
	flags = func(tls *libc.TLS, id uintptr, n int32) int32
	alone = func(tls *libc.TLS, id uintptr) int32
)

// address is how SQLite knows a function of ours, and function the way back.
func address(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

func gatheredOf(id uintptr) *gathered {
	g, _ := logs.Load(id)
	return g.(*gathered)
}

// put writes what was gathered; what failed is not tried again, its write is undone.
func (g *gathered) put(tls *libc.TLS, id uintptr) int32 {
	n := len(g.pieces)
	if n == 0 {
		return c.SQLITE_OK
	}
	g.pieces = g.pieces[:0]
	return function[write](g.file.FxWrite)(tls, id, uintptr(unsafe.Pointer(unsafe.SliceData(g.pieces))), int32(n), g.from)
}

func gatherWrite(tls *libc.TLS, id, from uintptr, n int32, offset int64) int32 {
	g := gatheredOf(id)
	if offset != g.from+int64(len(g.pieces)) || len(g.pieces)+int(n) > mostGathered {
		if code := g.put(tls, id); code != c.SQLITE_OK {
			return code
		}
		g.from = offset
	}
	if int(n) > mostGathered {
		return function[write](g.file.FxWrite)(tls, id, from, n, offset)
	}
	g.pieces = append(g.pieces, memory(from, int(n))...)
	return c.SQLITE_OK
}

// first writes what was gathered, and then does what was asked.
func first(tls *libc.TLS, id uintptr, then func(*c.Tsqlite3_io_methods) int32) int32 {
	g := gatheredOf(id)
	if code := g.put(tls, id); code != c.SQLITE_OK {
		return code
	}
	return then(g.file)
}

func gatherSync(tls *libc.TLS, id uintptr, how int32) int32 {
	return first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[flags](f.FxSync)(tls, id, how) })
}

func gatherRead(tls *libc.TLS, id, to uintptr, n int32, offset int64) int32 {
	return first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[write](f.FxRead)(tls, id, to, n, offset) })
}

func gatherTruncate(tls *libc.TLS, id uintptr, n int64) int32 {
	return first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[long](f.FxTruncate)(tls, id, n) })
}

func gatherFileSize(tls *libc.TLS, id, out uintptr) int32 {
	return first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[sized](f.FxFileSize)(tls, id, out) })
}

func gatherClose(tls *libc.TLS, id uintptr) int32 {
	defer logs.Delete(id)
	return first(tls, id, func(f *c.Tsqlite3_io_methods) int32 { return function[alone](f.FxClose)(tls, id) })
}

