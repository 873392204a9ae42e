package stock

import (
	"encoding/binary"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// version is the first byte of everything packed here. Version 1, all numbers as
// the shortest varints, signed ones zig-zag; a quantity is whole units << 1, or
// thousandths << 1 | 1, signed; days count from 1970-01-01, 0 none:
//
//	movement  1; kind; length of the reference, the reference; other store; due;
//	          number of lines, for each: product, quantity, expires, 0 or on order + 1 (thousandths)
//	day       1; number of cells, for each: product (less the one before), number of moves,
//	          for each: kind, at (less the one before, signed), quantity, date, 0 or on order + 1;
//	          then since (quantity)
//	level     1; number of products, for each: product (less the one before), on hand, counted,
//	          supplied, reserved, lots, due, moving (each a number, then day and quantity), usual, times, odd
const version = 1

func errPacked(what string) error {
	return fault.New(fault.Internal, "stock_encoding", "a stored %s of stock is of another version or damaged; rebuild it", what)
}

func appendQuantity(b []byte, q retail.Quantity) []byte {
	if q%retail.One == 0 {
		return binary.AppendVarint(b, int64(q/retail.One)<<1)
	}
	return binary.AppendVarint(b, int64(q)<<1|1)
}

// mostQuantity bounds a sum in thousandths: no chain comes near, damage does.
const mostQuantity = 1 << 60

type reader struct{ packed.Reader }

func (r *reader) quantity() retail.Quantity {
	n := r.Varint()
	q := retail.Quantity(n >> 1)
	if n&1 == 0 {
		if q > mostQuantity/retail.One || q < -mostQuantity/retail.One {
			r.Fail()
			return 0
		}
		return q * retail.One
	}
	if q%retail.One == 0 || q > mostQuantity || q < -mostQuantity {
		r.Fail() // whole units have a shorter spelling
	}
	return q
}

func (r *reader) day() retail.BusinessDay {
	n := r.Varint()
	if n != int64(int32(n)) {
		r.Fail()
		return 0
	}
	return retail.BusinessDay(n)
}

func (r *reader) stated() Stated {
	n := r.AtMost(mostQuantity)
	return Stated{Quantity: retail.Quantity(max(n, 1) - 1), Said: n > 0}
}

func (s Stated) append(b []byte) []byte {
	if !s.Said {
		return append(b, 0)
	}
	return binary.AppendUvarint(b, uint64(s.Quantity)+1)
}

// Append encodes what of a movement its entry of the journal does not hold.
func (m *Movement) Append(b []byte) []byte {
	b = append(b, version, byte(m.Kind))
	b = append(binary.AppendUvarint(b, uint64(len(m.Ref))), m.Ref...)
	b = binary.AppendUvarint(b, uint64(m.Other))
	b = binary.AppendVarint(b, int64(m.Due))
	b = binary.AppendUvarint(b, uint64(len(m.Lines)))
	for i := range m.Lines {
		l := &m.Lines[i]
		b = binary.AppendUvarint(b, uint64(l.Product))
		b = binary.AppendVarint(appendQuantity(b, l.Quantity), int64(l.Expires))
		b = l.OnOrder.append(b)
	}
	return b
}

// FromEntry reads a movement's entry of the journal.
func FromEntry(e *touchpoint.Entry) (Movement, error) {
	m := Movement{ID: MovementID(e.Receipt), Store: e.Store, At: e.At, Day: e.Day}
	if !m.decode(e.Body) {
		return Movement{}, fault.At("stock.FromEntry", errPacked("movement"))
	}
	return m, nil
}

func (m *Movement) decode(b []byte) bool {
	r := reader{packed.Reader{Src: b}}
	if r.Byte() != version {
		return false
	}
	m.Kind = Kind(r.Byte())
	m.Ref = r.Text()
	m.Other, m.Due = r.Uint32(), r.day()
	const least = 4 // bytes of a line
	m.Lines = make([]Line, r.Length(least))
	for i := range m.Lines {
		m.Lines[i] = Line{Product: r.Uint32(), Quantity: r.quantity(), Expires: r.day(), OnOrder: r.stated()}
	}
	return r.Done()
}
