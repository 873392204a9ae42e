package offer

import (
	"maps"
	"slices"
)

// kind numbers the ways in which products are found for a promotion, in the
// order in which their lists are read: the personal ones first, since they are
// the heart.
type kind uint8

const (
	kindDue kind = iota
	kindFavourite
	kindLapsed
	kindNext
	kindSeason
	kindExpiring
	kindGoods // product, brand and category: read all lists alike
	kindCount
)

// repeats reports whether same_basket means anything for a kind: what was just
// bought is neither due nor lapsed nor new.
func (k kind) repeats() bool { return k == kindFavourite || k == kindGoods }

// The two sides of a kind: all its promotions, and those that allow a product of
// the issuing basket.
const (
	anyBasket = iota
	sameBasket
)

// index leads from a product to the promotions that may be for it: by the
// narrowest list each has. All lists hold the best promotion first.
type index struct {
	products   table
	brands     table
	categories table
	open       []int32 // no list narrows them
}

// indexes are those of all kinds, for each side.
type indexes [kindCount][2]index

func (x *index) empty() bool {
	return len(x.products.at)+len(x.brands.at)+len(x.categories.at)+len(x.open) == 0
}

// table is lists of entries by a number that is not 0: open addressing, at most
// half full. A decision asks some thousand times, mostly for numbers that are not
// there, so that the keys stand by themselves: sixteen to a line of the cache.
type table struct {
	keys  []uint32 // 0: free
	spans []span   // of the keys, in at
	at    []int32
}

type span struct{ from, to uint32 }

// of returns a number's list; 0 is no product, brand or category and has none.
func (t *table) of(n uint32) []int32 {
	if len(t.keys) == 0 || n == 0 {
		return nil // most of them, and without a call
	}
	return t.find(n)
}

func (t *table) find(n uint32) []int32 {
	mask := uint32(len(t.keys) - 1)
	for i := spread(n) & mask; t.keys[i] != 0; i = (i + 1) & mask {
		if t.keys[i] == n {
			s := t.spans[i]
			return t.at[s.from:s.to]
		}
	}
	return nil
}

func spread(n uint32) uint32 { return n * 0x9e3779b1 >> 12 }

func tableOf(m map[uint32][]int32) table {
	if len(m) == 0 {
		return table{}
	}
	size := 4
	for size < 2*len(m) {
		size *= 2
	}
	t, mask := table{keys: make([]uint32, size), spans: make([]span, size)}, uint32(size-1)
	for _, n := range slices.Sorted(maps.Keys(m)) {
		i := spread(n) & mask
		for t.keys[i] != 0 {
			i = (i + 1) & mask
		}
		from := uint32(len(t.at))
		t.at = append(t.at, m[n]...)
		t.keys[i], t.spans[i] = n, span{from, uint32(len(t.at))}
	}
	return t
}

// filing is an index while promotions are put into it.
type filing struct {
	products, brands, categories map[uint32][]int32
	open                         []int32
}

// put files an entry under the keys of its narrowest list.
func (f *filing) put(e *entry, at int32) {
	under := func(m *map[uint32][]int32, keys []uint32) {
		if *m == nil {
			*m = map[uint32][]int32{}
		}
		for _, k := range keys {
			(*m)[k] = append((*m)[k], at)
		}
	}
	switch {
	case e.products != nil:
		under(&f.products, e.products)
	case e.brands != nil:
		under(&f.brands, e.brands)
	case e.categories != nil:
		under(&f.categories, e.categories)
	default:
		f.open = append(f.open, at)
	}
}

// filings are those of all kinds, for each side.
type filings [kindCount][2]filing

func (f *filings) put(k kind, e *entry, at int32) {
	f[k][anyBasket].put(e, at)
	if e.p.SameBasket {
		f[k][sameBasket].put(e, at)
	}
}

func (f *filings) indexes() *indexes {
	out := &indexes{}
	for k := range f {
		for side := range f[k] {
			x := &f[k][side]
			out[k][side] = index{tableOf(x.products), tableOf(x.brands), tableOf(x.categories), x.open}
		}
	}
	return out
}
