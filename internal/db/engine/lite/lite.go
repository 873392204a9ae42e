// Package lite is a connection to a SQLite file without database/sql between:
// a prepared statement is bound, stepped and read in place. A till's close runs
// some twenty statements, and the general way makes three times as much garbage
// around them (decision 0028).
//
// What it refuses: pools, transactions, retries and contexts, which belong to who
// holds the connection; arguments and columns of kinds that no row here has.
//
// Invariants and the tests that hold them: what is bound reads back equal, and a
// column that does not fit its variable is an error, never another value
// (TestStmt_ReadsBackWhatWasBound, TestScan_RefusesWhatDoesNotFit); a statement
// that failed can be used again (TestStmt_GoesOnAfterAnError); a log that gathers shows
// others what is committed and nothing else, whatever does not fit into caches
// (TestGather_WhatStandsIsSeen); a steady file gets what is copied a few pages at a
// time (the engine's TestSync_CopiesAFewPagesAtATime).
package lite

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// Error is what SQLite answered.
type Error struct {
	Code int // extended result code; its primary one is Code & 0xff
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Text, e.Code) }

// Primary returns the primary result code, one of the SQLITE_ constants.
func (e *Error) Primary() int { return e.Code & 0xff }

// Conn is one connection. It is not for two goroutines at a time, but for
// Interrupt.
type Conn struct {
	tls  *libc.TLS
	db   uintptr
	ours []uintptr // memory that stands before files of its (before)
}

// Open opens a file, which is made when it is not there, and runs the pragmas.
func Open(path string, pragmas ...string) (*Conn, error) {
	c.PatchIssue199() // pages of 64 KiB on arm64
	syncData()
	conn := &Conn{tls: libc.NewTLS()}
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(conn.tls, name)
	const flags = c.SQLITE_OPEN_READWRITE | c.SQLITE_OPEN_CREATE | c.SQLITE_OPEN_NOMUTEX // one goroutine at a time: no lock a call
	out := libc.Xcalloc(conn.tls, 1, word)
	defer libc.Xfree(conn.tls, out)
	code := c.Xsqlite3_open_v2(conn.tls, name, out, flags, 0)
	conn.db = *(*uintptr)(at(out))
	if code != c.SQLITE_OK {
		err := conn.failed(code)
		_ = conn.Close() // of what was not opened
		return nil, err
	}
	c.Xsqlite3_extended_result_codes(conn.tls, conn.db, 1)
	for _, p := range pragmas {
		if err := conn.Run("pragma " + p); err != nil {
			_ = conn.Close() // the first error tells why
			return nil, fmt.Errorf("pragma %s: %w", p, err)
		}
	}
	return conn, nil
}

// syncData has commits synced by fdatasync, as SQLite is built everywhere but here: what
// was written is as safe, and a file system with a journal need not keep the time of it.
// Where the system has no such call, such as macOS, SQLite goes on as it did.
var syncData = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	c.Xmodernc_fdatasync(tls, 1)
	tls.Close()
})

// word is the size of a pointer.
const word = libc.Tsize_t(unsafe.Sizeof(uintptr(0)))

// at is memory of SQLite's: outside of Go's heap, so it neither moves nor is
// collected.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// memory is such memory as bytes, which stand as long as it does.
func memory(p uintptr, n int) []byte { return unsafe.Slice((*byte)(at(p)), n) }

// Close closes the connection; its statements are closed before.
func (conn *Conn) Close() error {
	if conn.tls == nil {
		return nil
	}
	code := c.Xsqlite3_close_v2(conn.tls, conn.db)
	for _, p := range conn.ours {
		libc.Xfree(conn.tls, p)
	}
	conn.tls.Close()
	conn.tls = nil
	if code != c.SQLITE_OK {
		return &Error{Code: int(code), Text: "close"}
	}
	return nil
}

// failed is the error behind a code.
func (conn *Conn) failed(code int32) error {
	return &Error{Code: int(code), Text: libc.GoString(c.Xsqlite3_errmsg(conn.tls, conn.db))}
}

// Interrupt makes what runs on the connection fail with SQLITE_INTERRUPT. Any
// goroutine may call it while the connection is open.
func (conn *Conn) Interrupt() {
	tls := libc.NewTLS() // not the one that runs
	c.Xsqlite3_interrupt(tls, conn.db)
	tls.Close()
}

// Sync has the disk keep what was written to the file of the database so far, as a
// checkpoint does that has copied all of the log; what is in the log alone is not meant.
func (conn *Conn) Sync() error {
	id, file, err := conn.file(c.SQLITE_FCNTL_FILE_POINTER)
	if err != nil {
		return err
	}
	usual := (*c.Tsqlite3_io_methods)(at(file.FpMethods))
	if code := function[flagged](usual.FxSync)(conn.tls, id, c.SQLITE_SYNC_NORMAL); code != c.SQLITE_OK {
		return &Error{Code: int(code), Text: "sync the file"}
	}
	return nil
}

// file is the database's own, or its log, as SQLite has it open.
func (conn *Conn) file(which int32) (id uintptr, file *c.Tsqlite3_file, err error) {
	out := libc.Xcalloc(conn.tls, 1, word)
	defer libc.Xfree(conn.tls, out)
	if code := c.Xsqlite3_file_control(conn.tls, conn.db, 0, which, out); code != c.SQLITE_OK {
		return 0, nil, conn.failed(code)
	}
	id = *(*uintptr)(at(out))
	return id, (*c.Tsqlite3_file)(at(id)), nil
}

// before makes memory, zeroed, in which functions of ours are to stand before those of a file,
// until the connection is closed. The connection has looked into the file.
func (conn *Conn) before(which int32, size uintptr) (ours uintptr, file *c.Tsqlite3_file, err error) {
	_, file, err = conn.file(which)
	if err == nil && file.FpMethods == 0 {
		err = &Error{Code: c.SQLITE_MISUSE, Text: "the file is not open"}
	}
	if err != nil {
		return 0, nil, err
	}
	ours = libc.Xcalloc(conn.tls, 1, libc.Tsize_t(size))
	conn.ours = append(conn.ours, ours)
	return ours, file, nil
}

// Run prepares a statement without arguments and runs it to its end.
func (conn *Conn) Run(text string) error {
	s, err := conn.Prepare(text)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Exec()
	return err
}

// Prepare compiles one statement.
func (conn *Conn) Prepare(text string) (*Stmt, error) {
	sql, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(conn.tls, sql)
	out := libc.Xcalloc(conn.tls, 1, word)
	defer libc.Xfree(conn.tls, out)
	if code := c.Xsqlite3_prepare_v3(conn.tls, conn.db, sql, -1, c.SQLITE_PREPARE_PERSISTENT, out, 0); code != c.SQLITE_OK {
		return nil, conn.failed(code)
	}
	s := &Stmt{conn: conn, stmt: *(*uintptr)(at(out))}
	s.args = int(c.Xsqlite3_bind_parameter_count(conn.tls, s.stmt))
	return s, nil
}
