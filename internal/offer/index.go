package offer

import (
	"maps"
	"math/bits"
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

// What leads to a promotion: the narrowest list it has.
const (
	byProduct = iota
	byBrand
	byCategory
	leading
)

// index leads from a product to the promotions that may be for it. A decision asks
// some thousand times, in memory that other work has used since, so that an answer
// takes as few lines of the processor's cache as may be: for all stores by place, for
// one store from a small table of all kinds. All lists hold the best promotion first.
type index struct {
	kinds  uint32                     // bits by kind: there is one
	basket uint32                     // place of the list of those on the whole basket
	lists  []int32                    // of entries; of slots and open ones with their length before them
	open   [kindCount][2]uint32       // places of the lists of those that no list narrows
	seeds  [kindCount][leading]uint64 // of one store: bits of the numbers, by their last six, that lead anywhere
	slots  []slot                     // of one store: open addressing, at most half full
	shift  uint8                      // of a key's hash
	from   *starts                    // of all stores
}

// starts are where the list of each number begins; it ends where the next one begins.
type starts [kindCount][2][leading][]uint32

type slot struct{ key, list uint32 }

// keyOf is a number's key: not 0, for numbers are not. They lie below 2²⁶, as do the
// goods that memory has room for.
func keyOf(k kind, side, way int, n uint32) uint32 {
	return uint32(k)<<29 | uint32(side)<<28 | uint32(way)<<26 | n
}

// find returns a number's list; 0 is no product, brand or category: it is filed nowhere.
func (x *index) find(k kind, side, way int, n uint32) []int32 {
	if x.from != nil {
		if from := x.from[k][side][way]; int(n)+1 < len(from) {
			return x.lists[from[n]:from[n+1]]
		}
		return nil
	}
	key := keyOf(k, side, way, n)
	for i := key * 0x9e3779b1 >> x.shift; x.slots[i].key != 0; i = (i + 1) & uint32(len(x.slots)-1) {
		if x.slots[i].key == key {
			return x.list(x.slots[i].list)
		}
	}
	return nil
}

func (x *index) list(at uint32) []int32 { return x.lists[at+1:][:x.lists[at]] }

func (x *index) has(k kind) bool { return x.kinds>>k&1 != 0 }

// filing is an index while promotions are put into it.
type filing struct {
	by     map[uint32][]int32
	open   [kindCount][2][]int32
	basket []int32
}

func newFiling() *filing { return &filing{by: map[uint32][]int32{}} }

// put files an entry under the keys of its narrowest list.
func (f *filing) put(k kind, e *entry, at int32) {
	for side := range 1 + int(bit(e.again)) {
		under := func(way int, numbers []uint32) {
			for _, n := range numbers {
				if n != 0 {
					key := keyOf(k, side, way, n)
					f.by[key] = append(f.by[key], at)
				}
			}
		}
		switch {
		case e.products != nil:
			under(byProduct, e.products)
		case e.brands != nil:
			under(byBrand, e.brands)
		case e.categories != nil:
			under(byCategory, e.categories)
		default:
			f.open[k][side] = append(f.open[k][side], at)
		}
	}
}

// index is that of one store.
func (f *filing) index() *index {
	size := bits.Len(uint(2 * len(f.by)))
	x := f.begin()
	x.slots, x.shift = make([]slot, 1<<size), uint8(32-size)
	for _, key := range slices.Sorted(maps.Keys(f.by)) {
		i := key * 0x9e3779b1 >> x.shift
		for x.slots[i].key != 0 {
			i = (i + 1) & uint32(len(x.slots)-1)
		}
		x.slots[i] = slot{key, x.add(f.by[key])}
	}
	return x
}

// wide is the index of all stores.
func (f *filing) wide() *index {
	x := f.begin()
	x.from = &starts{}
	for _, key := range slices.Sorted(maps.Keys(f.by)) {
		from := &x.from[key>>29][key>>28&1][key>>26&3]
		for n := key & (1<<26 - 1); uint32(len(*from)) <= n; {
			*from = append(*from, uint32(len(x.lists)))
		}
		x.lists = append(x.lists, f.by[key]...)
		*from = append(*from, uint32(len(x.lists)))
	}
	return x
}

// begin makes an index of what no list narrows.
func (f *filing) begin() *index {
	x := &index{lists: []int32{0}} // place 0 holds nothing
	x.basket = x.add(f.basket)
	for key := range f.by {
		k, way := key>>29, key>>26&3
		x.seeds[k][way] |= 1 << (key % 64)
		x.kinds |= 1 << k
	}
	for k := range f.open {
		for side, l := range f.open[k] {
			if len(l) > 0 {
				x.open[k][side] = x.add(l)
				x.kinds |= 1 << k
			}
		}
	}
	return x
}

func (x *index) add(l []int32) uint32 {
	at := len(x.lists)
	x.lists = append(append(x.lists, int32(len(l))), l...)
	return uint32(at)
}
