package draw

import (
	_ "embed" // the tables
	"encoding/binary"
)

// packed holds the tables in the order of tableSet, each number as the varint of what it
// is more than the one before: a third of the bytes. TestTables -update writes it; nothing
// at run time computes them.
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
	t := new(tableSet)
	last := int64(0)
	next := func(dst []int32) {
		for i := range dst {
			more, n := binary.Varint(b)
			if n <= 0 {
				panic("draw: tables.bin is too short: run go test ./internal/simulate/draw -run TestTables -update")
			}
			b, last = b[n:], last+more
			dst[i] = int32(last)
		}
	}
	for _, s := range t.steps() {
		next(s[:])
	}
	for i := range t.gamma {
		next(t.gamma[i][:])
	}
	if len(b) != 0 {
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
