package ranker

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/stat"
)

// Limits of what is asked of a chain.
const (
	nearest      = 300 // neighbours that speak
	popularTaken = 100 // of the most popular products, and of what neighbours buy
	linkedTaken  = 50  // candidates by each kind of link and by newest baskets
)

// The decays that histories hold: customers are compared by the slow one, what
// neighbours bought lately is read by the fast one.
const (
	slow = .95
	fast = .6
)

// Tables are what a view of a chain's baskets says: nothing that the view holds
// back is in any of them. Immutable; shared by workers.
type Tables struct {
	view      basket.View
	o         Options
	tally     basket.Tally
	items     []item
	days      []int32 // of all baskets, growing
	sold      []int32 // days of each product's baskets, growing
	histories *neighbour.Histories
	index     *neighbour.Index
	popular   []uint32 // most baskets first
	newest    []uint32 // in most customers' last baskets first
	together  links    // n_ij: baskets with both
	after     links    // s_ij: j in a basket, i in that customer's next
	owners    links    // u_ij: customers with both
}

// item is what the chain knows of one product.
type item struct {
	from, to uint32 // of its days in Tables.sold
	ranked   [stills]float32
}

// stills is how many features of a product do not depend on the day.
const stills = 7

// NewTables counts a view.
func NewTables(v basket.View, o Options) *Tables {
	o.Workers = max(1, o.Workers)
	t := &Tables{view: v, o: o, tally: basket.Count(v, o.Workers), items: make([]item, v.Size())}
	t.read()
	counts := t.propensities()
	t.describe(counts)
	t.histories = neighbour.Remember(v, []float64{slow, fast}, o.Workers)
	t.index = neighbour.IndexOf(v, t.histories, &t.tally, &neighbour.Options{Rank: o.Rank, Workers: o.Workers, Seed: o.Seed})
	t.link()
	return t
}

// Size is 1 + the highest product number that the tables have room for.
func (t *Tables) Size() int { return len(t.items) }

// read lists the days of all baskets and of each product's.
func (t *Tables) read() {
	at := uint32(0)
	for p := range t.items {
		t.items[p].from, t.items[p].to = at, at
		at += t.tally.Pop[p]
	}
	t.sold = make([]int32, at)
	take := func(from, to uint32) {
		for b := from; b < to; b++ {
			t.days = append(t.days, t.view.Day(b))
			for _, p := range t.view.Set(b) {
				t.sold[t.items[p].to] = t.view.Day(b)
				t.items[p].to++
			}
		}
	}
	for u := range t.view.Customers() {
		take(t.view.Span(u))
	}
	take(t.view.Unnamed())
	slices.Sort(t.days)
	stat.Each(t.o.Workers, len(t.items), func(_, p int) { slices.Sort(t.soldOn(uint32(p))) })
}

func (t *Tables) soldOn(p uint32) []int32 { return t.sold[t.items[p].from:t.items[p].to] }

// within counts growing days in [from, to).
func within(days []int32, from, to int32) float32 {
	low := sort.Search(len(days), func(i int) bool { return days[i] >= from })
	return float32(sort.Search(len(days)-low, func(i int) bool { return days[low+i] >= to }))
}

// repeats count how products come again.
type repeats struct {
	hits, exposed         int64 // baskets after the first one with it: with it, all
	nextHits, nextExposed int64 // baskets right after one with it: with it, all
	span, gaps            int64 // baskets from first to last, and gaps between
	last, last3           int64 // customers' last basket, and last three, with it
}

func (a *repeats) add(b repeats) {
	a.hits, a.exposed, a.nextHits, a.nextExposed = a.hits+b.hits, a.exposed+b.exposed, a.nextHits+b.nextHits, a.nextExposed+b.nextExposed
	a.span, a.gaps, a.last, a.last3 = a.span+b.span, a.gaps+b.gaps, a.last+b.last, a.last3+b.last3
}

// propensities counts all customers; counts are integers, so that workers may
// share the work in any way.
func (t *Tables) propensities() []repeats {
	parts, folds := make([][]repeats, t.o.Workers), make([]*fold, t.o.Workers)
	for w := range parts {
		parts[w], folds[w] = make([]repeats, len(t.items)), newFold(len(t.items))
	}
	stat.Each(t.o.Workers, t.view.Customers(), func(w, u int) {
		f := folds[w]
		f.read(t.view, u)
		for i := range f.own {
			o := &f.own[i]
			r, behind := &parts[w][o.product], int64(f.baskets)-1
			r.add(repeats{hits: int64(o.n) - 1, exposed: behind - int64(o.first), nextHits: int64(o.runs), nextExposed: int64(o.n), span: int64(o.last - o.first), gaps: int64(o.n) - 1})
			if int64(o.last) == behind {
				r.nextExposed--
				r.last++
			}
		}
		from, to := t.view.Span(u)
		for b := to - min(3, to-from); b < to; b++ {
			for _, p := range t.view.Set(b) {
				parts[w][p].last3++
			}
		}
	})
	for _, part := range parts[1:] {
		for p := range part {
			parts[0][p].add(part[p])
		}
	}
	return parts[0]
}

// describe turns counts into the features of products that stand still, and
// orders products by popularity and by newest baskets.
//
//	Computes  hz = (hits + 20 h0)/(exposed + 20), nhz likewise with 10, gmB = (span + 5 g0)/(gaps + 5),
//	          pop1r = (last + 1)/(pop + B/U), pop3r = (last3 + 2)/(pop + 5); h0, g0 over all products
//	Source    RANKER "Features"
func (t *Tables) describe(counts []repeats) {
	all := repeats{}
	for p := range counts {
		all.add(counts[p])
	}
	h0, n0, g0 := ratio(all.hits, all.exposed), ratio(all.nextHits, all.nextExposed), ratio(all.span, all.gaps)
	perCustomer := float64(t.tally.Baskets) / float64(max(1, t.tally.Customers))
	for p := range t.items {
		r, pop, df := &counts[p], float64(t.tally.Pop[p]), float64(t.tally.DF[p])
		t.items[p].ranked = [stills]float32{
			float32(math.Log1p(pop)),
			float32((float64(r.last) + 1) / (pop + perCustomer)),
			float32((float64(r.last3) + 2) / (pop + 5)),
			float32((float64(t.tally.Rebuyers[p]) + 3) / (df + 10)),
			float32((float64(r.hits) + 20*h0) / (float64(r.exposed) + 20)),
			float32((float64(r.nextHits) + 10*n0) / (float64(r.nextExposed) + 10)),
			float32((float64(r.span) + 5*g0) / (float64(r.gaps) + 5)),
		}
	}
	t.popular = t.order(popularTaken, func(p uint32) int64 { return int64(t.tally.Pop[p]) })
	t.newest = t.order(linkedTaken, func(p uint32) int64 { return counts[p].last })
}

func ratio(a, b int64) float64 { return float64(a) / float64(max(1, b)) }

// order returns the n products with the largest count above 0; ties as in lists.
func (t *Tables) order(n int, count func(p uint32) int64) []uint32 {
	var out []uint32
	for p := range uint32(len(t.items)) {
		if count(p) > 0 {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count(b), count(a)), cmp.Compare(t.tally.Pop[b], t.tally.Pop[a]), cmp.Compare(t.o.rank(a), t.o.rank(b)))
	})
	return slices.Clone(out[:min(n, len(out))])
}
