package draw

import (
	_ "embed" // the tables
	"encoding/binary"
)

// packed holds the tables as little-endian int32, in the order of tableSet.
// TestTables -update writes it; nothing at run time computes them.
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
	if len(b) != binary.Size(t) {
		panic("draw: tables.bin has the wrong length: run go test ./internal/simulate/draw -run TestTables -update")
	}
	next := func(dst []int32) {
		for i := range dst {
			dst[i] = int32(binary.LittleEndian.Uint32(b))
			b = b[4:]
		}
	}
	for _, s := range []*steps{
		&t.ln, &t.pow2, &t.cos, &t.gumbel.low, &t.gumbel.mid, &t.gumbel.high,
		&t.normal.low, &t.normal.mid, &t.normal.high,
	} {
		next(s[:])
	}
	for i := range t.gamma {
		next(t.gamma[i][:])
	}
	return t
}
