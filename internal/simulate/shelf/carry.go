package shelf

import (
	"math"
	"slices"

	"sartor/internal/simulate/draw"
)

// carry does what a policy asks for, as far as the world lets it.
func (s *Shelves) carry(lines []Line) {
	stops := map[int32][]int{} // stores that vans call at for transfers, by region
	for _, l := range lines {
		switch {
		case l.Units <= 0 || !s.cell(l.Store, l.Product).listed:
		case l.Kind == Order:
			s.place(l)
		case l.From != l.Store:
			s.send(l, stops)
		}
	}
	for region := range int32(64) {
		if list := stops[region]; len(list) > 0 {
			s.moved.Tours++
			s.moved.Stops += len(list)
			s.moved.Kilometres += s.round(list)
		}
	}
	clear(s.tours)
}

// place hands an order to the supplier and draws what becomes of it. Late, and
// failing, it comes on a later morning; short, with fewer units. Goods of a day
// that do not come on theirs are called off that evening.
func (s *Shelves) place(l Line) {
	supplier := s.from[l.Product]
	v := s.suppliers[supplier]
	day := v.takes(s.day)
	due := s.comes(v, l.Store, day)
	at := due
	lane := draw.NewKey(s.seed.Noise, draw.Supply, uint64(supplier)<<16|uint64(l.Store), int64(day))
	late := lane.Below(0, s.law.late)
	if late {
		at += 1 + int32(s.law.lateDays.Mul(lane.Exponential(1))>>12)
	}
	if f := s.fails(at); f.supplier == supplier && at >= f.from && at < f.until {
		at, late = f.until, true
	}
	units := l.Units * Unit
	coming := units
	if line := uint64(2 + 2*l.Product); lane.Below(line, s.law.short) {
		share := s.law.shortLow + (s.law.shortHigh - s.law.shortLow).Mul(draw.Nat(lane.U32(line+1)>>20))
		coming = int32(int64(l.Units)*int64(share)>>12) * Unit
	}
	cell := l.Store*len(s.at.Goods) + l.Product
	if cell == s.double && at >= s.law.double {
		coming, s.double = 2*coming, -1
	}
	o := order{store: l.Store, product: l.Product, from: -1, ordered: units, lots: []lot{{s.at.Goods[l.Product].last(at), coming}}, booked: coming}
	if lane.Below(uint64(1<<32+l.Product), s.law.confused) {
		o.booked *= s.law.confusedTimes
	}
	o.serial = s.write(Movement{Kind: Ordered, Day: s.day, Second: atOrder, Store: l.Store, Product: l.Product, Quantity: units, Due: due, Told: l.Told})
	s.cells[cell].ordered += units
	if late && s.class(&s.at.Goods[l.Product]) == 0 {
		s.off[due] = append(s.off[due], o)
		return
	}
	s.pending[at] = append(s.pending[at], o)
}

// send takes goods from one store for another: on one tour they arrive the next
// morning, by way of the depot a day later. What does not stand there, or finds
// no room in the van, stays, and who looked for it in vain counts the shelf.
func (s *Shelves) send(l Line, stops map[int32][]int) {
	region := int32(s.at.Places[l.From].Region)
	room := s.law.vans*Unit - s.tours[[2]int32{region, s.day}]
	from := s.cell(l.From, l.Product)
	found := from.onHand() / Unit * Unit
	if from.hidden {
		found = 0
	}
	lots := from.take(min(l.Units*Unit, found, room), youngest)
	units := int32(0)
	for _, t := range lots {
		units += t.units
	}
	defer s.lookFor(l, units)
	if units <= 0 {
		return
	}
	s.tours[[2]int32{region, s.day}] += units
	from.flows.Sent += int64(units)
	from.book -= units
	s.moved.Units += int64(units / Unit)
	at := s.day + 1
	if s.at.Places[l.Store].Region != int(region) {
		at++
	} else if !slices.Contains(stops[region], l.Store) {
		stops[region] = append(stops[region], l.Store)
	}
	if !slices.Contains(stops[region], l.From) {
		stops[region] = append(stops[region], l.From)
	}
	for !s.at.Open(l.Store, at) {
		at++
	}
	serial := s.write(Movement{Kind: Sent, Day: s.day, Second: atOrder, Store: l.From, Other: l.Store, Product: l.Product, Quantity: units, Last: lots[0].last, Due: at, Told: l.Told})
	s.cell(l.Store, l.Product).transfer += units
	slices.SortFunc(lots, func(a, b lot) int { return int(a.last - b.last) })
	s.pending[at] = append(s.pending[at], order{serial: serial, store: l.Store, product: l.Product, from: l.From, ordered: units, lots: lots, booked: units})
}

// lookFor counts a shelf that held less than was asked for.
func (s *Shelves) lookFor(l Line, sent int32) {
	if sent < l.Units*Unit {
		c := s.cell(l.From, l.Product)
		c.hidden, c.book = false, c.onHand()
		s.write(Movement{Kind: Count, Day: s.day, Second: atOrder + 60, Store: l.From, Product: l.Product, Quantity: c.book})
	}
}

// round is the way of a van past the given stores of a region and back to the
// first of them.
func (s *Shelves) round(list []int) float64 {
	slices.Sort(list)
	km := 0.0
	for i := range list {
		km += s.kilometres(list[i], list[(i+1)%len(list)])
	}
	return km
}

func (s *Shelves) kilometres(a, b int) float64 {
	const road = 1.25 // against the straight line
	p, q := s.at.Places[a], s.at.Places[b]
	return road * math.Hypot(p.X-q.X, p.Y-q.Y)
}
