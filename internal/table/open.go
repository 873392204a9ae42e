package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sartor/internal/fault"
)

// source is one file being read: plain or gzip, told by its first bytes.
type source struct {
	name string // as shown to people: the base name
	file io.Closer
	io.Reader
}

// open opens a file and undoes gzip. What is no text at all is refused by name.
func open(path string, wrap func(io.Reader, int64) io.Reader) (*source, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "no_file", "%s does not exist", path)
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Code: "no_file", Hint: path + " cannot be opened", Err: err}
	}
	s := &source{name: filepath.Base(path), file: f}
	if err := s.sniff(f, path, wrap); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

func (s *source) sniff(f *os.File, path string, wrap func(io.Reader, int64) io.Reader) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fault.New(fault.Invalid, "usage", "%s is a folder; a file is wanted here", path)
	}
	file := io.Reader(f)
	if wrap != nil {
		file = wrap(file, info.Size())
	}
	return s.undo(file, path)
}

// undo looks at the first bytes and unpacks gzip.
func (s *source) undo(file io.Reader, path string) error {
	raw := bufio.NewReaderSize(file, 64<<10)
	head, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.Reader = raw
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		unzip, err := gzip.NewReader(raw)
		if err != nil {
			return damaged(s.name, 1, err)
		}
		s.Reader = unzip
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return fault.New(fault.Malformed, "not_csv", "%s is a zip archive or an Excel workbook; save it as CSV (UTF-8), gzip is fine", path)
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return fault.New(fault.Malformed, "not_csv", "%s is UTF-16; save it as CSV (UTF-8)", path)
	}
	return nil
}

// damaged says that a file ends or breaks where it must not.
func damaged(name string, line int, err error) error {
	return &fault.Error{
		Kind: fault.Malformed, Code: "damaged",
		Hint:   name + " is damaged or cut off; get the file again",
		Fields: []fault.Field{{Pointer: position(line), Detail: "is where reading stopped"}}, Err: err,
	}
}

// Find returns the path of the first of the names that a folder holds, plain
// before gzip, and false when there is none.
func Find(folder string, names ...string) (string, bool) {
	for _, name := range names {
		for _, end := range []string{".csv", ".csv.gz"} {
			path := filepath.Join(folder, name+end)
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				return path, true
			}
		}
	}
	return "", false
}

// IsFolder reports whether the path is a folder.
func IsFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
