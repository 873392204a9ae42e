package predict

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/table"
)

// input is a CSV file being read strictly: the first row that does not hold ends
// it. Columns that nobody asks for are let be.
type input struct {
	*table.Table
	columns []table.Column
	err     error
}

// open opens a file, or standard input for "-", and checks its header.
func (s Streams) open(path string, columns []table.Column, say Say) (*input, error) {
	return s.openWith(path, columns, say, nil)
}

// openWith is open that reads further columns, too, where more says so.
func (s Streams) openWith(path string, columns []table.Column, say Say, more func(column string) bool) (*input, error) {
	in := &input{}
	hooks := table.Hooks{
		Refuse: func(_ int, reason string) { in.fail("%s", reason) },
		Others: func(string) bool { return true },
		More:   more,
	}
	if say != nil {
		hooks.Raw = func(file io.Reader, size int64) io.Reader {
			return &counter{in: file, stage: "reading", total: size, say: say}
		}
	}
	var err error
	if path == stdio {
		in.Table, err = table.Read("standard input", s.In, columns, hooks)
	} else {
		in.Table, err = table.Open(path, columns, hooks)
	}
	if err == nil {
		in.columns = in.Columns()
	}
	return in, err
}

// next moves to the next row; false at the end and behind the first row that does
// not hold, see end.
func (in *input) next(ctx context.Context) bool {
	return in.err == nil && in.Next(ctx) && in.err == nil
}

// wrong ends reading at a cell: where it stands, what it holds, what it should be.
func (in *input) wrong(col int, should string) {
	text := string(in.Text(col))
	if len(text) > 40 {
		text = strings.ToValidUTF8(text[:40], "") + "…" // no half letters
	}
	in.fail("column %d (%s): %q %s", in.Place(col), in.columns[col].Name, text, should)
}

func (in *input) fail(format string, args ...any) {
	if in.err == nil {
		in.err = fault.New(fault.Invalid, "bad_row", "%s, line %d, %s; nothing was written", in.Name, in.Line(), fmt.Sprintf(format, args...))
	}
}

// end closes the input and returns why it ended early, if it did.
func (in *input) end() error {
	err := in.err
	if err == nil {
		err = in.Err()
	}
	return errors.Join(err, in.Close())
}

// output is a file being written: plain, gzip by its name, or standard output. A
// file takes its name only when all of it is there.
type output struct {
	*bufio.Writer
	path string
	name string // the file takes it when all is there; empty for a device
	file *os.File
	zip  *gzip.Writer
}

// create begins a file, or standard output for "-".
func (s Streams) create(path string) (*output, error) {
	o := &output{path: path}
	to := s.Out
	if path != stdio {
		f, name, err := open(path)
		if err != nil {
			return nil, err
		}
		o.file, o.name, to = f, name, f
	}
	if packed(path) {
		o.zip = gzip.NewWriter(to) // no name and no time inside: equal content, equal bytes
		to = o.zip
	}
	o.Writer = bufio.NewWriterSize(to, 256<<10)
	return o, nil
}

// finish makes the file appear.
func (o *output) finish() error {
	err := o.Flush()
	if o.zip != nil {
		err = errors.Join(err, o.zip.Close())
	}
	if o.file == nil {
		return err
	}
	if err == nil && o.name != "" {
		err = o.file.Sync()
	}
	err = errors.Join(err, o.file.Close())
	if err == nil && o.name != "" {
		err = os.Rename(o.file.Name(), o.name)
	}
	if err != nil {
		return errors.Join(noOutput(o.path+" cannot be written whole", err), o.remove())
	}
	return nil
}

// drop takes away what was begun.
func (o *output) drop() error {
	if o.file == nil {
		return nil
	}
	return errors.Join(o.file.Close(), o.remove())
}

// remove takes away the unfinished file; a device stays.
func (o *output) remove() error {
	if o.name == "" {
		return nil
	}
	return os.Remove(o.file.Name())
}

// write lets rows be written to a path, whole or not at all.
func (s Streams) write(path string, rows func(*output) error) error {
	o, err := s.create(path)
	if err != nil {
		return err
	}
	if err := rows(o); err != nil {
		return errors.Join(err, o.drop())
	}
	return o.finish()
}

// field writes a text, quoted where CSV needs it.
func (o *output) field(text string) {
	_, _ = o.WriteString(quotedWhereNeeded(text)) // bufio keeps the first error for Flush
}

func quotedWhereNeeded(text string) string {
	if !strings.ContainsAny(text, ",\"\n\r") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
