package stock

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
)

// Day is what moved in one store on one business day; what receipts sold stands in
// the demand beside it.
type Day struct {
	Cells []Cell // by growing product number
}

// Cell is one product's moves of a Day, by their moments.
type Cell struct {
	Product uint32
	Moves   []Move
	Since   retail.Quantity // sold less what came back after the last count; 0 without one
}

// Move is one line of a movement.
type Move struct {
	At       retail.Micros
	Kind     Kind
	Quantity retail.Quantity
	Date     retail.BusinessDay // last day of sale, or of arrival; 0 unknown
	OnOrder  Stated
}

// compare orders moves; equal ones say the same.
func (m Move) compare(o Move) int {
	return cmp.Or(cmp.Compare(m.At, o.At), cmp.Compare(m.Kind, o.Kind), cmp.Compare(m.Date, o.Date), cmp.Compare(m.Quantity, o.Quantity))
}

// Find returns a product's cell, nil for none.
func (d *Day) Find(product uint32) *Cell {
	if at, found := d.find(product); found {
		return &d.Cells[at]
	}
	return nil
}

func (d *Day) find(product uint32) (int, bool) {
	return slices.BinarySearchFunc(d.Cells, product, func(c Cell, want uint32) int { return cmp.Compare(c.Product, want) })
}

func (d *Day) cell(product uint32) *Cell {
	at, found := d.find(product)
	if !found {
		d.Cells = slices.Insert(d.Cells, at, Cell{Product: product})
	}
	return &d.Cells[at]
}

// Sale is what receipts sold of a product, less what came back.
type Sale struct {
	Product uint32
	Units   retail.Quantity
}

// Sold is what a store sold on a day, or a receipt did, by growing product number.
type Sold []Sale

// Of returns the units of a product.
func (s Sold) Of(product uint32) retail.Quantity {
	at, found := slices.BinarySearchFunc(s, product, func(one Sale, want uint32) int { return cmp.Compare(one.Product, want) })
	if !found {
		return 0
	}
	return s[at].Units
}

// SoldAfter tells what a product sold, less what came back, after a moment of the day,
// as far as the journal has been read.
type SoldAfter func(product uint32, after retail.Micros) retail.Quantity

// Add counts a movement of the store. sold is asked for the products of a count that
// is now the day's last; each movement is added once.
func (d *Day) Add(m *Movement, sold SoldAfter) {
	for i := range m.Lines {
		l := &m.Lines[i]
		c := d.cell(l.Product)
		move := Move{At: m.At, Kind: m.Kind, Quantity: l.Quantity, Date: l.Expires, OnOrder: l.OnOrder}
		if m.Due != 0 && m.Kind != TransferOut { // what leaves is due in the other store
			move.Date = m.Due
		}
		if c.put(move) {
			c.Since = sold(l.Product, m.At)
		}
	}
}

// put inserts a move and reports whether it is a count that is now the last one.
// Of two counts at one instant the one told later takes the other's place.
func (c *Cell) put(m Move) bool {
	if m.Kind != Count {
		at, _ := slices.BinarySearchFunc(c.Moves, m, Move.compare)
		c.Moves = slices.Insert(c.Moves, at, m)
		return false
	}
	c.Moves = slices.DeleteFunc(c.Moves, func(o Move) bool { return o.Kind == Count && o.At == m.At })
	last, counted := c.LastCount()
	at, _ := slices.BinarySearchFunc(c.Moves, m, Move.compare)
	c.Moves = slices.Insert(c.Moves, at, m)
	return !counted || last.At <= m.At
}

// LastCount returns the day's last count of the product.
func (c *Cell) LastCount() (Move, bool) {
	for _, m := range slices.Backward(c.Moves) {
		if m.Kind == Count {
			return m, true
		}
	}
	return Move{}, false
}

// Expect notes in the store that a transfer goes to what has left for it.
func (d *Day) Expect(m *Movement) {
	for i := range m.Lines {
		l := &m.Lines[i]
		d.cell(l.Product).put(Move{At: m.At, Kind: expected, Quantity: l.Quantity, Date: m.Due})
	}
}

// Counted reports whether any product was counted on the day.
func (d *Day) Counted() bool {
	for i := range d.Cells {
		if _, ok := d.Cells[i].LastCount(); ok {
			return true
		}
	}
	return false
}

// Sell counts what a receipt of the day sold, or, times −1, takes a void one's back.
// It matters for products that were counted before the receipt's moment. It reports
// whether anything changed.
func (d *Day) Sell(sold Sold, at retail.Micros, times retail.Quantity) bool {
	changed := false
	for _, s := range sold {
		c := d.Find(s.Product)
		if c == nil {
			continue
		}
		if last, ok := c.LastCount(); ok && at > last.At {
			c.Since += s.Units * times
			changed = true
		}
	}
	return changed
}

// LeftOver are the products of which something was thrown away or sent off that could
// still have been sold on the day, by growing number: their shelf was not empty, whatever
// it held at night.
func (d *Day) LeftOver(day retail.BusinessDay) (out []uint32) {
	for i := range d.Cells {
		if slices.ContainsFunc(d.Cells[i].Moves, func(m Move) bool { return m.left(day) }) {
			out = append(out, d.Cells[i].Product)
		}
	}
	return out
}

func (m Move) left(day retail.BusinessDay) bool {
	return m.Quantity > 0 && (m.Kind == TransferOut || m.Kind == Waste && (m.Date == 0 || m.Date >= day))
}

// Append encodes the day behind b.
func (d *Day) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, version), uint64(len(d.Cells)))
	before, at := uint32(0), retail.Micros(0)
	for i := range d.Cells {
		c := &d.Cells[i]
		b = binary.AppendUvarint(b, uint64(c.Product-before))
		b = binary.AppendUvarint(b, uint64(len(c.Moves)))
		for _, m := range c.Moves {
			b = binary.AppendVarint(append(b, byte(m.Kind)), int64(m.At-at))
			b = m.OnOrder.append(binary.AppendVarint(appendQuantity(b, m.Quantity), int64(m.Date)))
			at = m.At
		}
		b = appendQuantity(b, c.Since)
		before = c.Product
	}
	return b
}

// Decode reads what Append wrote; a failure leaves the zero Day.
func (d *Day) Decode(b []byte) error {
	r := reader{packed.Reader{Src: b}}
	*d = Day{}
	if r.Byte() != version {
		return fault.At("stock.Decode", errPacked("day"))
	}
	const leastCell, leastMove = 3, 5
	cells := make([]Cell, r.Length(leastCell))
	before, at := uint32(0), retail.Micros(0)
	for i := range cells {
		c := &cells[i]
		c.Product = r.next(before)
		if n := r.Length(leastMove); n > 0 {
			c.Moves = make([]Move, n)
		}
		for k := range c.Moves {
			m := &c.Moves[k]
			m.Kind = Kind(r.Byte())
			m.At, m.Quantity, m.Date, m.OnOrder = at+retail.Micros(r.Varint()), r.quantity(), r.day(), r.stated()
			at = m.At
		}
		c.Since = r.quantity()
		before = c.Product
	}
	if !r.Done() {
		return fault.At("stock.Decode", errPacked("day"))
	}
	if len(cells) > 0 {
		d.Cells = cells
	}
	return nil
}

// next reads a product number as its distance from the one before, which is not 0.
func (r *reader) next(before uint32) uint32 {
	n := r.Uint32()
	if n == 0 || n > math.MaxUint32-before {
		r.Fail()
		return 0
	}
	return before + n
}
