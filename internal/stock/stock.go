// Package stock owns what is where: movements of goods as they are told, a store's
// days of them, and the levels that follow from them and from what receipts sold.
// A level is a left fold over days (Level.Next): what is on hand, on order, on its
// way between stores, reserved, and which of it must be sold by when. It refuses
// guessing: a product that was never counted has no level, unless an estimate is
// asked for, which is called one.
//
// Invariants and the tests that hold them:
//   - movements that come late, twice or shuffled make the same days and levels; of
//     counts of one product at one instant the one told last holds
//     (TestDay_OrderSaysNothing);
//   - a level is the last count and what moved and sold after its moment
//     (TestLevel_IsARecount compares with a recount of single events);
//   - what is packed unpacks to the same, and hostile bytes are refused
//     (FuzzDay, FuzzLevel, FuzzMovement).
package stock

import (
	"sartor/internal/retail"
)

// Kind is what a movement does.
type Kind uint8

// The kinds; their numbers are stored.
const (
	Count       Kind = 1 // somebody looked: so much is there at this moment
	Delivery    Kind = 2 // came from a supplier or warehouse; fulfils what is on order, the earliest due first
	Waste       Kind = 3 // thrown away, broken, stolen
	TransferOut Kind = 4 // left for another store, and is on its way there
	TransferIn  Kind = 5 // came from another store
	Order       Kind = 6 // placed with a supplier
	Cancel      Kind = 7 // of what is on order, the latest due first, or that of a day
	Reserve     Kind = 8 // put aside for a named customer
	Release     Kind = 9 // no longer put aside
	expected    Kind = 10
)

// Kinds returns the kinds that can be told, by their numbers.
func Kinds() []Kind {
	return []Kind{Count, Delivery, Waste, TransferOut, TransferIn, Order, Cancel, Reserve, Release}
}

// String is the kind in the words of the contract.
func (k Kind) String() string {
	switch k {
	case Count:
		return "count"
	case Delivery:
		return "delivery"
	case Waste:
		return "waste"
	case TransferOut:
		return "transfer_out"
	case TransferIn:
		return "transfer_in"
	case Order:
		return "order"
	case Cancel:
		return "cancel"
	case Reserve:
		return "reserve"
	case Release:
		return "release"
	}
	return "expected"
}

// ParseKind reads what String wrote.
func ParseKind(s string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.String() == s {
			return k, true
		}
	}
	return 0, false
}

// moves is how a unit of the kind changes what is on hand: 1, −1 or 0.
func (k Kind) moves() retail.Quantity {
	switch k {
	case Delivery, TransferIn:
		return 1
	case Waste, TransferOut:
		return -1
	}
	return 0
}

// MovementID is the sender's own number of a movement, unique chain-wide.
type MovementID string

// Bucket is where the movement's rows lie.
func (id MovementID) Bucket() int { return retail.BucketOf(string(id)) }

// Movement is one note about goods of one store: a delivery note, a list of counts,
// an order. All its lines are of one kind and one moment.
type Movement struct {
	ID    MovementID
	Kind  Kind
	Store uint32
	At    retail.Micros
	Day   retail.BusinessDay // the store's, of At
	Ref   string             // the order or transfer it belongs to, as the sender calls it
	Other uint32             // the other store of a transfer
	Due   retail.BusinessDay // of an order or transfer out: when it should arrive; 0 unknown
	Lines []Line
}

// Line is one product of a movement. Of counts, Quantity may be negative: a book
// that says so is kept as it is.
type Line struct {
	Product  uint32
	Quantity retail.Quantity
	Expires  retail.BusinessDay // last day of sale; 0 unknown
	OnOrder  Stated             // of counts: all that was on order at that moment
}

// Stated is a quantity that may not have been said.
type Stated struct {
	Quantity retail.Quantity
	Said     bool
}

// Held is one product in one store at the end of a business day.
type Held struct {
	Product  uint32
	OnHand   retail.Quantity    // as booked; below 0 where more was sold than was told of
	Counted  retail.BusinessDay // last counted; 0 never: OnHand is an estimate
	Supplied retail.BusinessDay // last delivery or transfer in; 0 never
	Reserved retail.Quantity    // for named customers
	Lots     []Lot              // what must be sold by a day, the earliest first; the rest has no such day
	Due      []Arrival          // on order, by the day it should come, unknown days last
	Moving   []Arrival          // on its way from other stores
	Usual    retail.Quantity    // a usual delivery: moving average over days with one
	Times    int                // days with a delivery that Usual rests on, at most 255
	Odd      retail.BusinessDay // a delivery far from the usual, or a count far from the book, not counted since; 0 none
}

// Span is some business days of a store, both ends included.
type Span struct {
	Store       uint32
	First, Last retail.BusinessDay
}

// Lot is goods with the same last day of sale.
type Lot struct {
	Expires  retail.BusinessDay
	Quantity retail.Quantity
}

// Arrival is goods that are expected on a day, 0 when unknown.
type Arrival struct {
	Day      retail.BusinessDay
	Quantity retail.Quantity
}
