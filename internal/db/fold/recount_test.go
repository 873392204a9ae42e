package fold_test

import (
	"sartor/internal/customer"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// tally is a plain recount of what was sent, knowing nothing of folds.
type tally struct {
	chain  *retail.Catalogue
	cells  map[customer.StoreDay]map[uint32]customer.Cell
	people map[*person]*bought
}

// bought is one person's share of it.
type bought struct {
	spend    retail.Minor
	returned bool
	baskets  map[customer.StoreDay]map[uint32]bool
}

// recount holds what stands against a recount.
func (w *world) recount(days map[customer.StoreDay][]byte) {
	w.Helper()
	c := tally{w.db.Catalogue(), map[customer.StoreDay]map[uint32]customer.Cell{}, map[*person]*bought{}}
	for _, s := range w.sales {
		if s.voided || !s.call.Receipt.State.Counts() {
			continue
		}
		store, _ := c.chain.StoreNumber(s.call.Receipt.Store)
		for _, l := range s.call.Receipt.Lines {
			c.line(s.who, customer.StoreDay{Store: store, Day: s.day}, l)
		}
	}
	w.sameCells(c.cells, days)
	for _, p := range w.people {
		if s := w.state(p.id); s != nil {
			w.sameBought(p, c.of(p), s)
		}
	}
}

func (c *tally) of(p *person) *bought {
	if c.people[p] == nil {
		c.people[p] = &bought{baskets: map[customer.StoreDay]map[uint32]bool{}}
	}
	return c.people[p]
}

func (c *tally) line(who *person, where customer.StoreDay, l touchpoint.Line) {
	number, _ := c.chain.ProductNumber(l.Product)
	restriction := c.chain.Product(number).Restriction
	if restriction&retail.NotGoods != 0 {
		return
	}
	if c.cells[where] == nil {
		c.cells[where] = map[uint32]customer.Cell{}
	}
	cell := c.cells[where][number]
	cell.Product, cell.Amount = number, cell.Amount+l.Amount
	if l.Quantity > 0 {
		cell.Units += l.Quantity
	} else {
		cell.Returned -= l.Quantity
	}
	c.cells[where][number] = cell
	if who == nil {
		return
	}
	p := c.of(who)
	p.spend, p.returned = p.spend+l.Amount, p.returned || l.Quantity < 0
	if !restriction.Inferable() {
		return
	}
	if p.baskets[where] == nil {
		p.baskets[where] = map[uint32]bool{}
	}
	p.baskets[where][number] = true
}

func (w *world) sameCells(want map[customer.StoreDay]map[uint32]customer.Cell, days map[customer.StoreDay][]byte) {
	w.Helper()
	for where, body := range days {
		var d customer.Demand
		w.must(d.Decode(body))
		for _, c := range d.Cells {
			if want[where][c.Product] != c {
				w.Fatalf("%+v: stands %+v, counted %+v", where, c, want[where][c.Product])
			}
			delete(want[where], c.Product)
		}
	}
	for where, cells := range want {
		for product, c := range cells {
			if c != (customer.Cell{Product: product}) {
				w.Fatalf("%+v: missing %+v", where, c)
			}
		}
	}
}

// sameBought compares money always, and baskets of who never brought anything back.
func (w *world) sameBought(p *person, want *bought, s *customer.State) {
	w.Helper()
	if got := s.SpendOf(func(uint32) bool { return true }); got != want.spend {
		w.Fatalf("%s: spent %d, counted %d", p.id, got, want.spend)
	}
	if want.returned {
		return
	}
	counted := map[uint32]uint32{}
	for _, set := range want.baskets {
		for product := range set {
			counted[product]++
		}
	}
	for _, it := range s.Profile.Items {
		if counted[it.Product] != it.Count {
			w.Fatalf("%s: product %d in %d baskets, counted %d", p.id, it.Product, it.Count, counted[it.Product])
		}
		delete(counted, it.Product)
	}
	if len(counted) > 0 || int(s.Profile.Baskets) != len(want.baskets) {
		w.Fatalf("%s: missing %v; %d baskets, counted %d", p.id, counted, s.Profile.Baskets, len(want.baskets))
	}
}
