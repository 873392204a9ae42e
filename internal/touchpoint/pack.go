package touchpoint

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Packed is a receipt's content with product numbers in place of ids: what the
// journal stores in Entry.Body and what folds read.
type Packed struct {
	State State
	Till  retail.TillID
	Lines []PackedLine
}

// PackedLine is a Line with the product's dense number.
type PackedLine struct {
	Product    uint32
	Quantity   retail.Quantity
	Amount     retail.Minor
	Discount   retail.Minor
	ReturnOf   retail.ReceiptID
	ReturnLine int
}

// packVersion is the first byte of a packed receipt. Version 1:
//
//	byte     1
//	byte     State
//	uvarint  length of till, then its bytes
//	uvarint  number of lines, then for each line
//	  uvarint  product number << 2 | has return << 1 | has discount
//	  uvarint  zigzag(units) << 1, or zigzag(thousandths) << 1 | 1
//	  varint   amount (zigzag)
//	  uvarint  discount, when there is one
//	  uvarint  length of return_of, its bytes, uvarint return_line, when there is one
const packVersion = 1

// Append encodes p behind b.
func (p Packed) Append(b []byte) []byte {
	b = append(b, packVersion, byte(p.State))
	b = appendText(b, string(p.Till))
	b = binary.AppendUvarint(b, uint64(len(p.Lines)))
	for i := range p.Lines {
		b = p.Lines[i].append(b)
	}
	return b
}

func (l *PackedLine) append(b []byte) []byte {
	head := uint64(l.Product) << 2
	if l.Discount != 0 {
		head |= 1
	}
	if l.ReturnOf != "" {
		head |= 2
	}
	b = binary.AppendUvarint(b, head)
	if l.Quantity%retail.One == 0 {
		b = binary.AppendUvarint(b, zigzag(int64(l.Quantity/retail.One))<<1)
	} else {
		b = binary.AppendUvarint(b, zigzag(int64(l.Quantity))<<1|1)
	}
	b = binary.AppendVarint(b, int64(l.Amount))
	if l.Discount != 0 {
		b = binary.AppendUvarint(b, uint64(l.Discount))
	}
	if l.ReturnOf != "" {
		b = appendText(b, string(l.ReturnOf))
		b = binary.AppendUvarint(b, uint64(l.ReturnLine))
	}
	return b
}

// VoidBody is the body of a KindVoid entry: the number of the receipt's entry
// that it takes back. An id alone would not do, since a parked receipt and one
// without an answer are followed by another entry of the same id.
func VoidBody(seq int64) []byte { return binary.AppendUvarint(nil, uint64(seq)) }

// Voids returns the number of the entry that a KindVoid entry takes back.
func (e *Entry) Voids() (seq int64, ok bool) {
	u, n := binary.Uvarint(e.Body)
	return int64(u), e.Kind == KindVoid && n > 0
}

func zigzag(n int64) uint64   { return uint64(n<<1) ^ uint64(n>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errPacked = fault.New(fault.Internal, "packed_receipt", "a stored receipt cannot be read")

// Unpack decodes what Append wrote, reusing lines. A failure returns the zero
// value.
func Unpack(body []byte, lines []PackedLine) (Packed, error) {
	d := decoder{b: body}
	if version := d.byte(); version != packVersion {
		return Packed{}, errPacked
	}
	p := Packed{State: State(d.byte()), Till: retail.TillID(d.text()), Lines: lines[:0]}
	n := d.uvarint()
	if n > uint64(len(body)) {
		return Packed{}, errPacked // a line takes three bytes or more
	}
	for range n {
		if d.failed {
			break
		}
		p.Lines = append(p.Lines, d.line())
	}
	if d.failed || len(d.b) != 0 {
		return Packed{}, errPacked
	}
	return p, nil
}

// decoder reads forward; after a failure it returns zeros and stays failed.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.failed = true
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) uvarint() uint64 {
	u, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.failed, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return u
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.failed, d.b = true, nil
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

// Bounds of what Append writes; beyond them the bytes are damaged.
const (
	mostPacked = 1 << 53 // thousandths, minor units
	mostIndex  = 1 << 31 // of a returned line
)

// number reads an unsigned number up to a bound.
func (d *decoder) number(most uint64) uint64 {
	u := d.uvarint()
	if u > most {
		d.failed, d.b = true, nil
		return 0
	}
	return u
}

func (d *decoder) line() PackedLine {
	head := d.number(math.MaxUint32<<2 | 3)
	l := PackedLine{Product: uint32(head >> 2), Quantity: d.quantity()}
	l.Amount = retail.Minor(unzigzag(d.number(2 * mostPacked)))
	if head&1 != 0 {
		l.Discount = retail.Minor(d.number(mostPacked))
	}
	if head&2 != 0 {
		l.ReturnOf = retail.ReceiptID(d.text())
		l.ReturnLine = int(d.number(mostIndex))
		d.failed = d.failed || l.ReturnOf == ""
	}
	return l
}

func (d *decoder) quantity() retail.Quantity {
	q := d.number(4*mostPacked + 3)
	n := retail.Quantity(unzigzag(q >> 1))
	if q&1 != 0 {
		return n
	}
	if n > mostPacked/retail.One || n < -mostPacked/retail.One {
		d.failed = true
		return 0
	}
	return n * retail.One
}
