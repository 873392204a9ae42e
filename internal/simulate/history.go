package simulate

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/people"
	"sartor/internal/touchpoint"
)

// blockSize is how many households a worker takes at a time: small enough that
// two workers end together on a chain of ten thousand.
const blockSize = 512

// windowReceipts is about how many receipts are held at once: 60 bytes each
// and 16 a line.
const windowReceipts = 1_000_000

// record is a receipt as held while its window is sorted.
type record struct {
	trip  people.Trip
	items []basket.Item
}

// History walks the receipts of the days from (inclusive) to to (exclusive) in
// the order (day, store, time, household). Shoppers hold no vouchers in it.
func (c *Chain) History(ctx context.Context, from, to int) iter.Seq[touchpoint.Receipt] {
	return func(yield func(touchpoint.Receipt) bool) {
		all := c.population()
		step := max(windowReceipts*6/max(len(all), 1), 1) // a household makes a receipt in six days or more
		for day := from; day < to && ctx.Err() == nil; day += step {
			for _, r := range c.window(all, day, min(day+step, to)) {
				if !yield(c.receipt(&r.trip, r.items)) {
					return
				}
			}
		}
	}
}

// population starts every household.
func (c *Chain) population() []household {
	all := make([]household, c.slots)
	c.blocks(len(all), func(_ *worker, i int) { all[i] = c.begin(i) })
	return all
}

// window brings all households to day to and returns the receipts from day
// from on, sorted.
func (c *Chain) window(all []household, from, to int) []record {
	found := make([][]record, (len(all)+blockSize-1)/blockSize)
	c.blocks(len(all), func(w *worker, i int) {
		keep := func(t *people.Trip, items []basket.Item) {
			if int(t.Day) >= from {
				found[i/blockSize] = append(found[i/blockSize], record{*t, slices.Clone(items)})
			}
		}
		w.run(&all[i], int32(to), keep)
	})
	out := slices.Concat(found...)
	slices.SortFunc(out, func(a, b record) int { return order(&a.trip, &b.trip) })
	return out
}

// order is (day, store, time, household, visit).
func order(a, b *people.Trip) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Second, b.Second),
		cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.N, b.N))
}

// blocks runs f for each of n households, blocks of them on all workers; the
// owner of the goroutines waits for them.
func (c *Chain) blocks(n int, f func(w *worker, i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range c.World.Workers {
		wg.Go(func() {
			w := &worker{chain: c}
			for {
				low := int(next.Add(blockSize)) - blockSize
				if low >= n {
					return
				}
				for i := low; i < min(low+blockSize, n); i++ {
					f(w, i)
				}
			}
		})
	}
	wg.Wait()
}

// receipt writes a visit as the till would.
func (c *Chain) receipt(t *people.Trip, items []basket.Item) touchpoint.Receipt {
	store := &c.Stores[t.Store]
	till := c.tills[t.Store][int(t.Till)-1]
	out := touchpoint.Receipt{
		ID:    receiptID(string(store.ID)+"-"+string(till)+"-"+c.stamp(t.Day)+"-", c.numbers.serial(t.Entity, t.N)),
		Store: store.ID, Till: till, Currency: store.Currency,
		At:    retail.Micros(c.offsets[t.Day] + int64(t.Second)*1e6),
		Lines: make([]touchpoint.Line, len(items)),
	}
	if t.Card > 0 {
		out.Customer.Identifiers = []retail.Identifier{{Kind: retail.Card, Value: c.numbers.card(t.Entity, t.Card)}}
	}
	for i, it := range items {
		out.Lines[i] = touchpoint.Line{
			Product: c.Market.Products[it.Product].ID, Quantity: retail.Quantity(it.Quantity),
			Amount: retail.Minor(it.Amount), Discount: retail.Minor(it.Discount),
		}
	}
	return out
}

// stamp is a day as YYYYMMDD.
func (c *Chain) stamp(day int32) string {
	return c.Date(int(day)).Time().Format("20060102")
}
