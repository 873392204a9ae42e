package shelf

import (
	"math"
)

// Policy decides at night what is ordered and moved.
type Policy interface{ Tonight(n Night) []Line }

// Line is one thing to be done: an order to the product's supplier, or a
// transfer from another store.
type Line struct {
	Kind    LineKind
	Store   int // where the goods go
	From    int // of a transfer
	Product int
	Units   int32  // whole units
	Told    string // id under which somebody has written it down already; "": the store does
}

// LineKind is what a line asks for.
type LineKind int

// The kinds of line.
const (
	Order LineKind = iota
	Transfer
)

// Night is a closed day as the stores' books show it: what a policy may know.
type Night struct {
	s   *Shelves
	Day int32
}

// Position is where a store stands with a product by its books.
type Position struct{ Book, OnOrder, InTransfer int32 }

// Stores and Products are how many there are.
func (n Night) Stores() int { return len(n.s.at.Places) }

// Products is how many products there are.
func (n Night) Products() int { return len(n.s.at.Goods) }

// Listed reports whether a store sells a product.
func (n Night) Listed(store, product int) bool { return n.s.cell(store, product).listed }

// Terms returns the terms of a product.
func (n Night) Terms(product int) Terms { return n.s.Terms(product) }

// Position returns where a store stands with a product by its books.
func (n Night) Position(store, product int) Position {
	c := n.s.cell(store, product)
	return Position{c.book, c.ordered, c.transfer}
}

// Spoils is what stands on the shelf and is past its last day on a day.
func (n Night) Spoils(store, product int, day int32) int32 {
	sum := int32(0)
	for _, l := range n.s.cell(store, product).lots {
		if l.last < day {
			sum += l.units
		}
	}
	return sum
}

// Sold are the units sold by receipts, by day, the newest last; Empty tells of
// each whether the books saw the shelf empty at its close.
func (n Night) Sold(store, product int) (sold []float64, empty []bool) {
	c := n.s.cell(store, product)
	for back := int32(Remembered - 1); back >= 0; back-- {
		sold = append(sold, float64(c.sold[slot(n.Day-back)])/Unit)
		empty = append(empty, c.dry>>back&1 == 1)
	}
	return sold, empty
}

// Open reports whether a store is open on a day.
func (n Night) Open(store int, day int32) bool { return n.s.at.Open(store, day) }

// Promoted reports whether a product costs less on a day.
func (n Night) Promoted(product int, day int32) bool { return n.s.at.Promoted(product, day) }

// Takes reports whether a product can be ordered tonight.
func (n Night) Takes(product int) bool {
	return n.s.suppliers[n.s.from[product]].takes(n.Day) == n.Day
}

// Comes returns the mornings on which an order of tonight and one of the next
// occasion are expected.
func (n Night) Comes(store, product int) (now, next int32) {
	v := n.s.suppliers[n.s.from[product]]
	day := v.takes(n.Day)
	return n.s.comes(v, store, day), n.s.comes(v, store, v.takes(day+1))
}

// Neighbours reports whether goods sent tonight from one store are in another
// tomorrow morning: both lie on one tour.
func (n Night) Neighbours(a, b int) bool { return n.s.at.Places[a].Region == n.s.at.Places[b].Region }

// Kilometres is the way by road from store to store.
func (n Night) Kilometres(a, b int) float64 { return n.s.kilometres(a, b) }

// Base is what the chain does by itself: order up to the mean of four weeks and
// a few standard deviations, in whole packs, and plan every promotion by the
// chain's mean lift.
type Base struct{}

// Tonight places the base policy's orders.
func (Base) Tonight(n Night) []Line {
	var out []Line
	for product := range n.Products() {
		if !n.Takes(product) {
			continue
		}
		pack := n.s.at.Goods[product].Pack
		for store := range n.Stores() {
			if !n.Listed(store, product) {
				continue
			}
			now, _ := n.Comes(store, product)
			p := n.Position(store, product)
			have := max(p.Book-n.Spoils(store, product, now), 0) + p.OnOrder + p.InTransfer
			if short := n.level(store, product) - have; short > 0 {
				packs := (short + pack*Unit - 1) / (pack * Unit)
				out = append(out, Line{Kind: Order, Store: store, Product: product, Units: packs * pack})
			}
		}
	}
	return out
}

// level is what a store wants to have and to expect of a product tonight, to
// last until the delivery after the next.
//
//	Computes  m D + z sd √D, m and sd of the last window of open days, D open days
//	          until then, promoted ones counted as often as the lift says
func (n Night) level(store, product int) int32 {
	s := n.s
	c := s.cell(store, product)
	days, sum, square := int64(0), int64(0), int64(0)
	for back := range s.law.window {
		if s.at.Open(store, n.Day-back) {
			v := int64(c.sold[slot(n.Day-back)])
			days, sum, square = days+1, sum+v, square+v*v
		}
	}
	least := s.law.facing * Unit
	if s.at.Goods[product].Life > 0 {
		least = Unit
	}
	if days == 0 {
		return least
	}
	_, until := n.Comes(store, product)
	ahead, open := int64(0), int64(0) // ahead in 1/4096 days
	for day := n.Day + 1; day < until; day++ {
		if !s.at.Open(store, day) {
			continue
		}
		open++
		ahead += int64(s.at.Lift(product, day))
	}
	if open == 0 {
		return 0
	}
	spread := root((days*square - sum*sum) * open) // days × sd × √open
	return max(int32((sum*ahead+int64(s.law.safety)*spread)/days>>12), least)
}

// root is ⌊√x⌋, exactly.
func root(x int64) int64 {
	if x <= 0 {
		return 0
	}
	r := int64(math.Sqrt(float64(x)))
	for r*r > x {
		r--
	}
	for (r+1)*(r+1) <= x {
		r++
	}
	return r
}

// Replaced is a policy that is overruled, product by product and store by
// store: where Decides says so only Lines counts, elsewhere only Rest.
type Replaced struct {
	Rest    Policy
	Lines   func(n Night) []Line
	Decides func(store, product int) bool
}

// Tonight joins both.
func (r Replaced) Tonight(n Night) []Line {
	var out []Line
	for _, l := range r.Rest.Tonight(n) {
		if !r.Decides(l.Store, l.Product) {
			out = append(out, l)
		}
	}
	for _, l := range r.Lines(n) {
		if r.Decides(l.Store, l.Product) {
			out = append(out, l)
		}
	}
	return out
}
