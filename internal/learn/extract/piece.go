package extract

import (
	"encoding/binary"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
)

// pieceVersion is the first byte of a packed piece. Version 1:
//
//	byte     1
//	uvarint  receipts read; of them those that count
//	uvarint  number of entries taken back, then each one's number
//	uvarint  number of rows, number of lines, then for each row
//	  uvarint  customer less that of the row before
//	  uvarint  day, less that of the row before when the customer is the same
//	  uvarint  store
//	  uvarint  number in the journal, less the slice's first one
//	  uvarint  lines << 2 | something came back << 1 | fresh
//	  uvarint  what came back, when something did
//	  uvarint  product of the first line, then the distance to the next
//	  uvarint  amount << 1 | at a cut price, after each product
//
// and before the rows the slice's first number. A piece lives as long as the run
// of learning that made it, so that no older version is ever read.
const pieceVersion = 1

func (h *heap) pack(first int64) []byte {
	slices.SortFunc(h.rows, func(a, b packedRow) int { return order(&a.Row, &b.Row) })
	const perRow, perLine = 16, 4 // bytes, generously
	b := make([]byte, 0, 32+8*len(h.voided)+perRow*len(h.rows)+perLine*len(h.products))
	b = append(b, pieceVersion)
	b = binary.AppendUvarint(b, uint64(h.read))
	b = binary.AppendUvarint(b, uint64(h.receipts))
	b = binary.AppendUvarint(b, uint64(len(h.voided)))
	for _, seq := range h.voided {
		b = binary.AppendUvarint(b, uint64(seq))
	}
	b = binary.AppendUvarint(b, uint64(first))
	b = binary.AppendUvarint(b, uint64(len(h.rows)))
	b = binary.AppendUvarint(b, uint64(len(h.products)))
	var last Row
	for i := range h.rows {
		r := &h.rows[i]
		b = r.pack(b, &last, first)
		for k := r.at; k < r.at+r.n; k++ {
			step := h.products[k]
			if k > r.at {
				step -= h.products[k-1]
			}
			b = binary.AppendUvarint(b, uint64(step))
			paid := uint64(h.amounts[k]) << 1
			if h.reduced[k] {
				paid |= 1
			}
			b = binary.AppendUvarint(b, paid)
		}
		last = r.Row
	}
	return b
}

// pack writes what stands before a row's lines.
func (r *packedRow) pack(b []byte, last *Row, first int64) []byte {
	day := r.Day
	if r.Customer == last.Customer {
		day -= last.Day
	}
	b = binary.AppendUvarint(b, uint64(r.Customer-last.Customer))
	b = binary.AppendUvarint(b, uint64(uint32(day)))
	b = binary.AppendUvarint(b, uint64(r.Store))
	b = binary.AppendUvarint(b, uint64(r.Seq-first))
	head := uint64(r.n) << 2
	if r.Fresh {
		head |= 1
	}
	if r.Back > 0 {
		head |= 2
	}
	b = binary.AppendUvarint(b, head)
	if r.Back > 0 {
		b = binary.AppendUvarint(b, uint64(r.Back))
	}
	return b
}

// Piece reads a packed piece from its front.
type Piece struct {
	Read     int64 // receipts that stood in it
	Receipts int64 // of them those that count, taken back or not
	Rows     int   // not read yet
	Lines    int
	Voided   []int64 // entries that it takes back, of any slice

	in    packed.Reader
	first int64
	row   Row
}

var errPiece = fault.New(fault.Internal, "learn_piece", "what learning has kept of the journal cannot be read; learn again")

// Open reads the head of a piece.
func Open(b []byte) (*Piece, error) {
	if len(b) == 0 || b[0] != pieceVersion {
		return nil, errPiece
	}
	p := &Piece{in: packed.Reader{Src: b[1:]}}
	p.Read, p.Receipts = int64(p.in.Uvarint()), int64(p.in.Uvarint())
	voided := p.in.Uvarint()
	if p.in.Bad || voided > uint64(len(b)) {
		return nil, errPiece
	}
	for range voided {
		p.Voided = append(p.Voided, int64(p.in.Uvarint()))
	}
	p.first = int64(p.in.Uvarint())
	rows, lines := p.in.Uvarint(), p.in.Uvarint()
	if p.in.Bad || rows > uint64(len(b)) || lines > uint64(len(b)) {
		return nil, errPiece
	}
	p.Rows, p.Lines = int(rows), int(lines)
	return p, nil
}

// Next reads the next row, whose slices stand until the one after; ok is false
// at the end.
func (p *Piece) Next() (row *Row, ok bool, err error) {
	if p.Rows == 0 {
		if len(p.in.Src) > 0 || p.in.Bad {
			return nil, false, errPiece
		}
		return nil, false, nil
	}
	p.Rows--
	r := &p.row
	step := retail.CustomerID(p.in.Uvarint())
	day := int32(uint32(p.in.Uvarint()))
	if step == 0 {
		day += r.Day
	}
	r.Customer, r.Day, r.Store, r.Seq = r.Customer+step, day, uint32(p.in.Uvarint()), p.first+int64(p.in.Uvarint())
	head := p.in.Uvarint()
	r.Fresh, r.Back = head&1 != 0, 0
	if head&2 != 0 {
		r.Back = retail.Minor(p.in.Uvarint())
	}
	if head>>2 > uint64(len(p.in.Src)) {
		return nil, false, errPiece
	}
	p.lines(int(head >> 2))
	if p.in.Bad || r.Customer < 0 {
		return nil, false, errPiece
	}
	return r, true, nil
}

func (p *Piece) lines(n int) {
	r, product := &p.row, uint32(0)
	r.Products, r.Amounts, r.Reduced = r.Products[:0], r.Amounts[:0], r.Reduced[:0]
	for range n {
		product += uint32(p.in.Uvarint())
		paid := p.in.Uvarint()
		r.Products, r.Amounts, r.Reduced = append(r.Products, product), append(r.Amounts, retail.Minor(paid>>1)), append(r.Reduced, paid&1 != 0)
	}
}
