package pairs

import (
	"cmp"
	"slices"

	"sartor/internal/stat"
)

const (
	leastExpected = 20 // shared baskets that taste alone would give
	mostShared    = .5 // of those, at most this share may be found, after shrinking
)

// tastes is what each customer buys within categories: (place, baskets) by
// growing place, where a place is a product's position in the order by
// (category, product), so that a category is a run.
type tastes struct {
	place    []uint32 // by product; 0 is "has no category"
	product  []uint32 // by place
	category []uint32 // by place
	own      []taste  // of one customer after the other
	baskets  []uint32 // of each customer
	where    []uint32 // entries of own, by place
	starts   []uint32 // of each place in where, and the end
}

type taste struct{ place, baskets, buyer uint32 }

func tastesOf(x *pairing, category func(uint32) uint32) *tastes {
	t := &tastes{place: make([]uint32, len(x.starts)-1), product: []uint32{0}}
	for p := range t.place {
		if category(uint32(p)) != 0 && x.n(uint32(p)) >= leastPair {
			t.product = append(t.product, uint32(p))
		}
	}
	slices.SortStableFunc(t.product[1:], func(a, b uint32) int { return cmp.Compare(category(a), category(b)) })
	t.category = make([]uint32, len(t.product))
	for at, p := range t.product[1:] {
		t.place[p], t.category[at+1] = uint32(at)+1, category(p)
	}
	if len(t.product) > 1 {
		t.collect(x)
		t.invert()
	}
	return t
}

// collect counts every customer's baskets by place. Baskets of a customer stand
// together in the pairing.
func (t *tastes) collect(x *pairing) {
	counts := make([]uint32, len(t.product))
	var touched []uint32
	flush := func() {
		slices.Sort(touched)
		for _, at := range touched {
			t.own = append(t.own, taste{at, counts[at], uint32(len(t.baskets)) - 1})
			counts[at] = 0
		}
		touched = touched[:0]
	}
	for b := range x.named {
		if b == 0 || x.buyer[b] != x.buyer[b-1] {
			flush()
			t.baskets = append(t.baskets, 0)
		}
		t.baskets[len(t.baskets)-1]++
		for _, p := range x.set(b) {
			at := t.place[p]
			if at != 0 && counts[at] == 0 {
				touched = append(touched, at)
			}
			counts[at]++
		}
		counts[0] = 0
	}
	flush()
}

func (t *tastes) invert() {
	t.starts = make([]uint32, len(t.product)+1)
	for _, o := range t.own {
		t.starts[o.place+1]++
	}
	for at := range t.product {
		t.starts[at+1] += t.starts[at]
	}
	t.where = make([]uint32, len(t.own))
	next := slices.Clone(t.starts)
	for x, o := range t.own {
		t.where[next[o.place]] = uint32(x)
		next[o.place]++
	}
}

// expecting accumulates, by place, the shared baskets that taste alone would give.
type expecting struct {
	shared  []float64
	touched []uint32
}

// gather sums over the buyers of a place, in order of customers.
func (e *expecting) gather(t *tastes, at uint32) {
	for _, q := range e.touched {
		e.shared[q] = 0
	}
	e.touched = e.touched[:0]
	for _, x := range t.where[t.starts[at]:t.starts[at+1]] {
		me := t.own[x]
		together := func(o taste) bool { return o.buyer == me.buyer && t.category[o.place] == t.category[at] }
		low, high := x, x+1
		for low > 0 && together(t.own[low-1]) {
			low--
		}
		for high < uint32(len(t.own)) && together(t.own[high]) {
			high++
		}
		for _, o := range t.own[low:high] {
			if e.shared[o.place] == 0 {
				e.touched = append(e.touched, o.place)
			}
			e.shared[o.place] += float64(me.baskets*o.baskets) / float64(t.baskets[me.buyer])
		}
	}
}

// substitutes returns products of the same category that the same customers buy,
// but not in the same basket, strongest first.
//
//	Assumes   a customer with n_ui and n_uj of N_u baskets who chose them
//	          independently would have n_ui n_uj/N_u baskets with both; whoever
//	          takes one instead of the other has fewer
//	Computes  e_ij = Σ_u n_ui n_uj/N_u (customers as strata, as Mantel and Haenszel
//	          1959 stratify, so that neither taste nor diligence passes for choice)
//	          j for i when e_ij ≥ 20, (n_ij+κ)/(e_ij+κ) ≤ ½ with κ = 5, and the
//	          two-sided 99 % Poisson interval of n_ij lies below e_ij;
//	          ordered by (e_ij − n_ij)/n_i
//	Source    our own construction from those parts; thresholds not measured
//	Weak      needs customers, and categories that mean something; a rare pair stays silent
func (s *company) substitutes(x *pairing, t *tastes, e *expecting, i uint32) []Link {
	at := t.place[i]
	if at == 0 {
		return nil
	}
	e.gather(t, at)
	var out []Link
	for _, q := range e.touched {
		j := t.product[q]
		expected, both := e.shared[q], s.named[j]
		if j == i || expected < leastExpected || lift(float64(both), expected, pairKappa) > mostShared {
			continue
		}
		if stat.PoissonAtMost(int(both), expected) < pairTail {
			out = append(out, LinkOf(j, (expected-float64(both))/x.n(i)))
		}
	}
	return out
}

// Options say what baskets do not: 0 is the category of a product that has none;
// Rank is its place in the byte order of ids.
type Options struct {
	Category, Rank func(product uint32) uint32
	Workers        int // the result does not depend on it
}

// Learn finds complements and substitutes of every product.
func Learn(in *Baskets, o *Options) (complements, substitutes Table) {
	size := len(in.Pop)
	x := pairingOf(in)
	own := tastesOf(x, o.Category)
	with, instead := make([][]Link, size), make([][]Link, size)
	spaces := make([]company, max(1, o.Workers))
	hopes := make([]expecting, len(spaces))
	for w := range spaces {
		spaces[w] = company{named: make([]uint32, size), others: make([]uint32, size)}
		hopes[w].shared = make([]float64, len(own.product))
	}
	stat.Each(o.Workers, size, func(w, i int) {
		product := uint32(i)
		if x.n(product) < leastPair {
			return
		}
		s := &spaces[w]
		s.gather(x, product)
		with[i] = s.complements(x, product, o.Rank)
		instead[i] = strongest(s.substitutes(x, own, &hopes[w], product), o.Rank)
	})
	return Joined(with), Joined(instead)
}
