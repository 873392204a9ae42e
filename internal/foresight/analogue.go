package foresight

import (
	"sartor/internal/customer"
	"sartor/internal/retail"
)

// Comparable is how many days stores are compared by, and fresh how many days of its own
// a product needs before they no longer count (SCIENCE 4.8).
const (
	Comparable = 28
	fresh      = 14
)

// Analogues say what a product that is new to a store will probably sell there: what its
// category sells in the store, times its share of the category where it is established.
type Analogues struct {
	category func(product uint32) uint32
	products map[uint32]*share
	shelves  map[shelf]*pattern
	now      map[uint32]*seen // of the store being read
	first    retail.BusinessDay
	store    uint32
}

// share is what a product and its category sold in the stores that carry it.
type share struct{ own, all float64 }

type shelf struct{ store, category uint32 }

// pattern is what a category sold in a store, by days behind the last day modulo 7.
type pattern struct {
	units [7]float64
	days  float64
}

// seen is what a product sold in one store, and on which day first.
type seen struct {
	units float64
	first retail.BusinessDay
}

// NewAnalogues begins with nothing.
func NewAnalogues(category func(product uint32) uint32) *Analogues {
	return &Analogues{category: category, products: map[uint32]*share{}, shelves: map[shelf]*pattern{}}
}

// Begin begins a store; its days from last−Comparable+1 to last are added next.
func (a *Analogues) Begin(store uint32, last retail.BusinessDay) {
	a.store, a.first, a.now = store, last-Comparable+1, map[uint32]*seen{}
}

// Add counts a day of the store.
func (a *Analogues) Add(day retail.BusinessDay, d *customer.Demand) {
	at := int(day - a.first)
	if at < 0 || at >= Comparable {
		return
	}
	for i := range d.Cells {
		c := &d.Cells[i]
		if c.Units <= 0 {
			continue
		}
		s := a.now[c.Product]
		if s == nil {
			s = &seen{first: day}
			a.now[c.Product] = s
		}
		s.first, s.units = min(s.first, day), s.units+c.Units.Units()
		where := shelf{a.store, a.category(c.Product)}
		if a.shelves[where] == nil {
			a.shelves[where] = &pattern{days: Comparable}
		}
		a.shelves[where].units[at%7] += c.Units.Units()
	}
}

// End closes the store: products that were there from its first days count.
func (a *Analogues) End() {
	for product, s := range a.now {
		if s.first >= a.first+fresh {
			continue
		}
		if a.products[product] == nil {
			a.products[product] = &share{}
		}
		a.products[product].own += s.units
		a.products[product].all += a.shelves[shelf{a.store, a.category(product)}].total()
	}
	a.now = nil
}

func (p *pattern) total() (sum float64) {
	for _, v := range p.units {
		sum += v
	}
	return sum
}

// begin draws the forecast of a product that is new to a store toward its analogues', the
// less the more days of its own it has. Without any it stays as it is.
func (a *Analogues) begin(p *Past, s *series, f *Forecast) {
	days := Window - s.first
	like, there := a.products[s.product], a.shelves[shelf{p.Store, a.category(s.product)}]
	if days >= fresh || like == nil || there == nil || like.all <= 0 {
		return
	}
	total := there.total()
	if total <= 0 {
		return
	}
	own := float64(days) / fresh
	level := total / there.days * like.own / like.all
	if f.Level > 0 && f.Model != "" {
		level = own*f.Level + (1-own)*level
	}
	f.Basis, f.Level = Analogue, level
	for d := range f.Week {
		f.Week[d] = there.units[d] * 7 / total
	}
	for d := range f.Means {
		f.Means[d] = level * f.Week[d%7]
	}
}
