package draw

import (
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed" // the tables
	"encoding/binary"
	"io"
)

// packed holds the tables in the order of tableSet, deflated: of each number the varint of
// how much its step from the one before is more than the step before that, which is little
// where functions are smooth. TestTables -update writes it; nothing at run time computes them.
//
//go:embed tables.bin
var packed []byte

// tables is read only.
var tables = unpack(packed)

// steps is a function at the 4,097 edges of 4,096 equal steps.
type steps [4097]int32

// last is the number of the last step.
const last = 4095

type tableSet struct {
	ln     steps // ln(1+x) in 2⁻¹²
	pow2   steps // 2^x in 2⁻³⁰
	cos    steps // cos(2πx) in 2⁻¹²
	gumbel quantile
	normal quantile
	gamma  [shapes]gammaRow
}

// unpack reads the embedded tables; a wrong length is a broken build.
func unpack(b []byte) *tableSet {
	t, from := new(tableSet), bufio.NewReader(flate.NewReader(bytes.NewReader(b)))
	last, step := int64(0), int64(0)
	next := func(dst []int32) {
		for i := range dst {
			more, err := binary.ReadVarint(from)
			if err != nil {
				panic("draw: tables.bin is broken (" + err.Error() + "): run go test ./internal/simulate/draw -run TestTables -update")
			}
			step += more
			last += step
			dst[i] = int32(last)
		}
	}
	for _, s := range t.steps() {
		next(s[:])
	}
	for i := range t.gamma {
		next(t.gamma[i][:])
	}
	if _, err := from.ReadByte(); err != io.EOF {
		panic("draw: tables.bin is too long: run go test ./internal/simulate/draw -run TestTables -update")
	}
	return t
}

// steps lists the tables of steps in their order.
func (t *tableSet) steps() []*steps {
	return []*steps{
		&t.ln, &t.pow2, &t.cos, &t.gumbel.low, &t.gumbel.mid, &t.gumbel.high,
		&t.normal.low, &t.normal.mid, &t.normal.high,
	}
}
