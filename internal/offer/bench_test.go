package offer

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// The chain of the benchmark: 20,000 products of 500 categories and 2,000 brands
// in 1,000 stores; profiles hold about 65 products.
const (
	benchProducts   = 20_000
	benchCategories = 500
	benchStores     = 1_000
	benchTaught     = 4_000 // customers the model has learned from
)

type benchWorld struct {
	chain    *retail.Catalogue
	snapshot *Snapshot
}

var benchmarked = sync.OnceValue(func() benchWorld {
	goods := make([]retail.Product, benchProducts)
	for i := range goods {
		goods[i] = retail.Product{
			ID: retail.ProductID(fmt.Sprintf("P%05d", i+1)), Number: uint32(i + 1), Category: fmt.Sprintf("c%d", i%benchCategories),
			Brand: fmt.Sprintf("b%d", i%2000), Price: retail.Minor(99 + i%700), Cost: retail.Minor(60 + i%400), HasCost: i%9 != 0, Listed: true,
		}
	}
	shops := make([]retail.Store, benchStores)
	for i := range shops {
		shops[i] = retail.Store{ID: retail.StoreID(fmt.Sprintf("S%04d", i+1)), Number: uint32(i + 1), Currency: "EUR"}
	}
	w := benchWorld{chain: retail.NewCatalogue(goods, shops)}
	var b basket.Builder
	for u := range benchTaught {
		visits(u, func(day int32, store uint32, set []uint32) {
			b.Add(basket.Basket{Customer: int32(u), Day: day, Store: store, Products: set})
		})
	}
	corpus, err := b.Corpus()
	if err != nil {
		panic(err)
	}
	o := habit.Options{Workers: 2, Seed: 1, Category: make([]uint32, benchProducts+1)}
	for n := range o.Category {
		o.Category[n] = w.chain.CategoryOf(uint32(n))
	}
	model, err := habit.Fit(corpus, o)
	if err != nil {
		panic(err)
	}
	w.snapshot = &Snapshot{ID: 1, Model: model}
	return w
})

// visits makes a customer's baskets: mostly own products, the popular ones likelier.
func visits(u int, add func(day int32, store uint32, set []uint32)) {
	rng := rand.New(rand.NewPCG(uint64(u), 1))
	popular := func() uint32 {
		x := rng.Float64()
		return 1 + uint32(x*x*x*benchProducts)
	}
	own := make([]uint32, 30)
	for i := range own {
		own[i] = popular()
	}
	for visit := range 12 {
		set := make([]uint32, 12)
		for i := range set {
			if set[i] = own[rng.IntN(len(own))]; i > 8 {
				set[i] = popular()
			}
		}
		add(int32(today)-90+int32(visit*7+rng.IntN(3)), uint32(u%benchStores)+1, set)
	}
}

// benchBook holds n promotions: 300 for all stores, of all kinds, the rest for
// three stores each.
func benchBook(n int) *Book {
	kinds := targets()
	live := make([]Numbered, n)
	for i := range live {
		live[i] = promo(uint32(i+1), kinds[i%len(kinds)], func(p *promotion.Promotion) {
			p.Priority = i % 7
			switch p.Target.Kind {
			case promotion.TargetProduct:
				for k := range 20 {
					p.Target.Products = append(p.Target.Products, retail.ProductID(fmt.Sprintf("P%05d", 1+(i*31+k*k*40)%benchProducts)))
				}
			case promotion.TargetBrand:
				p.Target.Brands = []string{fmt.Sprintf("b%d", i%2000), fmt.Sprintf("b%d", i%50)}
			case promotion.TargetAnyone:
			default:
				for k := range 1 + i%9 {
					p.Target.Categories = append(p.Target.Categories, fmt.Sprintf("c%d", (i*7+k)%benchCategories))
				}
			}
			if i%17 == 0 && p.Target.Kind.Personal() {
				p.Target.Categories = nil
			}
			if p.Limits.PerCustomer = 4; i >= 300 {
				p.Stores = []retail.StoreID{retail.StoreID(fmt.Sprintf("S%04d", 1+i%1000)), retail.StoreID(fmt.Sprintf("S%04d", 1+i*3%1000)), "S0001"}[:2+i%2]
			}
		})
	}
	return NewBook(live, benchmarked().chain, DefaultMargin)
}

func benchmarkDecide(b *testing.B, book *Book, customers int) {
	w := benchmarked()
	profiles := make([][]byte, customers)
	for u := range profiles {
		var p habit.Profile
		visits(u, func(day int32, store uint32, set []uint32) { p.Add(day, store, set) })
		profiles[u] = p.AppendPacked(nil, w.snapshot.Model.Decay())
	}
	held := make([]Held, 60)
	for i := range held {
		held[i] = Held{Promotion: uint32(i + 1), Product: uint32(i*7 + 1), Open: i%4 == 0}
	}
	basket := make([]uint32, 12)
	var profile habit.Profile
	var vouchers, eligible int
	for i := 0; b.Loop(); i++ {
		u := i * 7919 % customers
		if err := profile.Decode(profiles[u]); err != nil {
			b.Fatal(err)
		}
		for k := range basket {
			basket[k] = profile.Items[(i+k*5)%len(profile.Items)].Product
		}
		d := Decide(w.snapshot, &profile, basket, &Context{
			Book: book, Day: today, Store: uint32(u%benchStores) + 1, Customer: retail.NewCustomerID(uint64(u)+1, u%retail.Buckets), Consent: bothConsents(),
			Expected: Expected{State: LifeState(1 + u%6), Band: ValueBand(1 + u%3), Alive: .9, Visits: .1, Basket: 3000, Value: 40_000},
			Seed:     uint64(i), Most: 2, Held: held, HoldoutKey: []byte("key"), GlobalHoldout: .05,
		})
		vouchers += len(d.Choices)
		eligible += int(d.Counts[NoRefusal])
	}
	b.ReportMetric(float64(vouchers)/float64(b.N), "vouchers/op")
	b.ReportMetric(float64(eligible)/float64(b.N), "eligible/op")
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{10, 300, 1000, 10_000} {
		b.Run(fmt.Sprintf("promotions=%d", n), func(b *testing.B) { benchmarkDecide(b, benchBook(n), 1000) })
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("customers=%d", n), func(b *testing.B) { benchmarkDecide(b, benchBook(10_000), n) })
	}
	open := make([]Numbered, 10_000)
	for i := range open {
		open[i] = promo(uint32(i+1), promotion.TargetFavourite)
	}
	segments := make([]Numbered, 10_000) // as many for each state and band: most are for others
	for i := range segments {
		segments[i] = promo(uint32(i+1), promotion.TargetFavourite, func(p *promotion.Promotion) {
			p.Target.States, p.Target.Values = lifecycle.States()[i%6:i%6+1], lifecycle.Bands()[i%3:i%3+1]
		})
	}
	b.Run("segments=10000", func(b *testing.B) { benchmarkDecide(b, NewBook(segments, benchmarked().chain, DefaultMargin), 1000) })
	b.Run("open=10000", func(b *testing.B) { benchmarkDecide(b, NewBook(open, benchmarked().chain, DefaultMargin), 1000) })
}

// BenchmarkDecide_Versions adds stores' versions to 200 promotions: a decision is to
// cost what it cost without them.
func BenchmarkDecide_Versions(b *testing.B) {
	for _, stores := range []int{0, 10, 100} {
		live := make([]Numbered, 0, 200*(1+stores))
		for i := range uint32(200) {
			head := promo(i+1, targets()[int(i)%len(targets())], func(p *promotion.Promotion) {
				p.Priority, p.Limits.PerCustomer, p.Frame = int(i%7), 4, &promotion.Frame{Compare: promotion.DefaultCompare}
				p.Target.Products = []retail.ProductID{"P00001", "P00002", "P00077"}[:3*bit(p.Target.Kind == promotion.TargetProduct)]
			})
			live = append(live, head)
			for k := range stores {
				version := head
				version.Number = 200 + i*uint32(stores) + uint32(k) + 1
				p, store := &version.Promotion, retail.StoreID(fmt.Sprintf("S%04d", 1+(int(i)*13+k*7)%benchStores))
				p.ID, p.Parent, p.Stores, p.Frame = promotion.VersionID(head.Promotion.ID, store), head.Promotion.ID, []retail.StoreID{store}, nil
				live = append(live, version)
			}
		}
		b.Run(fmt.Sprintf("versions=%d", 200*stores), func(b *testing.B) {
			benchmarkDecide(b, NewBook(live, benchmarked().chain, DefaultMargin), 1000)
		})
	}
}
