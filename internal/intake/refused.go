package intake

import (
	"encoding/csv"
	"io"
	"strconv"
)

// refusals writes refused rows as CSV: file,line,reason. Lines count from 1,
// the header's; a row over several lines has the number of its first.
type refusals struct {
	to    *csv.Writer // nil: counted only
	count int64
}

func newRefusals(w io.Writer) (*refusals, error) {
	r := &refusals{}
	if w == nil {
		return r, nil
	}
	r.to = csv.NewWriter(w)
	return r, r.to.Write([]string{"file", "line", "reason"})
}

// add counts one refused row. A failed write shows in flush, since csv.Writer
// keeps its first error.
func (r *refusals) add(file string, line int, reason string) {
	r.count++
	if r.to == nil {
		return
	}
	r.to.Write([]string{file, strconv.Itoa(line), reason}) //nolint:errcheck // kept by the writer, returned by flush
}

func (r *refusals) flush() error {
	if r.to == nil {
		return nil
	}
	r.to.Flush()
	return r.to.Error()
}
