package shelf

// Kind says what a movement is.
type Kind string

// What stores write down of their stock.
const (
	Count     Kind = "count"    // Quantity is the level found
	Delivery  Kind = "delivery" // from a supplier
	Waste     Kind = "waste"    // thrown away
	Ordered   Kind = "order"    // placed with the supplier, due on Due
	Cancelled Kind = "cancel"   // an order that will not come
	Sent      Kind = "sent"     // to Other
	Received  Kind = "received" // from Other
)

// Seconds of the local day at which stores write down what happened; shops are
// shut then.
const (
	atDelivery = 5*3600 + 1800
	atCount    = 6*3600 + 600
	atWaste    = 22*3600 + 600
	atBooked   = 22*3600 + 900
	atOrder    = 22*3600 + 1200
)

// Movement is one line of a store's stock book. Numbers are those of the world;
// Serial is unique in it.
type Movement struct {
	Serial         int64
	Kind           Kind
	Day, Second    int32
	Store, Product int
	Other          int    // store at the other end of a transfer; −1: none
	Quantity       int32  // thousandths
	Last           int32  // last day of sale; 0: it does not spoil
	Due            int32  // day an order is expected
	Order          int64  // serial of the order or transfer it belongs to; 0: none
	Told           string // of an order or what was sent: the Line's
}

// write numbers a movement, hands it over and returns its number.
func (s *Shelves) write(m Movement) int64 {
	s.serial++
	m.Serial = s.serial
	if m.Last == forever {
		m.Last = 0
	}
	if m.Kind != Sent && m.Kind != Received {
		m.Other = -1
	}
	if s.at.Book != nil {
		s.at.Book(m)
	}
	return m.Serial
}

// audit writes down what stands on every shelf: the books begin with it.
func (s *Shelves) audit() {
	for store := range s.at.Places {
		for product := range s.at.Goods {
			if c := s.cell(store, product); c.listed {
				s.write(Movement{Kind: Count, Day: s.at.First, Second: atDelivery - 1800, Store: store, Product: product, Quantity: c.book})
			}
		}
	}
}
