package customer

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// stateVersion is the first byte of an encoded State. Version 1, all numbers as
// the shortest varints, signed ones zig-zag:
//
//	byte     1
//	         epoch, seq
//	         receipts
//	         day, store, at of the last receipt; length of its id, the id
//	         number of stores; store (less the one before), receipts, amount (signed)
//	         number of hashes; each as 8 bytes, little endian
//	         length of the profile, the profile (habit.Profile.Append)
//
// A new version of the fold, of this or of the profile, refolds every customer.
const stateVersion = 1

var errState = fault.New(fault.Internal, "profile_encoding", "a stored profile is of another version or damaged; refold the customer")

// Append encodes the state behind b.
func (s *State) Append(b []byte) []byte {
	b = append(b, stateVersion)
	b = binary.AppendUvarint(b, uint64(s.Through.Epoch))
	b = binary.AppendUvarint(b, uint64(s.Through.Seq))
	b = binary.AppendUvarint(b, uint64(s.Receipts))
	b = binary.AppendVarint(b, int64(s.Last.Day))
	b = binary.AppendUvarint(b, uint64(s.Last.Store))
	b = binary.AppendVarint(b, int64(s.Last.At))
	b = appendBytes(b, []byte(s.Last.Receipt))
	b = binary.AppendUvarint(b, uint64(len(s.Spend)))
	before := uint32(0)
	for _, p := range s.Spend {
		b = binary.AppendUvarint(b, uint64(p.Store-before))
		b = binary.AppendUvarint(b, uint64(p.Receipts))
		b = binary.AppendVarint(b, int64(p.Amount))
		before = p.Store
	}
	b = binary.AppendUvarint(b, uint64(len(s.Awaits)))
	for _, h := range s.Awaits {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return appendBytes(b, s.Profile.Append(nil))
}

func appendBytes(b, part []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

// Decode reads what Append wrote; a failure leaves the zero State.
func (s *State) Decode(b []byte) error {
	const op = "customer.Decode"
	d := decoder{b: b}
	*s = State{}
	if d.byte() != stateVersion {
		return fault.At(op, errState)
	}
	out := State{}
	out.Through = touchpoint.Position{Epoch: int64(d.number(math.MaxInt64)), Seq: int64(d.number(math.MaxInt64))}
	out.Receipts = int(d.number(math.MaxInt32))
	out.Last = Key{Day: retail.BusinessDay(d.day()), Store: d.uint32(), At: retail.Micros(d.signed()), Receipt: retail.ReceiptID(d.bytes())}
	d.spend(&out)
	d.hashes(&out)
	profile := d.bytes()
	if d.failed || len(d.b) != 0 || len(profile) == 0 || profile[0] != habit.Version {
		return fault.At(op, errState) // a packed profile is no state of the fold
	}
	if err := out.Profile.Decode(profile); err != nil {
		return fault.At(op, err)
	}
	*s = out
	return nil
}

func (d *decoder) spend(s *State) {
	n := d.length(3)
	for i := range n {
		p := StoreSpend{Store: d.uint32(), Receipts: int(d.number(math.MaxInt32)), Amount: retail.Minor(d.signed())}
		if i > 0 {
			before := s.Spend[i-1].Store
			d.failed = d.failed || p.Store == 0 || p.Store > math.MaxUint32-before
			p.Store += before
		}
		s.Spend = append(s.Spend, p)
	}
}

func (d *decoder) hashes(s *State) {
	n := d.length(8)
	for i := range n {
		h := d.fixed()
		d.failed = d.failed || i > 0 && h <= s.Awaits[i-1]
		s.Awaits = append(s.Awaits, h)
	}
}

// decoder reads forward; after a failure it returns zeros and stays failed.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) fail() { d.failed, d.b = true, nil }

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

// number reads an unsigned number up to a bound, in its shortest spelling.
func (d *decoder) number(most uint64) uint64 {
	u, n := binary.Uvarint(d.b)
	if n <= 0 || u > most || n > 1 && d.b[n-1] == 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return u
}

func (d *decoder) uint32() uint32 { return uint32(d.number(math.MaxUint32)) }

func (d *decoder) signed() int64 {
	u := d.number(math.MaxUint64)
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) day() int32 {
	n := d.signed()
	if n < math.MinInt32 || n > math.MaxInt32 {
		d.fail()
		return 0
	}
	return int32(n)
}

func (d *decoder) fixed() uint64 {
	if len(d.b) < 8 {
		d.fail()
		return 0
	}
	u := binary.LittleEndian.Uint64(d.b)
	d.b = d.b[8:]
	return u
}

// length reads how many parts of at least some bytes follow.
func (d *decoder) length(least int) int {
	n := d.number(math.MaxInt32)
	if n > uint64(len(d.b)/least) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() []byte {
	n := d.length(1)
	part := d.b[:n]
	d.b = d.b[n:]
	return part
}
