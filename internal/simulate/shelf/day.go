package shelf

import (
	"slices"

	"sartor/internal/simulate/draw"
)

// order is goods on their way to a store.
type order struct {
	serial         int64
	store, product int
	from           int   // store they come from; −1: a supplier
	ordered        int32 // counted as on order until they come
	lots           []lot
	booked         int32 // what the store writes down
}

// Dawn begins the day after the last: what is due arrives, what is called back
// goes, some goods are lost from sight and some are counted.
func (s *Shelves) Dawn() {
	s.day++
	if s.at.Truth {
		s.truth = append(s.truth, make([]Demand, len(s.cells)))
	}
	for i := range s.cells {
		s.cells[i].sold[slot(s.day)] = 0
	}
	for _, o := range s.pending[s.day] {
		s.arrive(o)
	}
	delete(s.pending, s.day)
	if product, ok := s.recalled[s.day]; ok {
		s.Recall(product)
	}
	for store := range s.at.Places {
		for product := range s.at.Goods {
			if s.cell(store, product).listed {
				s.trouble(store, product)
			}
		}
	}
}

func (s *Shelves) arrive(o order) {
	c := s.cell(o.store, o.product)
	for _, l := range o.lots {
		c.put(l)
		if o.from < 0 {
			c.flows.Delivered += int64(l.units)
		} else {
			c.flows.Received += int64(l.units)
		}
	}
	if o.from < 0 && s.key(o.store, o.product).Below(slotLateBooked, s.law.lateBooked) {
		s.late = append(s.late, o)
		return
	}
	s.enter(o, atDelivery)
}

// enter books what has arrived.
func (s *Shelves) enter(o order, second int32) {
	c := s.cell(o.store, o.product)
	m := Movement{Kind: Delivery, Day: s.day, Second: second, Store: o.store, Product: o.product, Other: o.from, Quantity: o.booked, Order: o.serial}
	if len(o.lots) > 0 {
		m.Last = o.lots[0].last
	}
	if o.from >= 0 {
		m.Kind = Received
		c.transfer -= o.ordered
	} else {
		c.ordered -= o.ordered
	}
	c.book += o.booked
	s.write(m)
}

// Recall takes a product off all shelves for good.
func (s *Shelves) Recall(product int) {
	for store := range s.at.Places {
		if c := s.cell(store, product); c.listed {
			s.waste(store, product, c.take(c.onHand(), oldest))
			c.listed = false
		}
	}
}

// List has a store carry a product from the next morning on, when a first filling of
// whole units comes.
func (s *Shelves) List(store, product int, units int32) {
	c := s.cell(store, product)
	c.listed = true
	at := s.day + 1
	for !s.at.Open(store, at) {
		at++
	}
	c.ordered += units * Unit
	s.pending[at] = append(s.pending[at], order{
		store: store, product: product, from: -1, ordered: units * Unit, booked: units * Unit, lots: []lot{{s.at.Goods[product].last(at), units * Unit}},
	})
}

// trouble loses a product from sight, and counts it when its turn has come.
func (s *Shelves) trouble(store, product int) {
	c := s.cell(store, product)
	k := s.key(store, product)
	if k.Below(slotPhantom, s.law.phantom) {
		c.hidden = true
	}
	turn := draw.NewKey(s.seed.Traits, draw.Shelf, uint64(store)<<32|uint64(product), 0).Pick(slotCount, int(s.law.countEvery))
	if s.day%s.law.countEvery != int32(turn) {
		return
	}
	found := c.onHand()
	if by := int32(k.Pick(slotCountBy, int(2*s.law.countBy))) - s.law.countBy; k.Below(slotCount, s.law.countWrong) {
		if by >= 0 {
			by++ // from −3 to −1 and 1 to 3
		}
		found = max(found+by*Unit, 0)
	}
	c.hidden, c.book = false, found
	s.write(Movement{Kind: Count, Day: s.day, Second: atCount, Store: store, Product: product, Quantity: found})
}

// Dusk ends the day: goods past their last day are thrown away, some vanish,
// and orders are placed.
func (s *Shelves) Dusk() {
	for i := range s.cells {
		c := &s.cells[i]
		c.dry <<= 1
		if c.book <= 0 {
			c.dry |= 1
		}
	}
	for store := range s.at.Places {
		for product := range s.at.Goods {
			s.close(store, product)
		}
	}
	for _, o := range s.late {
		s.enter(o, atBooked)
	}
	s.late = nil
	for _, o := range s.off[s.day] {
		s.cell(o.store, o.product).ordered -= o.ordered
		s.write(Movement{Kind: Cancelled, Day: s.day, Second: atBooked, Store: o.store, Product: o.product, Quantity: o.ordered, Order: o.serial})
	}
	delete(s.off, s.day)
	s.carry(s.at.Policy.Tonight(Night{s, s.day}))
}

// close throws away and loses goods of one shelf.
func (s *Shelves) close(store, product int) {
	c := s.cell(store, product)
	if !c.listed {
		return
	}
	i := slices.IndexFunc(c.lots, func(l lot) bool { return l.last > s.day })
	if i < 0 {
		i = len(c.lots)
	}
	if i > 0 {
		old := slices.Clone(c.lots[:i])
		c.lots = append(c.lots[:0], c.lots[i:]...)
		s.waste(store, product, old)
	}
	share := s.law.shrink[0]
	if s.at.Goods[product].Shrinks {
		share = s.law.shrink[1]
	}
	// A share of all units: the chance that one of them goes tonight.
	units := int64(c.onHand()) / Unit
	if units > 0 && s.key(store, product).Below(slotShrink, draw.Share(min(units*int64(share)<<8, int64(draw.One32)))) {
		c.take(Unit, oldest)
		c.flows.Shrunk += Unit
	}
}

// waste writes off lots that were taken off a shelf.
func (s *Shelves) waste(store, product int, lots []lot) {
	c := s.cell(store, product)
	for _, l := range lots {
		c.flows.Wasted += int64(l.units)
		c.book -= l.units
		s.write(Movement{Kind: Waste, Day: s.day, Second: atWaste, Store: store, Product: product, Quantity: l.units, Last: l.last})
	}
}
