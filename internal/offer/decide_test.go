package offer

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// wrong lists which invariants of a decision do not hold.
func wrong(s *setting, d *Decision) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(d.Choices) > s.ctx.Most {
		bad("%d offers, at most %d", len(d.Choices), s.ctx.Most)
	}
	profiled := s.ctx.Customer != 0 && s.ctx.Consent.Allows(customer.ProfilePurpose)
	promotions, goods, categories := map[uint32]bool{}, map[uint32]bool{}, map[string]bool{}
	for i := range d.Choices {
		c := &d.Choices[i]
		p := &s.live[slices.IndexFunc(s.live, func(n Numbered) bool { return n.Number == c.Promotion })].Promotion
		if promotions[c.Promotion] {
			bad("promotion %d twice", c.Promotion)
		}
		promotions[c.Promotion] = true
		if !profiled && (p.Target.Kind.Personal() || c.Reason.Own) {
			bad("a personal offer of %d without a profile", c.Promotion)
		}
		if c.Pool < 1 || c.Pool > drawAmong || c.Propensity < explore/drawAmong || c.Propensity > 1 {
			bad("propensity %v among %d", c.Propensity, c.Pool)
		}
		if slices.Contains(s.ctx.Closed, c.Promotion) {
			bad("promotion %d is used up", c.Promotion)
		}
		held := 0
		for _, h := range s.ctx.Held {
			if h.Promotion == c.Promotion {
				held++
			}
		}
		if most := p.Limits.PerCustomer; most > 0 && s.ctx.Customer != 0 && int64(held) >= most {
			bad("promotion %d was had %d times of %d", c.Promotion, held, most)
		}
		if c.Product == 0 {
			continue
		}
		product := &s.products[c.Product-1]
		if goods[c.Product] || categories[product.Category] {
			bad("product %d or its category twice", c.Product)
		}
		goods[c.Product], categories[product.Category] = true, true
		if !product.Listed || product.Restriction != 0 {
			bad("product %d is unlisted or restricted", c.Product)
		}
		if slices.Contains(s.basket, c.Product) && !p.SameBasket {
			bad("product %d was just bought", c.Product)
		}
		if slices.Contains(s.ctx.Out, c.Product) {
			bad("product %d is out of stock", c.Product)
		}
		if related := c.Reason.Related; related != 0 && s.products[related-1].Restriction != 0 {
			bad("the reason names product %d", related)
		}
	}
	return out
}

func TestDecide_Properties(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		d := s.decide()
		if w := wrong(s, &d); len(w) > 0 {
			t.Fatalf("%v in %+v", w, d.Choices)
		}
	})
}

// Each invariant is seen to be broken by a decision that breaks it.
func TestDecide_PropertiesSeeBrokenTwins(t *testing.T) {
	t.Parallel()
	for name, twin := range map[string]func(s *setting, d *Decision){
		"too many":            func(s *setting, _ *Decision) { s.ctx.Most = 1 },
		"one promotion twice": func(_ *setting, d *Decision) { d.Choices[1].Promotion = d.Choices[0].Promotion },
		"one product twice":   func(_ *setting, d *Decision) { d.Choices[1].Product = d.Choices[0].Product },
		"one category twice": func(s *setting, d *Decision) {
			s.products[d.Choices[1].Product-1].Category = s.products[d.Choices[0].Product-1].Category
		},
		"just bought":     func(s *setting, d *Decision) { s.basket = []uint32{d.Choices[0].Product} },
		"unlisted":        func(_ *setting, d *Decision) { d.Choices[0].Product = unlisted },
		"no voucher":      func(_ *setting, d *Decision) { d.Choices[0].Product = noVoucher },
		"age":             func(_ *setting, d *Decision) { d.Choices[0].Product = ofAge },
		"no inference":    func(_ *setting, d *Decision) { d.Choices[0].Product = noInference },
		"inferred reason": func(_ *setting, d *Decision) { d.Choices[0].Reason.Related = noInference },
		"out of stock":    func(s *setting, d *Decision) { s.ctx.Out = []uint32{d.Choices[0].Product} },
		"used up":         func(s *setting, _ *Decision) { s.ctx.Closed = []uint32{1} },
		"limit": func(s *setting, _ *Decision) {
			s.live[0].Promotion.Limits.PerCustomer, s.ctx.Held = 1, []Held{{Promotion: 1}}
		},
		"without consent": func(s *setting, _ *Decision) { s.ctx.Consent = s.ctx.Consent.With(customer.ProfilePurpose, false) },
		"anonymous":       func(s *setting, _ *Decision) { s.ctx.Customer = 0 },
		"propensity":      func(_ *setting, d *Decision) { d.Choices[0].Propensity = 0 },
		"pool":            func(_ *setting, d *Decision) { d.Choices[0].Pool = drawAmong + 1 },
	} {
		s := settingOf(t, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetFavourite))
		d := s.decide()
		if w := wrong(s, &d); len(d.Choices) != 2 || len(w) > 0 {
			t.Fatalf("the sound one: %v in %+v", w, d.Choices)
		}
		if twin(s, &d); len(wrong(s, &d)) == 0 {
			t.Errorf("%s: not seen", name)
		}
	}
}

// One promotion with many fitting products still fills one slot; two fill two.
func TestDecide_TwoPromotionsForOneFavouriteGiveTwoOffers(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetFavourite))
	if d := s.decide(); len(d.Choices) != 1 {
		t.Errorf("one promotion: %+v", d.Choices)
	}
	s.live = append(s.live, promo(2, promotion.TargetFavourite))
	if d := s.decide(); len(d.Choices) != 2 || d.Choices[0].Product == d.Choices[1].Product {
		t.Errorf("two promotions that would both take the same product: %+v", d.Choices)
	}
}

// Between promotions for one product with equal rewards, priority decides, and the
// terms are the promotion's.
func TestDecide_PriorityAndTerms(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetFavourite, func(p *promotion.Promotion) { p.Priority = 5 }))
	for s.ctx.Seed = 0; uniform(s.ctx.Seed, 0) < explore; s.ctx.Seed++ {
	}
	c := s.decide().Choices[0]
	if c.Promotion != 2 {
		t.Errorf("got %+v, want promotion 2", c)
	}
	if c.Product != s.favourite() || c.MaxCost != 50 || c.Reserve != 25 || c.From != today+1 || c.Until != today+14 {
		t.Errorf("got %+v, want the favourite %d and its terms", c, s.favourite())
	}
}

func TestDecide_TiesGoToTheLowerNumber(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(9, promotion.TargetFavourite), promo(4, promotion.TargetFavourite), promo(6, promotion.TargetFavourite))
	for s.ctx.Seed = 0; uniform(s.ctx.Seed, 0) < explore || uniform(s.ctx.Seed, 2) < explore; s.ctx.Seed++ {
	}
	if d := s.decide(); d.Choices[0].Promotion != 4 || d.Choices[1].Promotion != 6 {
		t.Errorf("got promotions %d and %d, want 4 and 6", d.Choices[0].Promotion, d.Choices[1].Promotion)
	}
}

func TestDecide_NothingToDecide(t *testing.T) {
	t.Parallel()
	s := settingOf(t)
	if d := s.decide(); d.Made() || d.Append(nil) == nil {
		t.Errorf("an empty book: %+v", d)
	}
	s.live = []Numbered{promo(1, promotion.TargetFavourite), promo(2, promotion.TargetAnyone)}
	s.ctx.Most = 0
	if d := s.decide(); d.Made() {
		t.Error("no slots, and something was decided")
	}
	s.ctx.Most, s.snapshot = 2, nil
	if d := s.decide(); len(d.Choices) != 1 || d.Choices[0].Promotion != 2 || d.Snapshot != 0 {
		t.Errorf("nothing learned: %+v, want the offer for anyone", d)
	}
	if d := Decide(s.snapshot, s.profile, nil, &s.ctx); d.Made() {
		t.Errorf("no book: %+v", d)
	}
}

func TestDecide_Consent(t *testing.T) {
	t.Parallel()
	var live []Numbered
	for i, kind := range targets() {
		live = append(live, promo(uint32(i+1), kind, func(p *promotion.Promotion) {
			if kind == promotion.TargetProduct || kind == promotion.TargetCategory {
				p.Target.Categories = []string{"c0", "c1", "c2", "c3", "c4", "c5"}
			}
		}))
	}
	with := func(offers, profile bool, who retail.CustomerID) Decision {
		s := settingOf(t, live...)
		s.ctx.Most, s.ctx.Customer = 8, who
		s.ctx.Consent = customer.Consent(0).With(customer.OffersPurpose, offers).With(customer.ProfilePurpose, profile)
		return s.decide()
	}
	if d := with(false, true, me); d.Made() {
		t.Errorf("without consent to offers: %+v, want nothing decided", d)
	}
	personal := func(d Decision) (n int) {
		for _, c := range d.Choices {
			if c.Reason.Kind.Personal() || c.Reason.Own {
				n++
			}
		}
		return n
	}
	all, plain, anonymous := with(true, true, me), with(true, false, me), with(false, false, 0)
	if personal(all) == 0 {
		t.Errorf("with all consents: %+v, want personal offers", all.Choices)
	}
	if personal(plain) != 0 || personal(anonymous) != 0 || len(plain.Choices) == 0 || len(plain.Read.Profile) != 0 {
		t.Errorf("without a profile: %+v, anonymous: %+v, want only the others", plain.Choices, anonymous.Choices)
	}
	if len(plain.Choices) != len(anonymous.Choices) {
		t.Fatalf("without profile %d offers, anonymous %d", len(plain.Choices), len(anonymous.Choices))
	}
	for i := range plain.Choices {
		if plain.Choices[i].Promotion != anonymous.Choices[i].Promotion || plain.Choices[i].Product != anonymous.Choices[i].Product {
			t.Errorf("slot %d: %+v, as anonymous %+v", i, plain.Choices[i], anonymous.Choices[i])
		}
	}
	// Though counted to their limits.
	s := settingOf(t, promo(1, promotion.TargetAnyone, func(p *promotion.Promotion) { p.Limits.PerCustomer = 1 }))
	s.ctx.Held = []Held{{Promotion: 1}}
	s.ctx.Consent = customer.Consent(0).With(customer.OffersPurpose, true)
	if d := s.decide(); len(d.Choices) != 0 || d.Counts[LimitCustomer] != 1 {
		t.Errorf("got %+v, want the limit to count", d)
	}
}

// A promotion for anyone may be narrowed to goods, and may give a free item.
func TestDecide_AnyoneNarrowedAndFreeItem(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetAnyone, func(p *promotion.Promotion) { p.Target.Categories = []string{"c1"} }))
	if d := s.decide(); len(d.Choices) != 1 || d.Choices[0].Product != 0 {
		t.Errorf("narrowed to a category: %+v, want one on the basket", d.Choices)
	}
	s.live[0].Promotion.Target.Categories = []string{"nothing sells under this name"}
	if d := s.decide(); len(d.Choices) != 0 {
		t.Errorf("narrowed to nothing: %+v", d.Choices)
	}
	free := promo(2, promotion.TargetAnyone, func(p *promotion.Promotion) {
		p.Reward = promotion.Reward{Kind: promotion.FreeItem, Product: idOf(3)}
	})
	s.live = []Numbered{free}
	if d := s.decide(); len(d.Choices) != 1 || d.Choices[0].MaxCost != 130 || d.Choices[0].Reserve != 65 || d.Choices[0].Value.MaxAmount != 130 {
		t.Errorf("a free item: %+v, want its price reserved", d.Choices)
	}
	s.products[2].Restriction = retail.Age
	if d := s.decide(); len(d.Choices) != 0 || d.Counts[Restricted] != 1 {
		t.Errorf("a free item that needs an age: %+v %v", d.Choices, d.Refused())
	}
}

// A favourite is the first that may be had, however much a rarer one earns.
func TestDecide_HabitComesBeforeMargin(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetFavourite))
	own := s.favourites()
	s.products[own[1]-1].Price *= 1000
	for seed := range uint64(50) {
		s.ctx.Seed = seed
		if c := s.decide().Choices[0]; c.Product != own[0] {
			t.Fatalf("seed %d: got product %d, want %d", seed, c.Product, own[0])
		}
	}
	s.basket = own[:1] // what was just bought makes room
	if c := s.decide().Choices[0]; c.Product != own[1] {
		t.Errorf("got product %d, want %d", c.Product, own[1])
	}
}
