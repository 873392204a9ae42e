package offer

// kind numbers the ways in which products are found for a promotion, in the
// order in which their lists are read: the personal ones first, since they are
// the heart.
type kind uint8

const (
	kindDue kind = iota
	kindFavourite
	kindLapsed
	kindNext
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
	products   shelf
	brands     shelf
	categories shelf
	everywhere []int32            // no list narrows them, and no store
	local      map[uint32][]int32 // no list narrows them: by store number
}

func (x *index) empty() bool {
	return len(x.products.at)+len(x.brands.at)+len(x.categories.at)+len(x.everywhere)+len(x.local) == 0
}

// lists returns the lists that may hold promotions for a product; open are those
// that no list narrows.
func (x *index) lists(product uint32, g *good, open []int32) [4][]int32 {
	return [4][]int32{x.products.of(product), x.brands.of(g.brand), x.categories.of(g.category), open}
}

// shelf is lists of entries by a dense number.
type shelf struct {
	starts []uint32 // of each number's list in at, and the end
	at     []int32
}

// of returns a number's list; 0 is no brand or category and has none.
func (s *shelf) of(n uint32) []int32 {
	if n == 0 || int(n)+1 >= len(s.starts) {
		return nil
	}
	return s.at[s.starts[n]:s.starts[n+1]]
}

// filing is an index while promotions are put into it.
type filing struct {
	products, brands, categories map[uint32][]int32
	everywhere                   []int32
	local                        map[uint32][]int32
}

func newFiling() *filing {
	return &filing{products: map[uint32][]int32{}, brands: map[uint32][]int32{}, categories: map[uint32][]int32{}, local: map[uint32][]int32{}}
}

// put files an entry under the keys of its narrowest list.
func (f *filing) put(e *entry, at int32) {
	under := func(m map[uint32][]int32, keys []uint32) {
		for _, k := range keys {
			m[k] = append(m[k], at)
		}
	}
	switch {
	case e.products != nil:
		under(f.products, e.products)
	case e.brands != nil:
		under(f.brands, e.brands)
	case e.categories != nil:
		under(f.categories, e.categories)
	case e.local():
		under(f.local, e.storeNumbers())
	default:
		f.everywhere = append(f.everywhere, at)
	}
}

func (f *filing) index() index {
	return index{shelfOf(f.products), shelfOf(f.brands), shelfOf(f.categories), f.everywhere, f.local}
}

func shelfOf(m map[uint32][]int32) shelf {
	most := uint32(0)
	for n := range m {
		most = max(most, n)
	}
	if len(m) == 0 {
		return shelf{}
	}
	s := shelf{starts: make([]uint32, most+2)}
	for n := range most + 1 {
		s.starts[n] = uint32(len(s.at))
		s.at = append(s.at, m[n]...)
	}
	s.starts[most+1] = uint32(len(s.at))
	return s
}
