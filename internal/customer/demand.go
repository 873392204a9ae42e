package customer

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Demand is what one store sold on one business day, anonymous receipts and
// goods that never enter a profile included. It is a sum, so that the order in
// which receipts come says nothing. What comes back counts on the day it comes.
type Demand struct {
	Cells []Cell // by growing product number; products that add up to nothing are left out
}

// Cell is one product's share of a Demand.
type Cell struct {
	Product  uint32
	Units    retail.Quantity // sold
	Returned retail.Quantity // came back, counted up
	Amount   retail.Minor    // sold less what came back, minor units of the store's currency
}

// StoreDay names a Demand.
type StoreDay struct {
	Store uint32
	Day   retail.BusinessDay
}

// StoreDayOf returns where an entry counts.
func StoreDayOf(e *touchpoint.Entry) StoreDay { return StoreDay{e.Store, e.Day} }

// Add counts a receipt's entry; one in training or parked changes nothing. The
// caller adds each entry of the journal once.
func (d *Demand) Add(e *touchpoint.Entry, chain *retail.Catalogue) error { return d.move(e, chain, 1) }

// Remove takes back a receipt that was added and is void now: e is the
// receipt's own entry, which the void's entry names.
func (d *Demand) Remove(e *touchpoint.Entry, chain *retail.Catalogue) error {
	return d.move(e, chain, -1)
}

func (d *Demand) move(e *touchpoint.Entry, chain *retail.Catalogue, times int64) error {
	r, counts, err := read(e, chain)
	if err != nil || !counts {
		return err
	}
	for i := range r.lines {
		l := &r.lines[i]
		c := Cell{Product: l.product, Amount: l.amount * retail.Minor(times)}
		if l.units > 0 {
			c.Units = l.units * retail.Quantity(times)
		} else {
			c.Returned = -l.units * retail.Quantity(times)
		}
		d.add(c)
	}
	return nil
}

func (d *Demand) add(c Cell) {
	at, found := d.find(c.Product)
	if !found {
		d.Cells = slices.Insert(d.Cells, at, Cell{Product: c.Product})
	}
	sum := &d.Cells[at]
	sum.Units += c.Units
	sum.Returned += c.Returned
	sum.Amount += c.Amount
	if *sum == (Cell{Product: c.Product}) {
		d.Cells = slices.Delete(d.Cells, at, at+1)
	}
}

func (d *Demand) find(product uint32) (int, bool) {
	return slices.BinarySearchFunc(d.Cells, product, func(c Cell, want uint32) int { return cmp.Compare(c.Product, want) })
}

// Of returns what a product's share is.
func (d *Demand) Of(product uint32) Cell {
	if at, found := d.find(product); found {
		return d.Cells[at]
	}
	return Cell{Product: product}
}

// FoldDemand returns the demand of all stores and days from journal entries in
// any order and however often each stands there; voided receipts count nowhere.
func FoldDemand(entries []touchpoint.Entry, chain *retail.Catalogue) (map[StoreDay]*Demand, error) {
	live := inOrder(entries)
	voids, out := voidsOf(live), map[StoreDay]*Demand{}
	for _, e := range live {
		if e.Kind != touchpoint.KindReceipt || voids.take(e) {
			continue
		}
		where := StoreDayOf(e)
		if out[where] == nil {
			out[where] = &Demand{}
		}
		if err := out[where].Add(e, chain); err != nil {
			return nil, fault.At("customer.FoldDemand", err)
		}
	}
	return out, nil
}

// demandVersion is the first byte of an encoded Demand. Version 1, all numbers
// as the shortest varints, signed ones zig-zag:
//
//	byte 1; number of cells; for each
//	  product (less the one before), units (signed), returned (signed), amount (signed)
//
// where units and returned are whole units << 1, or thousandths << 1 | 1.
const demandVersion = 1

var errDemand = fault.New(fault.Internal, "demand_encoding", "a stored day of demand is of another version or damaged; rebuild it")

// Append encodes the demand behind b.
func (d *Demand) Append(b []byte) []byte {
	b = append(b, demandVersion)
	b = binary.AppendUvarint(b, uint64(len(d.Cells)))
	before := uint32(0)
	for _, c := range d.Cells {
		b = binary.AppendUvarint(b, uint64(c.Product-before))
		b = appendQuantity(appendQuantity(b, c.Units), c.Returned)
		b = binary.AppendVarint(b, int64(c.Amount))
		before = c.Product
	}
	return b
}

func appendQuantity(b []byte, q retail.Quantity) []byte {
	if q%retail.One == 0 {
		return binary.AppendVarint(b, int64(q/retail.One)<<1)
	}
	return binary.AppendVarint(b, int64(q)<<1|1)
}

// mostQuantity bounds a day's sum of one product in thousandths: a billion
// lines of the largest a receipt can hold do not matter, damage does.
const mostQuantity = 1 << 60

// Decode reads what Append wrote, into the room that d's cells have; a failure leaves the
// zero Demand.
func (d *Demand) Decode(b []byte) error {
	r, room := decoder{b: b}, d.Cells[:0]
	*d = Demand{}
	if r.byte() != demandVersion {
		return fault.At("customer.Decode", errDemand)
	}
	n := r.length(4)
	const more = 16 // for the products of the receipt that is added next
	cells := slices.Grow(room, n+more)
	for i := range n {
		c := Cell{Product: r.uint32(), Units: r.quantity(), Returned: r.quantity(), Amount: retail.Minor(r.signed())}
		if i > 0 {
			before := cells[i-1].Product
			r.failed = r.failed || c.Product == 0 || c.Product > math.MaxUint32-before
			c.Product += before
		}
		cells = append(cells, c)
	}
	if r.failed || len(r.b) != 0 {
		return fault.At("customer.Decode", errDemand)
	}
	if n > 0 {
		d.Cells = cells
	}
	return nil
}

func (d *decoder) quantity() retail.Quantity {
	n := d.signed()
	q := retail.Quantity(n >> 1)
	if n&1 == 0 {
		if q > mostQuantity/retail.One || q < -mostQuantity/retail.One {
			d.fail()
			return 0
		}
		return q * retail.One
	}
	if q%retail.One == 0 || q > mostQuantity || q < -mostQuantity {
		d.fail() // whole units have a shorter spelling
	}
	return q
}
