package extract

import (
	"cmp"
	"slices"

	"sartor/internal/retail"
)

// Taker is given what a range holds. Rows stand only during the call.
type Taker struct {
	// Customer is called once for each customer with all rows, by day, store and
	// place in the journal.
	Customer func(id retail.CustomerID, rows []Row) error
	// Anonymous is called for each row nobody is named on, slice by slice.
	Anonymous func(row *Row) error
}

// Totals are what stood in pieces.
type Totals struct {
	Read, Receipts int64 // receipts; and those that count, what was taken back aside
	Rows, Lines    int   // at most so many are given out
}

// Merge gives out one range: its pieces, in the order of the slices.
func Merge(pieces []*Piece, t Taker) (Totals, error) {
	m := &merger{taker: t, voided: map[int64]bool{}}
	var out Totals
	for _, p := range pieces {
		out.Read, out.Receipts, out.Rows, out.Lines = out.Read+p.Read, out.Receipts+p.Receipts, out.Rows+p.Rows, out.Lines+p.Lines
		for _, seq := range p.Voided {
			m.voided[seq] = true
		}
	}
	out.Receipts = max(0, out.Receipts-int64(len(m.voided)))
	for _, p := range pieces {
		if err := m.open(p); err != nil {
			return Totals{}, err
		}
	}
	for len(m.left) > 0 {
		if err := m.customer(); err != nil {
			return Totals{}, err
		}
	}
	return out, nil
}

// merger holds the pieces that still have rows of customers, each at its next.
type merger struct {
	taker  Taker
	voided map[int64]bool
	left   []*Piece
	rows   []Row
	spare  []Row // rows whose slices can be used again
}

// open gives out a piece's anonymous rows, which come first in it.
func (m *merger) open(p *Piece) error {
	for {
		row, ok, err := p.Next()
		if err != nil || !ok {
			return err
		}
		if row.Customer != 0 {
			m.left = append(m.left, p)
			return nil
		}
		if m.voided[row.Seq] || len(row.Products) == 0 {
			continue
		}
		if err := m.taker.Anonymous(row); err != nil {
			return err
		}
	}
}

// customer gives out the customer with the smallest id.
func (m *merger) customer() error {
	id := slices.MinFunc(m.left, func(a, b *Piece) int { return cmp.Compare(a.row.Customer, b.row.Customer) }).row.Customer
	m.spare, m.rows = append(m.spare, m.rows...), m.rows[:0]
	still := m.left[:0]
	for _, p := range m.left {
		more, err := m.drain(p, id)
		if err != nil {
			return err
		}
		if more {
			still = append(still, p)
		}
	}
	m.left = still
	if len(m.rows) == 0 {
		return nil
	}
	slices.SortFunc(m.rows, func(a, b Row) int { return order(&a, &b) })
	return m.taker.Customer(id, m.rows)
}

// drain takes the rows of one customer from a piece; more says whether it holds others.
func (m *merger) drain(p *Piece, id retail.CustomerID) (more bool, err error) {
	for p.row.Customer == id {
		if !m.voided[p.row.Seq] {
			m.keep(&p.row)
		}
		if _, ok, err := p.Next(); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// keep copies a row, into slices used before where there are some.
func (m *merger) keep(r *Row) {
	var own Row
	if last := len(m.spare) - 1; last >= 0 {
		own, m.spare = m.spare[last], m.spare[:last]
	}
	products, amounts, reduced := append(own.Products[:0], r.Products...), append(own.Amounts[:0], r.Amounts...), append(own.Reduced[:0], r.Reduced...)
	own = *r
	own.Products, own.Amounts, own.Reduced = products, amounts, reduced
	m.rows = append(m.rows, own)
}
