package offer

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
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
// at those its products lead to and at no others. It is immutable, and the same
// whatever the order in which the promotions were given.
type Book struct {
	Version int64               // of promotions, goods and all else a decision reads of it
	entries []entry             // the best first: by weight, then number
	wide    *indexes            // of promotions for all or many stores
	local   map[uint32]*indexes // of those for few, by store number
	anyone  []int32             // on the whole basket, for all or many stores
	single  map[uint32][]int32  // of stores' versions on the whole basket, by store number
	goods   []good              // by product number
	price   float64             // mean of what is listed, minor units
	rate    float64             // margin of what is listed, as a share of its price
	numbers map[uint32]int32
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

// entry is one compiled promotion. A decision meets hundreds: what it reads of
// each stands in front, on as few lines of the processor's cache as it takes.
type entry struct {
	number     uint32
	starts     retail.BusinessDay
	ends       retail.BusinessDay
	below      uint32   // when not 0, it is for all stores of a lower number
	head       int32    // the entry of the promotion it is a store's version of; itself for none
	local      bool     // filed by store: who finds it is in one of its stores
	states     uint8    // bits by LifeState; 0: any
	values     uint8    // bits by ValueBand; 0: any
	single     bool     // one list at most narrows it: who finds it there fits it
	version    bool     // a store's version: its promotion is head
	tailored   bool     // stores have versions of it
	again      bool     // it may be for what was just bought
	limited    bool     // it, or a version of it, has a limit by customer
	most       int64    // vouchers of it that a customer may get; 0: any number
	weight     float64  // of its priority
	response   float64  // assumed of who gets it (responseOf)
	days       float64  // from the issue to the last day it is good
	share      float64  // of the price that one redemption costs, infinite where it does not depend on it
	cost       float64  // of one redemption at most, minor units
	versions   []uint64 // bitset over the stores that have a version of it; nil: none
	stores     []uint64 // bitset over store numbers; nil for a store's version
	only       uint32   // the store of a store's version
	compare    float64  // share of a store's customers who keep this rather than the store's version
	p          *promotion.Promotion
	products   []uint32 // growing; nil: any
	brands     []uint32
	categories []uint32
	value      voucher.Value
}

// NewBook compiles live promotions over a catalogue. margin is the share of its
// price that a product is assumed to earn where no cost is known. A store's version
// counts only beside its promotion: where that is not live, it is not either.
func NewBook(live []Numbered, chain *retail.Catalogue, margin float64) *Book {
	brands := map[string]uint32{}
	live = families(live)
	b := &Book{goods: goodsOf(chain, brands, margin), entries: make([]entry, len(live)), numbers: make(map[uint32]int32, len(live))}
	if len(b.goods) == 0 {
		b.goods = make([]good, 1) // number 0 is no product, but may be looked at
	}
	b.price, b.rate = average(b.goods, margin)
	for i := range live {
		b.entries[i] = compile(&live[i], chain, brands)
	}
	slices.SortFunc(b.entries, func(x, y entry) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.number, y.number))
	})
	b.file()
	b.Version = b.stamp()
	return b
}

// mostLocal is how many places of local indexes one promotion may take, keys
// times stores: 40 KB. One that would take more is looked at in every store.
const mostLocal = 10_000

// file puts the promotions into the indexes of their kinds and stores.
func (b *Book) file() {
	wide, local := &filings{}, map[uint32]*filings{}
	b.single = map[uint32][]int32{}
	b.join()
	for i := range b.entries {
		e, at := &b.entries[i], int32(i)
		k, goods := kindOf(e.p.Target.Kind)
		e.response = responseOf(k)
		e.share, e.cost = costOf(&e.p.Reward, b.goods[e.value.Product].price)
		if !goods {
			b.fileAnyone(e, at)
			continue
		}
		stores := e.storeNumbers()
		if len(e.p.Stores)+len(e.p.Regions) == 0 || len(stores)*e.keys() > mostLocal {
			wide.put(k, e, at)
			continue
		}
		e.local = true
		for _, n := range stores {
			if local[n] == nil {
				local[n] = &filings{}
			}
			local[n].put(k, e, at)
		}
	}
	b.wide, b.local = wide.indexes(), make(map[uint32]*indexes, len(local))
	for n, f := range local {
		b.local[n] = f.indexes()
	}
}

// fileAnyone puts a promotion on the whole basket where decisions meet it.
func (b *Book) fileAnyone(e *entry, at int32) {
	switch {
	case e.void():
	case e.version:
		e.local = true
		b.single[e.only] = append(b.single[e.only], at)
	default:
		b.anyone = append(b.anyone, at)
	}
}

// kindOf returns how products are found for a target; goods is false for the
// whole basket.
func kindOf(t promotion.TargetKind) (k kind, goods bool) {
	switch t {
	case promotion.TargetDue:
		return kindDue, true
	case promotion.TargetFavourite:
		return kindFavourite, true
	case promotion.TargetLapsed:
		return kindLapsed, true
	case promotion.TargetNext:
		return kindNext, true
	case promotion.TargetSeason:
		return kindSeason, true
	case promotion.TargetExpiring:
		return kindExpiring, true
	case promotion.TargetAnyone:
		return 0, false
	}
	return kindGoods, true
}

// stamp hashes all that decisions read: equal books have equal versions.
func (b *Book) stamp() int64 {
	h := fnv.New64a()
	var buf []byte
	for i := range b.entries {
		e := &b.entries[i]
		buf = binary.AppendVarint(binary.AppendUvarint(buf[:0], uint64(e.number)), e.p.Version)
		for _, set := range e.stores {
			buf = binary.AppendUvarint(buf, set)
		}
		if e.version {
			buf = binary.AppendUvarint(buf, uint64(e.only))
		}
		_, _ = h.Write(buf) // a hash never fails
	}
	for n := range b.goods {
		g := &b.goods[n]
		if !g.listed && g.restriction == 0 && g.brand == 0 && g.category == 0 {
			continue // met on a receipt: nothing is known that could be read
		}
		buf = binary.AppendUvarint(buf[:0], uint64(n))
		buf = append(binary.AppendUvarint(binary.AppendUvarint(buf, uint64(g.brand)), uint64(g.category)), byte(g.restriction), bit(g.assumed), bit(g.listed))
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(g.price))
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(g.margin))
		_, _ = h.Write(buf)
	}
	return max(1, int64(h.Sum64()>>1))
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

// average is the mean price of listed goods and their margin as a share of it.
func average(goods []good, otherwise float64) (mean, rate float64) {
	price, margin, n := 0.0, 0.0, 0.0
	for i := range goods {
		if goods[i].listed {
			price, margin, n = price+goods[i].price, margin+goods[i].margin, n+1
		}
	}
	if price <= 0 {
		return 0, otherwise
	}
	return price / n, margin / price
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
	e := entry{number: n.Number, p: p, starts: p.Starts, ends: p.Ends, again: p.SameBasket, most: p.Limits.PerCustomer, value: voucher.ValueOf(p.Reward, chain)}
	e.weight = min(2, max(.5, 1+float64(p.Priority)/10))
	e.days = float64(p.ValidAfterDays + p.VoucherDays)
	ids := p.Target.Products
	if p.Reward.Kind == promotion.FreeItem {
		ids = []retail.ProductID{p.Reward.Product}
	}
	e.products = numbers(ids, chain.ProductNumber)
	e.brands = numbers(p.Target.Brands, func(name string) (uint32, bool) { b, ok := brands[name]; return b, ok })
	e.categories = numbers(p.Target.Categories, chain.CategoryNumber)
	for _, s := range p.Target.States {
		e.states |= 1 << StateOf(s)
	}
	for _, b := range p.Target.Values {
		e.values |= 1 << BandOf(b)
	}
	e.single = bit(e.products != nil)+bit(e.brands != nil)+bit(e.categories != nil) <= 1
	e.compare = p.CompareShare()
	if p.Parent != "" {
		e.version = true
		if n, ok := chain.StoreNumber(p.Stores[0]); ok && chain.Store(n).Currency == p.Budget.Currency {
			e.only = n
		}
		return e
	}
	e.stores = make([]uint64, len(chain.Stores)/64+1)
	found := 0
	for s := range chain.Stores {
		store := &chain.Stores[s]
		if (len(p.Stores) == 0 || slices.Contains(p.Stores, store.ID)) && (len(p.Regions) == 0 || slices.Contains(p.Regions, store.Region)) &&
			store.Currency == p.Budget.Currency {
			e.stores[s/64] |= 1 << (s % 64)
			found++
		}
	}
	if !e.here(0) && found == len(chain.Stores)-1 { // number 0 is no store
		e.below = uint32(len(chain.Stores))
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
	return slices.Compact(out)
}

// here reports whether the promotion is for the store.
func (e *entry) here(store uint32) bool {
	switch {
	case e.version:
		return store != 0 && store == e.only
	case e.below != 0:
		return 0 < store && store < e.below
	}
	return int(store/64) < len(e.stores) && e.stores[store/64]>>(store%64)&1 != 0
}

// keys is under how many numbers the promotion is filed.
func (e *entry) keys() int {
	switch {
	case e.products != nil:
		return len(e.products)
	case e.brands != nil:
		return len(e.brands)
	}
	return max(1, len(e.categories))
}

// storeNumbers lists the stores the promotion is for.
func (e *entry) storeNumbers() []uint32 {
	if e.version {
		return []uint32{e.only}
	}
	var out []uint32
	for s := range uint32(len(e.stores) * 64) {
		if e.here(s) {
			out = append(out, s)
		}
	}
	return out
}

// void reports whether one of the lists holds nothing that is known.
func (e *entry) void() bool {
	return e.products != nil && len(e.products) == 0 || e.brands != nil && len(e.brands) == 0 || e.categories != nil && len(e.categories) == 0
}

// fits reports whether a product that led to the promotion through the index
// passes all its lists.
func (e *entry) fits(product uint32, g *good) bool {
	return e.single || (e.products == nil || has(e.products, product)) && (e.brands == nil || has(e.brands, g.brand)) &&
		(e.categories == nil || has(e.categories, g.category))
}

func has(sorted []uint32, n uint32) bool {
	_, ok := slices.BinarySearch(sorted, n)
	return ok
}
