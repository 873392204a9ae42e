package offer

import (
	"math/bits"

	"sartor/internal/model/habit"
)

// places are the ways from a product that lead to promotions: for all stores, and
// behind them those that may for this one.
func (w *workshop) places(product uint32, g *good) uint32 {
	mine := w.mine[byProduct]>>(product%64)&1 | w.mine[byBrand]>>(g.brand%64)&1<<1 | w.mine[byCategory]>>(g.category%64)&1<<2
	return g.wide>>(leading*w.kind)&(1<<leading-1) | uint32(mine)<<leading
}

// at returns the list of a place.
func (w *workshop) at(place, side int, product uint32, g *good) []int32 {
	way := place % leading
	return w.here[place/leading].find(w.kind, side, way, [leading]uint32{product, g.brand, g.category}[way])
}

// headsOf puts a product's lists that hold anything behind the heads.
func (w *workshop) headsOf(side int, product uint32, g *good) {
	for at := w.places(product, g); at != 0; at &= at - 1 {
		if l := w.at(bits.TrailingZeros32(at), side, product, g); len(l) > 0 {
			w.heads = append(w.heads, l)
		}
	}
	if l := w.open[side]; len(l) > 0 {
		w.heads = append(w.heads, l)
	}
}

// fetch asks memory for all that the items need before the first is looked at: their
// goods lie far apart, and so they come side by side; then where their lists begin.
func (w *workshop) fetch(items []habit.Scored) {
	sum, goods := uint32(0), w.book.goods
	for i := range items {
		if n := items[i].Product; int(n) < len(goods) {
			sum += goods[n].category + uint32(w.goods[n].round)
		}
	}
	from := w.book.wide.from[w.kind][anyBasket][byProduct]
	for i := range items {
		if n := items[i].Product; int(n) < len(from) && int(n) < len(goods) && goods[n].wide>>(leading*w.kind)&(1<<byProduct) != 0 {
			sum += from[n]
		}
	}
	w.fetched += sum
}

// fetchTerms asks memory for the promotions that the heads lead to.
func (w *workshop) fetchTerms() {
	sum := uint32(0)
	for _, l := range w.heads {
		for _, at := range l[:min(len(l), w.enough)] {
			sum += w.book.terms[at].number + uint32(w.promos[at].round)
		}
	}
	w.fetched += sum
}
