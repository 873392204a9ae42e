package intake

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// parts is into how many parts rows are divided by their receipt, so that all
// rows of a receipt lie in one part and one part at a time fits in memory:
// a billion rows (35 GB packed) make parts of 300 MB. It also bounds the
// temporary files open at once.
const parts = 128

// defaultMemory is how many bytes of packed rows stay in memory: 2 million
// rows, so that most files are never spilled.
const defaultMemory = 64 << 20

// spill keeps packed rows, in memory as long as they fit, else in temporary
// files that are unlinked at once: a killed import leaves nothing behind.
type spill struct {
	folder string // for temporary files; empty: the system's
	memory int
	used   int
	rows   int64
	part   [parts]part
}

// part holds the rows of the receipts whose hash falls here: first those in the
// file, then those in buf.
type part struct {
	buf     []byte
	file    *os.File
	written int64
}

func newSpill(folder string, memory int) *spill {
	if memory <= 0 {
		memory = defaultMemory
	}
	return &spill{folder: folder, memory: memory}
}

// add keeps a row.
func (s *spill) add(p *packed) error {
	k := partOf(p.receipt)
	before := len(s.part[k].buf)
	s.part[k].buf = p.append(s.part[k].buf)
	s.used += len(s.part[k].buf) - before
	s.rows++
	if s.used < s.memory {
		return nil
	}
	return s.flush()
}

// partOf is FNV-1a: not seeded, so that refused rows come in the same order in
// every run.
func partOf(receipt []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range receipt {
		h = (h ^ uint32(c)) * 16777619
	}
	return h % parts
}

// flush writes all that is in memory to the parts' files.
func (s *spill) flush() error {
	for k := range s.part {
		if err := s.part[k].flush(s.folder); err != nil {
			return fmt.Errorf("rows do not fit on the temporary disk: %w", err)
		}
	}
	s.used = 0
	return nil
}

func (p *part) flush(folder string) error {
	if len(p.buf) == 0 {
		return nil
	}
	if p.file == nil {
		f, err := temporary(folder)
		if err != nil {
			return err
		}
		p.file = f
	}
	n, err := p.file.Write(p.buf)
	p.written += int64(n)
	p.buf = p.buf[:0]
	return err
}

// temporary makes a file that only this process sees. Where an open file cannot
// be unlinked it stays until the system empties its temporary folder.
func temporary(folder string) (*os.File, error) {
	f, err := os.CreateTemp(folder, "sartor-import-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // refused on some systems; the rows are ours alone either way (mode 0600)
	return f, nil
}

// take returns all rows of a part and lets go of its file.
func (p *part) take() ([]byte, error) {
	if p.file == nil {
		buf := p.buf
		p.buf = nil
		return buf, nil
	}
	buf := make([]byte, p.written, p.written+int64(len(p.buf)))
	if _, err := p.file.ReadAt(buf, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	buf = append(buf, p.buf...)
	p.buf = nil
	err := p.file.Close()
	p.file = nil
	return buf, err
}

// spilled reports whether rows lie in files.
func (s *spill) spilled() bool {
	for k := range s.part {
		if s.part[k].file != nil {
			return true
		}
	}
	return false
}

// close lets go of all files.
func (s *spill) close() error {
	var err error
	for k := range s.part {
		if f := s.part[k].file; f != nil {
			err = errors.Join(err, f.Close())
			s.part[k].file = nil
		}
	}
	return err
}
