package pairs

import (
	"encoding/binary"

	"sartor/internal/model/packed"
)

// Table holds the top complements or substitutes of every product.
type Table struct {
	from []uint32 // of each product in list, and the end
	list []Link
}

// Of returns what goes with a product, strongest first.
func (l *Table) Of(product uint32) []Link {
	if int(product)+1 >= len(l.from) {
		return nil
	}
	return l.list[l.from[product]:l.from[product+1]]
}

// Joined is the table of each product's links, by product number.
func Joined(of [][]Link) Table {
	out := Table{from: make([]uint32, 1, len(of)+1)}
	for _, some := range of {
		out.list = append(out.list, some...)
		out.from = append(out.from, uint32(len(out.list)))
	}
	return out
}

// Append appends the table's encoding for that many products: of each, the number
// of links, then each: product, strength in two bytes.
func (l *Table) Append(dst []byte, products int) []byte {
	for p := range products {
		some := l.Of(uint32(p))
		dst = binary.AppendUvarint(dst, uint64(len(some)))
		for _, k := range some {
			dst = binary.AppendUvarint(dst, uint64(k.Product))
			dst = binary.LittleEndian.AppendUint16(dst, k.strength)
		}
	}
	return dst
}

// Read reads a table that Append wrote.
func Read(r *packed.Reader, products int) Table {
	out := Table{from: make([]uint32, 1, products+1)}
	for range products {
		for range r.Length(3) {
			product := r.Uint32()
			strength := uint16(r.Byte()) | uint16(r.Byte())<<8
			if int(product) >= products {
				r.Fail()
			}
			out.list = append(out.list, Link{product, strength})
		}
		out.from = append(out.from, uint32(len(out.list)))
	}
	return out
}
