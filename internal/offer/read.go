package offer

import (
	"encoding/binary"
	"math"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// reader reads forward; after a failure it returns zeros and stays failed.
type reader struct {
	b       []byte
	version byte // of the log
	failed  bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.failed, r.b = true, nil
		return make([]byte, max(0, min(n, 8)))
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) uvarint() uint64 {
	u, n := binary.Uvarint(r.b)
	r.take(orFail(n))
	return u
}

func (r *reader) varint() int64 {
	i, n := binary.Varint(r.b)
	r.take(orFail(n))
	return i
}

// orFail turns "too short" and "too long" into a take that fails.
func orFail(n int) int {
	if n <= 0 {
		return -1
	}
	return n
}

func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) float() float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(r.take(4))))
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.failed, r.b = true, nil
		return ""
	}
	return string(r.take(int(n)))
}

// count is a list's length; no entry takes less than a byte.
func (r *reader) count() uint64 {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.failed, r.b = true, nil
		return 0
	}
	return n
}

func (r *reader) counts(out []uint32) {
	for i := range out {
		out[i] = r.uint32()
	}
}

func (r *reader) choice() Choice {
	c := Choice{Promotion: uint32(r.uvarint()), Version: r.varint(), Product: uint32(r.uvarint()), ID: retail.PromotionID(r.text())}
	c.Value = voucher.Value{
		Kind: promotion.RewardKind(r.text()), Amount: retail.Minor(r.varint()), Percent: int(r.varint()),
		MaxAmount: retail.Minor(r.varint()), Points: r.varint(), Product: uint32(r.uvarint()),
	}
	c.MaxCost, c.Reserve = retail.Minor(r.varint()), retail.Minor(r.varint())
	c.From, c.Until = retail.BusinessDay(r.varint()), retail.BusinessDay(r.varint())
	c.Score, c.Chance, c.Margin = r.float(), r.float(), r.float()
	if r.version >= logThird {
		c.Lifted, c.Visit, c.Cost = r.float(), r.float(), r.float()
	}
	c.Propensity, c.Pool = math.Float64frombits(r.uint64()), int(r.uvarint())
	c.Ghost = Arm(r.byte())
	flags := r.byte()
	c.Assumed, c.Reason.Own = flags&1 != 0, flags&2 != 0
	c.Reason.Kind = r.target()
	c.Reason.Count, c.Reason.Hits, c.Reason.Window = uint32(r.varint()), uint16(r.varint()), uint16(r.varint())
	c.Reason.Gap, c.Reason.Idle, c.Reason.Related = int32(r.varint()), int32(r.varint()), uint32(r.varint())
	return c
}

// append encodes the inputs behind b.
func (in *Inputs) append(b []byte) []byte {
	b = binary.AppendVarint(binary.AppendVarint(b, in.Through.Epoch), in.Through.Seq)
	b = binary.AppendUvarint(binary.AppendVarint(b, int64(in.Day)), uint64(in.Store))
	b = append(binary.AppendVarint(b, int64(in.Customer)), byte(in.Consent))
	b = binary.AppendUvarint(b, uint64(in.Most))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(in.GlobalHoldout))
	for _, set := range [][]uint32{in.Basket, in.Closed, in.Out} {
		b = appendSet(b, set)
	}
	b = binary.AppendUvarint(b, uint64(len(in.Held)))
	for _, h := range in.Held {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(h.Promotion)), uint64(h.Product)<<1|uint64(bit(h.Open)))
	}
	return appendExpiring(appendAhead(in.Expected.append(text(b, string(in.Profile))), in.Ahead), in.Expiring)
}

// append encodes what the outlook said: a byte of state and band, 0 for nothing,
// and the floats as they are.
func (x *Expected) append(b []byte) []byte {
	if *x == (Expected{}) {
		return append(b, 0)
	}
	b = append(b, 1+byte(x.State)+byte(x.Band)*byte(lifeStates))
	for _, f := range []float32{x.Alive, x.Visits, x.Basket, x.Value} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
	}
	return b
}

func (r *reader) expected() Expected {
	code := r.byte()
	if code == 0 {
		return Expected{}
	}
	code--
	x := Expected{State: LifeState(code % byte(lifeStates)), Band: ValueBand(code / byte(lifeStates))}
	for _, f := range []*float32{&x.Alive, &x.Visits, &x.Basket, &x.Value} {
		if *f = float32(r.float()); !(*f >= 0 && *f <= math.MaxFloat32) {
			r.failed = true
		}
	}
	if r.failed = r.failed || x.Band >= valueBands; r.failed {
		return Expected{}
	}
	return x
}

// appendSet encodes growing numbers by their steps.
func appendSet(b []byte, set []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(set)))
	before := uint32(0)
	for _, n := range set {
		b = binary.AppendUvarint(b, uint64(n-before))
		before = n
	}
	return b
}

func (r *reader) inputs() Inputs {
	in := Inputs{
		Through: touchpoint.Position{Epoch: r.varint(), Seq: r.varint()}, Day: retail.BusinessDay(r.varint()), Store: r.uint32(),
		Customer: retail.CustomerID(r.varint()), Consent: customer.Consent(r.byte()), Most: int(r.uint32()),
	}
	in.GlobalHoldout = math.Float64frombits(r.uint64())
	in.Basket, in.Closed, in.Out = r.set(), r.set(), r.set()
	for range r.count() {
		h := Held{Promotion: r.uint32()}
		product := r.uvarint()
		h.Product, h.Open = uint32(product>>1), product&1 != 0
		in.Held = append(in.Held, h)
	}
	in.Profile = []byte(r.text())
	if r.version >= logThird {
		in.Expected = r.expected()
	}
	if r.version >= logFourth {
		in.Ahead = r.ahead()
	}
	if r.version >= logVersion {
		in.Expiring = r.expiring()
	}
	return in
}

func (r *reader) set() []uint32 {
	var out []uint32
	n := uint32(0)
	for range r.count() {
		n += r.uint32()
		out = append(out, n)
	}
	return out
}

func (r *reader) uint32() uint32 {
	u := r.uvarint()
	if u > math.MaxUint32 {
		r.failed, r.b = true, nil
		return 0
	}
	return uint32(u)
}

// targets returns the kinds of target by their stored code.
func targets() []promotion.TargetKind {
	return []promotion.TargetKind{
		promotion.TargetDue, promotion.TargetFavourite, promotion.TargetLapsed, promotion.TargetNext,
		promotion.TargetProduct, promotion.TargetBrand, promotion.TargetCategory, promotion.TargetAnyone, promotion.TargetSeason,
		promotion.TargetExpiring,
	}
}

func targetCode(t promotion.TargetKind) byte { return byte(slices.Index(targets(), t)) }

func (r *reader) target() promotion.TargetKind {
	code := int(r.byte())
	if code >= len(targets()) {
		r.failed, r.b = true, nil
		return ""
	}
	return targets()[code]
}
