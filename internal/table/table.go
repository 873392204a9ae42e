// Package table reads CSV files as other systems write them: plain or gzip, of
// any size, with a header checked by name, a bound on every row, exact decimal
// numbers and times in their zones. A row that cannot be read is refused with
// its line and a reason in words, and reading goes on behind it; a file that is
// damaged as a whole is an error. It knows nothing of what the columns mean.
package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/sheet"
)

// Column is one column a file may have. Also are other spellings; an optional
// one may be missing and then reads as empty.
type Column struct {
	Name     string
	Also     []string
	Optional bool
}

// Columns makes required columns of names, and optional ones of those that end
// in "?".
func Columns(names ...string) []Column {
	out := make([]Column, 0, len(names))
	for _, n := range names {
		name, optional := strings.CutSuffix(n, "?")
		out = append(out, Column{Name: name, Optional: optional})
	}
	return out
}

// Table is one CSV file whose header was checked. Rows that cannot be read are
// refused on the way and never seen by its reader.
type Table struct {
	Name    string // the file's base name
	columns []Column
	asked   int   // of the columns: those asked for; the header's own stand behind
	place   []int // by column: its place in the row, -1 missing
	width   int
	scan    *scanner
	file    io.Closer
	refuse  func(line int, reason string)
	rows    int
	err     error
	marked  bool // text may bear a spreadsheet's mark
}

// Hooks are what a reader of tables wants to know; each may be nil.
type Hooks struct {
	Refuse func(line int, reason string)              // a row was refused
	Raw    func(file io.Reader, size int64) io.Reader // wraps the file as it lies on disk; size in bytes
	Others func(column string) bool                   // whether a column nobody knows is let be; nil: none is
	More   func(column string) bool                   // whether it is read instead, as one more behind those asked for
}

// Open opens a CSV file, plain or gzip, and checks its header. The caller
// closes it.
func Open(path string, columns []Column, hooks Hooks) (*Table, error) {
	src, err := open(path, hooks.Raw)
	if err != nil {
		return nil, err
	}
	return from(src, columns, hooks)
}

// Read is Open for what is no file, such as standard input, by the name people
// know it by. Close does not close it.
func Read(name string, in io.Reader, columns []Column, hooks Hooks) (*Table, error) {
	src := &source{name: name, file: io.NopCloser(nil)}
	if err := src.undo(in, name); err != nil {
		return nil, err
	}
	return from(src, columns, hooks)
}

func from(src *source, columns []Column, hooks Hooks) (*Table, error) {
	t := &Table{
		Name: src.name, columns: columns, asked: len(columns), scan: newScanner(src), file: src.file, refuse: hooks.Refuse,
	}
	if err := t.header(hooks); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Close closes the file.
func (t *Table) Close() error { return t.file.Close() }

// header reads and checks the first record.
func (t *Table) header(hooks Hooks) error {
	t.scan.begin()
	v, reason := t.scan.scan()
	if v == nothing && t.scan.err != nil {
		return damaged(t.Name, 1, t.scan.err)
	}
	if v != record {
		return fault.New(fault.Malformed, "header", "%s has no header row with the columns %s %s", t.Name, t.names(), reason)
	}
	row := t.scan.fields
	t.width = len(row)
	t.place = slices.Repeat([]int{-1}, len(t.columns))
	for i, field := range row {
		col := t.column(field)
		if col < 0 && hooks.More != nil && hooks.More(string(field)) {
			col = t.more(string(field))
		}
		if col < 0 {
			if hooks.Others != nil && hooks.Others(string(field)) {
				continue
			}
			return t.unknown(field)
		}
		if t.place[col] >= 0 {
			return t.headerFault("has the column %s twice", t.columns[col].Name)
		}
		t.place[col] = i
	}
	for col, place := range t.place {
		if place < 0 && !t.columns[col].Optional {
			return t.headerFault("lacks the column %s%s; it needs %s", t.columns[col].Name, separated(row[0]), t.names())
		}
	}
	return nil
}

// more adds a column behind those asked for and returns its number.
func (t *Table) more(field string) int {
	t.columns = append(slices.Clip(t.columns), Column{Name: strings.TrimSpace(field)})
	t.place = append(t.place, -1)
	return len(t.columns) - 1
}

// Columns returns what is read: the columns asked for, then those added by Hooks.More
// in the order of the header.
func (t *Table) Columns() []Column { return t.columns }

// column returns the number of the column a header field names, -1 for none.
func (t *Table) column(field []byte) int {
	name := strings.TrimSpace(string(field))
	return slices.IndexFunc(t.columns, func(c Column) bool {
		return strings.EqualFold(c.Name, name) || slices.ContainsFunc(c.Also, func(a string) bool { return strings.EqualFold(a, name) })
	})
}

func (t *Table) unknown(field []byte) error {
	return t.headerFault("has the unknown column %s%s; known are %s", quoted(field), separated(field), t.names())
}

// separated hints at a file whose columns are separated otherwise.
func separated(field []byte) string {
	if bytes.ContainsAny(field, ";\t|") {
		return " (columns are separated by commas)"
	}
	return ""
}

func (t *Table) headerFault(format string, args ...any) error {
	return fault.New(fault.Malformed, "header", t.Name+" "+format, args...)
}

func (t *Table) names() string {
	names := make([]string, t.asked)
	for i, c := range t.columns[:t.asked] {
		names[i] = c.Name
	}
	return strings.Join(names, ",")
}

// Next moves to the next row that can be read; false at the end, when the file
// is damaged or when ctx is done, see Err.
func (t *Table) Next(ctx context.Context) bool {
	const look = 1024 // rows between looks at ctx
	for t.err == nil {
		if t.rows++; t.rows%look == 0 {
			if t.err = ctx.Err(); t.err != nil {
				return false
			}
		}
		v, reason := t.scan.scan()
		if v == nothing && t.scan.err != nil {
			t.err = damaged(t.Name, t.scan.next, t.scan.err)
			return false
		}
		switch v {
		case record:
			if len(t.scan.fields) == t.width {
				return true
			}
			t.Refuse("the row has %d fields, the header %d", len(t.scan.fields), t.width)
		case wrong:
			t.Refuse("%s", reason)
		default:
			return false
		}
	}
	return false
}

// Each calls row for every row that can be read; a nil table has none.
func (t *Table) Each(ctx context.Context, row func() error) error {
	if t == nil {
		return nil
	}
	for t.Next(ctx) {
		if err := row(); err != nil {
			return err
		}
	}
	return t.Err()
}

// Err returns why Next stopped, nil at the end of the file.
func (t *Table) Err() error { return t.err }

// Text returns the field of a column of the row as it stands, valid until Next.
func (t *Table) Text(col int) []byte {
	place := t.place[col]
	if place < 0 {
		return nil
	}
	field := t.scan.fields[place]
	if t.marked && len(field) > 1 && field[0] == '\'' {
		return []byte(sheet.Plain(string(field)))
	}
	return field
}

// Marked reads fields whose text may be marked for spreadsheets, as package sheet
// marks it: the marks are taken off.
func (t *Table) Marked() { t.marked = true }

// Has reports whether the header has the column.
func (t *Table) Has(col int) bool { return t.place[col] >= 0 }

// Place returns where a column stands in the rows, from 1; 0 when it is missing.
func (t *Table) Place(col int) int { return t.place[col] + 1 }

// Line returns the line on which the row begins, the header's being 1.
func (t *Table) Line() int { return t.scan.line }

// Refuse counts the row as refused, with the reason for people.
func (t *Table) Refuse(reason string, args ...any) {
	if len(args) > 0 {
		reason = fmt.Sprintf(reason, args...)
	}
	if t.refuse != nil {
		t.refuse(t.Line(), reason)
	}
}

func position(line int) string { return "line " + strconv.Itoa(line) }
