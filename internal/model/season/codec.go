package season

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
)

// form is the first byte of an encoded calendar. The rest, numbers as unsigned
// varints unless said otherwise, floats as eight bytes little endian:
//
//	through    zig-zag
//	groups     number, then each, less the one before
//	kinds      number, then each: customers, prior (float), top (number, categories),
//	           scores (groups + 1 floats)
//	seasons    number, then each: type, class, verdict, why (a byte each), peak, low, high,
//	           amplitude, P, Q (floats), events, customers, years, since (zig-zag)
const form = 1

var errCalendar = fault.New(fault.Invalid, "season_encoding", "these bytes are no calendar of seasons of this version; learn again")

// Append appends the calendar's encoding, which Decode reads to an equal one.
func (c *Calendar) Append(dst []byte) []byte {
	dst = binary.AppendVarint(append(dst, form), int64(c.Through))
	dst = binary.AppendUvarint(dst, uint64(len(c.Typology.Groups)))
	before := uint32(0)
	for _, g := range c.Typology.Groups {
		dst = binary.AppendUvarint(dst, uint64(g-before))
		before = g
	}
	dst = binary.AppendUvarint(dst, uint64(len(c.Typology.Kinds)))
	for _, k := range c.Typology.Kinds {
		dst = k.append(dst)
	}
	dst = binary.AppendUvarint(dst, uint64(len(c.Seasons)))
	for _, s := range c.Seasons {
		dst = s.append(dst)
	}
	return dst
}

func (k Kind) append(dst []byte) []byte {
	dst = appendFloat(binary.AppendUvarint(dst, uint64(k.Customers)), k.Prior)
	dst = binary.AppendUvarint(dst, uint64(len(k.Top)))
	for _, g := range k.Top {
		dst = binary.AppendUvarint(dst, uint64(g))
	}
	for _, s := range k.Scores {
		dst = appendFloat(dst, s)
	}
	return dst
}

func (s Season) append(dst []byte) []byte {
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(s.Type)), uint64(s.Class))
	dst = append(dst, byte(s.Verdict), byte(s.Why))
	for _, v := range []float64{s.Peak, s.PeakLow, s.PeakHigh, s.Amplitude, s.P, s.Q} {
		dst = appendFloat(dst, v)
	}
	for _, n := range []int{s.Events, s.Customers, s.Years} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return binary.AppendVarint(dst, int64(s.Since))
}

func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}

// Decode reads a calendar. What is not a whole one of this version is refused.
func Decode(src []byte) (*Calendar, error) {
	r := &reader{src: src}
	r.bad = r.byte() != form
	c := &Calendar{Through: int32(r.varint())}
	if n := r.length(1, MostGroups); n > 0 {
		c.Typology.Groups = make([]uint32, n)
	}
	before := uint64(0)
	for i := range c.Typology.Groups {
		step := r.uvarint(math.MaxInt32)
		r.bad = r.bad || i > 0 && step == 0
		before += step
		r.bad = r.bad || before >= Anything
		c.Typology.Groups[i] = uint32(before)
	}
	if n := r.length(9, MostKinds); n > 0 {
		c.Typology.Kinds = make([]Kind, n)
	}
	for i := range c.Typology.Kinds {
		c.Typology.Kinds[i] = r.kind(len(c.Typology.Groups) + 1)
	}
	if n := r.length(56, MostKinds*(MostGroups+1)); n > 0 {
		c.Seasons = make([]Season, n)
	}
	for i := range c.Seasons {
		c.Seasons[i] = r.season()
	}
	if r.bad || len(r.src) > 0 {
		return nil, fault.At("season.Decode", errCalendar)
	}
	return c, nil
}

func (r *reader) kind(scores int) Kind {
	k := Kind{Customers: int(r.uvarint(math.MaxInt32)), Prior: r.float()}
	if n := r.length(1, topGroups); n > 0 {
		k.Top = make([]uint32, n)
	}
	for i := range k.Top {
		k.Top[i] = uint32(r.uvarint(Anything - 1))
	}
	if len(r.src) < 8*scores {
		r.bad = true
		return k
	}
	k.Scores = make([]float64, scores)
	for i := range k.Scores {
		k.Scores[i] = r.float()
	}
	return k
}

func (r *reader) season() Season {
	s := Season{Type: int(r.uvarint(MostKinds - 1)), Class: int(r.uvarint(Anything)), Verdict: Verdict(r.byte()), Why: Why(r.byte())}
	r.bad = r.bad || int(s.Verdict) >= len(verdictNames) || int(s.Why) >= len(whyNames)
	for _, v := range []*float64{&s.Peak, &s.PeakLow, &s.PeakHigh, &s.Amplitude, &s.P, &s.Q} {
		*v = r.float()
	}
	for _, n := range []*int{&s.Events, &s.Customers, &s.Years} {
		*n = int(r.uvarint(math.MaxInt32))
	}
	s.Since = int32(r.varint())
	s.PeakToTrough = math.Exp(2 * s.Amplitude)
	r.bad = r.bad || !(s.Amplitude >= 0 && s.Amplitude <= 20)
	return s
}

// reader takes numbers from the front of bytes; after the first that is not
// there or not in range, bad stays set.
type reader struct {
	src []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || len(r.src) < n {
		r.bad, r.src = true, nil
		return nil
	}
	out := r.src[:n]
	r.src = r.src[n:]
	return out
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint(most uint64) uint64 {
	v, n := binary.Uvarint(r.src)
	if n <= 0 || n > 1 && r.src[n-1] == 0 || v > most { // the shortest spelling is the only one
		r.take(math.MaxInt32)
		return 0
	}
	r.take(n)
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint(math.MaxUint32)
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v
}

func (r *reader) float() float64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	r.bad = r.bad || math.IsNaN(v) || math.IsInf(v, 0)
	return v
}

// length reads how many things of at least the given size follow, at most most;
// a number that the bytes cannot hold is bad.
func (r *reader) length(size, most int) int {
	n := r.uvarint(uint64(most))
	if n > uint64(len(r.src)/size) {
		r.bad = true
		return 0
	}
	return int(n)
}
