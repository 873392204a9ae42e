package offer

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// logVersion is the first byte of an encoded decision. Version 1 had no inputs
// and knew one refusal less; version 2 had no rule, no outlook and no parts of a
// score; version 3 no nightly list. They can be read, but not replayed; version 4, before
// goods that end, can. Of version 5,
// all numbers varints, signed ones zig-zag:
//
//	byte     5
//	         snapshot, book; the seed as 8 bytes, little endian
//	byte     the rule
//	         number of refusals, then their counts
//	         inputs (Inputs.append)
//	         number of choices, each (Choice.append)
//	         number of candidates of the trace: promotion, product, refusal, score
const (
	logVersion = 5
	logFourth  = 4
	logThird   = 3
	logSecond  = 2
	logFirst   = 1
	refusals1  = 13 // of version 1
)

var errLog = fault.New(fault.Internal, "decision_log", "a stored decision cannot be read")

// Append encodes the decision behind b, for the log: varints, and float32 where
// a number only explains.
func (d *Decision) Append(b []byte) []byte {
	b = append(b, logVersion)
	b = binary.AppendVarint(b, int64(d.Snapshot))
	b = binary.AppendVarint(b, d.Book)
	b = append(binary.LittleEndian.AppendUint64(b, d.Seed), d.Rule)
	b = binary.AppendUvarint(b, uint64(len(d.Counts)))
	for _, n := range d.Counts {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = d.Read.append(b)
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
	for _, f := range []float64{c.Score, c.Chance, c.Margin, c.Lifted, c.Visit, c.Cost} {
		b = appendFloat(b, f)
	}
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Propensity))
	b = binary.AppendUvarint(b, uint64(c.Pool))
	b = append(b, byte(c.Ghost), bit(c.Assumed)|bit(c.Reason.Own)<<1, targetCode(c.Reason.Kind))
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
	r.version = r.byte()
	d := Decision{Snapshot: retail.SnapshotID(r.varint()), Book: r.varint(), Seed: r.uint64(), Rule: 1}
	switch r.version {
	case logFirst:
		r.counts(d.Counts[:refusals1])
	case logVersion, logFourth, logThird, logSecond:
		if r.version >= logThird {
			d.Rule = r.byte()
		}
		n := r.count()
		if n > uint64(len(d.Counts)) {
			return Decision{}, errLog // of a later version
		}
		r.counts(d.Counts[:n])
		d.Read = r.inputs()
	default:
		return Decision{}, errLog
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
