package basket

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/fault"
)

// Corpus is a chain's baskets: sets of product numbers, by customer, and within
// one by (day, order, store), receipts equal in these merged as the fold merges
// them. Anonymous baskets follow by day, one a receipt. Immutable.
type Corpus struct {
	products []uint32
	start    []uint32 // of each basket in products, and the end
	heads    []head
	first    []uint32 // of each customer in heads; its last entry starts the anonymous ones
	size     uint32   // 1 + the highest product number
	stores   uint32   // 1 + the highest store number
	lastDay  int32
}

// Corpus sorts what was added (a counting sort by customer, so arrival order
// decides nothing but the order of anonymous baskets of a day) and empties the builder.
func (b *Builder) Corpus() (*Corpus, error) {
	if b.err != nil {
		return nil, fault.At("habit.Corpus", b.err)
	}
	order := b.order()
	c := &Corpus{
		products: make([]uint32, 0, b.total), start: make([]uint32, 0, len(order)+1),
		heads: make([]head, 0, len(order)), first: make([]uint32, b.buyers+1), size: b.size, lastDay: math.MinInt32,
	}
	customer := int32(0)
	for _, r := range order {
		h := b.arrival(r)
		for ; customer < b.buyers && (h.customer == Anonymous || customer <= h.customer); customer++ {
			c.first[customer] = uint32(len(c.heads))
		}
		c.take(h.head, b.lines[h.at/blockSize][h.at%blockSize:][:h.n])
	}
	for ; customer < b.buyers; customer++ {
		c.first[customer] = uint32(len(c.heads))
	}
	c.first[b.buyers] = c.anonymousFrom()
	c.start = append(c.start, uint32(len(c.products)))
	*b = Builder{}
	return c, nil
}

// order returns receipts by (customer, day, order, store), stable; anonymous ones
// last, by day.
func (b *Builder) order() []uint32 {
	from, n := make([]uint32, b.buyers+2), b.baskets
	slot := func(r uint32) int32 {
		if c := b.arrival(r).customer; c != Anonymous {
			return c
		}
		return b.buyers
	}
	for r := range n {
		from[slot(r)+1]++
	}
	for i := 1; i < len(from); i++ {
		from[i] += from[i-1]
	}
	order, next := make([]uint32, n), slices.Clone(from)
	for r := range n {
		s := slot(r)
		order[next[s]] = r
		next[s]++
	}
	for c := range b.buyers {
		slices.SortStableFunc(order[from[c]:from[c+1]], func(x, y uint32) int {
			p, q := b.arrival(x), b.arrival(y)
			return cmp.Or(cmp.Compare(p.day, q.day), cmp.Compare(p.order, q.order), cmp.Compare(p.store, q.store))
		})
	}
	slices.SortStableFunc(order[from[b.buyers]:], func(x, y uint32) int {
		return cmp.Compare(b.arrival(x).day, b.arrival(y).day)
	})
	return order
}

// take appends a basket, or merges it into the last one of that customer, day
// and store.
func (c *Corpus) take(h head, products []uint32) {
	c.stores, c.lastDay = max(c.stores, h.store+1), max(c.lastDay, h.day)
	last := len(c.heads) - 1
	if h.customer == Anonymous || last < 0 || c.heads[last] != h {
		c.heads, c.start = append(c.heads, h), append(c.start, uint32(len(c.products)))
		c.products = append(c.products, products...)
		return
	}
	c.products = append(c.products, products...)
	at := c.start[last]
	set := c.products[at:]
	slices.Sort(set)
	c.products = c.products[:int(at)+len(slices.Compact(set))]
}

func (c *Corpus) anonymousFrom() uint32 {
	n, _ := slices.BinarySearchFunc(c.heads, 0, func(h head, _ int) int {
		if h.customer == Anonymous {
			return 1
		}
		return -1
	})
	return uint32(n)
}

// Customers returns the number of customers, the named ones.
func (c *Corpus) Customers() int { return len(c.first) - 1 }

// Baskets returns the number of baskets, merged ones once.
func (c *Corpus) Baskets() int { return len(c.heads) }

// Lines returns the number of products in all baskets.
func (c *Corpus) Lines() int { return len(c.products) }

// Size returns 1 + the highest product number.
func (c *Corpus) Size() int { return int(c.size) }

// Stores returns 1 + the highest store number.
func (c *Corpus) Stores() int { return int(c.stores) }

// LastDay returns the day of the newest basket.
func (c *Corpus) LastDay() int32 { return c.lastDay }

// Set returns a basket's products, by growing number.
func (c *Corpus) Set(basket uint32) []uint32 {
	return c.products[c.start[basket]:c.start[basket+1]]
}

// Day returns a basket's day.
func (c *Corpus) Day(basket uint32) int32 { return c.heads[basket].day }

// Store returns a basket's store.
func (c *Corpus) Store(basket uint32) uint32 { return c.heads[basket].store }

// Customer returns a basket's customer, or Anonymous.
func (c *Corpus) Customer(basket uint32) int32 { return c.heads[basket].customer }

// Of returns all baskets of a customer, from…to−1, oldest first.
func (c *Corpus) Of(customer int) (from, to uint32) { return c.first[customer], c.first[customer+1] }

// Anonymous returns all baskets nobody is named on, from…to−1, oldest first.
func (c *Corpus) Anonymous() (from, to uint32) {
	return c.first[len(c.first)-1], uint32(len(c.heads))
}

// Contains searches a set, such as a basket's.
func Contains(set []uint32, want uint32) bool {
	low, high := 0, len(set)
	for low < high {
		mid := (low + high) / 2
		if set[mid] < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(set) && set[low] == want
}
