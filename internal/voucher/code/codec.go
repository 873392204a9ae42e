package code

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"
)

// Keys are the two secrets of one year: Perm scrambles the code, MAC tags the
// payload. They must be drawn independently.
type Keys struct{ Perm, MAC [32]byte }

const (
	rounds   = 10
	halfBits = 30
	halfMask = 1<<halfBits - 1
	tagBits  = 20
	tagMask  = 1<<tagBits - 1
)

// Encode returns the code of a bucket (0…1023) and serial (below 2³⁰) under
// the keys. Who encodes often keeps a Codec or a Ring.
func Encode(keys Keys, bucket int, serial uint32) Code { return NewCodec(keys).Encode(bucket, serial) }

// Decode returns bucket and serial of a code, and whether its tag holds under
// the keys. Without a true tag bucket and serial are 0.
func Decode(keys Keys, c Code) (bucket int, serial uint32, ok bool) {
	return NewCodec(keys).Decode(c)
}

// Codec encodes and decodes under one pair of keys, with the keyed hash states
// computed once. It may be used by many goroutines.
type Codec struct {
	perm, mac mac
	work      sync.Pool // of *scratch
}

// NewCodec prepares the keys.
func NewCodec(keys Keys) *Codec {
	return &Codec{
		perm: newMAC(keys.Perm), mac: newMAC(keys.MAC),
		work: sync.Pool{New: func() any { return &scratch{digest: sha256.New()} }},
	}
}

// Encode returns the code of a bucket (0…1023) and serial (below 2³⁰). Other
// values are a mistake in the source code and panic.
//
//	Computes  plain = (bucket<<30 | serial)<<20 | tag
//	          l,r = halves;  ten times l,r = r, l xor F_i(r);  code = l<<30 | r   (11.1)
func (c *Codec) Encode(bucket int, serial uint32) Code {
	if bucket < 0 || bucket >= buckets || serial >= serials {
		panic(fmt.Sprintf("code: bucket %d, serial %d out of range", bucket, serial))
	}
	w := c.work.Get().(*scratch)
	defer c.work.Put(w)
	payload := uint64(bucket)<<halfBits | uint64(serial)
	plain := payload<<tagBits | uint64(c.tag(w, payload))
	l, r := uint32(plain>>halfBits), uint32(plain&halfMask)
	for i := range byte(rounds) {
		l, r = r, l^c.round(w, i, r)
	}
	return Code(uint64(l)<<halfBits | uint64(r))
}

// Decode returns bucket and serial of a code, and whether its tag holds. It
// takes the same time for a true and a false tag.
func (c *Codec) Decode(code Code) (bucket int, serial uint32, ok bool) {
	payload, same := c.open(code)
	payload &= -uint64(same) // all ones or zero
	return int(payload >> halfBits), uint32(payload & halfMask), same == 1
}

// open runs the rounds backwards; same is 1 when the tag holds, else 0.
func (c *Codec) open(code Code) (payload uint64, same int) {
	w := c.work.Get().(*scratch)
	defer c.work.Put(w)
	l, r := uint32(code>>halfBits)&halfMask, uint32(code&halfMask)
	for i := range byte(rounds) {
		l, r = r^c.round(w, rounds-1-i, l), l
	}
	plain := uint64(l)<<halfBits | uint64(r)
	payload = plain >> tagBits
	same = subtle.ConstantTimeEq(int32(plain&tagMask), int32(c.tag(w, payload)))
	return payload, same & subtle.ConstantTimeEq(int32(code>>(2*halfBits)), 0)
}

// round is F_i(v): the first 30 of the low bits of four hash bytes.
func (c *Codec) round(w *scratch, i byte, v uint32) uint32 {
	m := append(w.message[:0], "SV1P"...)
	m = binary.BigEndian.AppendUint32(append(m, i), v)
	return binary.BigEndian.Uint32(c.perm.sum(w, m)) & halfMask
}

// tag is the top 20 bits of the payload's authentication code.
func (c *Codec) tag(w *scratch, payload uint64) uint32 {
	m := append(w.message[:0], "SV1M"...)
	m = binary.BigEndian.AppendUint32(append(m, byte(payload>>32)), uint32(payload))
	return binary.BigEndian.Uint32(c.mac.sum(w, m)) >> (32 - tagBits)
}

// mac is HMAC-SHA256 (RFC 2104) of one key, held as the two hash states after
// the padded key: half of the compressions of a short message are done once.
type mac struct{ inner, outer []byte }

// scratch is what one call needs beside the keys, kept to save allocations.
type scratch struct {
	digest  hash.Hash
	message [16]byte
	sum     [sha256.Size]byte
}

func newMAC(key [32]byte) mac { return mac{inner: padded(key, 0x36), outer: padded(key, 0x5c)} }

func padded(key [32]byte, pad byte) []byte {
	var block [sha256.BlockSize]byte
	copy(block[:], key[:])
	for i := range block {
		block[i] ^= pad
	}
	d := sha256.New()
	d.Write(block[:]) // a hash never fails to write
	state, err := d.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic("code: sha256 state: " + err.Error()) // documented never to fail
	}
	return state
}

// sum returns the authentication code of message; it lies in w until the next.
func (m mac) sum(w *scratch, message []byte) []byte {
	restore(w.digest, m.inner)
	w.digest.Write(message)
	inner := w.digest.Sum(w.sum[:0])
	restore(w.digest, m.outer)
	w.digest.Write(inner)
	return w.digest.Sum(w.sum[:0])
}

func restore(d hash.Hash, state []byte) {
	if err := d.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic("code: sha256 state: " + err.Error()) // made by padded in this process
	}
}
