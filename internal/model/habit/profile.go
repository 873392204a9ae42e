package habit

import (
	"cmp"
	"math/bits"
	"slices"
)

// Window is the number of last baskets that a reason speaks of ("in 9 of the
// last 12 baskets").
const Window = 12

// Item is what a profile knows of one product: exact, and small.
type Item struct {
	Product    uint32
	Count      uint32    // baskets that contained it
	First      int32     // day of the first of them
	Last       int32     // day of the last of them
	LastBasket uint32    // index of the last of them, 0-based
	Recent     uint32    // bit i: it was in basket LastBasket−i
	Weights    [3]uint32 // Σ δ^(LastBasket−j) over its baskets j, Q7.25, one per entry of Decays (3.5)
}

// Profile is the exact state of the fold over one customer's baskets. A basket
// is one business day in one store; the zero Profile has none.
type Profile struct {
	Baskets uint32 // N
	First   int32  // day of the first basket, days since 1970-01-01
	Last    int32  // day of the last basket
	Store   uint32 // store of the last basket
	Items   []Item // by growing product number

	packed uint8 // 1 + the only decay it carries, when it was decoded from a packed form
}

// Add folds a receipt's products into the profile. Receipts come by growing
// (day, store): one of the day and store of the last basket is merged into that
// basket (what is in it already does not count twice), a later one is a new
// basket. Products may be in any order and repeat; without any nothing
// happens, since a receipt without lines is no purchase occasion. It returns
// false, and changes nothing, when the receipt is older than the last basket or
// the profile is a packed one: the caller then refolds from the log.
func (p *Profile) Add(day int32, store uint32, products []uint32) bool {
	if p.packed != 0 {
		return false
	}
	if len(products) == 0 {
		return true
	}
	merges := p.Baskets > 0 && day == p.Last && store == p.Store
	older := day < p.Last || day == p.Last && store < p.Store
	if p.Baskets > 0 && older {
		return false
	}
	if p.Baskets == 0 {
		p.First = day
	}
	if !merges {
		p.Baskets++
	}
	p.Last, p.Store = day, store
	for _, product := range products {
		p.count(product)
	}
	return true
}

// count adds the newest basket to one product.
func (p *Profile) count(product uint32) {
	at, found := p.find(product)
	now := p.Baskets - 1
	if !found {
		p.Items = slices.Insert(p.Items, at, Item{
			Product: product, Count: 1, First: p.Last, Last: p.Last, LastBasket: now,
			Recent: 1, Weights: [3]uint32{unit, unit, unit},
		})
		return
	}
	it := &p.Items[at]
	passed := now - it.LastBasket
	if passed == 0 {
		return // already in this basket
	}
	for d := range it.Weights {
		it.Weights[d] = faded(it.Weights[d], d, passed) + unit
	}
	it.Recent = it.Recent<<passed | 1 // a shift of 32 or more leaves 0
	it.Count, it.Last, it.LastBasket = it.Count+1, p.Last, now
}

func (p *Profile) find(product uint32) (int, bool) {
	return slices.BinarySearchFunc(p.Items, product, func(it Item, want uint32) int {
		return cmp.Compare(it.Product, want)
	})
}

// Item returns what the profile knows of a product.
func (p *Profile) Item(product uint32) (Item, bool) {
	at, found := p.find(product)
	if !found {
		return Item{}, false
	}
	return p.Items[at], true
}

// Weight returns the decayed count of an item at all N baskets, in baskets.
//
//	Computes  c = v·δ^(N−1−LastBasket)                     (3.5)
func (p *Profile) Weight(it *Item, decay int) float64 {
	return fadedFloat(it.Weights[decay], decay, p.since(it))
}

// since is the number of baskets after the last one with the item.
func (p *Profile) since(it *Item) uint32 { return p.Baskets - 1 - it.LastBasket }

// RecentOf returns in how many of the last baskets the item was, and how many
// those are: Window, or fewer for a young customer.
func (p *Profile) RecentOf(it *Item) (hits, window int) {
	window = int(min(p.Baskets, Window))
	return bits.OnesCount32(it.Recent << p.since(it) & (1<<Window - 1)), window
}

// Gap returns the item's mean gap between its baskets in days, and the number
// of gaps it rests on; 0, 0 for an item bought once.
func (it *Item) Gap() (days float64, gaps int) {
	if it.Count < 2 {
		return 0, 0
	}
	gaps = int(it.Count - 1)
	return float64(it.Last-it.First) / float64(gaps), gaps
}

// VisitGap returns the mean days between the customer's baskets; 0 when there
// are fewer than two.
func (p *Profile) VisitGap() float64 {
	if p.Baskets < 2 {
		return 0
	}
	return float64(p.Last-p.First) / float64(p.Baskets-1)
}
