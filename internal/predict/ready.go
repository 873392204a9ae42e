package predict

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sartor/internal/fault"
)

// places are the files that a prediction reads and writes.
type places struct {
	read   []string // empty ones are not asked for
	out    string
	report string // empty for none
}

// ready says before any work what would keep the outputs from being written, so that
// an hour of fitting is not lost on a name.
func (s Streams) ready(p places) error {
	switch {
	case p.out == "":
		return usage("--out is empty; name a file, or - for standard output")
	case p.out == stdio && p.report == stdio:
		return usage("--out and --report cannot both be standard output")
	case same(p.out, p.report):
		return usage("--out and --report are the same file, %s", p.out)
	}
	for _, path := range p.read {
		if same(path, p.out) || same(path, p.report) {
			return usage("%s is read here and cannot be written as well; name another file", path)
		}
	}
	return errors.Join(s.writable(p.out), s.writable(p.report))
}

// same reports whether two names are one file, whether or not it is there yet.
func same(a, b string) bool {
	if a == "" || b == "" || a == stdio || b == stdio || special(a) {
		return false
	}
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	one, errOne := os.Stat(a)
	other, errOther := os.Stat(b)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}

// writable begins a file and takes it away again.
func (s Streams) writable(path string) error {
	if path == "" || path == stdio || special(path) {
		return nil
	}
	o, err := s.create(path)
	if err != nil {
		return err
	}
	return o.drop()
}

// special reports whether a path is a device or a pipe: what is written there goes
// through, and no file takes its place.
func special(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// open begins the file that will take the name of path, or the device itself.
func open(path string) (file *os.File, name string, err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, "", noOutput(path+" is a folder; name a file in it", nil)
	case err == nil && special(path):
		file, err = os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, "", noOutput(path+" cannot be written", err)
		}
		return file, "", nil
	case err == nil:
		if path, err = filepath.EvalSymlinks(path); err != nil { // a link stays a link
			return nil, "", noOutput(path+" cannot be written", err)
		}
	}
	file, err = os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", noOutput(path+" cannot be written: its folder does not exist; make it first", err)
	}
	if err != nil {
		return nil, "", noOutput(path+" cannot be written", err)
	}
	return file, path, nil
}

func noOutput(hint string, err error) error {
	return &fault.Error{Kind: fault.Invalid, Code: "no_output", Hint: hint, Err: err}
}
