package basket

import (
	"fmt"
	"strconv"
	"strings"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// good is a product as the laws see it.
type good struct {
	category uint8
	brand    uint8 // within the chain
	appeal   draw.Nat
	lnPrice  draw.Nat // list price of the normal content against the category's
	cents    int32    // list price of a unit, or of a kilogram
	zoned    bool     // its price differs by kind of store
	weighed  bool
	quick    bool // listed first in small stores
}

// Slots of purpose 4; never renumbered.
const (
	productAppeal = iota
	productPrice
	productOwn
	productBrand
	productPack
	productMargin
	productZone
	productNoun
)

// goods draws the range; names and numbers are those of retail.
func goods(p *preset.Preset, seed uint64) ([]good, []retail.Product) {
	brands := preset.Brands(seed, 8*len(p.Departments))
	var all []good
	var named []retail.Product
	for c := range p.Categories {
		cat := &p.Categories[c]
		begin := draw.NewKey(seed, draw.Product, 1<<41+uint64(c), 0).At(productOwn)
		for i := range cat.Products {
			n := len(all)
			k := draw.NewKey(seed, draw.Product, uint64(n), 0)
			g, own, pack := newGood(p, cat, k, nth{i, begin})
			g.category = uint8(c)
			dep := p.Department(cat.Department)
			b := 8*dep + k.Pick(productBrand, 8)
			name := brands[b]
			if own {
				b = k.Pick(productBrand, len(p.OwnBrands))
				name = p.OwnBrands[b]
				b += 8 * len(p.Departments)
			}
			g.brand = uint8(b)
			all = append(all, g)
			named = append(named, naming{p, cat, dep, c}.product(n, i, g, label{name, pack, k}))
		}
	}
	unique(named)
	restrict(p, named)
	return all, named
}

// nth is a product's place in its category, and where the category's own
// brands begin.
type nth struct {
	i     int
	begin uint64
}

// newGood draws one product; pack is −1 small, 0 normal, 1 family.
func newGood(p *preset.Preset, cat *preset.Category, k draw.Key, nth nth) (g good, own bool, pack int) {
	laws := p.Products
	size := draw.Nat(0) // ln of the content against the normal pack
	own = ownBrand(draw.ShareOf(laws.OwnShare), nth)
	ln := draw.NatOf(laws.PriceSD).Mul(k.Normal(productPrice))
	g.appeal = draw.NatOf(laws.AppealSD).Mul(k.Normal(productAppeal))
	if own {
		ln += draw.LnOf(1 + laws.OwnPrice)
	}
	g.weighed = nth.i < cat.Weighed
	if !g.weighed && strings.ContainsAny(cat.Size, "gl") {
		switch u := draw.Share(k.U32(productPack)); {
		case u < draw.ShareOf(laws.Small.Share):
			pack, size = -1, draw.LnOf(laws.Small.Size)
			ln += draw.LnOf(laws.Small.UnitPrice)
		case u > draw.One32-draw.ShareOf(laws.Family.Share):
			pack, size = 1, draw.LnOf(laws.Family.Size)
			ln += draw.LnOf(laws.Family.UnitPrice)
		}
	}
	g.cents = nines(draw.Exp(ln+size+draw.LnRatio(uint64(100*cat.Price+.5), 1)) >> 8)
	g.lnPrice = draw.LnRatio(uint64(g.cents), uint64(100*cat.Price+.5)) - size
	g.zoned = k.Below(productZone, draw.ShareOf(laws.ZoneShare))
	g.quick = cat.Department == "ready" || cat.Tag == "quick"
	return g, own, pack
}

// ownBrand spreads own brands evenly over a category's products: the i-th is
// one when the cumulated share, begun at a draw of the category, passes a
// whole number.
func ownBrand(share draw.Share, n nth) bool {
	at := uint64(n.i)*uint64(share) + n.begin>>32
	return (at+uint64(share))>>32 > at>>32
}

// nines rounds cents in 2⁻⁸ half up, and from one euro up to the next 9.
func nines(v int64) int32 {
	cents := int32((v + 128) >> 8)
	if cents >= 100 {
		cents += 9 - cents%10
	}
	return max(cents, 5)
}

type naming struct {
	p   *preset.Preset
	cat *preset.Category
	dep int
	c   int
}

type label struct {
	brand string
	pack  int
	k     draw.Key
}

// product makes the public face of a product. Its GTIN lies in the in-store
// range 20: department 2, category 2, product 6 digits.
func (f naming) product(n, i int, g good, l label) retail.Product {
	digits := fmt.Sprintf("20%02d%02d%06d", f.dep+1, f.c+1, n+1)
	gtin := digits + string(retail.CheckDigit(digits))
	noun, _, _ := strings.Cut(f.cat.Nouns[(i+l.k.Pick(productNoun, 2))%len(f.cat.Nouns)], "/")
	d := f.p.Departments[f.dep]
	margin := draw.NatOf(d.Margin) + draw.NatOf(f.p.Products.MarginSpread).Mul(l.k.Normal(productMargin)).Clip(-1000, 1000)
	net := int64(g.cents) * 100 / int64(100*d.VAT+100.5)
	out := retail.Product{
		ID: retail.ProductID(gtin), Number: uint32(n + 1), GTIN: retail.GTIN("0" + gtin),
		Name: l.brand + " " + noun + " " + size(f.cat.Size, l.pack), Brand: l.brand,
		Category: f.cat.Name, Department: d.Name, Price: retail.Minor(g.cents),
		Cost: retail.Minor(net * int64(draw.One-margin) >> 12), HasCost: true,
		Unit: "EA", CasePack: casePack(n, f.cat.Life), ShelfLife: f.cat.Life, Listed: true,
	}
	if g.weighed {
		out.Unit, out.CasePack = "KGM", 1
		out.Name = l.brand + " " + noun + " loose"
	}
	return out
}

// casePack is how many units come together: few of what does not keep.
func casePack(n, life int) int {
	switch {
	case life > 0 && life <= 2:
		return 1
	case life > 0 && life <= 7:
		return []int{2, 3, 4, 6}[n%4]
	case life > 0 && life <= 21:
		return []int{4, 6, 6, 8}[n%4]
	}
	return []int{6, 8, 12, 24}[n%4]
}

// size scales a size such as "500 g" for the small and the family pack.
func size(base string, pack int) string {
	amount, unit, ok := strings.Cut(base, " ")
	v, err := strconv.ParseFloat(amount, 64)
	if !ok || err != nil || pack == 0 {
		return base
	}
	if pack < 0 {
		v *= .6
	} else {
		v *= 1.8
	}
	return strconv.FormatFloat(v, 'f', -1, 64) + " " + unit
}

// unique numbers the variants of a name that occurs again.
func unique(all []retail.Product) {
	seen := map[string]int{}
	for i := range all {
		seen[all[i].Name]++
		if n := seen[all[i].Name]; n > 1 {
			all[i].Name += " No. " + strconv.Itoa(n)
		}
	}
}

// restrict marks alcohol, newspapers, bags and the goods nobody may infer from.
func restrict(p *preset.Preset, all []retail.Product) {
	bits := map[string]retail.Restriction{
		"age": retail.Age, "no_voucher": retail.NoVoucher, "no_inference": retail.NoInference | retail.NoVoucher,
	}
	for _, r := range p.Restricted {
		left := r.Nouns
		for i := len(all) - 1; i >= 0; i-- {
			switch {
			case all[i].Category != r.Category:
			case len(r.Nouns) == 0:
				all[i].Restriction |= bits[r.Restriction]
			case len(left) > 0:
				noun, _, _ := strings.Cut(left[0], "/")
				all[i].Name = all[i].Brand + " " + noun
				all[i].Restriction |= bits[r.Restriction]
				left = left[1:]
			}
		}
	}
}
