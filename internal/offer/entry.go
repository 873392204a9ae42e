package offer

import (
	"math"
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// terms are what a decision reads of each promotion it meets. It meets hundreds,
// far apart, so that they fill one line of the processor's cache (TestTerms_OneLine).
type terms struct {
	number   uint32
	starts   retail.BusinessDay
	ends     retail.BusinessDay
	below    uint32  // when not 0, it is for all stores of a lower number
	head     int32   // the entry of the promotion it is a store's version of; itself for none
	most     uint32  // vouchers of it that a customer may get; 0: any number
	after    uint16  // days from the issue to the first one it is good
	days     uint16  // to the last one
	kind     kind    // how products are found for it
	states   uint8   // bits by LifeState; 0: any
	values   uint8   // bits by ValueBand; 0: any
	local    bool    // filed by store: who finds it is in one of its stores
	single   bool    // one list at most narrows it: who finds it there fits it
	version  bool    // a store's version: its promotion is head
	tailored bool    // stores have versions of it
	again    bool    // it may be for what was just bought
	limited  bool    // it, or a version of it, has a limit by customer
	free     bool    // its reward is a product
	weight   float64 // of its priority
	share    float64 // of the price that one redemption costs, infinite where it does not depend on it
	cost     float64 // of one redemption at most, minor units
}

// entry is one compiled promotion.
type entry struct {
	*terms              // of Book.terms
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

func compile(n *Numbered, chain *retail.Catalogue, brands map[string]uint32) entry {
	p := &n.Promotion
	e := entry{p: p, value: voucher.ValueOf(p.Reward, chain), terms: &terms{
		number: n.Number, starts: p.Starts, ends: p.Ends, again: p.SameBasket, most: uint32(max(0, min(p.Limits.PerCustomer, math.MaxUint32))),
		after: short(p.ValidAfterDays), days: short(p.ValidAfterDays + p.VoucherDays), free: p.Reward.Kind == promotion.FreeItem,
	}}
	e.weight = min(2, max(.5, 1+float64(p.Priority)/10))
	ids := p.Target.Products
	if e.free {
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

// short is a number of days: far less than it holds, where terms were checked.
func short(days int) uint16 { return uint16(max(0, min(days, math.MaxUint16))) }

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
		return e.everywhere(store)
	}
	return int(store/64) < len(e.stores) && e.stores[store/64]>>(store%64)&1 != 0
}

// everywhere reports whether the promotion is for all stores, and this is one.
func (t *terms) everywhere(store uint32) bool { return 0 < store && store < t.below }

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
