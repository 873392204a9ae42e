package simulate

import (
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// household is one slot of the population on its way through the days. It is
// all state there is: the same household replayed alone comes out the same.
type household struct {
	slot   uint32
	state  people.State
	pantry basket.Pantry
	filled uint64 // entity the pantry belongs to, + 1
}

// begin puts a slot at its start.
func (c *Chain) begin(slot int) household {
	return household{slot: uint32(slot), state: c.Town.Begin(uint32(slot), c.joins(slot))}
}

// worker holds what is used again from visit to visit.
type worker struct {
	chain   *Chain
	shopper basket.Shopper
	of      uint64 // entity the shopper belongs to, + 1
	trolley basket.Trolley
	shelf   basket.Shelf            // of a closed world; nil: open
	swapped func(*people.Trip) bool // the store's entrance holds its own goods; nil: none does
}

// visit makes the basket of the visit that Town.Next has just dated. It
// reports whether anything was bought; days before day 0 are walked without
// baskets.
func (w *worker) visit(h *household, pushes func(*people.Trip) []basket.Push) (people.Trip, bool) {
	c := w.chain
	trip := c.Town.Trip(&h.state)
	w.trolley.Items, w.trolley.Missed = w.trolley.Items[:0], 0
	if trip.Day >= 0 {
		w.know(h)
		p := w.standing(&h.state.Person, &trip)
		if pushes != nil {
			p = append(pushes(&trip), p...)
		}
		v := basket.Visit{
			N: trip.N, Day: trip.Day, Store: trip.Store, Occasion: trip.Occasion, Focus: trip.Focus, Project: trip.Project,
			Breadth: trip.Breadth, Elapsed: trip.Elapsed, Hour: int(trip.Second / 3600),
		}
		if w.shelf != nil && trip.Store != c.Town.Web() { // the web shop sells what the depot has
			v.Shelf = w.shelf
		}
		c.Market.Shop(basket.Home{Shopper: &w.shopper, Pantry: &h.pantry}, &v, p, &w.trolley)
	}
	c.Town.Settle(&h.state.Mood, trip.Day)
	h.state.Mood.S += draw.Nat(w.trolley.Missed) * c.missed
	return trip, len(w.trolley.Items) > 0
}

// know loads the lasting tastes of the household's present person.
func (w *worker) know(h *household) {
	p := &h.state.Person
	if w.of != p.Entity+1 {
		w.chain.Market.Shopper(&w.shopper, w.chain.tasteOf(p))
		w.of = p.Entity + 1
	}
	if h.filled != p.Entity+1 {
		w.chain.Market.Fill(&h.pantry, p.Entity)
		h.filled = p.Entity + 1
	}
}

// run walks a household up to a day and hands every receipt to keep.
func (w *worker) run(h *household, until int32, keep func(*people.Trip, []basket.Item)) {
	for {
		if _, ok := w.chain.Town.Next(&h.state, until, nil); !ok {
			return
		}
		trip, bought := w.visit(h, nil)
		if bought {
			keep(&trip, w.trolley.Items)
		}
		w.chain.Town.After(&h.state, trip.Second, trip.Store)
	}
}
