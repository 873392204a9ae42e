package basket

import (
	"cmp"
	"slices"
	"sort"

	"sartor/internal/stat"
)

// Scorable is how many baskets a customer needs to be scored: one held out to
// choose by, one to judge by, two to learn from (SCIENCE 3.1).
const Scorable = 4

// View is a corpus without the newest baskets of its customers: what a choice or a
// judgement may know.
type View struct {
	*Corpus
	ends      []uint32 // of each customer; nil for all
	anonymous uint32   // end of the anonymous ones
}

// All is the view that holds nothing back.
func (c *Corpus) All() View { return View{c, nil, uint32(len(c.heads))} }

// Without holds back the last drop baskets of every customer with least or more.
func (c *Corpus) Without(drop, least int) View { return c.All().Without(drop, least) }

// Without holds back the last drop of the view's baskets of every customer with least
// or more of them.
func (v View) Without(drop, least int) View {
	out := View{v.Corpus, make([]uint32, v.Customers()), v.anonymous}
	for u := range out.ends {
		from, to := v.Span(u)
		if int(to-from) >= least {
			to -= min(uint32(drop), to-from)
		}
		out.ends[u] = to
	}
	return out
}

// Before holds back every basket of that day or later.
func (c *Corpus) Before(day int32) View { return c.All().Before(day) }

// Before holds back every basket of the view that is of that day or later.
func (v View) Before(day int32) View {
	out := View{Corpus: v.Corpus, ends: make([]uint32, v.Customers())}
	until := func(from, to uint32) uint32 {
		return from + uint32(sort.Search(int(to-from), func(i int) bool { return v.heads[from+uint32(i)].day >= day }))
	}
	for u := range out.ends {
		out.ends[u] = until(v.Span(u))
	}
	out.anonymous = until(v.Unnamed())
	return out
}

// Span returns the customer's baskets in the view, from…to−1.
func (v View) Span(customer int) (from, to uint32) {
	from, to = v.Of(customer)
	if v.ends != nil {
		to = v.ends[customer]
	}
	return from, to
}

// Unnamed returns the view's baskets that nobody is named on.
func (v View) Unnamed() (from, to uint32) {
	from, _ = v.Anonymous()
	return from, v.anonymous
}

// Ends returns the first and the last day of what is known.
func (v View) Ends() (first, last int32, some bool) {
	see := func(from, to uint32) {
		for b := from; b < to; b++ {
			day := v.Day(b)
			if !some {
				first, last, some = day, day, true
			}
			first, last = min(first, day), max(last, day)
		}
	}
	for u := range v.Customers() {
		see(v.Span(u))
	}
	see(v.Unnamed())
	return first, last, some
}

// Known returns how many baskets the view has.
func (v View) Known() int {
	from, to := v.Unnamed()
	n := int(to - from)
	for u := range v.Customers() {
		a, b := v.Span(u)
		n += int(b - a)
	}
	return n
}

// Each yields the view's baskets, customer and set: each customer's oldest first,
// those of Anonymous last.
func (v View) Each(yield func(customer int32, set []uint32) bool) {
	for u := range v.Customers() {
		from, to := v.Span(u)
		for b := from; b < to; b++ {
			if !yield(int32(u), v.Set(b)) {
				return
			}
		}
	}
	from, to := v.Unnamed()
	for b := from; b < to; b++ {
		if !yield(Anonymous, v.Set(b)) {
			return
		}
	}
}

// Able reports whether a customer can be scored.
func (c *Corpus) Able(customer int) bool {
	from, to := c.Of(customer)
	return to-from >= Scorable
}

// Chosen returns the customers that are wanted, by growing number; at most n, by a
// fixed hash.
func (c *Corpus) Chosen(n int, wanted func(customer int) bool) []int {
	var able []int
	for u := range c.Customers() {
		if wanted(u) {
			able = append(able, u)
		}
	}
	if len(able) > n {
		slices.SortFunc(able, func(a, b int) int {
			return cmp.Compare(stat.Mix(uint64(a), 2), stat.Mix(uint64(b), 2))
		})
		able = able[:n]
		slices.Sort(able)
	}
	return able
}
