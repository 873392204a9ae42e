package lite

import (
	"database/sql/driver"
	"fmt"
	"reflect"

	"modernc.org/libc"
	c "modernc.org/sqlite/lib"
)

// mostRoom is how much memory for arguments a statement keeps: rows of tills fit;
// a snapshot of megabytes gives its memory back.
const mostRoom = 64 << 10

// Stmt is a prepared statement.
type Stmt struct {
	conn *Conn
	stmt uintptr
	args int     // it takes
	room uintptr // for texts and blobs that are bound
	size int     // of it

}

// Close frees the statement.
func (s *Stmt) Close() {
	c.Xsqlite3_finalize(s.conn.tls, s.stmt) // repeats the error of the last step, which was told
	libc.Xfree(s.conn.tls, s.room)
	s.stmt, s.room, s.size = 0, 0, 0
}

// Exec runs the statement to its end and returns how many rows it changed.
func (s *Stmt) Exec(args ...any) (changed int64, err error) {
	if err := s.Query(args...); err != nil {
		return 0, err
	}
	defer s.Reset()
	for {
		switch code := c.Xsqlite3_step(s.conn.tls, s.stmt); code {
		case c.SQLITE_ROW:
		case c.SQLITE_DONE:
			return c.Xsqlite3_changes64(s.conn.tls, s.conn.db), nil
		default:
			return 0, s.conn.failed(code)
		}
	}
}

// Query binds the arguments; Next reads the first row.
func (s *Stmt) Query(args ...any) error {
	err := s.bind(args)
	if err != nil {
		s.Reset()
	}
	return err
}

// Next goes on to the next row; false is the end.
func (s *Stmt) Next() (bool, error) {
	switch code := c.Xsqlite3_step(s.conn.tls, s.stmt); code {
	case c.SQLITE_ROW:
		return true, nil
	case c.SQLITE_DONE:
		return false, nil
	default:
		return false, s.conn.failed(code)
	}
}

// Reset ends what the statement was doing, so that it can be run again.
func (s *Stmt) Reset() {
	c.Xsqlite3_reset(s.conn.tls, s.stmt) // repeats the error of the last step, which was told
	if s.size > mostRoom {
		c.Xsqlite3_clear_bindings(s.conn.tls, s.stmt)
		libc.Xfree(s.conn.tls, s.room)
		s.room, s.size = 0, 0
	}
}

// bind binds all arguments. Texts and blobs are copied into the statement's room,
// which stands until it is bound again.
func (s *Stmt) bind(args []any) error {
	if len(args) != s.args {
		return fmt.Errorf("the statement takes %d arguments, not %d", s.args, len(args))
	}
	free, err := s.reserve(args)
	for i := 0; err == nil && i < len(args); i++ {
		free, err = s.set(int32(i+1), args[i], free)
	}
	return err
}

// reserve makes room for the texts and blobs among the arguments.
func (s *Stmt) reserve(args []any) ([]byte, error) {
	need := 1 // an empty text has a place too
	for _, a := range args {
		switch v := a.(type) {
		case string:
			need += len(v)
		case []byte:
			need += len(v)
		case int64, nil:
		default:
			if v := reflect.ValueOf(a); v.Kind() == reflect.String {
				need += v.Len()
			}
		}
	}
	if need > s.size {
		size := max(need, min(2*s.size, mostRoom), 64)
		libc.Xfree(s.conn.tls, s.room)
		if s.room = libc.Xmalloc(s.conn.tls, libc.Tsize_t(size)); s.room == 0 {
			s.size = 0
			return nil, &Error{Code: c.SQLITE_NOMEM, Text: "out of memory"}
		}
		s.size = size
	}
	return memory(s.room, s.size), nil
}

// set binds one argument and returns the room that is left.
func (s *Stmt) set(i int32, arg any, room []byte) ([]byte, error) {
	tls, used := s.conn.tls, 0
	var code int32
	switch v := arg.(type) {
	case int64:
		code = c.Xsqlite3_bind_int64(tls, s.stmt, i, v)
	case string:
		used = copy(room, v)
		code = c.Xsqlite3_bind_text(tls, s.stmt, i, s.place(room), int32(len(v)), 0)
	case []byte:
		if v == nil {
			code = c.Xsqlite3_bind_null(tls, s.stmt, i)
			break
		}
		used = copy(room, v)
		code = c.Xsqlite3_bind_blob(tls, s.stmt, i, s.place(room), int32(len(v)), 0)
	case float64:
		code = c.Xsqlite3_bind_double(tls, s.stmt, i, v)
	case nil:
		code = c.Xsqlite3_bind_null(tls, s.stmt, i)
	default:
		plain, err := plainOf(arg)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i, err)
		}
		return s.set(i, plain, room)
	}
	if code != c.SQLITE_OK {
		return nil, s.conn.failed(code)
	}
	return room[used:], nil
}

// place is where what is left of the room begins.
func (s *Stmt) place(left []byte) uintptr { return s.room + uintptr(s.size-len(left)) }

// plainOf turns an argument of another kind into one that set knows.
func plainOf(arg any) (any, error) {
	if v, ok := arg.(driver.Valuer); ok {
		plain, err := v.Value()
		switch plain.(type) {
		case int64, float64, nil:
			return plain, err
		}
		return nil, fmt.Errorf("a value of type %T cannot be bound", plain)
	}
	switch v := reflect.ValueOf(arg); {
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint() && v.Uint() <= 1<<63-1:
		return int64(v.Uint()), nil
	case v.CanFloat():
		return v.Float(), nil
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.Kind() == reflect.Bool && v.Bool():
		return int64(1), nil
	case v.Kind() == reflect.Bool:
		return int64(0), nil
	}
	return nil, fmt.Errorf("a value of type %T cannot be bound", arg)
}
