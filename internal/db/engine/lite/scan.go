package lite

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"

	c "modernc.org/sqlite/lib"
)

// Scan reads the row's columns into variables.
func (s *Stmt) Scan(dest ...any) error {
	if n := int(c.Xsqlite3_column_count(s.conn.tls, s.stmt)); n != len(dest) {
		return fmt.Errorf("a row of %d columns cannot be read into %d variables", n, len(dest))
	}
	for i, d := range dest {
		if err := s.read(int32(i), d); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// read reads one column. The common kinds come first and need no reflection.
func (s *Stmt) read(i int32, dest any) (err error) {
	switch d := dest.(type) {
	case *int64:
		*d, err = s.number(i)
	case *string:
		*d, err = s.text(i)
	case *[]byte:
		*d, err = s.blob(i)
	case *float64:
		*d, err = s.real(i)
	case *any:
		*d = s.value(i)
	case sql.Scanner:
		err = d.Scan(s.value(i))
	default:
		err = s.reflected(i, dest)
	}
	return err
}

// reflected reads into a variable of a kind of its own.
func (s *Stmt) reflected(i int32, dest any) error {
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer {
		return fmt.Errorf("%T is no pointer", dest)
	}
	v := p.Elem()
	switch {
	case v.CanInt():
		n, err := s.number(i)
		if err == nil && v.OverflowInt(n) {
			err = fmt.Errorf("%d does not fit into %s", n, v.Type())
		}
		v.SetInt(n)
		return err
	case v.CanUint():
		n, err := s.number(i)
		if err == nil && (n < 0 || v.OverflowUint(uint64(n))) {
			err = fmt.Errorf("%d does not fit into %s", n, v.Type())
		}
		v.SetUint(uint64(n))
		return err
	case v.CanFloat():
		x, err := s.real(i)
		v.SetFloat(x)
		return err
	}
	switch v.Kind() {
	case reflect.String:
		t, err := s.text(i)
		v.SetString(t)
		return err
	case reflect.Bool:
		n, err := s.number(i)
		v.SetBool(n != 0)
		return err
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			break
		}
		b, err := s.blob(i)
		v.SetBytes(b)
		return err
	}
	return fmt.Errorf("a variable of type %s cannot hold it", v.Type())
}

func (s *Stmt) kind(i int32) int32 { return c.Xsqlite3_column_type(s.conn.tls, s.stmt, i) }

// wrong says what a column holds instead of what was asked for.
func (s *Stmt) wrong(i int32, wanted string) error {
	names := map[int32]string{c.SQLITE_INTEGER: "a whole number", c.SQLITE_FLOAT: "a number", c.SQLITE_TEXT: "text", c.SQLITE_BLOB: "bytes", c.SQLITE_NULL: "nothing"}
	return fmt.Errorf("holds %s, not %s", names[s.kind(i)], wanted)
}

func (s *Stmt) number(i int32) (int64, error) {
	if s.kind(i) != c.SQLITE_INTEGER {
		return 0, s.wrong(i, "a whole number")
	}
	return c.Xsqlite3_column_int64(s.conn.tls, s.stmt, i), nil
}

func (s *Stmt) real(i int32) (float64, error) {
	if k := s.kind(i); k != c.SQLITE_FLOAT && k != c.SQLITE_INTEGER {
		return 0, s.wrong(i, "a number")
	}
	return c.Xsqlite3_column_double(s.conn.tls, s.stmt, i), nil
}

// raw is a column's text or bytes, until the next step.
func (s *Stmt) raw(i int32) []byte {
	p := c.Xsqlite3_column_blob(s.conn.tls, s.stmt, i) // of text: its bytes as they are, UTF-8
	n := int(c.Xsqlite3_column_bytes(s.conn.tls, s.stmt, i))
	if p == 0 || n == 0 {
		return nil
	}
	return memory(p, n)
}

func (s *Stmt) text(i int32) (string, error) {
	if k := s.kind(i); k != c.SQLITE_TEXT && k != c.SQLITE_BLOB {
		return "", s.wrong(i, "text")
	}
	return string(s.raw(i)), nil
}

// blob reads bytes or text; nothing is nil.
func (s *Stmt) blob(i int32) ([]byte, error) {
	switch s.kind(i) {
	case c.SQLITE_BLOB, c.SQLITE_TEXT:
		return slices.Clone(s.raw(i)), nil
	case c.SQLITE_NULL:
		return nil, nil
	}
	return nil, s.wrong(i, "bytes")
}

// value is a column as database/sql knows it.
func (s *Stmt) value(i int32) any {
	switch s.kind(i) {
	case c.SQLITE_INTEGER:
		return c.Xsqlite3_column_int64(s.conn.tls, s.stmt, i)
	case c.SQLITE_FLOAT:
		return c.Xsqlite3_column_double(s.conn.tls, s.stmt, i)
	case c.SQLITE_TEXT:
		return string(s.raw(i))
	case c.SQLITE_BLOB:
		return slices.Clone(s.raw(i))
	}
	return nil
}
