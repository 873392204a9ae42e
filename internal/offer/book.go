package offer

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
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
	Version int64            // of promotions, goods and all else a decision reads of it
	entries []entry          // the best first: by weight, then number
	terms   []terms          // of these
	wide    *index           // of promotions for all or many stores
	local   []*index         // of those for few, by store number; nil where there is none
	none    *index           // of a store that has none of its own
	goods   []good           // by product number
	price   float64          // mean of what is listed, minor units
	rate    float64          // margin of what is listed, as a share of its price
	numbers []int32          // 1 + the entry, by number; 0: not live
	far     map[uint32]int32 // the entries of numbers beyond those
}

// good is what scoring needs of a product.
type good struct {
	price       float64 // of one unit, minor units
	margin      float64
	brand       uint32
	category    uint32
	wide        uint32 // bits by kind and what leads: it, its brand, its category, to promotions for all or many stores
	assumed     bool
	listed      bool
	restriction retail.Restriction
}

// NewBook compiles live promotions over a catalogue. margin is the share of its
// price that a product is assumed to earn where no cost is known. A store's version
// counts only beside its promotion: where that is not live, it is not either.
func NewBook(live []Numbered, chain *retail.Catalogue, margin float64) *Book {
	brands := map[string]uint32{}
	live = families(live)
	b := &Book{goods: goodsOf(chain, brands, margin), entries: make([]entry, len(live)), terms: make([]terms, len(live))}
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
	for i := range b.entries {
		b.terms[i] = *b.entries[i].terms
		b.entries[i].terms = &b.terms[i]
	}
	b.file()
	b.Version = b.stamp()
	return b
}

// mostLocal is how many places of local indexes one promotion may take, keys
// times stores: 40 KB. One that would take more is looked at in every store.
const mostLocal = 10_000

// file puts the promotions into the indexes of their kinds and stores.
func (b *Book) file() {
	wide, local := newFiling(), []*filing{}
	of := func(store uint32) *filing {
		for len(local) <= int(store) {
			local = append(local, nil)
		}
		if local[store] == nil {
			local[store] = newFiling()
		}
		return local[store]
	}
	b.join()
	for i := range b.entries {
		e, at := &b.entries[i], int32(i)
		k, goods := kindOf(e.p.Target.Kind)
		e.kind = k
		e.share, e.cost = costOf(&e.p.Reward, b.goods[e.value.Product].price)
		if !goods {
			switch {
			case e.void():
			case e.version:
				e.local = true
				of(e.only).basket = append(of(e.only).basket, at)
			default:
				wide.basket = append(wide.basket, at)
			}
			continue
		}
		stores := e.storeNumbers()
		if len(e.p.Stores)+len(e.p.Regions) == 0 || len(stores)*e.keys() > mostLocal {
			wide.put(k, e, at)
			continue
		}
		e.local = true
		for _, n := range stores {
			of(n).put(k, e, at)
		}
	}
	b.wide, b.none, b.local = wide.wide(), newFiling().index(), make([]*index, len(local))
	b.mark()
	for n, f := range local {
		if f != nil {
			b.local[n] = f.index()
		}
	}
}

// mark notes which goods the wide indexes lead from: most lead nowhere, and a
// decision would ask each of them.
func (b *Book) mark() {
	for n := range b.goods {
		g := &b.goods[n]
		for k := range kindCount {
			for way, number := range [leading]uint32{uint32(n), g.brand, g.category} {
				leads := len(b.wide.find(k, anyBasket, way, number)) > 0
				g.wide |= uint32(bit(leads)) << (leading*int(k) + way)
			}
		}
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

// at returns the entry of a number.
func (b *Book) at(number uint32) (at int32, live bool) {
	if int(number) >= len(b.numbers) {
		at, live = b.far[number]
		return at, live
	}
	at = b.numbers[number] - 1
	return at, at >= 0
}

// Promotion returns a live promotion by its number.
func (b *Book) Promotion(number uint32) (*promotion.Promotion, bool) {
	at, ok := b.at(number)
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
