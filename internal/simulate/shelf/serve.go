package shelf

// Stands is what a shopper finds of a product.
func (s *Shelves) Stands(store, product int) int32 {
	c := s.cell(store, product)
	if c.hidden || !c.listed {
		return 0
	}
	return c.onHand()
}

// Marked is what of it is marked down: the last day's goods of a store that
// does so.
func (s *Shelves) Marked(store, product int) int32 {
	c := s.cell(store, product)
	if c.hidden || !c.listed || len(c.lots) == 0 || c.lots[0].last != s.day || !s.marks(store) {
		return 0
	}
	return c.lots[0].units
}

// Cut is the share by which marked goods are cheaper, in hundredths.
func (s *Shelves) Cut() int32 { return s.law.cut }

// Want is one shopper's wish for a product and what came of it. Sold is taken
// of Product, Swapped of Instead (−1: none); the rest of Quantity is lost.
type Want struct {
	Store, Product, Instead int
	Quantity, Sold, Swapped int32
	Youngest                bool // the shopper reaches to the back
}

// Serve takes goods off the shelves and notes in truth what was wanted.
func (s *Shelves) Serve(w Want) {
	s.hand(w, w.Product, w.Sold)
	if w.Instead >= 0 {
		s.hand(w, w.Instead, w.Swapped)
	}
	if s.truth == nil {
		return
	}
	day := s.truth[len(s.truth)-1]
	d := &day[w.Store*len(s.at.Goods)+w.Product]
	d.Wanted += w.Quantity
	d.Sold += w.Sold
	if w.Instead >= 0 {
		day[w.Store*len(s.at.Goods)+w.Instead].Sold += w.Swapped
		d.Swapped += w.Quantity - w.Sold
		return
	}
	d.Lost += w.Quantity - w.Sold
}

func (s *Shelves) hand(w Want, product int, units int32) {
	c := s.cell(w.Store, product)
	from := oldest
	if w.Youngest && s.at.Goods[product].Life > 0 && s.Marked(w.Store, product) == 0 {
		from = youngest
	}
	c.take(units, from)
	c.flows.Sold += int64(units)
}

// Scanned books a line of a receipt, which may name another product than the
// one that was taken.
func (s *Shelves) Scanned(store, product int, units int32) {
	c := s.cell(store, product)
	c.book -= units
	c.sold[slot(s.day)] += units
}

// Back puts the goods of a receipt that came to nothing on the shelf again.
// Nobody knows any more how old they were: they count as fresh as the shelf's.
func (s *Shelves) Back(store, product int, units int32) {
	c := s.cell(store, product)
	last := s.at.Goods[product].last(s.day)
	if len(c.lots) > 0 {
		last = c.lots[len(c.lots)-1].last
	}
	c.put(lot{last, units})
	c.flows.Sold -= int64(units)
}

// Demand is what truth knows of a product, store and day; ok is false where
// it was not kept.
func (s *Shelves) Demand(store, product int, day int32) (d Demand, ok bool) {
	i := int(day - s.at.First)
	if i < 0 || i >= len(s.truth) {
		return d, false
	}
	return s.truth[i][store*len(s.at.Goods)+product], true
}

// State is a shelf as it truly is, beside what the books say of it.
type State struct {
	OnHand, Book, OnOrder, InTransfer int32
	Hidden                            bool  // phantom: in the house, not on the shelf
	Oldest                            int32 // last day of sale; 0: nothing stands there
	Flows                             Flows
}

// State returns the shelf of a product in a store now.
func (s *Shelves) State(store, product int) State {
	c := s.cell(store, product)
	out := State{OnHand: c.onHand(), Book: c.book, OnOrder: c.ordered, InTransfer: c.transfer, Hidden: c.hidden, Flows: c.flows}
	if len(c.lots) > 0 {
		out.Oldest = c.lots[0].last
	}
	return out
}

// Listed reports whether a store sells a product at all: listed, not recalled.
func (s *Shelves) Listed(store, product int) bool { return s.cell(store, product).listed }

// Moved is what transfers have cost so far.
func (s *Shelves) Moved() Moved { return s.moved }

// Products is how many products there are.
func (s *Shelves) Products() int { return len(s.at.Goods) }

// Stores is how many stores there are.
func (s *Shelves) Stores() int { return len(s.at.Places) }

// Today is the day that the shelves are in.
func (s *Shelves) Today() int32 { return s.day }
