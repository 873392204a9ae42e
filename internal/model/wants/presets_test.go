package wants

import (
	"slices"
	"testing"
	"time"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/preset"
)

// simulated is what the card holders of a simulated chain bought.
func simulated(t testing.TB, name string, households, days int) basket.View {
	t.Helper()
	p, err := preset.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := simulate.New(simulate.World{
		Seed: simulate.OneSeed(5), Preset: p, Origin: simulate.MondayOnOrBefore(retail.Day(2025, 1, 1)), Zone: time.UTC,
		Scale: simulate.Scale{Households: households, Stores: 4, Days: days},
	})
	if err != nil {
		t.Fatal(err)
	}
	products, customers, shops := map[retail.ProductID]uint32{}, map[string]int32{}, map[retail.StoreID]uint32{}
	var ids []string
	for _, one := range chain.Products() {
		ids = append(ids, string(one.ID))
	}
	slices.Sort(ids)
	for n, id := range ids {
		products[retail.ProductID(id)] = uint32(n)
	}
	var b basket.Builder
	for r := range chain.History(t.Context(), 0, days) {
		if len(r.Customer.Identifiers) == 0 {
			continue
		}
		card := r.Customer.Identifiers[0].Value
		if _, ok := customers[card]; !ok {
			customers[card] = int32(len(customers))
		}
		if _, ok := shops[r.Store]; !ok {
			shops[r.Store] = uint32(len(shops))
		}
		one := basket.Basket{Customer: customers[card], Day: int32(int64(r.At) / 86_400_000_000), Store: shops[r.Store]}
		for _, l := range r.Lines {
			if n, ok := products[l.Product]; ok && l.Quantity > 0 {
				one.Products = append(one.Products, n)
			}
		}
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c.All()
}

// BenchmarkSimulated_InUse is BenchmarkOnline_InUse on three simulated chains of
// different habits, split in time 28 days before their end.
func BenchmarkSimulated_InUse(b *testing.B) {
	for _, c := range []struct {
		preset           string
		households, days int
	}{{"grocery", 700, 150}, {"apparel", 6000, 540}, {"diy", 4000, 540}} {
		b.Run(c.preset, func(b *testing.B) {
			all := simulated(b, c.preset, c.households, c.days)
			s := trial.Before(all, all.LastDay()-28, 2, 2_000)
			for b.Loop() {
				compare(b, &s)
			}
		})
	}
}
