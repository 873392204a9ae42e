package habit

import (
	"encoding/binary"
	"math"
)

// reader takes numbers from the front of bytes; after the first that is not
// there, or not in range, bad stays set and every answer is zero.
type reader struct {
	src []byte
	bad bool
}

func (r *reader) fail() { r.bad, r.src = true, nil }

func (r *reader) byte() byte {
	if len(r.src) == 0 {
		r.fail()
		return 0
	}
	b := r.src[0]
	r.src = r.src[1:]
	return b
}

func (r *reader) uvarint() uint64 {
	if len(r.src) > 0 && r.src[0] < 0x80 { // most are one byte
		v := uint64(r.src[0])
		r.src = r.src[1:]
		return v
	}
	return r.longUvarint()
}

func (r *reader) longUvarint() uint64 {
	v, n := binary.Uvarint(r.src)
	if n <= 0 || r.src[n-1] == 0 { // the shortest spelling is the only one
		r.fail()
		return 0
	}
	r.src = r.src[n:]
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

func (r *reader) uint32() uint32 {
	v := r.uvarint()
	if v > math.MaxUint32 {
		r.fail()
		return 0
	}
	return uint32(v)
}

func (r *reader) fixed32() uint32 {
	if len(r.src) < 4 {
		r.fail()
		return 0
	}
	v := binary.LittleEndian.Uint32(r.src)
	r.src = r.src[4:]
	return v
}

// float reads a finite float64.
func (r *reader) float() float64 {
	if len(r.src) < 8 {
		r.fail()
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.src))
	r.src = r.src[8:]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		r.fail()
		return 0
	}
	return v
}

// length reads how many things of at least the given size follow; a number that
// the bytes cannot hold is bad, so that hostile bytes reserve no memory.
func (r *reader) length(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.src)/size) {
		r.fail()
		return 0
	}
	return int(n)
}

func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}
