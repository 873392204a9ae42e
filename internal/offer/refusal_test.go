package offer

import (
	"slices"
	"testing"

	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Every refusal has a case on both sides of its border: the change refuses the
// one candidate there is for that reason, the change within leaves it chosen.
func TestDecide_RefusesByReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		want            Refusal
		refused, within func(s *setting, p *promotion.Promotion, product uint32)
	}{
		{"another store", NotHere,
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Stores = []retail.StoreID{"S2"} },
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Stores = []retail.StoreID{"S2", "S1"} }},
		{"another region", NotHere,
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Regions = []string{"hills"} },
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Regions = []string{"coast"} }},
		{"another currency", NotHere,
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Budget.Currency = "GBP" }, nil},
		{"before its first day", NotNow,
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Starts = today + 1 },
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Starts = today }},
		{"after its last day", NotNow,
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Ends = today - 1 },
			func(_ *setting, p *promotion.Promotion, _ uint32) { p.Ends = today }},
		{"had as often as allowed", LimitCustomer,
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Limits.PerCustomer, s.ctx.Held = 2, []Held{{Promotion: 1}, {Promotion: 1}}
			},
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Limits.PerCustomer, s.ctx.Held = 2, []Held{{Promotion: 1}, {Promotion: 9}}
			}},
		{"used up", LimitOrBudget,
			func(s *setting, _ *promotion.Promotion, _ uint32) { s.ctx.Closed = []uint32{0, 1, 5} },
			func(s *setting, _ *promotion.Promotion, _ uint32) { s.ctx.Closed = []uint32{0, 2, 5} }},
		{"just bought", InBasket,
			func(s *setting, _ *promotion.Promotion, product uint32) { s.basket = []uint32{product} },
			func(s *setting, p *promotion.Promotion, product uint32) {
				s.basket, p.SameBasket = []uint32{product}, true
			}},
		{"not listed", Unlisted,
			func(s *setting, _ *promotion.Promotion, product uint32) { s.products[product-1].Listed = false }, nil},
		{"without a price", Unlisted,
			func(s *setting, _ *promotion.Promotion, product uint32) { s.products[product-1].Price = 0 },
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].Price, s.products[product-1].Cost = 1, 0
			}},
		{"takes no voucher", Restricted,
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].Restriction = retail.NoVoucher
			}, nil},
		{"needs an age", Restricted,
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].Restriction = retail.Age
			}, nil},
		{"not to be inferred from", Restricted,
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].Restriction = retail.NoInference
			}, nil},
		{"out of stock", OutOfStock,
			func(s *setting, _ *promotion.Promotion, product uint32) { s.ctx.Out = []uint32{product} },
			func(s *setting, _ *promotion.Promotion, product uint32) { s.ctx.Out = []uint32{product + 1} }},
		{"holds one for it", AlreadyHolds,
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.ctx.Held = []Held{{Promotion: 9, Product: product, Open: true}}
			},
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.ctx.Held = []Held{{Promotion: 9, Product: product}, {Promotion: 9, Product: product + 1, Open: true}}
			}},
		{"asks for a state, and nothing is known", NoOutlook,
			func(_ *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States = []lifecycle.State{lifecycle.AtRisk}
			},
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States, s.ctx.Expected = []lifecycle.State{lifecycle.Lapsed, lifecycle.AtRisk}, Expected{State: StateAtRisk}
			}},
		{"asks for a value, and nothing is known", NoOutlook,
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.Values, s.ctx.Expected = []lifecycle.Band{lifecycle.High}, Expected{State: StateAtRisk}
			},
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.Values, s.ctx.Expected = []lifecycle.Band{lifecycle.High}, Expected{Band: BandHigh}
			}},
		{"in another state", NotInSegment,
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States, s.ctx.Expected = []lifecycle.State{lifecycle.New, lifecycle.WonBack}, Expected{State: StateLapsed, Band: BandHigh}
			},
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States, s.ctx.Expected = []lifecycle.State{lifecycle.New, lifecycle.WonBack}, Expected{State: StateWonBack, Band: BandHigh}
			}},
		{"the state but not the value", NotInSegment,
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States, p.Target.Values = []lifecycle.State{lifecycle.Loyal}, []lifecycle.Band{lifecycle.High, lifecycle.Middle}
				s.ctx.Expected = Expected{State: StateLoyal, Band: BandLow}
			},
			func(s *setting, p *promotion.Promotion, _ uint32) {
				p.Target.States, p.Target.Values = []lifecycle.State{lifecycle.Loyal}, []lifecycle.Band{lifecycle.High, lifecycle.Middle}
				s.ctx.Expected = Expected{State: StateLoyal, Band: BandMiddle}
			}},
		{"brings nothing", NoMargin,
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].HasCost, s.products[product-1].Cost = true, s.products[product-1].Price
			},
			func(s *setting, _ *promotion.Promotion, product uint32) {
				s.products[product-1].HasCost, s.products[product-1].Cost = true, s.products[product-1].Price-1
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := func(change func(*setting, *promotion.Promotion, uint32)) (Decision, uint32) {
				s := settingOf(t)
				product := s.favourite()
				one := promo(1, promotion.TargetFavourite, func(p *promotion.Promotion) { p.Target.Products = []retail.ProductID{idOf(product)} })
				if change != nil {
					change(s, &one.Promotion, product)
				}
				s.live = []Numbered{one}
				return s.decide(), product
			}
			seen := c.name != "another store" && c.name != "another region" // those are not even looked at here
			if d, _ := run(c.refused); len(d.Choices) != 0 || (d.Counts[c.want] > 0) != seen || d.Counts[NoRefusal] != 0 {
				t.Errorf("refused: got %d choices, counts %v, want %s", len(d.Choices), d.Refused(), c.want)
			}
			d, product := run(c.within)
			if len(d.Choices) != 1 || d.Choices[0].Product != product || len(d.Refused()) != 0 {
				t.Errorf("within: got %+v, counts %v, want product %d", d.Choices, d.Refused(), product)
			}
		})
	}
}

// What was just bought is neither due nor lapsed nor new, whatever the promotion says.
func TestDecide_SameBasketIsNoReasonToBeDue(t *testing.T) {
	t.Parallel()
	for _, kind := range []promotion.TargetKind{promotion.TargetDue, promotion.TargetLapsed, promotion.TargetNext} {
		seen := 0
		for u := range learned().profiles {
			s := settingOf(t, promo(1, kind, func(p *promotion.Promotion) { p.SameBasket = true }))
			s.profile, s.ctx.Most = &learned().profiles[u], 1
			d := s.decide()
			if len(d.Choices) == 0 {
				continue
			}
			seen++
			s.basket = []uint32{d.Choices[0].Product}
			if again := s.decide(); len(again.Choices) > 0 && again.Choices[0].Product == s.basket[0] {
				t.Fatalf("%s: %d was just bought and offered", kind, s.basket[0])
			}
		}
		if seen == 0 {
			t.Errorf("%s: nobody got one", kind)
		}
	}
}

func TestDecide_OutrankedAndDiversity(t *testing.T) {
	t.Parallel()
	s := settingOf(t)
	first := s.favourite()
	sibling := first + 1 // of its category, unless it is the last there
	if first%5 == 0 {
		sibling = first - 1
	}
	var other uint32
	for _, p := range s.favourites() {
		if (p-1)/5 != (first-1)/5 {
			other = p
			break
		}
	}
	only := func(number, product uint32) Numbered {
		return promo(number, promotion.TargetProduct, func(p *promotion.Promotion) { p.Target.Products = []retail.ProductID{idOf(product)} })
	}
	at := func(d *Decision, number uint32) Refusal {
		i := slices.IndexFunc(d.Top, func(c Candidate) bool { return c.Promotion == number })
		if i < 0 {
			t.Fatalf("promotion %d is not in the trace %+v", number, d.Top)
		}
		return d.Top[i].Refusal
	}
	s.live = []Numbered{only(1, first), only(2, sibling)}
	if d := s.decide(); len(d.Choices) != 1 || at(&d, 1)+at(&d, 2) != Diversity {
		t.Errorf("one category: %+v, trace %+v, want one chosen and the other out for diversity", d.Choices, d.Top)
	}
	s.live = []Numbered{only(1, first), only(2, other)}
	if d := s.decide(); len(d.Choices) != 2 || at(&d, 1) != NoRefusal || at(&d, 2) != NoRefusal {
		t.Errorf("two categories: %+v, trace %+v, want both", d.Choices, d.Top)
	}
	s.ctx.Most = 1
	if d := s.decide(); len(d.Choices) != 1 || at(&d, 1)+at(&d, 2) != Outranked {
		t.Errorf("one slot: %+v, trace %+v, want the other outranked", d.Choices, d.Top)
	}
}

// A decision has a bound; what it does not reach is said.
func TestDecide_NotReached(t *testing.T) {
	t.Parallel()
	s := settingOf(t)
	product := s.favourite()
	for n := range uint32(mostLooks) {
		s.live = append(s.live, promo(n+1, promotion.TargetFavourite, func(p *promotion.Promotion) {
			p.Target.Products, p.Starts = []retail.ProductID{idOf(product)}, today+1
		}))
	}
	s.live[mostLooks-1].Promotion.Starts = today
	if d := s.decide(); len(d.Choices) != 1 || d.Counts[NotReached] != 0 {
		t.Errorf("the last one within the bound: %d choices, counts %v", len(d.Choices), d.Refused())
	}
	s.live = append(s.live, s.live[mostLooks-1])
	s.live[mostLooks-1].Promotion.Starts = today + 1
	s.live[mostLooks].Number++
	if d := s.decide(); len(d.Choices) != 0 || d.Counts[NotReached] == 0 {
		t.Errorf("beyond the bound: %d choices, counts %v", len(d.Choices), d.Refused())
	}
}

// The words are part of the API and the numbers are stored.
func TestRefusal_Words(t *testing.T) {
	t.Parallel()
	want := []string{
		"", "not_here", "not_now", "limit_reached", "budget_or_limit_used_up", "in_basket", "unlisted", "restricted",
		"out_of_stock", "already_holds", "no_margin", "outranked", "diversity", "not_reached",
		"no_outlook", "not_in_segment", "no_season", "store_version", "centre_version", "spoils_first", "unknown",
	}
	for r, word := range want {
		if got := Refusal(r).String(); got != word {
			t.Errorf("%d: got %q, want %q", r, got, word)
		}
	}
}
