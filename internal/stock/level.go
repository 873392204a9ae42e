package stock

import (
	"cmp"
	"encoding/binary"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
)

// Level is what one store held at the end of a business day.
type Level struct {
	Held []Held // by growing product number
}

// Find returns what is held of a product, nil for one that nothing was ever told of.
func (l *Level) Find(product uint32) *Held {
	at, found := slices.BinarySearchFunc(l.Held, product, func(h Held, want uint32) int { return cmp.Compare(h.Product, want) })
	if !found {
		return nil
	}
	return &l.Held[at]
}

// Next returns the level a day later: before it what stood, during it what moved and
// what receipts sold.
//
//	on hand   counted that day: the last count, then what moved and sold after its moment;
//	          else what stood, and what moved and sold that day; what comes back is there again
//	lots      what leaves takes the earliest last day of sale first, and what has none last;
//	          they never hold more than is on hand
//	on order  a count that says so sets it; orders add to it, deliveries take what is due
//	          that day, then the earliest due, whether they name the order or not; what was
//	          due and came short by the day's end comes no more
func (l *Level) Next(day retail.BusinessDay, moved *Day, sales Sold) Level {
	out := Level{Held: make([]Held, 0, len(l.Held)+len(moved.Cells))}
	was, moves := l.Held, moved.Cells
	for len(was) > 0 || len(moves) > 0 {
		s := step{day: day}
		if len(moves) == 0 || len(was) > 0 && was[0].Product <= moves[0].Product {
			s.held, was = was[0].clone(), was[1:]
		} else {
			s.held.Product = moves[0].Product
		}
		if len(moves) > 0 && moves[0].Product == s.held.Product {
			s.cell, moves = &moves[0], moves[1:]
		}
		for len(sales) > 0 && sales[0].Product < s.held.Product {
			sales = sales[1:] // nothing was ever told of it
		}
		if len(sales) > 0 && sales[0].Product == s.held.Product {
			s.sold = sales[0].Units
		}
		s.take()
		if s.held.told() {
			out.Held = append(out.Held, s.held)
		}
	}
	return out
}

// clone copies what a step changes in place.
func (h *Held) clone() Held {
	out := *h
	out.Lots, out.Due, out.Moving = slices.Clone(h.Lots), slices.Clone(h.Due), slices.Clone(h.Moving)
	return out
}

// told reports whether anything is known of the product.
func (h *Held) told() bool {
	return h.Counted != 0 || h.Supplied != 0 || h.Reserved != 0 || len(h.Due) > 0 || len(h.Moving) > 0
}

// step is one product's day.
type step struct {
	held Held
	cell *Cell // nil: nothing moved
	sold retail.Quantity
	day  retail.BusinessDay

	due, moving begun // what the day's deliveries began to fulfil
}

func (s *step) take() {
	h := &s.held
	if s.cell == nil {
		h.OnHand -= s.sold
		h.leave(s.sold)
		h.settle()
		return
	}
	last, counted := s.cell.LastCount()
	leaves := max(s.sold, 0)
	if counted {
		odd := s.otherUnit(last)
		h.OnHand, h.Counted, h.Odd = last.Quantity-s.cell.Since, s.day, 0
		if odd {
			h.Odd = s.day
		}
		leaves = 0 // settle takes what is not there
	} else {
		h.OnHand -= s.sold
	}
	for _, m := range s.cell.Moves {
		if !counted || m.At > last.At {
			h.OnHand += m.Quantity * m.Kind.moves()
		}
		h.goods(m)
		s.promises(m)
	}
	h.Due, h.Moving = s.due.close(h.Due, s.day), s.moving.close(h.Moving, s.day)
	s.usual()
	h.leave(leaves)
	h.settle()
}

// goods keeps lots: what came in with its last day of sale, what was thrown away.
func (h *Held) goods(m Move) {
	switch m.Kind {
	case Delivery, TransferIn:
		if m.Date != 0 {
			h.Lots = addLot(h.Lots, Lot{m.Date, m.Quantity})
		}
	case Count:
		if m.Date != 0 {
			h.Lots = []Lot{{m.Date, max(m.Quantity, 0)}}
		}
	case Waste:
		left := m.Quantity
		if m.Date != 0 {
			left = takeLot(h.Lots, m.Date, left)
		}
		h.leave(left)
	case TransferOut:
		h.leave(m.Quantity)
	}
}

func addLot(lots []Lot, l Lot) []Lot {
	at, found := slices.BinarySearchFunc(lots, l.Expires, func(o Lot, want retail.BusinessDay) int { return cmp.Compare(o.Expires, want) })
	if found {
		lots[at].Quantity += l.Quantity
		return lots
	}
	return slices.Insert(lots, at, l)
}

// takeLot takes from the lot of a day and returns what it did not hold.
func takeLot(lots []Lot, of retail.BusinessDay, q retail.Quantity) retail.Quantity {
	for i := range lots {
		if lots[i].Expires == of {
			part := min(lots[i].Quantity, q)
			lots[i].Quantity -= part
			return q - part
		}
	}
	return q
}

// leave takes goods from the earliest lots.
func (h *Held) leave(q retail.Quantity) {
	for i := range h.Lots {
		part := max(min(h.Lots[i].Quantity, q), 0)
		h.Lots[i].Quantity -= part
		q -= part
	}
}

// settle drops empty lots, lets lots hold no more than is on hand, and lets an
// estimate never fall below nothing.
func (h *Held) settle() {
	if h.Counted == 0 {
		h.OnHand = max(h.OnHand, 0)
	}
	sum := retail.Quantity(0)
	for _, l := range h.Lots {
		sum += l.Quantity
	}
	h.leave(sum - max(h.OnHand, 0))
	h.Lots = slices.DeleteFunc(h.Lots, func(l Lot) bool { return l.Quantity <= 0 })
	if len(h.Lots) == 0 {
		h.Lots = nil
	}
}

// promises keeps what is on order, under way and put aside.
func (s *step) promises(m Move) {
	h := &s.held
	switch m.Kind {
	case Count:
		if m.OnOrder.Said {
			h.Due = nil
			h.Due = addArrival(h.Due, Arrival{0, m.OnOrder.Quantity})
		}
	case Order:
		h.Due = addArrival(h.Due, Arrival{m.Date, m.Quantity})
	case Delivery:
		h.Due = s.due.take(h.Due, m.Quantity, s.day)
	case Cancel:
		h.Due = cancelArrivals(h.Due, Arrival{m.Date, m.Quantity})
	case expected:
		h.Moving = addArrival(h.Moving, Arrival{m.Date, m.Quantity})
	case TransferIn:
		h.Moving = s.moving.take(h.Moving, m.Quantity, s.day)
	case Reserve:
		h.Reserved += m.Quantity
	case Release:
		h.Reserved = max(0, h.Reserved-m.Quantity)
	}
}

// inOrder puts the earliest day first, unknown days last.
func (a Arrival) inOrder(b Arrival) int {
	return cmp.Compare(uint32(a.Day-1), uint32(b.Day-1)) // 0 is the greatest
}

func addArrival(all []Arrival, a Arrival) []Arrival {
	if a.Quantity <= 0 {
		return all
	}
	at, found := slices.BinarySearchFunc(all, a, Arrival.inOrder)
	if found {
		all[at].Quantity += a.Quantity
		return all
	}
	return slices.Insert(all, at, a)
}

// begun is the day that goods are due of which a delivery brought a part; 0: none.
type begun retail.BusinessDay

// take takes what came on a day from what is due on it, then from the earliest: what never
// comes grows late, and what comes in its time is not taken for it.
func (b *begun) take(all []Arrival, q retail.Quantity, day retail.BusinessDay) []Arrival {
	*b = 0
	from := func(a *Arrival) {
		part := min(a.Quantity, q)
		a.Quantity -= part
		q -= part
		if part > 0 && a.Quantity > 0 {
			*b = begun(a.Day)
		}
	}
	for i := range all {
		if all[i].Day == day {
			from(&all[i])
		}
	}
	for i := range all {
		from(&all[i])
	}
	return left(all)
}

// close ends what was due by a day and came short: nothing else comes of it. Else each
// later delivery would fulfil what is missing, and the shelf would wait for ever.
func (b begun) close(all []Arrival, day retail.BusinessDay) []Arrival {
	if b == 0 || retail.BusinessDay(b) > day {
		return all
	}
	return left(slices.DeleteFunc(all, func(a Arrival) bool { return a.Day == retail.BusinessDay(b) }))
}

// cancelArrivals takes off what is due on the named day, then the latest.
func cancelArrivals(all []Arrival, c Arrival) []Arrival {
	for i := range all {
		if c.Day != 0 && all[i].Day == c.Day {
			part := min(all[i].Quantity, c.Quantity)
			all[i].Quantity -= part
			c.Quantity -= part
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		part := min(all[i].Quantity, c.Quantity)
		all[i].Quantity -= part
		c.Quantity -= part
	}
	return left(all)
}

func left(all []Arrival) []Arrival {
	all = slices.DeleteFunc(all, func(a Arrival) bool { return a.Quantity <= 0 })
	if len(all) == 0 {
		return nil
	}
	return all
}

// Append encodes the level behind b.
func (l *Level) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, version), uint64(len(l.Held)))
	before := uint32(0)
	for i := range l.Held {
		h := &l.Held[i]
		b = binary.AppendUvarint(b, uint64(h.Product-before))
		b = binary.AppendVarint(appendQuantity(b, h.OnHand), int64(h.Counted))
		b = appendQuantity(binary.AppendVarint(b, int64(h.Supplied)), h.Reserved)
		b = binary.AppendUvarint(b, uint64(len(h.Lots)))
		for _, lot := range h.Lots {
			b = appendQuantity(binary.AppendVarint(b, int64(lot.Expires)), lot.Quantity)
		}
		b = appendArrivals(appendArrivals(b, h.Due), h.Moving)
		b = append(appendQuantity(b, h.Usual), byte(h.Times))
		b = binary.AppendVarint(b, int64(h.Odd))
		before = h.Product
	}
	return b
}

func appendArrivals(b []byte, all []Arrival) []byte {
	b = binary.AppendUvarint(b, uint64(len(all)))
	for _, a := range all {
		b = appendQuantity(binary.AppendVarint(b, int64(a.Day)), a.Quantity)
	}
	return b
}

// Decode reads what Append wrote; a failure leaves the zero Level.
func (l *Level) Decode(b []byte) error {
	r := reader{packed.Reader{Src: b}}
	*l = Level{}
	if r.Byte() != version {
		return fault.At("stock.Decode", errPacked("level"))
	}
	const least = 11
	held := make([]Held, r.Length(least))
	before := uint32(0)
	for i := range held {
		h := &held[i]
		h.Product, h.OnHand, h.Counted, h.Supplied, h.Reserved = r.next(before), r.quantity(), r.day(), r.day(), r.quantity()
		if n := r.Length(2); n > 0 {
			h.Lots = make([]Lot, n)
		}
		for k := range h.Lots {
			h.Lots[k] = Lot{r.day(), r.quantity()}
		}
		h.Due, h.Moving = r.arrivals(), r.arrivals()
		h.Usual, h.Times, h.Odd = r.quantity(), int(r.Byte()), r.day()
		before = h.Product
	}
	if !r.Done() {
		return fault.At("stock.Decode", errPacked("level"))
	}
	if len(held) > 0 {
		l.Held = held
	}
	return nil
}

func (r *reader) arrivals() []Arrival {
	n := r.Length(2)
	if n == 0 {
		return nil
	}
	all := make([]Arrival, n)
	for i := range all {
		all[i] = Arrival{r.day(), r.quantity()}
	}
	return all
}
