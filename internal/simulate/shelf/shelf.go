// Package shelf owns what stands in the stores of a closed world: lots with
// their last day of sale, orders and their delays, waste, counts, and all that
// makes the books differ from the shelf. A day is a function of the morning's
// shelves, what shoppers took and the seed; nothing else is drawn, and what
// is drawn is keyed by store, product and day, so that two worlds that differ
// in one order differ in nothing it did not cause (TestSupply_OneCause).
//
// It knows products and stores as numbers, shoppers not at all. What comes in
// goes out: opened + delivered + received = sold + wasted + shrunk + sent + on
// hand, for any seed and any policy (TestShelves_Conserve).
package shelf

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// Quantities are thousandths of a unit, or grams, as on receipts.

// Unit is one unit.
const Unit = 1000

// Remembered is how many days of sales a store's books hold for each product.
const Remembered = 56

// Good is what of a product decides its supply.
type Good struct {
	Category int
	Life     int32 // days on the shelf, that of delivery included; 0: it does not spoil
	Pack     int32 // units in one
	Season   draw.Nat
	Shrinks  bool // it is stolen more often than others
}

// Place is a store with shelves. Kilometres are those of the world's map.
type Place struct {
	Region int
	X, Y   float64
}

// Seed holds the seeds of what things are and of what happens.
type Seed struct{ Traits, Noise uint64 }

// Range is what the world knows of its stores and goods.
type Range interface {
	Listed(store, product int) bool
	Open(store int, day int32) bool
	Promoted(product int, day int32) bool
	// Lift is the factor on a product's sales that is planned for a day everywhere.
	Lift(product int, day int32) draw.Nat
	// Sold is what a store sold of a product on a day before the shelves open.
	Sold(store, product int, day int32) int32
}

// Setting is a world's shelves on the morning of the day First.
type Setting struct {
	Goods  []Good
	Places []Place
	First  int32
	Range
	Policy Policy         // nil: Base
	Book   func(Movement) // hears what the stores write down; nil: nobody does
	Truth  bool           // keep what was wanted of each product, store and day
}

// Shelves are all shelves of a world. It is for one goroutine.
type Shelves struct {
	law       law
	seed      Seed
	at        Setting
	suppliers []Supplier
	from      []int // supplier of each product
	cells     []cell
	day       int32
	pending   map[int32][]order // by the morning they arrive
	late      []order           // arrived, to be booked tonight
	off       map[int32][]order // to be called off on an evening
	serial    int64
	recalled  map[int32]int // product by the day it is blocked
	double    int           // the cell that gets one order twice; −1: none does
	moved     Moved
	tours     map[[2]int32]int32 // units by region and night
	truth     [][]Demand         // by day from First, then cell
}

// lot is what came together and ends together.
type lot struct {
	last  int32 // day of sale
	units int32
}

// forever is the last day of goods that do not spoil.
const forever = 1 << 30

// cell is one product in one store.
type cell struct {
	lots     []lot // by last day
	hidden   bool  // in the house, not on the shelf, until somebody counts
	listed   bool
	book     int32
	ordered  int32 // on order
	transfer int32 // on its way from another store
	sold     [Remembered]int32
	dry      uint64 // bit n: by the books the shelf was empty at the close n days ago
	flows    Flows
}

// Flows are what has come and gone of one product in one store.
type Flows struct{ Opened, Delivered, Received, Sold, Wasted, Shrunk, Sent int64 }

// Demand is what truth knows of a product, store and day. Sold counts what was
// taken of the product, by whom it was wanted or as a substitute; Wanted is
// what shoppers came for: Wanted = met + Lost + Swapped.
type Demand struct{ Wanted, Sold, Lost, Swapped int32 }

// Moved is what transfers have taken so far. Vans tour each region every night
// in any case: what a transfer adds is its stops, or a tour of its own.
type Moved struct {
	Units      int64 // whole
	Stops      int
	Tours      int
	Kilometres float64
}

// New opens the shelves: each product stands at the level the base policy keeps.
func New(p *preset.Supply, seed Seed, at Setting) *Shelves {
	s := &Shelves{
		law: newLaw(p), seed: seed, at: at, day: at.First - 1, pending: map[int32][]order{}, off: map[int32][]order{}, tours: map[[2]int32]int32{},
		recalled: map[int32]int{}, cells: make([]cell, len(at.Goods)*len(at.Places)), double: -1,
	}
	if s.at.Policy == nil {
		s.at.Policy = Base{}
	}
	s.supply()
	s.misfortunes()
	for store := range at.Places {
		for product := range at.Goods {
			c := s.cell(store, product)
			c.listed = at.Listed(store, product)
			for back := int32(1); back <= Remembered; back++ {
				c.sold[slot(at.First-back)] = at.Sold(store, product, at.First-back)
			}
			if c.listed {
				s.open(store, product)
			}
		}
	}
	s.twice()
	s.audit()
	return s
}

// open puts the base policy's level on a shelf, as if it had just come.
func (s *Shelves) open(store, product int) {
	g := &s.at.Goods[product]
	n := Night{s, s.day}
	units := n.level(store, product)
	pack := g.Pack * Unit
	units = (units + pack - 1) / pack * pack
	c := s.cell(store, product)
	c.put(lot{g.last(s.at.First), units})
	c.book, c.flows.Opened = units, int64(units)
}

func (g *Good) last(day int32) int32 {
	if g.Life == 0 {
		return forever
	}
	return day + g.Life - 1
}

func slot(day int32) int { return int(((day % Remembered) + Remembered) % Remembered) }

func (s *Shelves) cell(store, product int) *cell { return &s.cells[store*len(s.at.Goods)+product] }

// key of what happens to one cell on one day. Slots from 16: the open world's
// shelves use those below.
func (s *Shelves) key(store, product int) draw.Key {
	return draw.NewKey(s.seed.Noise, draw.Shelf, uint64(store)<<32|uint64(product), int64(s.day))
}

// Slots of purpose 41; never renumbered.
const (
	slotShrink = iota + 16
	slotPhantom
	slotCount
	slotCountBy
	slotLateBooked
	slotConfused
)

// put adds a lot in the order of last days.
func (c *cell) put(l lot) {
	if l.units <= 0 {
		return
	}
	at := len(c.lots)
	for at > 0 && c.lots[at-1].last > l.last {
		at--
	}
	if at > 0 && c.lots[at-1].last == l.last {
		c.lots[at-1].units += l.units
		return
	}
	c.lots = append(c.lots, lot{})
	copy(c.lots[at+1:], c.lots[at:])
	c.lots[at] = l
}

func (c *cell) onHand() int32 {
	n := int32(0)
	for _, l := range c.lots {
		n += l.units
	}
	return n
}

// take removes units, the oldest first or the youngest, and returns the lots
// they were of.
func (c *cell) take(units int32, from end) []lot {
	var out []lot
	for units > 0 && len(c.lots) > 0 {
		at := 0
		if from == youngest {
			at = len(c.lots) - 1
		}
		got := min(units, c.lots[at].units)
		out = append(out, lot{c.lots[at].last, got})
		c.lots[at].units -= got
		units -= got
		if c.lots[at].units == 0 {
			c.lots = append(c.lots[:at], c.lots[at+1:]...)
		}
	}
	return out
}

// end is the side of a shelf that is taken from.
type end int

const (
	oldest end = iota
	youngest
)
