package offer

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// naive is Decide without indexes, bounds and memory: every promotion with every
// product, sorted, drawn. It returns (promotion, product) in order.
func naive(s *setting) [][2]uint32 {
	chain := retail.NewCatalogue(s.products, storeList())
	if s.ctx.Customer != 0 && !s.ctx.Consent.Allows(customer.OffersPurpose) {
		return nil
	}
	var all []candidate
	for i := range s.live {
		all = append(all, s.candidates(chain, &s.live[i])...)
	}
	var out [][2]uint32
	for slot := 0; slot < s.ctx.Most && len(all) > 0; slot++ {
		firsts := slices.CompactFunc(slices.Clone(all), func(a, b candidate) bool { return a.promotion == b.promotion })
		slices.SortFunc(firsts, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.promotion, b.promotion))
		})
		at, _ := drawSlot(s.ctx.Seed, slot, min(drawAmong, len(firsts)))
		c := firsts[at]
		out = append(out, [2]uint32{c.promotion, c.product})
		all = slices.DeleteFunc(all, func(o candidate) bool {
			same := o.product != 0 && c.product != 0 && chain.CategoryOf(o.product) == chain.CategoryOf(c.product)
			return same || o.promotion == c.promotion
		})
	}
	return out
}

type candidate struct {
	promotion, product uint32
	score              float64
}

func (s *setting) candidates(chain *retail.Catalogue, n *Numbered) []candidate {
	p := &n.Promotion
	held := int64(0)
	for _, h := range s.ctx.Held {
		if h.Promotion == n.Number {
			held++
		}
	}
	limited := p.Limits.PerCustomer > 0 && s.ctx.Customer != 0 && held >= p.Limits.PerCustomer
	if !p.Allows(chain.Store(s.ctx.Store), s.ctx.Day) || slices.Contains(s.ctx.Closed, n.Number) || limited {
		return nil
	}
	weight := min(2, max(.5, 1+float64(p.Priority)/10))
	if p.Target.Kind == promotion.TargetAnyone {
		return []candidate{{n.Number, 0, anyChance * (DefaultMargin * max(float64(p.MinSpend), anyBaskets*50)) * weight}}
	}
	met := map[uint32]bool{}
	var out []candidate
	for _, item := range s.lists(p.Target.Kind) {
		product := chain.Product(item.Product)
		fresh := !met[item.Product]
		met[item.Product] = true
		if len(out) <= s.ctx.Most && fresh && s.may(p, &product) && chain.Product(item.Related).Restriction == 0 {
			margin := float64(product.Price - product.Cost)
			if !product.HasCost {
				margin = float64(product.Price) * rateOf(chain, product.Category)
			}
			out = append(out, candidate{n.Number, item.Product, item.Chance * margin * weight})
		}
	}
	return out
}

// lists are the products that a kind of target chooses from.
func (s *setting) lists(kind promotion.TargetKind) []habit.Scored {
	var l habit.Lists
	if s.profile != nil && s.ctx.Customer != 0 && s.ctx.Consent.Allows(customer.ProfilePurpose) {
		packed := habit.Profile{}
		if err := packed.Decode(s.profile.AppendPacked(nil, s.snapshot.Model.Decay())); err != nil {
			panic(err)
		}
		l = *s.snapshot.Model.Evaluate(&packed, habit.Visit{Store: s.ctx.Store, Day: int32(s.ctx.Day)}, &habit.Scratch{})
	}
	switch kind {
	case promotion.TargetDue:
		return l.Due
	case promotion.TargetFavourite:
		return l.Favourites
	case promotion.TargetLapsed:
		return l.Lapsed
	case promotion.TargetNext:
		return l.Next
	}
	return slices.Concat(l.Favourites, l.Next, s.snapshot.Model.StoreFavourites(s.ctx.Store, nil))
}

// may repeats the rules about a product in words of the contract.
func (s *setting) may(p *promotion.Promotion, product *retail.Product) bool {
	t := &p.Target
	repeats := t.Kind != promotion.TargetDue && t.Kind != promotion.TargetLapsed && t.Kind != promotion.TargetNext
	held := slices.ContainsFunc(s.ctx.Held, func(h Held) bool { return h.Open && h.Product == product.Number })
	bought := slices.Contains(s.basket, product.Number) && !(p.SameBasket && repeats)
	return product.Listed && product.Restriction == 0 && !held && !bought && !slices.Contains(s.ctx.Out, product.Number) &&
		(len(t.Products) == 0 || slices.Contains(t.Products, product.ID)) && (len(t.Brands) == 0 || slices.Contains(t.Brands, product.Brand)) &&
		(len(t.Categories) == 0 || slices.Contains(t.Categories, product.Category))
}

// rateOf is the margin a category earns where its costs are known.
func rateOf(chain *retail.Catalogue, category string) float64 {
	price, margin := 0.0, 0.0
	for _, p := range chain.Products {
		if p.Category == category && p.HasCost && p.Price > 0 {
			price, margin = price+float64(p.Price), margin+float64(p.Price-p.Cost)
		}
	}
	return margin / price
}

// drawn is a random setting.
func drawn(t *rapid.T) *setting {
	w := learned()
	s := &setting{products: goodsList(), snapshot: w.snapshot, profile: &w.profiles[rapid.IntRange(0, len(w.profiles)-1).Draw(t, "who")]}
	kinds := targets()
	for n := range uint32(rapid.IntRange(0, 40).Draw(t, "promotions")) {
		s.live = append(s.live, promo(n+1, rapid.SampledFrom(kinds).Draw(t, "kind"), func(p *promotion.Promotion) {
			p.Priority, p.SameBasket = rapid.IntRange(-12, 12).Draw(t, "priority"), rapid.Bool().Draw(t, "same")
			p.Limits.PerCustomer = int64(rapid.IntRange(0, 2).Draw(t, "limit"))
			p.Starts += retail.BusinessDay(rapid.SampledFrom([]int{0, 0, 0, 101}).Draw(t, "starts"))
			p.Stores = rapid.SampledFrom([][]retail.StoreID{nil, nil, {"S1"}, {"S2"}, {"S1", "S2"}}).Draw(t, "stores")
			p.Holdout = rapid.SampledFrom([]float64{0, .1, 1}).Draw(t, "holdout")
			if rapid.Bool().Draw(t, "narrow") || p.Target.Kind == promotion.TargetProduct {
				narrow(t, p)
			}
		}))
	}
	number := rapid.Uint32Range(1, products)
	s.basket = rapid.SliceOfN(number, 0, 8).Draw(t, "basket")
	s.ctx = Context{
		Day: today, Store: rapid.Uint32Range(1, 2).Draw(t, "store"), Seed: rapid.Uint64().Draw(t, "seed"), Most: rapid.IntRange(0, 4).Draw(t, "most"),
		Customer: rapid.SampledFrom([]retail.CustomerID{0, me, me + 1024, me + 2048}).Draw(t, "customer"), HoldoutKey: []byte("key"),
		GlobalHoldout: rapid.SampledFrom([]float64{0, .5}).Draw(t, "global"), Out: rapid.SliceOfN(number, 0, 5).Draw(t, "out"),
		Closed: slices.Sorted(slices.Values(rapid.SliceOfN(rapid.Uint32Range(1, 50), 0, 6).Draw(t, "closed"))),
		Consent: customer.Consent(0).With(customer.OffersPurpose, rapid.IntRange(0, 5).Draw(t, "offers") > 0).
			With(customer.ProfilePurpose, rapid.IntRange(0, 3).Draw(t, "profile") > 0),
	}
	for range rapid.IntRange(0, 6).Draw(t, "held") {
		s.ctx.Held = append(s.ctx.Held, Held{rapid.Uint32Range(1, 45).Draw(t, "of"), number.Draw(t, "for"), rapid.Bool().Draw(t, "open")})
	}
	return s
}

func narrow(t *rapid.T, p *promotion.Promotion) {
	if rapid.Bool().Draw(t, "by category") {
		p.Target.Categories = []string{"c0", "c3", "c5", "c7"}
	}
	if rapid.Bool().Draw(t, "by brand") {
		p.Target.Brands = []string{"b0", "b3", "b4", "b11", "b15"}
	}
	if rapid.Bool().Draw(t, "by product") {
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(1, products), 1, 12).Draw(t, "products") {
			p.Target.Products = append(p.Target.Products, idOf(n))
		}
	}
}

// What indexes, pruning and marks leave out could never have been drawn.
func TestDecide_EqualsTheNaiveOne(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		d := s.decide()
		var got [][2]uint32
		for _, c := range d.Choices {
			got = append(got, [2]uint32{c.Promotion, c.Product})
		}
		if want := naive(s); !slices.Equal(got, want) {
			t.Fatalf("got (promotion, product) %v, want %v", got, want)
		}
	})
}

// More open promotions than could ever be drawn: pruning has to keep the right ones.
func TestDecide_ManyOpenPromotionsOfOneKind(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		s := settingOf(t)
		s.ctx.Seed, s.ctx.Most = seed, 4
		for n := range uint32(100) {
			s.live = append(s.live, promo(n+1, promotion.TargetFavourite, func(p *promotion.Promotion) {
				p.Priority = int(n*7%11) - 5
				if n%3 == 0 {
					p.Stores = []retail.StoreID{"S1"}
				}
			}))
		}
		var got [][2]uint32
		d := s.decide()
		for _, c := range d.Choices {
			got = append(got, [2]uint32{c.Promotion, c.Product})
		}
		if want := naive(s); !slices.Equal(got, want) || len(got) != 4 {
			t.Fatalf("seed %d: got %v, want %v", seed, got, want)
		}
	}
}

// Equal inputs decide equally: again, beside others, whatever was decided before,
// and in whatever order the promotions were given.
func TestDecide_IsAFunction(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s, other := drawn(t), drawn(t)
		first := s.decide()
		want := first.Append(nil)
		other.decide()
		shuffled := *s
		shuffled.live = rapid.Permutation(s.live).Draw(t, "order")
		shuffled.basket = rapid.Permutation(s.basket).Draw(t, "lines")
		if d := shuffled.decide(); !bytes.Equal(d.Append(nil), want) {
			t.Fatalf("another order decided %+v, want %+v", d, first)
		}
		done := make(chan []byte)
		for range 3 {
			go func() { d := s.decide(); done <- d.Append(nil) }()
		}
		for range 3 {
			if got := <-done; !bytes.Equal(got, want) {
				t.Fatal("decisions beside each other differ")
			}
		}
	})
}
