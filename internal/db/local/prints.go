package local

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// mostUnknown is how many names a refusal spells out.
const mostUnknown = 20

// Prints refuses a promotion that would go live and print nowhere, or not for what it
// names: its budget is in a currency in which no store of the chain sells, or the chain has
// none of a name. A draft may name what is still to come, and so may a chain that is being
// set up: one without stores names any store, and goods are known only where a list of
// products, with brands or categories, was sent.
func Prints(p *promotion.Promotion, chain *retail.Catalogue) error {
	if p.State != promotion.Live {
		return nil
	}
	l := look{}
	l.stores(p, chain.Stores)
	l.goods(p, chain.Products)
	l.pool(p.Frame, chain.Products)
	return l.refusal()
}

// Framed refuses a live promotion whose frame was changed to let stores choose what the
// chain does not have.
func Framed(before *promotion.Frame, p *promotion.Promotion, chain *retail.Catalogue) error {
	if p.State != promotion.Live || p.Frame == nil || before != nil && reflect.DeepEqual(before.Products, p.Frame.Products) {
		return nil
	}
	l := look{}
	l.pool(p.Frame, chain.Products)
	return l.refusal()
}

// Tailored refuses a store's version for what the chain does not have; head office's own
// goods were looked at when its promotion went live.
func Tailored(c promotion.Changes, chain *retail.Catalogue) error {
	p := promotion.Promotion{Target: promotion.Target{Products: c.Products, Brands: c.Brands, Categories: c.Categories}}
	if c.Item != nil {
		p.Reward.Product = *c.Item
	}
	l := look{}
	l.goods(&p, chain.Products)
	return l.refusal()
}

func (l *look) refusal() error {
	if len(l.fields) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "prints_nothing", Fields: l.fields[:min(len(l.fields), mostUnknown)]}
}

// look collects the names that the chain does not have.
type look struct{ fields []fault.Field }

func (l *look) stores(p *promotion.Promotion, stores []retail.Store) {
	sold, ids, regions := names{}, names{}, names{}
	for i := range stores {
		if s := &stores[i]; s.ID != "" {
			sold[string(s.Currency)], ids[string(s.ID)], regions[s.Region] = true, true, true
		}
	}
	if len(ids) == 0 {
		return
	}
	if c := p.Budget.Currency; !sold[string(c)] {
		l.fields = append(l.fields, fault.Field{Pointer: "/budget/currency", Detail: fmt.Sprintf("no store sells in %s, so nothing would be printed; the stores sell in %s", c, strings.Join(sold.sorted(), ", "))})
	}
	before := len(l.fields)
	known(l, kind{"/stores", "store", ids}, p.Stores)
	known(l, kind{"/regions", "region", regions}, p.Regions)
	runs := func(s retail.Store) bool { return s.ID != "" && p.Allows(s, p.Starts) }
	if len(l.fields) == before && sold[string(p.Budget.Currency)] && !slices.ContainsFunc(stores, runs) {
		l.fields = append(l.fields, fault.Field{Pointer: "/stores", Detail: "name no store that lies in the regions and sells in " + string(p.Budget.Currency) + ", so nothing would be printed; stores and regions narrow together"})
	}
}

func (l *look) goods(p *promotion.Promotion, products []retail.Product) {
	if len(p.Target.Products)+len(p.Target.Brands)+len(p.Target.Categories) == 0 && p.Reward.Product == "" {
		return
	}
	ids, brands, categories := goodsOf(products)
	if free := string(p.Reward.Product); free != "" && len(ids) > 0 && !ids[free] {
		l.unknown(kind{"/reward/product", "product", ids}, free)
	}
	known(l, kind{"/target/products", "product", ids}, p.Target.Products)
	known(l, kind{"/target/brands", "brand", brands}, p.Target.Brands)
	known(l, kind{"/target/categories", "category", categories}, p.Target.Categories)
}

// pool looks at what a frame lets stores choose from.
func (l *look) pool(f *promotion.Frame, products []retail.Product) {
	if f == nil || f.Products.Freedom != promotion.Within {
		return
	}
	ids, brands, categories := goodsOf(products)
	known(l, kind{"/frame/products/products", "product", ids}, f.Products.Products)
	known(l, kind{"/frame/products/brands", "brand", brands}, f.Products.Brands)
	known(l, kind{"/frame/products/categories", "category", categories}, f.Products.Categories)
}

// goodsOf are the names of the chain's goods; no products where no list of them was sent.
func goodsOf(products []retail.Product) (ids, brands, categories names) {
	ids, brands, categories = names{}, names{}, names{}
	listed := false
	for i := range products {
		if g := &products[i]; g.ID != "" {
			ids[string(g.ID)], brands[g.Brand], categories[g.Category] = true, true, true
			listed = listed || g.Listed
		}
	}
	if !listed {
		ids = names{}
	}
	return ids, brands, categories
}

// known looks for each name of a list; where the chain has none of the kind at all, they
// are still to come.
func known[T ~string](l *look, k kind, list []T) {
	if delete(k.all, ""); len(k.all) == 0 {
		return
	}
	for i, e := range list {
		if !k.all[string(e)] && len(l.fields) < mostUnknown {
			l.unknown(kind{k.pointer + "/" + strconv.Itoa(i), k.word, k.all}, string(e))
		}
	}
}

func (l *look) unknown(k kind, name string) {
	pointer, say := k.pointer, fmt.Sprintf("%.60q is no %s of the chain, and it would print nothing", name, k.word)
	if near := k.all.near(name); near != "" {
		say += fmt.Sprintf("; the nearest is %q", near)
	}
	l.fields = append(l.fields, fault.Field{Pointer: pointer, Detail: say + "; what is still to come stays in a draft until it is there"})
}

// kind is where names of one kind stand, what one is called, and those of the chain.
type kind struct {
	pointer, word string
	all           names
}

// names are those the chain has of one kind.
type names map[string]bool

func (n names) sorted() []string {
	out := make([]string, 0, len(n))
	for name := range n {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// near is the name that differs in the fewest letters, cases apart; "" when more than one
// and a third of them would have to change, or more than three.
func (n names) near(name string) (best string) {
	want := []rune(strings.ToLower(name))
	least := min(1+len(want)/3, 3) + 1
	for _, other := range n.sorted() {
		have := []rune(strings.ToLower(other))
		if d := len(have) - len(want); max(d, -d) >= least {
			continue
		}
		if d := changes(want, have); d < least {
			best, least = other, d
		}
	}
	return best
}

// changes counts the letters to put in, take out or replace (Levenshtein 1966).
func changes(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
