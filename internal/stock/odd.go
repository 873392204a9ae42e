package stock

import "sartor/internal/retail"

// Limits of what a usual delivery is.
const (
	usualAfter = 3               // days with a delivery, before one can be unusual
	unusual    = 5               // times the usual, or a fifth of it: packs taken for units
	sizeable   = 12 * retail.One // of a book or a count, before a fifth of it is odd
	usualShare = 4               // each delivery moves the average by a quarter of the difference
	mostTimes  = 255
)

// otherUnit reports whether a count is so far from a counted book that it was probably
// told in another unit, packs where units stood or the other way round. An empty shelf is
// no other unit, and of few goods a fifth is soon gone.
func (s *step) otherUnit(last Move) bool {
	book := s.held.OnHand - (s.sold - s.cell.Since)
	for _, m := range s.cell.Moves {
		if m.At <= last.At {
			book += m.Quantity * m.Kind.moves()
		}
	}
	least, most := min(book, last.Quantity), max(book, last.Quantity)
	return s.held.Counted != 0 && least > 0 && most >= sizeable && most > unusual*least
}

// usual looks whether the day's deliveries are far from what the product usually gets,
// and lets them into the average, an unusual one as at most twice and at least half of it.
func (s *step) usual() {
	h, came, after := &s.held, retail.Quantity(0), true
	last, counted := s.cell.LastCount()
	for _, m := range s.cell.Moves {
		switch m.Kind {
		case Delivery:
			came, h.Supplied = came+m.Quantity, max(h.Supplied, s.day)
			after = !counted || m.At > last.At
		case TransferIn:
			h.Supplied = max(h.Supplied, s.day)
		}
	}
	if came == 0 {
		return
	}
	if h.Times >= usualAfter && after && (came > unusual*h.Usual || came*unusual < h.Usual) {
		h.Odd = s.day
	}
	if h.Times == 0 {
		h.Usual = came
	} else {
		h.Usual += (min(max(came, h.Usual/2), 2*h.Usual) - h.Usual) / usualShare
	}
	h.Times = min(h.Times+1, mostTimes)
}
