package table

import (
	"bytes"
	"io"
)

// MostRow is the most bytes a row may take, quoted line breaks included: a
// quote that never closes must not swallow the file.
const MostRow = 1 << 20

// scanner cuts a stream into CSV records (RFC 4180, with LF or CRLF). It
// exists beside encoding/csv because that one has no bound, cannot go on behind
// a bad quote and is slower. A quote inside a field that does not begin with
// one is an ordinary letter. Empty lines are no records.
type scanner struct {
	from   io.Reader
	buf    []byte
	at     int // where the next record begins in buf
	end    int // end of what was read
	eof    bool
	err    error    // of from, other than the end
	line   int      // on which the last record began, from 1
	next   int      // on which the next record begins
	fields [][]byte // of the last record, valid until the next
	spare  []byte   // fields with doubled quotes, unquoted
}

func newScanner(from io.Reader) *scanner {
	return &scanner{from: from, buf: make([]byte, 256<<10), next: 1}
}

// verdict is what became of one attempt to read a record.
type verdict uint8

const (
	record  verdict = iota
	more            // the record goes on behind what was read
	wrong           // the record cannot be read; reason says why
	nothing         // the end
)

// Reasons why a record cannot be read.
const (
	tooLong  = "the row is longer than 1 MiB"
	openEnd  = "a quote opens that does not close within 1 MiB or the file"
	strayEnd = "text stands between a closing quote and the next comma"
)

// scan reads the next record into fields. A wrong one is left behind at its
// first line end, so that one bad quote costs one line.
func (s *scanner) scan() (verdict, string) {
	for {
		v, reason := s.attempt()
		switch {
		case v == more && s.err != nil:
			return nothing, ""
		case v == more && !s.eof && s.end-s.at <= MostRow:
			s.fill()
			continue
		case v == more && bytes.IndexByte(s.buf[s.at:s.end], '"') >= 0:
			v, reason = wrong, openEnd
		case v == more:
			v, reason = wrong, tooLong
		}
		if v == wrong {
			s.line = s.next
			s.skipLine()
		}
		return v, reason
	}
}

// begin reads the first bytes and drops a byte order mark.
func (s *scanner) begin() {
	mark := []byte("\xef\xbb\xbf")
	for !s.eof && s.err == nil && s.end-s.at < len(mark) {
		s.fill()
	}
	if bytes.HasPrefix(s.buf[s.at:s.end], mark) {
		s.at += len(mark)
	}
}

// attempt parses one record from what was read.
func (s *scanner) attempt() (verdict, string) {
	for {
		rest := s.buf[s.at:s.end]
		stop := bytes.IndexByte(rest, '\n')
		if stop < 0 {
			if !s.eof {
				return more, ""
			}
			if len(rest) == 0 {
				return nothing, ""
			}
			stop = len(rest)
		}
		row := rest[:stop]
		if bytes.IndexByte(row, '"') >= 0 {
			return s.quoted(rest)
		}
		if len(row) > MostRow {
			return wrong, tooLong
		}
		s.at = min(s.at+stop+1, s.end)
		s.line, s.next = s.next, s.next+1
		if row = dropCR(row); len(row) == 0 {
			continue
		}
		s.fields = s.fields[:0]
		for {
			comma := bytes.IndexByte(row, ',')
			if comma < 0 {
				s.fields = append(s.fields, row)
				return record, ""
			}
			s.fields = append(s.fields, row[:comma])
			row = row[comma+1:]
		}
	}
}

// quoted parses a record that holds quotes. rest begins with it.
func (s *scanner) quoted(rest []byte) (verdict, string) {
	s.fields, s.spare = s.fields[:0], s.spare[:0]
	pos := 0
	for {
		read := s.bare
		if pos < len(rest) && rest[pos] == '"' {
			read = s.unquote
		}
		value, after, v := read(rest, pos)
		if v != record {
			return v, ""
		}
		s.fields = append(s.fields, value)
		if after == len(rest) || rest[after] != ',' {
			return s.finish(rest, after)
		}
		pos = after + 1
	}
}

// bare reads a field without quotes around it, up to the comma or line end at
// after.
func (s *scanner) bare(rest []byte, pos int) (value []byte, after int, v verdict) {
	stop := bytes.IndexAny(rest[pos:], ",\n")
	switch {
	case stop >= 0:
		after = pos + stop
	case s.eof:
		after = len(rest)
	default:
		return nil, 0, more
	}
	value = rest[pos:after]
	if after == len(rest) || rest[after] == '\n' {
		value = dropCR(value)
	}
	return value, after, record
}

// finish ends a quoted record at pos, where a line end or the end must stand.
func (s *scanner) finish(rest []byte, pos int) (verdict, string) {
	if pos+1 >= len(rest) && !s.eof && (pos == len(rest) || rest[pos] == '\r') {
		return more, ""
	}
	if pos < len(rest) && rest[pos] == '\r' && (pos+1 == len(rest) || rest[pos+1] == '\n') {
		pos++
	}
	if pos < len(rest) && rest[pos] != '\n' {
		return wrong, strayEnd
	}
	if pos > MostRow {
		return wrong, tooLong
	}
	s.line = s.next
	s.next += bytes.Count(rest[:pos], []byte{'\n'}) + 1
	s.at = min(s.at+pos+1, s.end)
	return record, ""
}

// unquote reads a field whose opening quote stands at pos; after is the place
// behind its closing quote.
func (s *scanner) unquote(rest []byte, pos int) (value []byte, after int, v verdict) {
	pos++
	begin, mark := pos, len(s.spare)
	doubled := false
	for {
		i := bytes.IndexByte(rest[pos:], '"')
		if i < 0 || pos+i+1 == len(rest) && !s.eof {
			return nil, 0, more
		}
		i += pos
		if i+1 == len(rest) || rest[i+1] != '"' {
			if !doubled {
				return rest[begin:i], i + 1, record
			}
			s.spare = append(s.spare, rest[begin:i]...)
			return s.spare[mark:len(s.spare):len(s.spare)], i + 1, record
		}
		doubled = true
		s.spare = append(s.spare, rest[begin:i+1]...)
		begin, pos = i+2, i+2
	}
}

// skipLine moves behind the next line end, reading on when it must.
func (s *scanner) skipLine() {
	for {
		if i := bytes.IndexByte(s.buf[s.at:s.end], '\n'); i >= 0 {
			s.at += i + 1
			s.next++
			return
		}
		s.at = s.end
		if s.eof || s.err != nil {
			return
		}
		s.fill()
	}
}

// fill reads more behind what is there, making room first.
func (s *scanner) fill() {
	if s.at > 0 {
		copy(s.buf, s.buf[s.at:s.end])
		s.at, s.end = 0, s.end-s.at
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	// At least as much as waits, so that a long record is not parsed anew for
	// every few bytes.
	want := min(2*max(1, s.end), len(s.buf))
	const mostEmpty = 100 // reads without a byte or an error, as in bufio
	for empty := 0; s.end < want; {
		n, err := s.from.Read(s.buf[s.end:])
		s.end += n
		if empty++; n > 0 {
			empty = 0
		}
		switch {
		case err == io.EOF:
			s.eof = true
			return
		case err != nil:
			s.err = err
			return
		case empty == mostEmpty:
			s.err = io.ErrNoProgress
			return
		}
	}
}

func dropCR(row []byte) []byte {
	if len(row) > 0 && row[len(row)-1] == '\r' {
		return row[:len(row)-1]
	}
	return row
}
