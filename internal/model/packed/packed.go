// Package packed owns reading numbers from the front of bytes: the encodings of
// profiles, outlooks, models and what they are learned from are made of them. It refuses spellings that are not
// the shortest, numbers out of range and lengths that the bytes cannot hold, so that
// hostile bytes reserve no memory (the fuzz tests of those encodings; TestReader).
package packed

import (
	"encoding/binary"
	"math"
)

// Reader takes numbers from the front of bytes; after the first that is not
// there, or not in range, Bad stays set and every answer is zero.
type Reader struct {
	Src []byte
	Bad bool
}

// Fail marks the bytes as bad.
func (r *Reader) Fail() { r.Bad, r.Src = true, nil }

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if len(r.Src) == 0 {
		r.Fail()
		return 0
	}
	b := r.Src[0]
	r.Src = r.Src[1:]
	return b
}

// Uvarint reads an unsigned varint.
func (r *Reader) Uvarint() uint64 {
	if len(r.Src) > 0 && r.Src[0] < 0x80 { // most are one byte
		v := uint64(r.Src[0])
		r.Src = r.Src[1:]
		return v
	}
	return r.longUvarint()
}

func (r *Reader) longUvarint() uint64 {
	v, n := binary.Uvarint(r.Src)
	if n <= 0 || r.Src[n-1] == 0 { // the shortest spelling is the only one
		r.Fail()
		return 0
	}
	r.Src = r.Src[n:]
	return v
}

// Varint reads a zig-zag varint.
func (r *Reader) Varint() int64 {
	u := r.Uvarint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

// AtMost reads an unsigned varint up to a bound.
func (r *Reader) AtMost(most uint64) uint64 {
	v := r.Uvarint()
	if v > most {
		r.Fail()
		return 0
	}
	return v
}

// Uint32 reads an unsigned varint below 2^32.
func (r *Reader) Uint32() uint32 { return uint32(r.AtMost(math.MaxUint32)) }

// Fixed16 reads two bytes, little endian.
func (r *Reader) Fixed16() uint16 {
	if len(r.Src) < 2 {
		r.Fail()
		return 0
	}
	v := binary.LittleEndian.Uint16(r.Src)
	r.Src = r.Src[2:]
	return v
}

// Fixed32 reads four bytes, little endian.
func (r *Reader) Fixed32() uint32 {
	if len(r.Src) < 4 {
		r.Fail()
		return 0
	}
	v := binary.LittleEndian.Uint32(r.Src)
	r.Src = r.Src[4:]
	return v
}

// Float reads a finite float64.
func (r *Reader) Float() float64 {
	if len(r.Src) < 8 {
		r.Fail()
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.Src))
	r.Src = r.Src[8:]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		r.Fail()
		return 0
	}
	return v
}

// Length reads how many things of at least the given size follow; a number that
// the bytes cannot hold is bad, so that hostile bytes reserve no memory.
func (r *Reader) Length(size int) int {
	n := r.Uvarint()
	if n > uint64(len(r.Src)/size) {
		r.Fail()
		return 0
	}
	return int(n)
}

// AppendFloat appends eight bytes, little endian, as Float reads them.
func AppendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}

// Count reads a number of things, at most 2^48.
func (r *Reader) Count() int { return int(r.AtMost(1 << 48)) }

// Text reads a length and as many bytes.
func (r *Reader) Text() string {
	n := r.Length(1)
	s := string(r.Src[:n])
	r.Src = r.Src[n:]
	return s
}

// Done reports whether everything was read and nothing of it was bad.
func (r *Reader) Done() bool { return !r.Bad && len(r.Src) == 0 }
