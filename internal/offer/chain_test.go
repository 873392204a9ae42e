package offer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

const (
	firstDay = retail.BusinessDay(20000)
	today    = firstDay + 151
	products = 60
	me       = retail.CustomerID(7<<10 | 5)
)

// The products with a restriction, and one that is in no list.
const (
	noVoucher uint32 = 57 + iota
	ofAge
	noInference
	unlisted
)

func bothConsents() customer.Consent {
	return customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, true)
}

// goodsList has 60 products in 12 categories of five and 20 brands of three.
func goodsList() []retail.Product {
	list := make([]retail.Product, products)
	for i := range list {
		n := i + 1
		list[i] = retail.Product{
			ID: retail.ProductID(fmt.Sprintf("P%02d", n)), Number: uint32(n), Name: fmt.Sprintf("Product %d", n), Category: fmt.Sprintf("c%d", i/5),
			Brand: fmt.Sprintf("b%d", i%20), Price: retail.Minor(100 + 10*n), Cost: retail.Minor(60 + 5*n), HasCost: n%7 != 0, Listed: true,
		}
	}
	list[noVoucher-1].Restriction = retail.NoVoucher
	list[ofAge-1].Restriction = retail.Age
	list[noInference-1].Restriction = retail.NoInference
	list[unlisted-1].Listed = false
	return list
}

func storeList() []retail.Store {
	return []retail.Store{
		{ID: "S1", Number: 1, Name: "Brackwater", Region: "coast", Currency: "EUR"},
		{ID: "S2", Number: 2, Name: "Hillside", Region: "hills", Currency: "EUR"},
		{ID: "S3", Number: 3, Name: "Dover", Region: "coast", Currency: "GBP"},
	}
}

func catalogue() *retail.Catalogue { return retail.NewCatalogue(goodsList(), storeList()) }

// world is what 300 customers, each with nine products of their own, taught.
type world struct {
	snapshot *Snapshot
	profiles []habit.Profile
}

// learned is built once for all tests: a fit takes a moment.
var learned = sync.OnceValue(func() world {
	rng := rand.New(rand.NewPCG(3, 4))
	var b basket.Builder
	w := world{profiles: make([]habit.Profile, 300)}
	for u := range w.profiles {
		own := rng.Perm(products)[:9]
		for day := rng.IntN(7); day < 150; day += 4 + rng.IntN(6) {
			set := []uint32{uint32(own[0]) + 1}
			for i, p := range own {
				if rng.IntN(i+2) == 0 && (i < 7 || day < 90) { // the last two are given up
					set = append(set, uint32(p)+1)
				}
			}
			set = slices.DeleteFunc(set, func(p uint32) bool { return p == noInference })
			store, at := uint32(u%2)+1, int32(firstDay)+int32(day)
			b.Add(basket.Basket{Customer: int32(u), Day: at, Store: store, Products: set})
			w.profiles[u].Add(at, store, set)
		}
	}
	w.snapshot = &Snapshot{ID: 42, Model: fitted(&b, catalogue(), habit.Options{Workers: 1, Category: make([]uint32, products+1)})}
	return w
})

// fitted is what the baskets teach; the categories are the chain's.
func fitted(b *basket.Builder, chain *retail.Catalogue, o habit.Options) *habit.Model {
	corpus, err := b.Corpus()
	if err != nil {
		panic(err)
	}
	for n := range o.Category {
		o.Category[n] = chain.CategoryOf(uint32(n))
	}
	o.Seed = 1
	model, err := habit.Fit(corpus, o)
	if err != nil {
		panic(err)
	}
	return model
}

// promo is a live promotion of 50 minor units, everywhere, all year.
func promo(number uint32, kind promotion.TargetKind, change ...func(*promotion.Promotion)) Numbered {
	p := promotion.Promotion{
		ID: retail.PromotionID(fmt.Sprintf("prm_%d", number)), Version: 1, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: kind}, Starts: today - 100, Ends: today + 100, State: promotion.Live,
		Budget: promotion.Budget{Amount: 100000, Currency: "EUR", ReserveShare: .5}, ValidAfterDays: 1, VoucherDays: 14,
	}
	for _, c := range change {
		c(&p)
	}
	return Numbered{Number: number, Promotion: p}
}

func bookOf(live ...Numbered) *Book { return NewBook(live, catalogue(), DefaultMargin) }

// setting is the inputs of one decision.
type setting struct {
	live     []Numbered
	products []retail.Product
	profile  *habit.Profile
	snapshot *Snapshot
	basket   []uint32
	ctx      Context
}

// settingOf is a customer with all consents at store S1.
func settingOf(t testing.TB, live ...Numbered) *setting {
	t.Helper()
	w := learned()
	return &setting{
		live: live, products: goodsList(), profile: &w.profiles[0], snapshot: w.snapshot,
		ctx: Context{Day: today, Store: 1, Customer: me, Consent: bothConsents(), Seed: 1, Most: 2, HoldoutKey: []byte("key")},
	}
}

func (s *setting) decide() Decision {
	ctx := s.ctx
	ctx.Book = NewBook(s.live, retail.NewCatalogue(s.products, storeList()), DefaultMargin)
	return Decide(s.snapshot, s.profile, s.basket, &ctx)
}

// favourite is the product that the first customer buys most, by their profile.
func (s *setting) favourite() uint32 { return s.favourites()[0] }

func (s *setting) favourites() []uint32 {
	var scratch habit.Scratch
	var out []uint32
	for _, f := range s.snapshot.Model.Evaluate(s.profile, habit.Visit{Store: s.ctx.Store, Day: int32(s.ctx.Day)}, &scratch).Favourites {
		if f.Product < noVoucher {
			out = append(out, f.Product)
		}
	}
	return out
}

func idOf(n uint32) retail.ProductID { return retail.ProductID(fmt.Sprintf("P%02d", n)) }
