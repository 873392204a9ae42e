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
		h.start[u+1] = uint32(len(spaces[w].products(v, u, 2*uint32(u)+1)))
	})
	for u := range v.Customers() {
		h.start[u+1] += h.start[u]
	}
	h.product = make([]uint32, h.start[len(h.start)-1])
	h.counts = make([][]float32, len(decays))
	for d := range decays {
		h.counts[d] = make([]float32, len(h.product))
	}
	stat.Each(workers, v.Customers(), func(w, u int) { spaces[w].fill(h, v, u) })
	return h
}

// counter counts one customer after the other.
type counter struct {
	powers [][]float64
	sums   [][]float64 // by decay, by product; zero between customers
	mark   []uint32    // by product: the customer seen last
	seen   []uint32    // products of the customer
}

func newCounter(size int, decays []float64) counter {
	c := counter{mark: make([]uint32, size)}
	for _, d := range decays {
		c.powers, c.sums = append(c.powers, powers(d)), append(c.sums, make([]float64, size))
	}
	return c
}

// products returns what the customer ever bought, in no order; mark has not been used.
func (c *counter) products(v basket.View, u int, mark uint32) []uint32 {
	c.seen = c.seen[:0]
	from, to := v.Span(u)
	for b := from; b < to; b++ {
		for _, p := range v.Set(b) {
			if c.mark[p] != mark {
				c.mark[p] = mark
				c.seen = append(c.seen, p)
			}
		}
	}
	return c.seen
}

// fill writes the customer's row; newest baskets are added first.
func (c *counter) fill(h *Histories, v basket.View, u int) {
	for d := range c.sums {
		c.add(v, u, d)
	}
	row := h.product[h.start[u]:h.start[u+1]]
	copy(row, c.products(v, u, 2*uint32(u)+2))
	slices.Sort(row)
	for d := range c.sums {
		out := h.counts[d][h.start[u]:h.start[u+1]]
		for i, p := range row {
			out[i], c.sums[d][p] = float32(c.sums[d][p]), 0
		}
	}
}

func (c *counter) add(v basket.View, u, d int) {
	from, to := v.Span(u)
	for b := to; b > from && to-b < reach; b-- {
		weight := c.powers[d][to-b]
		for _, p := range v.Set(b - 1) {
			c.sums[d][p] += weight
		}
	}
}
