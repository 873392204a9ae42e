package offer

import "sartor/internal/model/habit"

// lists are the places in which promotions for one product are found.
type lists [7][]int32

// headsOf returns those of them that hold anything; they stand until its next use.
func (w *workshop) headsOf(side int, product uint32, g *good) [][]int32 {
	heads := w.heads[:0]
	for _, l := range w.listsOf(side, product, g) {
		if len(l) > 0 {
			heads = append(heads, l)
		}
	}
	return heads
}

// listsOf returns them: for all stores, for this one, and those that no list
// narrows.
func (w *workshop) listsOf(side int, product uint32, g *good) (out lists) {
	if wide, x := g.wideIn(w.kind), &w.here[0][side]; wide != 0 {
		if wide&1 != 0 {
			out[0] = x.products.of(product)
		}
		if wide&2 != 0 {
			out[1] = x.brands.of(g.brand)
		}
		if wide&4 != 0 {
			out[2] = x.categories.of(g.category)
		}
	}
	x := &w.here[1][side]
	out[3], out[4], out[5] = x.products.of(product), x.brands.of(g.brand), x.categories.of(g.category)
	out[6] = w.open[side]
	return out
}

// fetch asks memory for all that the items need before the first is looked at:
// their goods lie far apart, and so they come side by side.
func (w *workshop) fetch(items []habit.Scored) {
	for i := range items {
		if n := items[i].Product; int(n) < len(w.book.goods) {
			w.fetched += w.book.goods[n].category + w.goods[n].round
		}
	}
}
