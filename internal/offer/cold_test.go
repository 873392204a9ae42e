package offer

import (
	"slices"
	"sync"
	"testing"
	"time"

	"sartor/internal/load/chain"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
)

// swept is how much other memory is walked over before a cold decision: twice the last
// cache of large processors.
const swept = 64 << 20

// coldWorld is the chain of the load benchmarks with fewer customers: as many promotions,
// products and stores, so that a decision meets what it meets there.
type coldWorld struct {
	*chain.Chain
	book     *Book
	snapshot *Snapshot
	profiles [][]byte // by customer
}

const (
	coldCustomers = 40_000
	coldReceipts  = 5 * coldCustomers
)

var coldly = sync.OnceValue(func() *coldWorld {
	size := chain.Default(today - 1)
	size.Customers, size.Receipts, size.Vouchers = coldCustomers, coldReceipts, 1
	w := &coldWorld{Chain: chain.New(size), profiles: make([][]byte, coldCustomers)}
	goods, shops := w.ProductList(), w.StoreList()
	for i := range goods {
		goods[i].Number = uint32(i + 1)
	}
	for i := range shops {
		shops[i].Number = uint32(i + 1)
	}
	catalogue := retail.NewCatalogue(goods, shops)
	live := make([]Numbered, size.Promotions)
	for i, p := range w.PromotionList() {
		live[i] = Numbered{uint32(i + 1), p}
	}
	w.book = NewBook(live, catalogue, DefaultMargin)
	var b basket.Builder
	profiles := make([]habit.Profile, coldCustomers)
	var lines []chain.Item
	var set []uint32
	for r := range coldReceipts {
		slip := w.Slip(r, lines)
		lines, set = slip.Lines, set[:0]
		for _, l := range lines {
			set = append(set, uint32(l.Product+1))
		}
		b.Add(basket.Basket{Customer: int32(slip.Customer), Day: int32(slip.Day), Store: uint32(slip.Store + 1), Products: set})
		if slip.Customer >= 0 {
			profiles[slip.Customer].Add(int32(slip.Day), uint32(slip.Store+1), set)
		}
	}
	model := fitted(&b, catalogue, habit.Options{Workers: 2, Category: make([]uint32, size.Products+1)})
	w.snapshot = &Snapshot{ID: 1, Model: model}
	for u := range profiles {
		w.profiles[u] = profiles[u].AppendPacked(nil, model.Decay())
	}
	return w
})

// visit is the n-th decision: another customer each time, in their store.
func (w *coldWorld) visit(n int, p *habit.Profile) (basket []uint32, ctx *Context) {
	slip := w.Live(n, nil)
	if err := p.Decode(w.profiles[slip.Customer]); err != nil {
		panic(err)
	}
	for _, l := range slip.Lines {
		basket = append(basket, uint32(l.Product+1))
	}
	u := slip.Customer
	ctx = &Context{
		Book: w.book, Day: today, Store: uint32(slip.Store + 1), Customer: retail.NewCustomerID(uint64(u)+1, u%retail.Buckets), Consent: bothConsents(),
		Expected: Expected{State: LifeState(1 + u%6), Band: ValueBand(1 + u%3), Alive: .9, Visits: .1, Basket: 3000, Value: 40_000},
		Seed:     uint64(n), Most: 2, HoldoutKey: []byte("key"), GlobalHoldout: .05,
	}
	for k := range 3 {
		ctx.Held = append(ctx.Held, Held{Promotion: uint32(1 + (u*31+k*977)%10_000), Product: uint32(1 + w.Habit(u, k)), Open: k == 0})
	}
	for k := range 12 {
		ctx.Ahead = append(ctx.Ahead, Ahead{uint32(1 + w.Habit(u+k*k, k)), uint16(9000 - 500*k)})
	}
	return basket, ctx
}

// BenchmarkDecide_Cold decides as a server does, where other work has emptied the
// processor's caches since the last decision, and for comparison with warm ones. Its
// measure is the median of single decisions, and where others use the machine the tenth
// of them that was quickest.
func BenchmarkDecide_Cold(b *testing.B) {
	for _, c := range []struct {
		name  string
		sweep int
	}{{"caches=cold", swept}, {"caches=warm", 0}} {
		b.Run(c.name, func(b *testing.B) {
			w, other, sum := coldly(), make([]byte, c.sweep), byte(0)
			for i := range other {
				other[i] = byte(i)
			}
			var profile habit.Profile
			var took []time.Duration
			eligible, choices, n := 0, 0, 0
			for b.Loop() {
				for i := 0; i < len(other); i += 64 {
					sum += other[i]
				}
				basket, ctx := w.visit(n, &profile)
				start := time.Now()
				d := Decide(w.snapshot, &profile, basket, ctx)
				took = append(took, time.Since(start))
				eligible, choices, n = eligible+int(d.Counts[NoRefusal]), choices+len(d.Choices), n+1
			}
			_ = sum // means nothing
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "ns/decision")
			b.ReportMetric(float64(took[len(took)/10].Nanoseconds()), "ns/quick-tenth")
			b.ReportMetric(float64(eligible)/float64(n), "eligible/op")
			b.ReportMetric(float64(choices)/float64(n), "vouchers/op")
		})
	}
}
