package sheet

import (
	"encoding/csv"
	"io"
)

// mark tells a spreadsheet that the text is UTF-8.
const mark = "\ufeff"

type csvTable struct {
	w     io.Writer
	c     *csv.Writer
	begun bool
	line  []string
}

func newCSV(w io.Writer) *csvTable { return &csvTable{w: w, c: csv.NewWriter(w)} }

// Row writes a line.
func (t *csvTable) Row(cells []Cell) error {
	if !t.begun {
		t.begun = true
		if _, err := io.WriteString(t.w, mark); err != nil {
			return err
		}
	}
	t.line = t.line[:0]
	for _, c := range cells {
		if c.number {
			t.line = append(t.line, c.text)
		} else {
			t.line = append(t.line, Bare(c.text))
		}
	}
	return t.c.Write(t.line)
}

// Close writes what is still held.
func (t *csvTable) Close() error {
	t.c.Flush()
	return t.c.Error()
}
