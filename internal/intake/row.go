package intake

import (
	"encoding/binary"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Row is one line of a receipt as a format read it. Texts are as written and
// need not outlive the call.
type Row struct {
	Receipt  []byte
	Store    []byte
	Till     []byte // may be empty
	Customer []byte // the chain's own number; empty: anonymous, or said by another row
	Product  []byte
	At       retail.Micros
	Quantity retail.Quantity
	Amount   table.Decimal // of the line, in major units of the store's currency
	Discount retail.Minor  // given at the shelf, at least 0
	Note     []byte        // members of a JSON object for the receipt's ext: `"coupon":"0.55"`
}

// packed is a Row with numbers in place of all ids but the receipt's: the form
// in which rows are spilled, about 35 bytes each:
//
//	uvarint length of receipt, its bytes
//	varint  at
//	uvarint table, line, store, till, customer
//	uvarint length of the body, and the body:
//	  uvarint product
//	  varint  quantity, varint coefficient, byte scale
//	  uvarint discount
//	  the rest is the note
type packed struct {
	receipt                           []byte
	at                                retail.Micros
	table, line, store, till, account uint64
	body                              []byte
}

func (p *packed) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(p.receipt)))
	b = append(b, p.receipt...)
	b = binary.AppendVarint(b, int64(p.at))
	for _, n := range [...]uint64{p.table, p.line, p.store, p.till, p.account} {
		b = binary.AppendUvarint(b, n)
	}
	b = binary.AppendUvarint(b, uint64(len(p.body)))
	return append(b, p.body...)
}

// appendBody packs what belongs to the line alone.
func (r *Row) appendBody(b []byte, product uint32) []byte {
	b = binary.AppendUvarint(b, uint64(product))
	b = binary.AppendVarint(b, int64(r.Quantity))
	b = binary.AppendVarint(b, r.Amount.Coef)
	b = append(b, r.Amount.Scale)
	b = binary.AppendUvarint(b, uint64(r.Discount))
	return append(b, r.Note...)
}

// body is a packed line, unpacked.
type body struct {
	product  uint32
	quantity retail.Quantity
	amount   table.Decimal
	discount retail.Minor
	note     []byte
}

var errSpilled = fault.New(fault.Internal, "spilled_rows", "rows written to a temporary file came back different")

// reader reads packed rows forward. What it reads was written by this process,
// so a failure is a broken disk: it stays failed and returns zeros.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.failed, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.failed, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) bytes() []byte {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.failed, r.b = true, nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) row(p *packed) {
	p.receipt = r.bytes()
	p.at = retail.Micros(r.varint())
	p.table, p.line = r.uvarint(), r.uvarint()
	p.store, p.till, p.account = r.uvarint(), r.uvarint(), r.uvarint()
	p.body = r.bytes()
}

func (r *reader) line() body {
	l := body{product: uint32(r.uvarint()), quantity: retail.Quantity(r.varint())}
	l.amount.Coef = r.varint()
	if len(r.b) == 0 {
		r.failed = true
		return body{}
	}
	l.amount.Scale = min(r.b[0], table.MostScale)
	r.b = r.b[1:]
	l.discount = retail.Minor(r.uvarint())
	l.note, r.b = slices.Clip(r.b), nil
	return l
}
