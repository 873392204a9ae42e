package rollout

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/model/region"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// What an earlier launch is: a product that tills first saw when the chain had sold
// for a while, and that sold for eight weeks since.
const (
	lookBack    = 2 * 365 // days
	firstDays   = 8 * 7   // that a launch is measured on
	leastUnits  = 100     // of them
	mostPast    = 40      // launches, those that sold most
	leastTaught = 8       // weeks of an earlier rollout
)

// experience is what earlier launches teach: products that came up in what stores sold,
// and earlier rollouts with what had been seen of demand for them.
func (k Keeper) experience(ctx context.Context) ([]rollout.Launch, error) {
	out, err := k.taught(ctx)
	if err != nil {
		return nil, err
	}
	came, err := k.cameUp(ctx)
	return append(out, came...), err
}

// taught are earlier rollouts: each region says what every source had seen and what
// came of it.
func (k Keeper) taught(ctx context.Context) (out []rollout.Launch, err error) {
	all, err := k.DB.Rollouts().Newest(ctx, nil, mostOpen)
	if err != nil {
		return nil, err
	}
	for i := range all {
		last, read, err := k.DB.Rollouts().Reading(ctx, all[i].ID)
		if err != nil {
			return nil, err
		}
		if all[i].State.Open() || !read || last.Readout.Weeks < leastTaught || !last.Readout.Sold.Known {
			continue
		}
		out = append(out, lesson(&all[i].Rollout, &last))
	}
	return out, nil
}

func lesson(r *rollout.Rollout, last *rollout.Reading) rollout.Launch {
	l := rollout.Launch{
		Category: r.Plan.Category, Sold: last.Readout.Sold.Estimate * firstDays / 7, Features: last.Features, Came: map[string]region.Seen{},
		Said: map[rollout.Source][]region.Outcome{},
	}
	for _, g := range last.Regions {
		sold, ok := g.Seen[rollout.FromSold]
		if !ok {
			continue
		}
		came := region.Seen(sold)
		l.Came[g.Region] = came
		for source, seen := range g.Seen {
			if source != rollout.FromSold {
				l.Said[source] = append(l.Said[source], region.Outcome{Said: region.LogIndex(region.Seen(seen)), Came: region.LogIndex(came)})
			}
		}
	}
	return l
}

// fresh is a product that came up, as it is added up.
type fresh struct {
	product  uint32
	first    retail.BusinessDay
	units    float64
	stores   map[uint32]float64 // units of its first eight weeks
	traffic  map[uint32]float64 // of the stores that carried it, then
	category map[string]float64 // units of its category by region, in the half year before
	all      map[string]float64 // of everything, then
}

// cameUp finds new products in what stores sold, in two passes over the days' sums.
func (k Keeper) cameUp(ctx context.Context) ([]rollout.Launch, error) {
	chain, today := k.DB.Catalogue(), k.Today(1)
	first, units := make([]retail.BusinessDay, len(chain.Products)), make([]float64, len(chain.Products))
	begins := today
	err := k.each(ctx, today-lookBack, today, func(store uint32, day retail.BusinessDay, cells []customer.Cell) {
		if chain.Store(store).Kind == retail.Online {
			return
		}
		begins = min(begins, day)
		for _, c := range cells {
			if int(c.Product) < len(first) && (first[c.Product] == 0 || day < first[c.Product]) {
				first[c.Product] = day
			}
			if int(c.Product) < len(units) {
				units[c.Product] += c.Units.Units()
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var list []*fresh
	for n, day := range first {
		if day >= begins+firstDays && day <= today-firstDays && units[n] >= leastUnits && chain.CategoryOf(uint32(n)) != 0 {
			list = append(list, &fresh{
				product: uint32(n), first: day, units: units[n], stores: map[uint32]float64{}, traffic: map[uint32]float64{}, category: map[string]float64{}, all: map[string]float64{},
			})
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b *fresh) int {
		return cmp.Or(-cmp.Compare(a.units, b.units), cmp.Compare(a.product, b.product))
	})
	list = list[:min(len(list), mostPast)]
	return k.measure(ctx, list)
}

// each calls fn for what every store sold on each day.
func (k Keeper) each(ctx context.Context, from, to retail.BusinessDay, fn func(store uint32, day retail.BusinessDay, cells []customer.Cell)) error {
	for n, s := range k.DB.Catalogue().Stores {
		if s.ID == "" {
			continue
		}
		began := k.Clock()
		span := readout.Span{Store: uint32(n), First: from, Last: to - 1}
		err := k.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
			fn(where.Store, where.Day, d.Cells)
			return nil
		})
		if err == nil {
			err = k.Breathe(ctx, max(k.Clock().Sub(began), time.Millisecond))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) measure(ctx context.Context, list []*fresh) ([]rollout.Launch, error) {
	chain, today := k.DB.Catalogue(), k.Today(1)
	err := k.each(ctx, today-lookBack, today, func(store uint32, day retail.BusinessDay, cells []customer.Cell) {
		name := chain.Store(store).Region
		if chain.Store(store).Kind == retail.Online {
			return
		}
		traffic := unitsOf(cells, func(uint32) bool { return true })
		for _, f := range list {
			switch {
			case day >= f.first && day < f.first+firstDays:
				f.open(store, traffic, cells)
			case day < f.first && day >= f.first-halfYear:
				f.all[name] += traffic
				f.category[name] += unitsOf(cells, func(p uint32) bool { return chain.CategoryOf(p) == chain.CategoryOf(f.product) })
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var out []rollout.Launch
	for _, f := range list {
		if l, ok := f.launch(chain); ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// unitsOf sums what was sold of some products.
func unitsOf(cells []customer.Cell, of func(product uint32) bool) (sum float64) {
	for _, c := range cells {
		if of(c.Product) {
			sum += c.Units.Units()
		}
	}
	return sum
}

// open counts a day of its first weeks.
func (f *fresh) open(store uint32, traffic float64, cells []customer.Cell) {
	for _, c := range cells {
		if c.Product == f.product {
			f.stores[store] += c.Units.Units()
		}
	}
	f.traffic[store] += traffic
}

// launch turns sums into what is learned from: regions without a store that carried it
// say nothing.
func (f *fresh) launch(chain *retail.Catalogue) (rollout.Launch, bool) {
	product := chain.Product(f.product)
	out := rollout.Launch{Category: product.Category, Came: map[string]region.Seen{}, Said: map[rollout.Source][]region.Outcome{}}
	sold, traffic, units, all := map[string]float64{}, map[string]float64{}, 0.0, 0.0
	for store, u := range f.stores {
		name := chain.Store(store).Region
		sold[name], traffic[name] = sold[name]+u, traffic[name]+f.traffic[store]
		units, all = units+u, all+f.traffic[store]
	}
	if units <= 0 || all <= 0 || len(sold) < 2 {
		return out, false
	}
	out.Sold = units / float64(len(f.stores))
	category, everything := 0.0, 0.0
	for name := range f.all {
		category, everything = category+f.category[name], everything+f.all[name]
	}
	const varies = 2 // one product's sales, beside chance
	for _, name := range slices.Sorted(maps.Keys(sold)) {
		came := region.Seen{Observed: sold[name] / varies, Expected: units * traffic[name] / all / varies}
		out.Came[name] = came
		if expected := category * f.all[name] / everything; expected > 0 && !math.IsNaN(expected) {
			out.Said[rollout.FromCategory] = append(out.Said[rollout.FromCategory], region.Outcome{Said: region.LogIndex(region.Seen{Observed: f.category[name], Expected: expected}), Came: region.LogIndex(came)})
		}
	}
	out.Features = []float64{1, category / (halfYear / 7) / float64(len(f.stores))}
	return out, true
}
