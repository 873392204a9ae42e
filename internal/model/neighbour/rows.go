package neighbour

import (
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// perList is how many products each way of counting neighbours brings into a row set:
// twice what is judged, so that no weights can ask for one that is missing but rarely.
const perList = 40

// rows are one case's products with the parts of every score of the grid.
type rows struct {
	place []basket.Place // product, popularity, rank
	hit   []bool
	truth int
	own   [][]float32   // by deltaGrid
	knn   [][][]float32 // by kGrid, by deltas of neighbours
	share []float64
	eta   [][]float32 // by etaGrid
	trend [][]float32 // by trendGrid
}

// nearDeltas are the decays of neighbours' counts: those of own counts, and .6.
func nearDeltas() []float64 { return append(append([]float64{}, deltaGrid...), nearGrid[1:]...) }

// parts prepares the rows of a split.
type parts struct {
	known     basket.View
	o         *Options
	tally     basket.Tally
	histories *Histories
	index     *Index
	trends    *Trends
	shelves   *shelves
	eta       [][]float32
}

func partsOf(v basket.View, o *Options) *parts {
	x := &parts{known: v, o: o, tally: basket.Count(v, o.Workers)}
	x.histories = Remember(v, nearDeltas(), o.Workers)
	x.index = IndexOf(v, x.histories, &x.tally, o)
	x.trends = TrendsOf(v, &x.tally)
	x.shelves = shelvesOf(v, &x.tally, o)
	ratios := x.tally.Ratios()
	for _, e := range etaGrid {
		raised := make([]float32, len(ratios))
		for p, r := range ratios {
			raised[p] = float32(math.Pow(r, e))
		}
		x.eta = append(x.eta, raised)
	}
	return x
}

// rowsOf returns the rows of every case.
func rowsOf(s *trial.Split, o *Options) []rows {
	x := partsOf(s.Known, o)
	out := make([]rows, len(s.Cases))
	spaces := make([]*gatherer, max(1, o.Workers))
	stat.Each(o.Workers, len(s.Cases), func(w, i int) {
		if spaces[w] == nil {
			spaces[w] = x.gatherer()
		}
		out[i] = spaces[w].rows(&s.Cases[i])
	})
	return out
}

// gatherer is one worker's space.
type gatherer struct {
	*parts
	search *Search
	knn    [][][]float64 // by segment of kGrid, by delta, by product; zero between cases
	sums   []float64     // of likeness, by segment
	marked []bool
	near   []uint32 // products of neighbours
	listed []uint32
	best   basket.Best
}

func (x *parts) gatherer() *gatherer {
	g := &gatherer{parts: x, search: x.index.NewSearch(), sums: make([]float64, len(kGrid)), marked: make([]bool, x.known.Size())}
	for range kGrid {
		var by [][]float64
		for range x.histories.decays {
			by = append(by, make([]float64, x.known.Size()))
		}
		g.knn = append(g.knn, by)
	}
	return g
}

func (g *gatherer) rows(one *trial.Case) rows {
	g.gather(one.Customer)
	g.list(one)
	n := len(g.listed)
	out := rows{truth: len(one.Truth), place: make([]basket.Place, n), hit: make([]bool, n), share: make([]float64, n)}
	shelf := g.shelves.of(one.Store)
	for i, p := range g.listed {
		out.place[i] = basket.Place{Product: p, Pop: g.tally.Pop[p], Rank: g.o.rank(p)}
		out.hit[i] = basket.Contains(one.Truth, p)
		out.share[i] = shelf.share(p)
	}
	out.own = g.ownRows(one.Customer)
	out.knn = g.knnRows()
	for e := range etaGrid {
		out.eta = append(out.eta, column(g.listed, func(p uint32) float64 { return float64(g.eta[e][p]) }))
	}
	out.trend = g.trendRows(one.Day)
	g.reset()
	return out
}

func column(products []uint32, of func(uint32) float64) []float32 {
	out := make([]float32, len(products))
	for i, p := range products {
		out[i] = float32(of(p))
	}
	return out
}

// gather sums up neighbours by segment of kGrid.
func (g *gatherer) gather(customer int) {
	near := g.search.Of(customer, kGrid[len(kGrid)-1])
	segment := 0
	for i, n := range near {
		for i >= kGrid[segment] {
			segment++
		}
		g.sums[segment] += float64(n.Like)
		g.hear(n, segment)
	}
}

func (g *gatherer) hear(n Neighbour, segment int) {
	for d := range g.histories.decays {
		items, counts := g.histories.Of(int(n.Customer), d)
		into := g.knn[segment][d]
		for i, p := range items {
			into[p] += float64(n.Like * counts[i])
		}
	}
	items, _ := g.histories.Of(int(n.Customer), 0)
	for _, p := range items {
		if !g.marked[p] {
			g.marked[p] = true
			g.near = append(g.near, p)
		}
	}
}

// list chooses the products: all own, the best by neighbours, the popular ones.
func (g *gatherer) list(one *trial.Case) {
	for _, p := range g.near {
		g.marked[p] = false
	}
	take := func(p uint32) {
		if !g.marked[p] {
			g.marked[p] = true
			g.listed = append(g.listed, p)
		}
	}
	items, _ := g.histories.Of(one.Customer, 0)
	for _, p := range items {
		take(p)
	}
	for k := range kGrid {
		for _, d := range []int{len(deltaGrid) - 1, len(deltaGrid)} { // the slowest and the fastest decay
			for _, p := range g.nearest(k, d) {
				take(p.Product)
			}
		}
	}
	popular := g.shelves.of(one.Store).popular
	for _, p := range popular[:min(len(popular), perList)] {
		take(p)
	}
}

func (g *gatherer) nearest(k, d int) []basket.Place {
	g.best.Places = g.best.Places[:0]
	for _, p := range g.near {
		g.best.Offer(basket.Place{Product: p, Score: g.sum(k, d, p), Pop: g.tally.Pop[p], Rank: g.o.rank(p)}, perList)
	}
	return g.best.Places
}

// sum is Σ sim·c over the first kGrid[k] neighbours.
func (g *gatherer) sum(k, d int, p uint32) float64 {
	sum := 0.0
	for segment := range k + 1 {
		sum += g.knn[segment][d][p]
	}
	return sum
}

func (g *gatherer) ownRows(customer int) [][]float32 {
	var out [][]float32
	for d := range deltaGrid {
		column := make([]float32, len(g.listed))
		_, counts := g.histories.Of(customer, d)
		copy(column, counts) // own products are listed first, in their order
		out = append(out, column)
	}
	return out
}

func (g *gatherer) knnRows() [][][]float32 {
	var out [][][]float32
	total := 0.0
	for k := range kGrid {
		total += g.sums[k]
		var by [][]float32
		for d := range g.histories.decays {
			by = append(by, column(g.listed, func(p uint32) float64 {
				if total == 0 {
					return 0
				}
				return g.sum(k, d, p) / total
			}))
		}
		out = append(out, by)
	}
	return out
}

func (g *gatherer) trendRows(day int32) [][]float32 {
	tr := g.trends.of(day, g.listed)
	var out [][]float32
	for _, power := range trendGrid {
		column := make([]float32, len(tr))
		for i, t := range tr {
			column[i] = float32(tilted(t, power))
		}
		out = append(out, column)
	}
	return out
}

func (g *gatherer) reset() {
	for _, p := range g.near {
		for segment := range g.knn {
			for d := range g.knn[segment] {
				g.knn[segment][d][p] = 0
			}
		}
	}
	for _, p := range g.listed {
		g.marked[p] = false
	}
	clear(g.sums)
	g.near, g.listed = g.near[:0], g.listed[:0]
}
