package offer

import (
	"hash/fnv"
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Numbered is a promotion with its dense number in packed forms.
type Numbered struct {
	Number    uint32
	Promotion promotion.Promotion
}

// DefaultMargin is the margin assumed for a product whose cost nobody gave, as a
// share of its price (CONTRACTS.md 4).
const DefaultMargin = .25

// Book is the live promotions of one moment, compiled so that a decision looks
// at those its products lead to and at no others. It is immutable.
type Book struct {
	Version int64
	entries []entry
	kinds   [kindCount]index
	goods   []good // by product number
	numbers map[uint32]int32
}

// kind numbers the targets in the order in which their lists are read: the
// personal ones first, since they are the heart.
type kind uint8

const (
	kindDue kind = iota
	kindFavourite
	kindLapsed
	kindNext
	kindProduct
	kindBrand
	kindCategory
	kindAnyone
	kindCount
)

func kindOf(t promotion.TargetKind) kind {
	switch t {
	case promotion.TargetDue:
		return kindDue
	case promotion.TargetFavourite:
		return kindFavourite
	case promotion.TargetLapsed:
		return kindLapsed
	case promotion.TargetNext:
		return kindNext
	case promotion.TargetProduct:
		return kindProduct
	case promotion.TargetBrand:
		return kindBrand
	case promotion.TargetCategory:
		return kindCategory
	}
	return kindAnyone
}

// index leads from a product to the promotions that may be for it: by the
// narrowest list each has.
type index struct {
	byProduct  map[uint32][]int32
	byBrand    map[uint32][]int32
	byCategory map[uint32][]int32
	open       []int32 // no list narrows them
}

// good is what scoring needs of a product.
type good struct {
	brand       uint32
	category    uint32
	price       float64 // of one unit, minor units
	margin      float64
	assumed     bool
	listed      bool
	restriction retail.Restriction
}

// entry is one compiled promotion.
type entry struct {
	number     uint32
	p          *promotion.Promotion
	stores     []uint64 // bitset over store numbers; nil: all of its currency
	starts     retail.BusinessDay
	ends       retail.BusinessDay
	products   []uint32 // growing; nil: any
	brands     []uint32
	categories []uint32
	value      voucher.Value
	weight     float64 // of its priority
}

// NewBook compiles live promotions over a catalogue. margin is the share of its
// price that a product is assumed to earn where no cost is known.
func NewBook(live []Numbered, chain *retail.Catalogue, margin float64) *Book {
	brands := map[string]uint32{}
	b := &Book{goods: goodsOf(chain, brands, margin), entries: make([]entry, 0, len(live)), numbers: make(map[uint32]int32, len(live))}
	for k := range b.kinds {
		b.kinds[k] = index{byProduct: map[uint32][]int32{}, byBrand: map[uint32][]int32{}, byCategory: map[uint32][]int32{}}
	}
	stamp := fnv.New64a()
	for i := range live {
		e := compile(&live[i], chain, brands)
		b.file(&e)
		var mark [12]byte
		for at := range 4 {
			mark[at] = byte(e.number >> (8 * at))
		}
		for at := range 8 {
			mark[4+at] = byte(uint64(e.p.Version) >> (8 * at))
		}
		_, _ = stamp.Write(mark[:]) // a hash never fails
	}
	b.Version = int64(stamp.Sum64() >> 1)
	return b
}

// Promotion returns a live promotion by its number.
func (b *Book) Promotion(number uint32) (*promotion.Promotion, bool) {
	at, ok := b.numbers[number]
	if !ok {
		return nil, false
	}
	return b.entries[at].p, true
}

// Len returns the number of promotions.
func (b *Book) Len() int { return len(b.entries) }

// goodsOf computes each product's margin: price less cost, the rate of its
// category where the cost is missing, else the default.
func goodsOf(chain *retail.Catalogue, brands map[string]uint32, margin float64) []good {
	rates := categoryRates(chain)
	goods := make([]good, len(chain.Products))
	for n := range chain.Products {
		p := &chain.Products[n]
		g := good{category: chain.CategoryOf(uint32(n)), price: float64(p.Price), listed: p.Listed && p.Price > 0, restriction: p.Restriction}
		if p.Brand != "" {
			if _, ok := brands[p.Brand]; !ok {
				brands[p.Brand] = uint32(len(brands) + 1)
			}
			g.brand = brands[p.Brand]
		}
		switch rate, ok := rates[g.category]; {
		case p.HasCost:
			g.margin = float64(p.Price - p.Cost)
		case ok:
			g.margin, g.assumed = g.price*rate, true
		default:
			g.margin, g.assumed = g.price*margin, true
		}
		goods[n] = g
	}
	return goods
}

// UnitCost returns what one unit costs the chain, in minor units: as given, or by
// the assumed rate of margin.
func (b *Book) UnitCost(product uint32) float64 {
	if int(product) >= len(b.goods) {
		return 0
	}
	g := &b.goods[product]
	return g.price - g.margin
}

func categoryRates(chain *retail.Catalogue) map[uint32]float64 {
	type sums struct{ price, margin float64 }
	by := map[uint32]sums{}
	for n := range chain.Products {
		p := &chain.Products[n]
		if c := chain.CategoryOf(uint32(n)); c != 0 && p.HasCost && p.Price > 0 {
			s := by[c]
			by[c] = sums{s.price + float64(p.Price), s.margin + float64(p.Price-p.Cost)}
		}
	}
	out := make(map[uint32]float64, len(by))
	for c, s := range by {
		out[c] = s.margin / s.price
	}
	return out
}

func compile(n *Numbered, chain *retail.Catalogue, brands map[string]uint32) entry {
	p := &n.Promotion
	e := entry{number: n.Number, p: p, starts: p.Starts, ends: p.Ends, value: voucher.ValueOf(p.Reward, chain)}
	e.weight = min(2, max(.5, 1+float64(p.Priority)/10))
	ids := p.Target.Products
	if p.Reward.Kind == promotion.FreeItem {
		ids = []retail.ProductID{p.Reward.Product}
	}
	e.products = numbers(ids, chain.ProductNumber)
	e.brands = numbers(p.Target.Brands, func(name string) (uint32, bool) { b, ok := brands[name]; return b, ok })
	e.categories = numbers(p.Target.Categories, chain.CategoryNumber)
	e.stores = make([]uint64, len(chain.Stores)/64+1)
	for s := range chain.Stores {
		store := &chain.Stores[s]
		if (len(p.Stores) == 0 || slices.Contains(p.Stores, store.ID)) && (len(p.Regions) == 0 || slices.Contains(p.Regions, store.Region)) &&
			store.Currency == p.Budget.Currency {
			e.stores[s/64] |= 1 << (s % 64)
		}
	}
	return e
}

// numbers maps names to numbers; nil when the list is empty. A list of unknown
// names stays a list: it matches nothing.
func numbers[T any](names []T, number func(T) (uint32, bool)) []uint32 {
	if len(names) == 0 {
		return nil
	}
	out := make([]uint32, 0, len(names))
	for _, name := range names {
		if n, ok := number(name); ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// file puts the promotion under the keys of its narrowest list.
func (b *Book) file(e *entry) {
	at := int32(len(b.entries))
	b.numbers[e.number] = at
	b.entries = append(b.entries, *e)
	x := &b.kinds[kindOf(e.p.Target.Kind)]
	switch {
	case e.products != nil:
		put(x.byProduct, e.products, at)
	case e.brands != nil:
		put(x.byBrand, e.brands, at)
	case e.categories != nil:
		put(x.byCategory, e.categories, at)
	default:
		x.open = append(x.open, at)
	}
}

func put(m map[uint32][]int32, keys []uint32, at int32) {
	for _, k := range keys {
		m[k] = append(m[k], at)
	}
}

// here reports whether the promotion is for the store.
func (e *entry) here(store uint32) bool {
	return int(store/64) < len(e.stores) && e.stores[store/64]>>(store%64)&1 != 0
}

// fits reports whether a product passes all the promotion's lists.
func (e *entry) fits(product uint32, g *good) bool {
	return (e.products == nil || has(e.products, product)) && (e.brands == nil || has(e.brands, g.brand)) &&
		(e.categories == nil || has(e.categories, g.category))
}

func has(sorted []uint32, n uint32) bool {
	_, ok := slices.BinarySearch(sorted, n)
	return ok
}
