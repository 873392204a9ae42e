package season

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
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
	dst = packed.AppendFloat(binary.AppendUvarint(dst, uint64(k.Customers)), k.Prior)
	dst = binary.AppendUvarint(dst, uint64(len(k.Top)))
	for _, g := range k.Top {
		dst = binary.AppendUvarint(dst, uint64(g))
	}
	for _, s := range k.Scores {
		dst = packed.AppendFloat(dst, s)
	}
	return dst
}

func (s Season) append(dst []byte) []byte {
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(s.Type)), uint64(s.Class))
	dst = append(dst, byte(s.Verdict), byte(s.Why))
	for _, v := range []float64{s.Peak, s.PeakLow, s.PeakHigh, s.Amplitude, s.P, s.Q} {
		dst = packed.AppendFloat(dst, v)
	}
	for _, n := range []int{s.Events, s.Customers, s.Years} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return binary.AppendVarint(dst, int64(s.Since))
}

// Decode reads a calendar. What is not a whole one of this version is refused.
func Decode(src []byte) (*Calendar, error) {
	r := &reader{packed.Reader{Src: src}}
	r.Bad = r.Byte() != form
	c := &Calendar{Through: r.day()}
	if n := r.length(1, MostGroups); n > 0 {
		c.Typology.Groups = make([]uint32, n)
	}
	before := uint64(0)
	for i := range c.Typology.Groups {
		step := r.AtMost(math.MaxInt32)
		r.Bad = r.Bad || i > 0 && step == 0
		before += step
		r.Bad = r.Bad || before >= Anything
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
	if !r.Done() {
		return nil, fault.At("season.Decode", errCalendar)
	}
	return c, nil
}

func (r *reader) kind(scores int) Kind {
	k := Kind{Customers: int(r.AtMost(math.MaxInt32)), Prior: r.Float()}
	if n := r.length(1, topGroups); n > 0 {
		k.Top = make([]uint32, n)
	}
	for i := range k.Top {
		k.Top[i] = uint32(r.AtMost(Anything - 1))
	}
	if len(r.Src) < 8*scores {
		r.Fail()
		return k
	}
	k.Scores = make([]float64, scores)
	for i := range k.Scores {
		k.Scores[i] = r.Float()
	}
	return k
}

func (r *reader) season() Season {
	s := Season{Type: int(r.AtMost(MostKinds - 1)), Class: int(r.AtMost(Anything)), Verdict: Verdict(r.Byte()), Why: Why(r.Byte())}
	r.Bad = r.Bad || int(s.Verdict) >= len(verdictNames) || int(s.Why) >= len(whyNames)
	for _, v := range []*float64{&s.Peak, &s.PeakLow, &s.PeakHigh, &s.Amplitude, &s.P, &s.Q} {
		*v = r.Float()
	}
	for _, n := range []*int{&s.Events, &s.Customers, &s.Years} {
		*n = int(r.AtMost(math.MaxInt32))
	}
	s.Since = r.day()
	s.PeakToTrough = math.Exp(2 * s.Amplitude)
	r.Bad = r.Bad || !(s.Amplitude >= 0 && s.Amplitude <= 20)
	return s
}

// reader takes the parts of a calendar from the front of bytes.
type reader struct{ packed.Reader }

// day reads a zig-zag varint of 32 bits.
func (r *reader) day() int32 {
	u := uint32(r.AtMost(math.MaxUint32))
	return int32(u>>1) ^ -int32(u&1)
}

// length reads how many things of at least the given size follow, at most most.
func (r *reader) length(size, most int) int {
	n := r.Length(size)
	if n > most {
		r.Fail()
		return 0
	}
	return n
}
