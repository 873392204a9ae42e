package rollout

import (
	"context"
	"slices"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// halfYear is how long sales are looked back at before a launch.
const halfYear = 26 * 7

// goods says what each product is to a rollout.
type goods struct {
	own      int64 // number; -1: tills have never seen it
	category uint32
	kin      map[uint32]bool
	cost     func(product uint32) float64
}

func (k Keeper) goodsOf(r *rollout.Rollout) goods {
	chain := k.DB.Catalogue()
	g := goods{own: -1, kin: map[uint32]bool{}, cost: k.Sight().Book.UnitCost}
	if n, ok := chain.ProductNumber(r.Plan.Product); ok {
		g.own = int64(n)
	}
	g.category, _ = chain.CategoryNumber(r.Plan.Category)
	for _, id := range r.Plan.Kin {
		if n, ok := chain.ProductNumber(id); ok {
			g.kin[n] = true
		}
	}
	return g
}

// gather reads what stores sold: half a year before the pilot, or before today.
func (k Keeper) gather(ctx context.Context, r *rollout.Rollout) (rollout.Study, error) {
	today := k.Today(1)
	from := today - halfYear
	if b := r.Began(); b != 0 {
		from = b - halfYear
	}
	g, chain := k.goodsOf(r), k.DB.Catalogue()
	out := rollout.Study{First: from, Today: today}
	sums := newTypical(chain, g)
	for n := range chain.Stores {
		if chain.Stores[n].ID == "" {
			continue
		}
		shop, err := k.shop(ctx, uint32(n), daysOf{from, today, g, sums})
		if err != nil {
			return out, err
		}
		out.Shops = append(out.Shops, shop)
	}
	trim(&out)
	out.Typical, out.Features = sums.typical(&out), sums.features(r, &out)
	return out, nil
}

// daysOf is which days of a store are read, and what is looked for.
type daysOf struct {
	from, to retail.BusinessDay
	goods    goods
	sums     *typical
}

func (k Keeper) shop(ctx context.Context, number uint32, d daysOf) (rollout.Shop, error) {
	began := k.Clock()
	s, days := k.DB.Catalogue().Store(number), int(d.to-d.from)
	out := rollout.Shop{ID: s.ID, Name: s.Name, Region: s.Region, Kind: s.Kind, Place: [2]float64{s.Latitude, s.Longitude}}
	for _, series := range []*[]float64{&out.Traffic, &out.Category, &out.Margin, &out.Kin, &out.Own} {
		*series = make([]float64, days)
	}
	chain := k.DB.Catalogue()
	err := k.DB.Readouts().Demand(ctx, readout.Span{Store: number, First: d.from, Last: d.to - 1}, func(where customer.StoreDay, sold *customer.Demand) error {
		day := int(where.Day - d.from)
		for _, c := range sold.Cells {
			units := (c.Units - c.Returned).Units()
			out.Traffic[day] += units
			if d.goods.kin[c.Product] {
				out.Kin[day] += units
			}
			own := int64(c.Product) == d.goods.own
			if own {
				out.Own[day] += units
			}
			if own || d.goods.category != 0 && chain.CategoryOf(c.Product) == d.goods.category {
				out.Category[day] += units
				out.Margin[day] += float64(c.Amount) - units*d.goods.cost(c.Product)
			}
			d.sums.add(c.Product, units)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, k.Breathe(ctx, max(k.Clock().Sub(began), time.Millisecond))
}

// trim drops days before the chain's first sale: a young chain has no empty weeks.
func trim(s *rollout.Study) {
	first := int(s.Today - s.First)
	for i := range s.Shops {
		if n := slices.IndexFunc(s.Shops[i].Traffic, func(v float64) bool { return v > 0 }); n >= 0 {
			first = min(first, n)
		}
	}
	s.First += retail.BusinessDay(first)
	for i := range s.Shops {
		for _, series := range []*[]float64{&s.Shops[i].Traffic, &s.Shops[i].Category, &s.Shops[i].Margin, &s.Shops[i].Kin, &s.Shops[i].Own} {
			*series = (*series)[first:]
		}
	}
}

// typical adds up what products like it sell.
type typical struct {
	chain *retail.Catalogue
	goods goods
	units []float64 // of products of its category, and of its kin
}

func newTypical(chain *retail.Catalogue, g goods) *typical {
	return &typical{chain: chain, goods: g, units: make([]float64, len(chain.Products))}
}

func (t *typical) add(product uint32, units float64) {
	if int(product) < len(t.units) && int64(product) != t.goods.own && (t.goods.kin[product] || t.goods.category != 0 && t.chain.CategoryOf(product) == t.goods.category) {
		t.units[product] += units
	}
}

// typical is what one product of the kin, else of the category, sells a week in a store.
func (t *typical) typical(s *rollout.Study) float64 {
	weeks := float64(s.Today-s.First) / 7
	var kin, all []float64
	for n, units := range t.units {
		if units <= 0 {
			continue
		}
		all = append(all, units)
		if t.goods.kin[uint32(n)] {
			kin = append(kin, units)
		}
	}
	if len(kin) > 0 {
		all = kin
	}
	if len(all) == 0 || weeks <= 0 || len(s.Shops) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2] / weeks / float64(len(s.Shops))
}

// features are those of the product beside its category (rollout.Launch).
func (t *typical) features(r *rollout.Rollout, s *rollout.Study) []float64 {
	price, n, units := 0.0, 0.0, 0.0
	for p, u := range t.units {
		if g := t.chain.Product(uint32(p)); u > 0 && g.Price > 0 {
			price, n, units = price+float64(g.Price), n+1, units+u
		}
	}
	weeks := float64(s.Today-s.First) / 7
	if n == 0 || weeks <= 0 || len(s.Shops) == 0 {
		return []float64{1, 0}
	}
	return []float64{float64(r.Plan.Price) / (price / n), units / weeks / float64(len(s.Shops))}
}
