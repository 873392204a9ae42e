package stock

import (
	"sartor/internal/retail"
)

// Basis says what a quantity on hand rests on.
type Basis string

// The bases.
const (
	Perpetual Basis = "perpetual" // counted once, and every movement told since
	Estimated Basis = "estimated" // never counted: deliveries told, less what was sold, never below 0
	Unknown   Basis = "unknown"   // nothing to go by, or what was told cannot be so
)

// Doubt is why a store's stock is not to be gone by; empty: it is.
type Doubt string

// The doubts.
const (
	Silent        Doubt = "silent"        // nothing was delivered or counted for silentAfter days
	Contradictory Doubt = "contradictory" // receipts sold what the book says is not there
)

// Limits of what is believed. A store whose feed has stopped would run empty in its
// book within days, and all its vouchers with it: so it is not believed after two
// weeks, nor when a quarter of what it holds, and at least mostBelow products, has
// been sold below nothing.
const (
	silentAfter  = 14 // days
	mostBelow    = 20 // products
	shareBelow   = 4  // a quarter
	overdueAfter = 7  // days: what is later than that does not count as on order
	oddFor       = 14 // days an unusual delivery is spoken of
)

// Doubted looks at everything a store holds.
func (l *Level) Doubted(today retail.BusinessDay) Doubt {
	newest, below, counted := retail.BusinessDay(0), 0, 0
	for i := range l.Held {
		h := &l.Held[i]
		newest = max(newest, h.Counted, h.Supplied)
		if h.Counted == 0 {
			continue
		}
		counted++
		if h.OnHand < 0 {
			below++
		}
	}
	switch {
	case today-newest > silentAfter:
		return Silent
	case below >= mostBelow && below*shareBelow > counted:
		return Contradictory
	}
	return ""
}

// Sight is what a store's positions are seen with.
type Sight struct {
	Today     retail.BusinessDay
	Doubt     Doubt
	Estimates bool // the chain asked for estimates where nothing was counted
}

// Position is what is known of one product in one store now.
type Position struct {
	Product    uint32
	Basis      Basis
	OnHand     retail.Quantity // as booked; may lie below 0
	Expired    retail.Quantity // of it, past its last day of sale
	Reserved   retail.Quantity // for named customers
	Available  retail.Quantity // that can be sold: on hand, not expired, not reserved; at least 0
	OnOrder    retail.Quantity
	Overdue    retail.Quantity // on order for a day more than a week ago: not counted on
	InTransfer retail.Quantity
	Held       *Held
}

// Position returns what is known of a product; what was never told of is Unknown.
func (h *Held) Position(s Sight) Position {
	p := Position{Product: h.Product, Held: h, Basis: Unknown, OnHand: h.OnHand, Reserved: h.Reserved}
	switch {
	case s.Doubt != "":
	case h.Counted != 0:
		p.Basis = Perpetual
	case h.Supplied != 0 && s.Estimates:
		p.Basis = Estimated
	}
	for _, l := range h.Lots {
		if l.Expires < s.Today {
			p.Expired += l.Quantity
		}
	}
	p.Available = max(0, max(0, h.OnHand)-p.Expired-h.Reserved)
	for _, a := range h.Due {
		if a.late(s.Today) {
			p.Overdue += a.Quantity
		} else {
			p.OnOrder += a.Quantity
		}
	}
	for _, a := range h.Moving {
		if a.late(s.Today) {
			p.Overdue += a.Quantity
		} else {
			p.InTransfer += a.Quantity
		}
	}
	return p
}

func (a Arrival) late(today retail.BusinessDay) bool { return a.Day != 0 && today-a.Day > overdueAfter }

// Arriving is what should come until a day, that day included. What has no day is not
// counted on.
func (h *Held) Arriving(s Sight, until retail.BusinessDay) (sum retail.Quantity) {
	for _, all := range [][]Arrival{h.Due, h.Moving} {
		for _, a := range all {
			if a.Day != 0 && a.Day <= until && !a.late(s.Today) {
				sum += a.Quantity
			}
		}
	}
	return sum
}

// arrivesWithin is how soon goods must come for a voucher to be promised on them: most
// vouchers are good from the day after, and used on the next visit.
const arrivesWithin = 2 // days

// Promise is whether a voucher on a product may still be printed in a store.
type Promise struct {
	Product  uint32
	Short    bool
	Position Position
	Promised float64         // units that vouchers out in the store are expected to take
	Arriving retail.Quantity // counted on, within days
}

// Promising compares what can be sold, and what comes within two days, with what
// vouchers that are out are expected to take: a product is short when nothing is left
// for one more. What is not known is never short.
func (h *Held) Promising(s Sight, promised float64) *Promise {
	out := &Promise{Product: h.Product, Position: h.Position(s), Promised: promised, Arriving: h.Arriving(s, s.Today+arrivesWithin)}
	if out.Position.Basis == Unknown {
		return out
	}
	left := (out.Position.Available + out.Arriving).Units()
	out.Short = left <= 0 || left < promised
	return out
}

// Why says why vouchers stop: nothing is left, or what is left is promised already.
func (p *Promise) Why() string {
	switch {
	case !p.Short:
		return ""
	case p.Position.Available+p.Arriving <= 0:
		return "nothing_left"
	}
	return "promised"
}

// TaskKind is what somebody in the store should look at.
type TaskKind string

// The tasks.
const (
	CountNegative TaskKind = "count_negative" // the book lies below 0: count it
	CountEmpty    TaskKind = "count_empty"    // nothing is left, and nothing is on its way
	CheckDelivery TaskKind = "check_delivery" // far from a usual one: were packs taken for units?
	ChaseOverdue  TaskKind = "chase_overdue"  // more than a week late
	TakeOff       TaskKind = "take_off"       // past its last day of sale
	SellSoon      TaskKind = "sell_soon"      // more than will be sold by its last day, see Expiring
)

// Task is one product that needs a look.
type Task struct {
	Kind     TaskKind
	Product  uint32
	Quantity retail.Quantity // booked, came, late, or expired
	Usual    retail.Quantity // of a delivery
	Day      retail.BusinessDay
}

// Tasks lists what of a position needs a look.
func (p *Position) Tasks(s Sight) (out []Task) {
	h := p.Held
	add := func(k TaskKind, q retail.Quantity, day retail.BusinessDay) {
		out = append(out, Task{Kind: k, Product: p.Product, Quantity: q, Usual: h.Usual, Day: day})
	}
	switch {
	case h.Counted == 0:
	case h.OnHand < 0:
		add(CountNegative, h.OnHand, s.Today)
	case h.OnHand == 0 && p.OnOrder == 0 && p.InTransfer == 0:
		add(CountEmpty, 0, s.Today)
	}
	if p.Expired > 0 {
		add(TakeOff, p.Expired, h.Lots[0].Expires)
	}
	if p.Overdue > 0 {
		add(ChaseOverdue, p.Overdue, s.Today)
	}
	if h.Odd != 0 && s.Today-h.Odd <= oddFor {
		add(CheckDelivery, h.OnHand, h.Odd)
	}
	return out
}

// Expiring is what of the lots will not be sold by its last day when a day sells mean
// units: the lots that end within days, and the goods of them that stay.
//
//	stays_k = max(0, lots up to k − mean × days until k), the greatest over k
func (h *Held) Expiring(s Sight, mean float64, within retail.BusinessDay) (stays retail.Quantity, first retail.BusinessDay) {
	sum := retail.Quantity(0)
	for _, l := range h.Lots {
		if l.Expires < s.Today {
			continue // to be taken off already
		}
		if l.Expires > s.Today+within {
			break
		}
		sum += l.Quantity
		days := float64(l.Expires-s.Today) + 1
		if left := sum - retail.Quantity(mean*days*float64(retail.One)); left > stays {
			stays = left
			if first == 0 {
				first = l.Expires
			}
		}
	}
	return stays, first
}
