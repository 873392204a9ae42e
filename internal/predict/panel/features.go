package panel

import (
	"bytes"
	"math"
	"strconv"

	"sartor/internal/fault"
	"sartor/internal/table"
)

// blockSize is how many cells of a column are allocated at a time.
const blockSize = 1 << 16

// blocks is a long column that grows without being moved.
type blocks[T any] struct {
	parts [][]T
	size  int
}

func (b *blocks[T]) add(v T) {
	if b.size%blockSize == 0 {
		b.parts = append(b.parts, make([]T, 0, blockSize))
	}
	last := &b.parts[len(b.parts)-1]
	*last = append(*last, v)
	b.size++
}

func (b *blocks[T]) at(i int) T { return b.parts[i/blockSize][i%blockSize] }

// mostDistinct is how many different cells of a column get a number of two bytes. A
// column of numbers may have more; one of texts with more says nothing that could be
// learned from and is left out.
const mostDistinct = math.MaxUint16 - 1

// emptyCell is the number of a cell that holds nothing.
const emptyCell = 0

// feature is one further column of a history and what is known of it ahead. What it
// holds is found from all of its cells: numbers when each is a number or missing
// (empty, NA or NaN in any case), texts otherwise.
type feature struct {
	name   string
	codes  blocks[uint16]    // of the history's rows
	number map[string]uint16 // of each cell, as written
	cells  []string          // by number
	values []float64         // by number; NaN where it is missing or a text
	texts  bool              // at least one cell is a text
	wide   *blocks[float32]  // the rows themselves, when numbers are too many to count
	known  bool              // at least one cell is not missing
	why    string            // why it is left out, "" when it is used
}

func newFeature(name string) *feature {
	return &feature{name: name, number: map[string]uint16{"": emptyCell}, cells: []string{""}, values: []float64{math.NaN()}}
}

// add takes a cell of the history.
func (f *feature) add(cell []byte) {
	if f.why != "" {
		return
	}
	code, value, fits := f.code(cell)
	switch {
	case f.why != "":
	case f.wide != nil:
		f.wide.add(float32(value))
	case fits:
		f.codes.add(code)
	}
}

// code returns a cell's number and value. Where it is one too many the column turns
// into plain values, or is left out when it holds texts; then fits is false.
func (f *feature) code(cell []byte) (code uint16, value float64, fits bool) {
	cell = bytes.TrimSpace(cell)
	if code, seen := f.number[string(cell)]; seen && f.wide == nil {
		return code, f.values[code], true
	}
	value, ok := finiteOf(cell)
	isText := !ok && !missing(cell)
	f.texts = f.texts || isText
	f.known = f.known || ok || isText
	if f.wide == nil && len(f.cells) <= mostDistinct {
		code = uint16(len(f.cells))
		f.number[string(cell)] = code
		f.cells, f.values = append(f.cells, string(cell)), append(f.values, value)
		return code, value, true
	}
	if f.texts {
		f.drop("it holds more than " + strconv.Itoa(mostDistinct) + " different texts")
		return 0, value, false
	}
	if f.wide == nil {
		f.spread()
	}
	return 0, value, false
}

// spread turns a column with too many different numbers into its values.
func (f *feature) spread() {
	f.wide = &blocks[float32]{}
	for _, part := range f.codes.parts {
		for _, code := range part {
			f.wide.add(float32(f.values[code]))
		}
	}
	f.codes, f.number, f.cells, f.values = blocks[uint16]{}, nil, nil, nil
}

func (f *feature) drop(why string) {
	f.why = why
	f.codes, f.number, f.cells, f.values, f.wide = blocks[uint16]{}, nil, nil, nil, nil
}

// value returns a row's number, NaN where it is missing.
func (f *feature) value(row int) float32 {
	if f.wide != nil {
		return f.wide.at(row)
	}
	return float32(f.values[f.codes.at(row)])
}

// missing reports whether a cell says that a number is not known.
func missing(cell []byte) bool {
	return len(cell) == 0 || bytes.EqualFold(cell, []byte("NA")) || bytes.EqualFold(cell, []byte("NaN"))
}

// finiteOf reads a finite number, with or without exponent; NaN and false for
// anything else.
func finiteOf(cell []byte) (float64, bool) {
	if d, ok := table.ParseDecimal(cell); ok {
		const exact = 1 << 53
		if d.Coef < exact && d.Coef > -exact {
			return float64(d.Coef) / math.Pow10(int(d.Scale)), true // both exact, so rounded once
		}
	}
	text := string(bytes.TrimSpace(cell))
	if len(text) == 0 || len(text) > 40 || bytes.ContainsAny(cell, "xX_") {
		return math.NaN(), false
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return math.NaN(), false
	}
	return v, true
}

// mostFeatures bounds the further columns of a history.
const mostFeatures = 256

// features are the further columns of a history, in the order of their names once
// all is read, so that the order of columns does not show.
type features []*feature

// featuresOf begins the further columns of a file whose asked ones are the first.
func featuresOf(in Rows, asked int) (features, error) {
	extra := in.Columns()[asked:]
	if len(extra) > mostFeatures {
		return nil, fault.New(fault.Invalid, "columns", "the history has %d columns beside series, at and quantity; at most %d can be learned from: leave out what does not drive demand", len(extra), mostFeatures)
	}
	out := make(features, len(extra))
	for i, c := range extra {
		out[i] = newFeature(c.Name)
	}
	return out, nil
}

// add takes the row that in stands on.
func (fs features) add(in Rows, asked int) {
	for i, f := range fs {
		if v, ok := finiteOf(in.Text(asked + i)); ok && far(v) != "" {
			in.Wrong(asked+i, far(v))
			return
		}
		f.add(in.Text(asked + i))
	}
}

// far says why a number is not one to learn from, "" when it is.
func far(v float64) string {
	if v > mostQuantity || v < -mostQuantity {
		return "is farther from 0 than can be reckoned with (10^15)"
	}
	return ""
}
