package season

import (
	"cmp"
	"iter"
	"slices"
)

// Line is what a customer bought of one category on one receipt.
type Line struct {
	Group    uint32 // category
	Amount   int64  // paid, in minor units of the chain's currency
	Promoted bool   // at a cut price, or with a voucher
}

// Purchase is one receipt of a customer.
type Purchase struct {
	Customer uint64
	Day      int32 // since 1970-01-01
	Lines    []Line
}

// Bounds of a collector.
const (
	// MostLines is how many lines are kept, 24 bytes each: 24 MiB. Beyond it the
	// sample of customers is halved, again and again.
	MostLines = 1 << 20
	mostDays  = 40 * 366 // between the first and the last day that are looked at
)

// Collector gathers the purchases of a sample of customers: those whose number,
// scattered, falls below a bound that halves when there are too many lines. The
// sample so depends on the purchases alone, not on their order or on how they
// were divided among collectors. The zero Collector is ready; it is for one
// goroutine.
type Collector struct {
	lines []line
	halve uint // the sample is one customer in 2^halve
	most  int  // MostLines unless a test says otherwise
}

type line struct {
	customer uint64
	amount   int64
	day      int32
	group    uint32 // promoted in the lowest bit
}

// Add takes a receipt. Lines without an amount, or that came back, say nothing
// of what is bought when.
func (c *Collector) Add(p Purchase) {
	if !c.sampled(p.Customer) {
		return
	}
	for _, l := range p.Lines {
		if l.Amount <= 0 || l.Group >= Anything {
			continue
		}
		g := l.Group << 1
		if l.Promoted {
			g |= 1
		}
		c.lines = append(c.lines, line{p.Customer, l.Amount, p.Day, g})
	}
	c.shrink()
}

// Merge takes what another collector gathered, which is not used again. Both
// may have seen the same customers, but not the same receipts.
func (c *Collector) Merge(other *Collector) {
	c.halve = max(c.halve, other.halve)
	c.lines = append(c.lines, other.lines...)
	c.resample()
	c.shrink()
}

// Customers returns the customers of the sample with what they bought.
func (c *Collector) Customers() iter.Seq2[uint64, []Count] {
	people := c.people()
	return func(yield func(uint64, []Count) bool) {
		for i := range people {
			if !yield(people[i].id, people[i].counts()) {
				return
			}
		}
	}
}

// Lines returns how many lines are held.
func (c *Collector) Lines() int { return len(c.lines) }

func (c *Collector) sampled(customer uint64) bool {
	return scatter(customer)>>1>>(63-c.halve) == 0
}

// scatter is the finaliser of SplitMix64: neighbouring numbers far apart.
func scatter(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func (c *Collector) shrink() {
	for len(c.lines) > cmp.Or(c.most, MostLines) && c.halve < 60 {
		c.halve++
		c.resample()
	}
}

func (c *Collector) resample() {
	c.lines = slices.DeleteFunc(c.lines, func(l line) bool { return !c.sampled(l.customer) })
}

// visit is a customer's day: what was spent on each category.
type visit struct {
	day   int32
	goods []good // by category, growing
}

type good struct {
	group    uint32
	lines    int32
	amount   int64
	promoted int64
}

func (v *visit) total() (amount, promoted int64) {
	for _, g := range v.goods {
		amount += g.amount
		promoted += g.promoted
	}
	return amount, promoted
}

// person is one customer's days, growing.
type person struct {
	id     uint64
	visits []visit
}

// people sorts the lines into customers and days.
func (c *Collector) people() []person {
	slices.SortFunc(c.lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.day, b.day), cmp.Compare(a.group, b.group), cmp.Compare(a.amount, b.amount))
	})
	var out []person
	for _, l := range c.lines {
		if n := len(out); n == 0 || out[n-1].id != l.customer {
			out = append(out, person{id: l.customer})
		}
		out[len(out)-1].add(l)
	}
	return out
}

func (p *person) add(l line) {
	if n := len(p.visits); n == 0 || p.visits[n-1].day != l.day {
		p.visits = append(p.visits, visit{day: l.day})
	}
	v := &p.visits[len(p.visits)-1]
	if n := len(v.goods); n == 0 || v.goods[n-1].group != l.group>>1 {
		v.goods = append(v.goods, good{group: l.group >> 1})
	}
	g := &v.goods[len(v.goods)-1]
	g.lines++
	g.amount += l.amount
	if l.group&1 == 1 {
		g.promoted += l.amount
	}
}

// counts are a customer's lines by category.
func (p *person) counts() []Count {
	var out []Count
	for _, v := range p.visits {
		for _, g := range v.goods {
			out = append(out, Count{g.group, float64(g.lines)})
		}
	}
	return out
}
