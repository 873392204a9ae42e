package habit

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
)

// The encodings of a profile. Both begin with the form's byte and
//
//	baskets, first day (zig-zag), days from first to last, store, number of items
//
// and, by growing product, for each item
//
//	(product − the one before − 1)·2 + (1 if bought once), first day − profile's first
//	baskets since its last one
//	when bought more often: count, last − first day, and
//	  exact   the 31 higher bits of Recent, three weights of four bytes
//	  packed  the 11 higher bits of Recent that a reason can read, one weight
//
// all as unsigned varints but the weights of the exact form (little endian).
// The packed form keeps one decay's weight, in 1/256 of a basket: enough to
// read at the till, never folded further.
const (
	formExact  = Version          // the state of the fold
	formPacked = 0x10 + 3*Version // + index of the decay
	// packedShift drops the finest bits of a packed weight: steps of 1/256 basket.
	packedShift = 17
	// mostItems bounds a decoded profile: a customer of a chain of 50,000
	// products cannot hold more in practice, and hostile bytes must not reserve memory.
	mostItems = 1 << 20
	// leastItem is the size in bytes of the smallest encoded item.
	leastItem = 3
)

var errProfile = fault.New(fault.Invalid, "profile_encoding", "these bytes are no profile of this version; refold the customer")

// Append appends the exact state to dst. It is empty-handed only for a packed
// profile, of which no exact state exists.
func (p *Profile) Append(dst []byte) []byte {
	if p.packed != 0 {
		return dst
	}
	dst = p.appendHead(append(dst, formExact))
	next := uint32(0)
	for i := range p.Items {
		it := &p.Items[i]
		dst = p.appendItem(dst, it, it.Product-next)
		next = it.Product + 1
		if it.Count == 1 {
			continue
		}
		dst = binary.AppendUvarint(dst, uint64(it.Recent>>1))
		for _, w := range it.Weights {
			dst = binary.LittleEndian.AppendUint32(dst, w)
		}
	}
	return dst
}

// AppendPacked appends the form for the till, which carries the weight of one
// decay only and about half the bytes. Counts, days and what RecentOf answers
// are exact in it.
func (p *Profile) AppendPacked(dst []byte, decay int) []byte {
	dst = p.appendHead(append(dst, byte(formPacked+decay)))
	next := uint32(0)
	for i := range p.Items {
		it := &p.Items[i]
		dst = p.appendItem(dst, it, it.Product-next)
		next = it.Product + 1
		if it.Count == 1 {
			continue
		}
		window := uint32(1<<Window-1) >> min(p.since(it), Window)
		dst = binary.AppendUvarint(dst, uint64(it.Recent&window>>1))
		dst = binary.AppendUvarint(dst, uint64(it.Weights[decay])>>packedShift)
	}
	return dst
}

func (p *Profile) appendHead(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(p.Baskets))
	dst = binary.AppendVarint(dst, int64(p.First))
	dst = binary.AppendUvarint(dst, uint64(int64(p.Last)-int64(p.First)))
	dst = binary.AppendUvarint(dst, uint64(p.Store))
	return binary.AppendUvarint(dst, uint64(len(p.Items)))
}

func (p *Profile) appendItem(dst []byte, it *Item, ahead uint32) []byte {
	once := uint64(0)
	if it.Count == 1 {
		once = 1
	}
	dst = binary.AppendUvarint(dst, uint64(ahead)<<1|once)
	dst = binary.AppendUvarint(dst, uint64(int64(it.First)-int64(p.First)))
	dst = binary.AppendUvarint(dst, uint64(p.since(it)))
	if once == 1 {
		return dst
	}
	dst = binary.AppendUvarint(dst, uint64(it.Count))
	return binary.AppendUvarint(dst, uint64(int64(it.Last)-int64(it.First)))
}

// Decode reads either form into p, reusing its Items; p is the zero Profile
// (with room kept) when the bytes are not a whole profile. Of a packed form
// only Weights of its decay are set.
func (p *Profile) Decode(src []byte) error {
	r := packed.Reader{Src: src}
	if !p.decode(&r) || len(r.Src) != 0 {
		*p = Profile{Items: p.Items[:0]}
		return fault.At("habit.Decode", errProfile)
	}
	return nil
}

func (p *Profile) decode(r *packed.Reader) bool {
	form := r.Byte()
	if form != formExact && (form < formPacked || form >= formPacked+byte(len(Decays))) {
		return false
	}
	p.packed = 0
	if form != formExact {
		p.packed = form - formPacked + 1
	}
	p.Baskets = r.Uint32()
	first, span := r.Varint(), r.Uvarint()
	p.Store = r.Uint32()
	items := r.Uvarint()
	last := first + int64(span)
	sound := first >= math.MinInt32 && first <= math.MaxInt32 && span <= math.MaxUint32 && last <= math.MaxInt32
	if r.Bad || !sound || items > mostItems || items*leastItem > uint64(len(r.Src)) || (p.Baskets == 0) != (items == 0) {
		return false
	}
	p.First, p.Last = int32(first), int32(last)
	return p.decodeItems(r, int(items))
}

func (p *Profile) decodeItems(r *packed.Reader, items int) bool {
	if cap(p.Items) < items {
		p.Items = make([]Item, items)
	}
	p.Items = p.Items[:items]
	next := uint64(0)
	for i := range p.Items {
		it := &p.Items[i]
		head := r.Uvarint()
		product := next + head>>1
		first, since := r.Uvarint(), r.Uint32()
		if r.Bad || head > 1<<33 || product > math.MaxUint32 || since >= p.Baskets || first > math.MaxUint32 {
			return false
		}
		*it = Item{Product: uint32(product), Count: 1, LastBasket: p.Baskets - 1 - since, Recent: 1}
		next = product + 1
		day := int64(p.First) + int64(first)
		if head&1 == 0 {
			day = p.decodeRepeats(r, it, day)
		} else {
			p.single(it)
		}
		it.First = int32(int64(p.First) + int64(first))
		if r.Bad || day > int64(p.Last) {
			return false
		}
		it.Last = int32(day)
	}
	return !r.Bad
}

// single sets the weight of an item bought once: one basket.
func (p *Profile) single(it *Item) {
	if p.packed == 0 {
		it.Weights = [3]uint32{unit, unit, unit}
		return
	}
	it.Weights[p.packed-1] = unit
}

// decodeRepeats reads what only an item bought more than once has, and returns
// the day of its last basket.
func (p *Profile) decodeRepeats(r *packed.Reader, it *Item, first int64) int64 {
	it.Count = r.Uint32()
	span := r.Uvarint()
	recent := r.Uvarint()
	it.Recent = uint32(recent<<1 | 1)
	if it.Count < 2 || it.Count > it.LastBasket+1 || span > math.MaxUint32 || recent > math.MaxUint32>>1 {
		r.Bad = true
		return 0
	}
	if p.packed != 0 {
		weight := r.Uvarint()
		r.Bad = r.Bad || weight > math.MaxUint32>>packedShift
		it.Weights[p.packed-1] = uint32(weight << packedShift)
		return first + int64(span)
	}
	for d := range it.Weights {
		it.Weights[d] = r.Fixed32()
	}
	return first + int64(span)
}
