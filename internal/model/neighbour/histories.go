package neighbour

import (
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// Histories are the decayed counts of every customer of a view, one row a customer:
// products by growing number, with a count for each of several decays.
//
//	Computes  c_u(i) = Σ_{j: i in basket j} δ^(N−1−j)                        (3.1)
type Histories struct {
	start   []uint32
	product []uint32
	decays  []float64
	counts  [][]float32 // by decay
}

// Of returns a customer's row of one decay.
func (h *Histories) Of(customer, decay int) (products []uint32, counts []float32) {
	from, to := h.start[customer], h.start[customer+1]
	return h.product[from:to], h.counts[decay][from:to]
}

// decay returns the index of a decay that is held.
func (h *Histories) decay(delta float64) int { return slices.Index(h.decays, delta) }

// Remember counts a view for some decays.
func Remember(v basket.View, decays []float64, workers int) *Histories {
	h := &Histories{start: make([]uint32, v.Customers()+1), decays: decays}
	workers = max(1, workers)
	spaces := make([]counter, workers)
	for w := range spaces {
		spaces[w] = newCounter(v.Size(), decays)
	}
	stat.Each(workers, v.Customers(), func(w, u int) {
		spaces[w].open(v, u)
		h.start[u+1] = uint32(len(spaces[w].products()))
	})
	for u := range v.Customers() {
		h.start[u+1] += h.start[u]
	}
	h.product = make([]uint32, h.start[len(h.start)-1])
	h.counts = make([][]float32, len(decays))
	for d := range decays {
		h.counts[d] = make([]float32, len(h.product))
	}
	stat.Each(workers, v.Customers(), func(w, u int) {
		spaces[w].open(v, u)
		from, to := h.start[u], h.start[u+1]
		spaces[w].fill(h.product[from:to], func(d int) []float32 { return h.counts[d][from:to] })
	})
	return h
}

// counter counts one customer after the other.
type counter struct {
	powers [][]float64
	sums   [][]float64 // by decay, by product; zero between customers
	mark   []uint32    // by product: the count it was seen in last
	turn   uint32
	seen   []uint32 // products of the customer
	own    basket.Past
	past   *basket.Past // of the customer at hand
}

func newCounter(size int, decays []float64) counter {
	c := counter{mark: make([]uint32, size)}
	for _, d := range decays {
		c.powers, c.sums = append(c.powers, powers(d)), append(c.sums, make([]float64, size))
	}
	return c
}

// open turns to a customer of a view.
func (c *counter) open(v basket.View, u int) {
	v.Past(u, &c.own)
	c.past = &c.own
}

// products returns what the customer ever bought, in no order.
func (c *counter) products() []uint32 {
	c.seen = c.seen[:0]
	if c.turn++; c.turn == 0 { // after 2^32 customers: no mark may be an old one
		clear(c.mark)
		c.turn++
	}
	for _, set := range c.past.Sets {
		for _, p := range set {
			if c.mark[p] != c.turn {
				c.mark[p] = c.turn
				c.seen = append(c.seen, p)
			}
		}
	}
	return c.seen
}

// fill writes the customer's row, of as many products as there are, and the counts by
// decay; newest baskets are added first.
func (c *counter) fill(row []uint32, counts func(decay int) []float32) {
	for d := range c.sums {
		c.add(d)
	}
	copy(row, c.products())
	slices.Sort(row)
	for d := range c.sums {
		out := counts(d)
		for i, p := range row {
			out[i], c.sums[d][p] = float32(c.sums[d][p]), 0
		}
	}
}

func (c *counter) add(d int) {
	n := c.past.Len()
	for j := n; j > 0 && n-j < reach; j-- {
		weight := c.powers[d][n-j]
		for _, p := range c.past.Sets[j-1] {
			c.sums[d][p] += weight
		}
	}
}

// counted is one customer's row outside of Histories.
type counted struct {
	counter
	row    []uint32
	counts [][]float32 // by decay
}

func newCounted(size int, decays []float64) *counted {
	return &counted{counter: newCounter(size, decays), counts: make([][]float32, len(decays))}
}

// take counts a customer whom no view needs to hold.
func (c *counted) take(past *basket.Past) {
	c.past = past
	n := len(c.products())
	c.row = slices.Grow(c.row[:0], n)[:n]
	for d := range c.counts {
		c.counts[d] = slices.Grow(c.counts[d][:0], n)[:n]
	}
	c.fill(c.row, func(d int) []float32 { return c.counts[d] })
}
