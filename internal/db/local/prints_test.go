package local

import (
	"slices"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func TestPrints_NamesWhatTheChainLacks(t *testing.T) {
	t.Parallel()
	chain := retail.NewCatalogue(
		[]retail.Product{{Number: 1, ID: "5901", Brand: "Knorr", Category: "soup", Listed: true}, {Number: 2, ID: "5902", Category: "bread"}},
		[]retail.Store{{Number: 1, ID: "S012", Region: "coast", Currency: "EUR"}},
	)
	bare := retail.NewCatalogue([]retail.Product{{Number: 1, ID: "5901"}}, chain.Stores) // sold, on no list
	two := retail.NewCatalogue(nil, append(slices.Clone(chain.Stores[1:]), retail.Store{Number: 2, ID: "S021", Region: "hills", Currency: "CHF"}))
	live := promotion.Promotion{State: promotion.Live, Budget: promotion.Budget{Currency: "EUR"}}
	for name, c := range map[string]struct {
		chain *retail.Catalogue
		edit  func(*promotion.Promotion)
		want  []string // pointer, and words of its detail
	}{
		"known":        {chain, func(p *promotion.Promotion) { p.Stores, p.Regions = []retail.StoreID{"S012"}, []string{"coast"} }, nil},
		"a store":      {chain, func(p *promotion.Promotion) { p.Stores = []retail.StoreID{"S012", "S021"} }, []string{"/stores/1", "S021", `"S012"`}},
		"a region":     {chain, func(p *promotion.Promotion) { p.Regions = []string{"Coast"} }, []string{"/regions/0", `the nearest is "coast"`}},
		"a category":   {chain, func(p *promotion.Promotion) { p.Target.Categories = []string{"sopu"} }, []string{"/target/categories/0", `the nearest is "soup"`}},
		"nothing near": {chain, func(p *promotion.Promotion) { p.Target.Brands = []string{"Lindt"} }, []string{"/target/brands/0", `"Lindt" is no brand of the chain, and it would print nothing; what`}},
		"a product":    {chain, func(p *promotion.Promotion) { p.Target.Products = []retail.ProductID{"5902", "5909"} }, []string{"/target/products/1"}},
		"a free item":  {chain, func(p *promotion.Promotion) { p.Reward.Product = "59" }, []string{"/reward/product"}},
		"a frame's": {chain, func(p *promotion.Promotion) {
			p.Frame = &promotion.Frame{Products: promotion.Pool{Freedom: promotion.Within, Categories: []string{"soup", "sopu"}}}
		}, []string{"/frame/products/categories/1", `the nearest is "soup"`}},
		"a free frame": {chain, func(p *promotion.Promotion) {
			p.Frame = &promotion.Frame{Products: promotion.Pool{Freedom: promotion.Free, Categories: []string{"sopu"}}}
		}, nil},
		"a currency": {chain, func(p *promotion.Promotion) { p.Budget.Currency = "SEK" }, []string{"/budget/currency", "EUR"}},
		"nowhere":    {two, func(p *promotion.Promotion) { p.Stores, p.Regions = []retail.StoreID{"S012"}, []string{"hills"} }, []string{"/stores", "narrow together"}},
		"elsewhere":  {two, func(p *promotion.Promotion) { p.Stores, p.Budget.Currency = []retail.StoreID{"S012"}, "CHF" }, []string{"/stores", "sells in CHF"}},
		"a draft":    {chain, func(p *promotion.Promotion) { p.State, p.Stores = promotion.Draft, []retail.StoreID{"S021"} }, nil},
		"goods of no list": {bare, func(p *promotion.Promotion) {
			p.Target.Categories, p.Target.Products = []string{"sopu"}, []retail.ProductID{"5909"}
		}, nil},
		"stores of no chain": {retail.NewCatalogue(nil, nil), func(p *promotion.Promotion) { p.Stores = []retail.StoreID{"S021"} }, nil},
	} {
		p := live
		c.edit(&p)
		err := Prints(&p, c.chain)
		if len(c.want) == 0 {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		said := "/" + fault.Plain(err)
		if !fault.Is(err, fault.Invalid) || slices.ContainsFunc(c.want, func(w string) bool { return !strings.Contains(said, w) }) {
			t.Errorf("%s: got %q, want %q", name, said, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	all := names{"soup": true, "bread": true, "Milk & cream": true}
	for word, want := range map[string]string{"Soup": "soup", "soap": "soup", "milk and cream": "Milk & cream", "soup kitchens": "", "Milk&cream": "Milk & cream", "x": "", "": "", "brad": "bread"} {
		if got := all.near(word); got != want {
			t.Errorf("near %q stands %q, want %q", word, got, want)
		}
	}
}

// TestFramed_LooksAtWhatChanged: a live promotion's frame is looked at when it changes, and
// may keep what the chain no longer has.
func TestFramed_LooksAtWhatChanged(t *testing.T) {
	t.Parallel()
	chain := retail.NewCatalogue([]retail.Product{{Number: 1, ID: "5901", Category: "soup", Listed: true}}, nil)
	pool := func(categories ...string) *promotion.Frame {
		return &promotion.Frame{Products: promotion.Pool{Freedom: promotion.Within, Categories: categories}}
	}
	for name, c := range map[string]struct {
		before, after *promotion.Frame
		state         promotion.State
		wrong         bool
	}{
		"as it was":   {pool("sopu"), pool("sopu"), promotion.Live, false},
		"wider":       {pool("soup"), pool("soup", "sopu"), promotion.Live, true},
		"the first":   {nil, pool("sopu"), promotion.Live, true},
		"none":        {pool("soup"), nil, promotion.Live, false},
		"while ended": {pool("soup"), pool("sopu"), promotion.Ended, false},
	} {
		if err := Framed(c.before, &promotion.Promotion{State: c.state, Frame: c.after}, chain); (err != nil) != c.wrong || c.wrong && fault.CodeOf(err) != "prints_nothing" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTailored_NamesWhatTheChainLacks: a store's version is for goods that the chain has.
func TestTailored_NamesWhatTheChainLacks(t *testing.T) {
	t.Parallel()
	chain := retail.NewCatalogue([]retail.Product{{Number: 1, ID: "5901", Brand: "Knorr", Category: "soup", Listed: true}}, nil)
	free, none := retail.ProductID("5901"), retail.ProductID("59")
	for want, c := range map[string]promotion.Changes{
		"":                     {Categories: []string{"soup"}, Brands: []string{"Knorr"}, Products: []retail.ProductID{"5901"}, Item: &free},
		"/target/categories/0": {Categories: []string{"sopu"}}, "/target/brands/0": {Brands: []string{"Knor"}}, "/target/products/0": {Products: []retail.ProductID{"59"}}, "/reward/product": {Item: &none},
	} {
		err := Tailored(c, chain)
		if (err != nil) != (want != "") || want != "" && !strings.Contains("/"+fault.Plain(err), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
