package offer

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// logVersion is the first byte of an encoded decision.
const logVersion = 1

var errLog = fault.New(fault.Internal, "decision_log", "a stored decision cannot be read")

// Append encodes the decision behind b, for the log: varints, and float32 where
// a number only explains.
func (d *Decision) Append(b []byte) []byte {
	b = append(b, logVersion)
	b = binary.AppendVarint(b, int64(d.Snapshot))
	b = binary.AppendVarint(b, d.Book)
	b = binary.LittleEndian.AppendUint64(b, d.Seed)
	for _, n := range d.Counts {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Choices)))
	for i := range d.Choices {
		b = d.Choices[i].append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(d.Top)))
	for _, t := range d.Top {
		b = append(binary.AppendUvarint(binary.AppendUvarint(b, uint64(t.Promotion)), uint64(t.Product)), byte(t.Refusal))
		b = appendFloat(b, t.Score)
	}
	return b
}

func appendFloat(b []byte, f float64) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(f)))
}

func (c *Choice) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(c.Promotion))
	b = binary.AppendVarint(b, c.Version)
	b = binary.AppendUvarint(b, uint64(c.Product))
	b = text(b, string(c.ID))
	b = text(b, string(c.Value.Kind))
	b = binary.AppendVarint(b, int64(c.Value.Amount))
	b = binary.AppendVarint(b, int64(c.Value.Percent))
	b = binary.AppendVarint(b, int64(c.Value.MaxAmount))
	b = binary.AppendVarint(b, c.Value.Points)
	b = binary.AppendUvarint(b, uint64(c.Value.Product))
	b = binary.AppendVarint(b, int64(c.MaxCost))
	b = binary.AppendVarint(b, int64(c.Reserve))
	b = binary.AppendVarint(b, int64(c.From))
	b = binary.AppendVarint(b, int64(c.Until))
	for _, f := range []float64{c.Score, c.Chance, c.Margin} {
		b = appendFloat(b, f)
	}
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Propensity))
	b = binary.AppendUvarint(b, uint64(c.Pool))
	b = append(b, byte(c.Ghost), bit(c.Assumed)|bit(c.Reason.Own)<<1, byte(kindOf(c.Reason.Kind)))
	for _, n := range []int64{int64(c.Reason.Count), int64(c.Reason.Hits), int64(c.Reason.Window), int64(c.Reason.Gap), int64(c.Reason.Idle), int64(c.Reason.Related)} {
		b = binary.AppendVarint(b, n)
	}
	return b
}

func bit[B ~bool](b B) byte {
	if b {
		return 1
	}
	return 0
}

func text(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }

// DecodeDecision reads what Append wrote. A failure returns the zero value.
func DecodeDecision(src []byte) (Decision, error) {
	r := reader{b: src}
	if r.byte() != logVersion {
		return Decision{}, errLog
	}
	d := Decision{Snapshot: retail.SnapshotID(r.varint()), Book: r.varint(), Seed: r.uint64()}
	for i := range d.Counts {
		d.Counts[i] = uint32(r.uvarint())
	}
	for range r.count() {
		d.Choices = append(d.Choices, r.choice())
	}
	for range r.count() {
		t := Candidate{Promotion: uint32(r.uvarint()), Product: uint32(r.uvarint()), Refusal: Refusal(r.byte())}
		t.Score = r.float()
		d.Top = append(d.Top, t)
	}
	if r.failed || len(r.b) != 0 {
		return Decision{}, errLog
	}
	return d, nil
}

// reader reads forward; after a failure it returns zeros and stays failed.
type reader struct {
	b      []byte
	failed bool
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

func (r *reader) choice() Choice {
	c := Choice{Promotion: uint32(r.uvarint()), Version: r.varint(), Product: uint32(r.uvarint()), ID: retail.PromotionID(r.text())}
	c.Value = voucher.Value{
		Kind: promotion.RewardKind(r.text()), Amount: retail.Minor(r.varint()), Percent: int(r.varint()),
		MaxAmount: retail.Minor(r.varint()), Points: r.varint(), Product: uint32(r.uvarint()),
	}
	c.MaxCost, c.Reserve = retail.Minor(r.varint()), retail.Minor(r.varint())
	c.From, c.Until = retail.BusinessDay(r.varint()), retail.BusinessDay(r.varint())
	c.Score, c.Chance, c.Margin = r.float(), r.float(), r.float()
	c.Propensity, c.Pool = math.Float64frombits(r.uint64()), int(r.uvarint())
	c.Ghost = Arm(r.byte())
	flags := r.byte()
	c.Assumed, c.Reason.Own = flags&1 != 0, flags&2 != 0
	c.Reason.Kind = targetOf(kind(r.byte()))
	c.Reason.Count, c.Reason.Hits, c.Reason.Window = uint32(r.varint()), uint16(r.varint()), uint16(r.varint())
	c.Reason.Gap, c.Reason.Idle, c.Reason.Related = int32(r.varint()), int32(r.varint()), uint32(r.varint())
	return c
}

// targetOf is the reverse of kindOf.
func targetOf(k kind) promotion.TargetKind {
	targets := [kindCount]promotion.TargetKind{
		promotion.TargetDue, promotion.TargetFavourite, promotion.TargetLapsed, promotion.TargetNext,
		promotion.TargetProduct, promotion.TargetBrand, promotion.TargetCategory, promotion.TargetAnyone,
	}
	if k < kindCount {
		return targets[k]
	}
	return promotion.TargetAnyone
}
