package habit

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/fault"
)

// Anonymous is the customer of a basket nobody is named on: it counts for
// popularity, stores and pairs, and for no habit.
const Anonymous = -1

// MostProducts bounds product numbers: tables are dense in them (2^20 products
// cost tens of MiB a worker).
const MostProducts = 1 << 20

// Basket is one receipt on its way into a Corpus.
type Basket struct {
	Customer int32 // dense from 0, or Anonymous
	Day      int32 // days since 1970-01-01
	Store    uint32
	Products []uint32 // any order, repeats count once
}

// blockSize is how many lines or baskets stand in one block of a Builder.
const blockSize = 1 << 18

// Builder collects baskets in order of arrival. About 4 bytes a line and 20 a
// basket, and as much again while Corpus sorts. It grows by blocks: to move
// hundreds of MiB into a longer slice would hold up every goroutine.
type Builder struct {
	lines    [][]uint32 // a basket lies within one block
	arrivals [][]arrival
	total    int // lines
	baskets  uint32
	buyers   int32  // 1 + the highest customer
	size     uint32 // 1 + the highest product
	err      error
}

type head struct {
	customer, day int32
	store         uint32
}

type arrival struct {
	head
	at, n uint32 // n lines from at on
}

// Add takes one receipt. What cannot be taken (a customer below Anonymous, a
// product number of MostProducts or more, more than 2^32 lines) makes Corpus
// fail.
func (b *Builder) Add(in Basket) {
	if len(in.Products) == 0 {
		return
	}
	if in.Customer < Anonymous || len(in.Products) > blockSize || len(b.lines) >= math.MaxUint32/blockSize {
		b.err = fault.New(fault.Invalid, "habit_basket", "customer %d or the number of lines is out of range", in.Customer)
		return
	}
	lines := room(&b.lines, len(in.Products))
	at := len(*lines)
	*lines = append(*lines, in.Products...)
	slices.Sort((*lines)[at:])
	set := slices.Compact((*lines)[at:])
	*lines = (*lines)[:at+len(set)]
	top := set[len(set)-1]
	if top >= MostProducts {
		b.err = fault.New(fault.Invalid, "habit_product", "product number %d is not below %d", top, MostProducts)
		return
	}
	b.size, b.buyers, b.total = max(b.size, top+1), max(b.buyers, in.Customer+1), b.total+len(set)
	from := uint32(len(b.lines)-1)*blockSize + uint32(at)
	b.baskets++
	heads := room(&b.arrivals, 1)
	*heads = append(*heads, arrival{head{in.Customer, in.Day, in.Store}, from, uint32(len(set))})
}

// room returns a block that has room for n more.
func room[T any](blocks *[][]T, n int) *[]T {
	if last := len(*blocks) - 1; last < 0 || len((*blocks)[last])+n > blockSize {
		*blocks = append(*blocks, nil)
	}
	return &(*blocks)[len(*blocks)-1]
}

func (b *Builder) arrival(r uint32) *arrival { return &b.arrivals[r/blockSize][r%blockSize] }

// Corpus is a chain's baskets: sets of product numbers, by customer, and within
// one by (day, store), receipts of one day and store merged as the fold merges
// them. Anonymous baskets follow, one a receipt. Immutable.
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
// decides nothing but the order of anonymous baskets) and empties the builder.
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

// order returns receipts by (customer, day, store), stable, anonymous last.
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
			return cmp.Or(cmp.Compare(p.day, q.day), cmp.Compare(p.store, q.store))
		})
	}
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

func (c *Corpus) set(basket uint32) []uint32 {
	return c.products[c.start[basket]:c.start[basket+1]]
}

// evalBaskets is how many baskets a customer needs to be scored: one held out
// to choose by, one to judge by, two to learn from (SCIENCE 3.1).
const evalBaskets = 4

// view is a corpus without the last baskets of every customer that can be
// scored: what the choice and the judgement may know.
type view struct {
	*Corpus
	drop uint32
}

// span returns the customer's baskets in the view.
func (v view) span(customer int) (from, to uint32) {
	from, to = v.first[customer], v.first[customer+1]
	if to-from >= evalBaskets {
		to -= v.drop
	}
	return from, to
}

// anonymous returns the baskets nobody is named on.
func (v view) anonymous() (from, to uint32) {
	return v.first[len(v.first)-1], uint32(len(v.heads))
}

// baskets returns how many the view has.
func (v view) baskets() int {
	from, to := v.anonymous()
	n := int(to - from)
	for u := range v.Customers() {
		a, b := v.span(u)
		n += int(b - a)
	}
	return n
}

// fold is the profile of a customer's baskets from…to−1.
func (c *Corpus) fold(p *Profile, from, to uint32) {
	*p = Profile{Items: p.Items[:0]}
	for b := from; b < to; b++ {
		p.Add(c.heads[b].day, c.heads[b].store, c.set(b))
	}
}
