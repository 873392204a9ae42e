package outlook

import (
	"encoding/binary"
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
)

// versions are the first byte of an encoded outlook. Version 1, numbers as the
// shortest varints, days zig-zag; a chance is 2 bytes, in steps of 1/65535, little
// endian; a float is its 4 bytes, little endian:
//
//	byte  1
//	byte  state, rule and band by their places in their lists, each of 3 bits and 2
//	      as state + 8·rule + 64·band; a further byte: 1 when P(alive) is known
//	      day (signed), days in the state, purchases, recency, age less recency, horizon
//	      chances: alive, left, no purchase
//	      expected purchases (float)
//	      spend, value, low, high less low, error
//	      number of wants; of each product, chance, score (float)
//
// Version 2 is the same with more behind the chance of no purchase, and 2 more in the
// further byte when P(alive) is borne out:
//
//	days and chance of a purchase soon
//
// Customer and snapshot are columns beside it. What knows nothing of soon is written as
// version 1. A new version is written by the next run of learning; one that cannot be
// read is as good as none.
const (
	version1 = 1
	version2 = 2
)

var errOutlook = fault.New(fault.Internal, "outlook_encoding", "a stored outlook is of another version or damaged; the next run of learning writes it anew")

const steps = math.MaxUint16 // of a chance

// Append encodes the outlook behind b; it has passed Check.
func (o *Outlook) Append(b []byte) []byte {
	version, known := byte(version1), byte(0)
	if o.AliveKnown {
		known = 1
	}
	if o.AliveHolds {
		known += 2
	}
	if o.SoonDays > 0 {
		version = version2
	}
	state, rule, band := slices.Index(lifecycle.States(), o.State), slices.Index(lifecycle.Rules(), o.Rule), slices.Index(lifecycle.Bands(), o.Band)
	b = append(b, version, byte(state+8*rule+64*band), known)
	b = binary.AppendVarint(b, int64(o.Day))
	for _, n := range []int{int(o.Day - o.Since), o.Purchases, o.Recency, o.Age - o.Recency, o.Horizon} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = appendChance(b, o.Alive)
	b = appendChance(b, o.Left)
	b = appendChance(b, o.NoPurchase)
	if version == version2 {
		b = binary.AppendUvarint(b, uint64(o.SoonDays))
		b = appendChance(b, o.Soon)
	}
	b = appendFloat(b, float32(o.Expected))
	for _, m := range []retail.Minor{o.Spend, o.Value, o.Low, o.High - o.Low, o.Error} {
		b = binary.AppendUvarint(b, uint64(m))
	}
	b = binary.AppendUvarint(b, uint64(len(o.Next)))
	for _, w := range o.Next {
		b = binary.AppendUvarint(b, uint64(w.Product))
		b = appendChance(b, w.Chance)
		b = appendFloat(b, w.Score)
	}
	return b
}

func appendChance(b []byte, p float64) []byte {
	return binary.LittleEndian.AppendUint16(b, uint16(math.Round(p*steps)))
}

func appendFloat(b []byte, f float32) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
}

// Decode reads what Append wrote, into the room that Next has; a failure leaves an
// outlook of nothing but the customer and the snapshot, which the caller knows.
func (o *Outlook) Decode(b []byte) error {
	out := Outlook{Customer: o.Customer, Snapshot: o.Snapshot, Next: o.Next[:0]}
	*o = Outlook{Customer: o.Customer, Snapshot: o.Snapshot}
	d := decoder{packed.Reader{Src: b}}
	version := d.Byte()
	if version != version1 && version != version2 {
		return fault.At("outlook.Decode", errOutlook)
	}
	d.standing(&out)
	days := d.five(math.MaxInt32)
	out.Since = out.Day - retail.BusinessDay(days[0])
	out.Purchases, out.Recency, out.Age, out.Horizon = int(days[1]), int(days[2]), int(days[2]+days[3]), int(days[4])
	out.Alive, out.Left, out.NoPurchase = d.chance(), d.chance(), d.chance()
	if version == version2 {
		out.SoonDays, out.Soon = int(d.AtMost(math.MaxInt32)), d.chance()
		d.Bad = d.Bad || out.SoonDays == 0
	}
	out.Expected = float64(d.float())
	money := d.five(math.MaxInt64 / 4)
	out.Spend, out.Value, out.Low, out.Error = retail.Minor(money[0]), retail.Minor(money[1]), retail.Minor(money[2]), retail.Minor(money[4])
	out.High = out.Low + retail.Minor(money[3])
	n := d.AtMost(MostNext)
	if n > 0 {
		out.Next = slices.Grow(out.Next, int(n))
	} else {
		out.Next = nil
	}
	for range n {
		out.Next = append(out.Next, Want{Product: uint32(d.AtMost(math.MaxUint32)), Chance: d.chance(), Score: d.float()})
	}
	if !d.Done() || out.Check() != nil {
		return fault.At("outlook.Decode", errOutlook)
	}
	*o = out
	return nil
}

// standing reads state, rule, band and day.
func (d *decoder) standing(out *Outlook) {
	packed, known := d.Byte(), d.Byte()
	state, rule, band := int(packed&7), int(packed>>3&7), int(packed>>6)
	if d.Bad || state >= len(lifecycle.States()) || rule >= len(lifecycle.Rules()) || band >= len(lifecycle.Bands()) || known > 3 {
		d.Fail()
		return
	}
	out.State, out.Rule, out.Band = lifecycle.States()[state], lifecycle.Rules()[rule], lifecycle.Bands()[band]
	out.AliveKnown, out.AliveHolds = known&1 == 1, known&2 == 2
	u := d.AtMost(math.MaxUint32)
	out.Day = retail.BusinessDay(int32(u>>1) ^ -int32(u&1))
}

// decoder takes the parts of an outlook from the front of bytes.
type decoder struct{ packed.Reader }

func (d *decoder) five(most uint64) (out [5]uint64) {
	for i := range out {
		out[i] = d.AtMost(most)
	}
	return out
}

func (d *decoder) chance() float64 { return float64(d.Fixed16()) / steps }

func (d *decoder) float() float32 { return math.Float32frombits(d.Fixed32()) }
