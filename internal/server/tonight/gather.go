package tonight

import (
	"context"
	"math"
	"slices"
	"time"

	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// resting is how long a plan rests for the time it read a store: it takes a third of a
// processor beside tills.
const resting = 2

// items are the products first…last (excluded) in all stores.
func (m *maker) items(ctx context.Context, first, last int) ([]kernel.Item, error) {
	items := make([]kernel.Item, last-first)
	for i := range items {
		items[i].Product = m.product(uint32(first + i))
	}
	supplied := m.supplied(uint32(first), uint32(last))
	for at := range m.kernel.Stores {
		began, store := m.Clock(), m.kernel.Stores[at].Number
		if !supplied && m.Stocked != nil && !m.Stocked(store) {
			continue // nothing can be ordered here, and nothing be given
		}
		held, err := m.Stock(ctx, store)
		if err != nil {
			return nil, err
		}
		forecast, err := m.Forecast(ctx, store, m.day+1)
		if err != nil {
			return nil, err
		}
		for i := range items {
			product := uint32(first + i)
			h, f := held(product), forecast(product)
			if !h.Known && len(f.Means) == 0 {
				continue // neither sold nor held here
			}
			m.shelves++
			items[i].Places = append(items[i].Places, m.place(at, product, stood{h, f}))
		}
		if err := m.Rest(ctx, resting*m.Clock().Sub(began)); err != nil {
			return nil, err
		}
	}
	items = slices.DeleteFunc(items, func(it kernel.Item) bool { return len(it.Places) == 0 })
	m.classify(items)
	for i := range items {
		it := &items[i]
		m.classes[it.Product.Number] = it.Product.Class
		for k := range it.Places {
			if means := it.Places[k].Means; len(means) > 0 {
				m.foretold[it.Product.Class] += means[0]
			}
		}
	}
	return items, nil
}

// supplied reports whether anybody supplies one of the products first…last (excluded).
func (m *maker) supplied(first, last uint32) bool {
	for product := first; product < last; product++ {
		if t, ok := m.terms[product]; ok && t.Supplier != "" {
			return true
		}
	}
	return false
}

// stood is what is known of a place.
type stood struct {
	Held
	Forecast
}

// product is what is planned. A missing cost follows the chain's assumed margin.
func (m *maker) product(number uint32) kernel.Product {
	p := m.chain.Product(number)
	return kernel.Product{Number: number, Price: float64(p.Price), Cost: m.Sight().Book.UnitCost(number), Life: p.ShelfLife}
}

// place is one product in one store as the planner sees it.
func (m *maker) place(at int, product uint32, s stood) kernel.Place {
	store := m.kernel.Stores[at].Number
	out := kernel.Place{
		Store: at, Unknown: !s.Known, OnHand: int(math.Floor(s.OnHand + 1e-9)), Reserved: int(math.Ceil(s.Reserved)), Promised: s.Promised,
		Today: s.Today * m.left(store), Means: s.Means, Ratio: s.Ratio, Planned: s.Planned, Event: s.Event,
	}
	category := m.chain.Product(product).Category
	out.Shelf, out.Display = m.settings.Shelf[category], m.settings.Display[category]
	// What would be bought without a voucher is in the forecast already.
	for day := 0; day < min(out.Promised.Days, len(out.Means)); day++ {
		out.Promised.Mean -= out.Means[day]
	}
	out.Promised.Mean = max(out.Promised.Mean, 0)
	first := m.firstArrival(store)
	for _, a := range s.Arrivals {
		out.Arrivals = append(out.Arrivals, kernel.Arrival{Day: max(int(a.Day-m.day), first), Units: int(a.Units)})
	}
	for _, l := range s.Lots {
		out.Lots = append(out.Lots, kernel.Lot{Last: int(l.Day - m.day), Units: int(l.Units)})
	}
	if p, ok := m.pending[[2]uint32{store, product}]; ok {
		out.Arrivals = append(out.Arrivals, p.coming...)
		out.OnHand -= p.gone
	}
	if t, ok := m.terms[product]; ok && t.Supplier != "" {
		out.Terms = m.termsAt(at, product, &t)
	}
	return out
}

// Hours between which a store sells a day's demand, evenly, where nobody says otherwise.
const (
	opens  = 8
	closes = 20
)

// left is the share of today's demand that is still to come in a store: what lies there in
// the morning is not what goods that come tomorrow will find.
func (m *maker) left(store uint32) float64 {
	if m.Today(store) != m.day {
		return 0 // its day is over
	}
	return m.leftAt(store, m.Clock())
}

// leftAt is the share of a store's day that is to come at a moment of it.
func (d *Desk) leftAt(store uint32, now time.Time) float64 {
	at := now.In(d.DB.Catalogue().Location(store))
	hour := float64(at.Hour()) + float64(at.Minute())/60
	if hour < d.Sight().Chain.Cut.Hours() {
		return 0 // the small hours belong to the day before
	}
	return min(max((closes-hour)/(closes-opens), 0), 1)
}

// firstArrival is the first day on which goods under way can be there: today while the
// store's day is to come, since goods that end today serve nobody tomorrow; else tomorrow.
func (m *maker) firstArrival(store uint32) int {
	if m.left(store) > 0 {
		return 0
	}
	return 1
}

// termsAt are a product's terms in a store: one whose supplier is a store of the chain
// has a depot; that depot itself has no supplier that anybody named.
func (m *maker) termsAt(at int, product uint32, t *Terms) *kernel.Terms {
	out := &kernel.Terms{Supplier: t.Supplier, Depot: -1, Lead: t.Lead, LeadSD: t.LeadSD, Minimum: t.Minimum, Pack: m.chain.Product(product).CasePack, OrderCost: m.settings.OrderCost[t.Supplier]}
	if depot, ok := m.depots[t.Supplier]; ok {
		if depot == at {
			return nil
		}
		out.Depot = depot
	}
	if !(t.Lead >= 0) && m.settings.UsualLead >= 0 {
		out.Lead, out.Assumed = float64(m.settings.UsualLead), true
	}
	late := retail.BusinessDay(0)
	if m.settings.late(m.local()) {
		late = 1
	}
	for night := range out.Days {
		out.Days[night] = t.On == nil || t.On(m.day+late+retail.BusinessDay(night))
	}
	out.Lead += float64(late)
	return out
}

// Classes are what classify names.
func Classes() []string { return []string{"A", "B", "C", "fresh"} }

// Fresh is the longest life of goods of the class fresh, in days.
const Fresh = 14

// classify names the classes that rules and autopilot go by: goods that last at most two
// weeks are fresh; of the rest those that make the first 80 % of the margin asked for are
// A, the next 15 % B, the others C.
func (m *maker) classify(items []kernel.Item) {
	margin := func(it *kernel.Item) (sum float64) {
		for i := range it.Places {
			for _, x := range it.Places[i].Means {
				sum += x
			}
		}
		return sum * max(it.Product.Price-it.Product.Cost, 0)
	}
	order, total := make([]int, 0, len(items)), 0.0
	worth := make([]float64, len(items))
	for i := range items {
		if life := items[i].Product.Life; life > 0 && life <= Fresh {
			items[i].Product.Class = "fresh"
			continue
		}
		worth[i] = margin(&items[i])
		total += worth[i]
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case worth[a] > worth[b]:
			return -1
		case worth[a] < worth[b]:
			return 1
		}
		return 0
	})
	sum := 0.0
	for _, i := range order {
		switch {
		case sum < .8*total:
			items[i].Product.Class = "A"
		case sum < .95*total:
			items[i].Product.Class = "B"
		default:
			items[i].Product.Class = "C"
		}
		sum += worth[i]
	}
}
