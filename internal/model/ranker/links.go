package ranker

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// Limits of the counting of pairs, whose cost grows with the square of a set.
const (
	linkedCustomers = 20_000 // a fixed sample of more
	longestSet      = 1_000  // products of a set that are paired: the first by number
	mostLinks       = 50     // kept a product: the strongest
)

// links say, by product, which others go with it and how strongly.
type links struct {
	start   []uint32
	product []uint32
	weight  []float32
}

func (l *links) of(p uint32) ([]uint32, []float32) {
	from, to := l.start[p], l.start[p+1]
	return l.product[from:to], l.weight[from:to]
}

// pairing is sets whose products j pull those of other sets i.
type pairing struct {
	pull, pulled [][]uint32
	least        uint32                            // pairs seen more rarely do not count
	weight       func(n float64, i, j int) float64 // of a pair seen n times
}

// link counts the three kinds of links over a sample of customers.
//
//	Computes  together  n_ij/√(pop_i·pop_j)
//	          after     (s_ij + 5 pop_i/B)/(s_j + 5), s_j = baskets with j that have a next
//	          owners    u_ij/√(df_i·df_j), u_ij ≥ 2
//	Source    RANKER "Features", co-purchase; pop, df, B of the sample
func (t *Tables) link() {
	bought, next, sets := [][]uint32{}, [2][][]uint32{}, [][]uint32{}
	f := newFold(len(t.items))
	for _, u := range t.view.Chosen(linkedCustomers, func(u int) bool { from, to := t.view.Span(u); return to > from }) {
		from, to := t.view.Span(u)
		for b := from; b < to; b++ {
			bought = append(bought, short(t.view.Set(b)))
			if b+1 < to {
				next[0], next[1] = append(next[0], short(t.view.Set(b))), append(next[1], short(t.view.Set(b+1)))
			}
		}
		sets = append(sets, f.set(t.view, u))
	}
	pop, leads, df := t.count(bought), t.count(next[0]), t.count(sets)
	baskets := float64(max(1, len(bought)))
	t.together = t.pair(pairing{bought, bought, 1, func(n float64, i, j int) float64 { return n / math.Sqrt(pop[i]*pop[j]) }})
	t.after = t.pair(pairing{next[0], next[1], 1, func(n float64, i, j int) float64 { return (n + 5*pop[i]/baskets) / (leads[j] + 5) }})
	t.owners = t.pair(pairing{sets, sets, 2, func(n float64, i, j int) float64 { return n / math.Sqrt(df[i]*df[j]) }})
}

func short(set []uint32) []uint32 { return set[:min(len(set), longestSet)] }

// set returns all products of a customer, by growing number.
func (f *fold) set(v basket.View, customer int) []uint32 {
	f.read(v, customer)
	out := make([]uint32, len(f.own))
	for i := range f.own {
		out[i] = f.own[i].product
	}
	slices.Sort(out)
	return short(out)
}

// count counts the sets with each product.
func (t *Tables) count(sets [][]uint32) []float64 {
	out := make([]float64, len(t.items))
	for _, set := range sets {
		for _, p := range set {
			out[p]++
		}
	}
	return out
}

// pulled is a product that goes with another.
type pulled struct {
	product uint32
	weight  float32
}

// pair counts, product by product, what its sets pull, and keeps the strongest.
func (t *Tables) pair(q pairing) links {
	where := make([][]uint32, len(t.items)) // sets that hold each product
	for s, set := range q.pull {
		for _, p := range set {
			where[p] = append(where[p], uint32(s))
		}
	}
	lists, counts := make([][]pulled, len(t.items)), make([][]uint32, t.o.Workers)
	for w := range counts {
		counts[w] = make([]uint32, len(t.items))
	}
	stat.Each(t.o.Workers, len(t.items), func(w, j int) { lists[j] = q.strongest(j, where[j], counts[w]) })
	out := links{start: make([]uint32, len(t.items)+1)}
	for j, list := range lists {
		for _, l := range list {
			out.product, out.weight = append(out.product, l.product), append(out.weight, l.weight)
		}
		out.start[j+1] = uint32(len(out.product))
	}
	return out
}

// strongest returns what product j pulls; count is zero before and after.
func (q *pairing) strongest(j int, where, count []uint32) []pulled {
	var seen []uint32
	for _, s := range where {
		for _, i := range q.pulled[s] {
			if count[i]++; count[i] == 1 {
				seen = append(seen, i)
			}
		}
	}
	var all []pulled
	var weights []float32
	for _, i := range seen {
		if n := count[i]; int(i) != j && n >= q.least {
			all = append(all, pulled{i, float32(q.weight(float64(n), int(i), j))})
			weights = append(weights, all[len(all)-1].weight)
		}
		count[i] = 0
	}
	bar := nth(weights, mostLinks) // few of thousands are put in order
	all = slices.DeleteFunc(all, func(p pulled) bool { return p.weight < bar })
	slices.SortFunc(all, func(a, b pulled) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.product, b.product))
	})
	return slices.Clone(all[:min(len(all), mostLinks)])
}
