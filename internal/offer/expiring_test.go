package offer

import (
	"slices"
	"testing"

	"sartor/internal/promotion"
)

// What a store would throw away is offered to whoever buys it, and to nobody else; the
// voucher ends with the goods, and none is printed that would begin after them.
func TestDecide_Expiring(t *testing.T) {
	t.Parallel()
	after := func(days int) func(*promotion.Promotion) {
		return func(p *promotion.Promotion) { p.ValidAfterDays, p.VoucherDays = days, 14 }
	}
	s := settingOf(t, promo(1, promotion.TargetExpiring, after(1)))
	own, strange := s.favourites()[2], s.unknown(1)[0].Product
	for _, c := range []struct {
		name string
		list []Expiring
		want uint32
	}{
		{"nothing ends", nil, 0},
		{"ends soon", []Expiring{{own, today + 2}}, own},
		{"the voucher's first day is its last", []Expiring{{own, today + 1}}, own},
		{"ends before the voucher begins", []Expiring{{own, today}}, 0},
		{"ends, and the customer never bought it", []Expiring{{strange, today + 2}}, 0},
	} {
		s.ctx.Expiring = c.list
		d := s.decide()
		if c.want == 0 {
			if len(d.Choices) != 0 {
				t.Errorf("%s: %+v", c.name, d.Choices)
			}
			continue
		}
		if len(d.Choices) != 1 || d.Choices[0].Product != c.want || d.Choices[0].Until != c.list[0].Until || d.Choices[0].Reason.Kind != promotion.TargetExpiring {
			t.Errorf("%s: %+v, want product %d until %s", c.name, d.Choices, c.want, c.list[0].Until)
		}
	}
	s.ctx.Expiring = []Expiring{{own, today}}
	if d := s.decide(); d.Counts[SpoilsFirst] != 1 {
		t.Errorf("refused as %v", d.Refused())
	}
	s.ctx.Expiring = []Expiring{{own, today + 2}}
	for name, change := range map[string]func(){
		"out of stock":    func() { s.ctx.Out = []uint32{own} },
		"just bought":     func() { s.ctx.Out, s.basket = nil, []uint32{own} },
		"nothing learned": func() { s.basket, s.profile = nil, nil },
	} {
		was := *s
		if change(); len(s.decide().Choices) != 0 {
			t.Errorf("%s: %+v", name, s.decide().Choices)
		}
		*s = was
	}
}

// Goods that would be thrown away are worth their price, and a voucher of theirs the
// days that are left.
func TestDecide_ExpiringIsWorthItsPrice(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetExpiring), promo(2, promotion.TargetFavourite))
	own := s.favourites()[0]
	s.ctx.Expiring, s.ctx.Most = []Expiring{{own, today + 2}}, 1
	d := s.decide()
	at := func(number uint32) int {
		return slices.IndexFunc(d.Top, func(c Candidate) bool { return c.Promotion == number && c.Product == own })
	}
	if first, second := at(1), at(2); first < 0 || second < 0 || d.Top[first].Score <= d.Top[second].Score {
		t.Errorf("what is bought so often gains by its price alone: candidates %+v", d.Top)
	}
	if c := d.Choices[0]; c.Promotion != 1 || c.Margin != float64(s.products[own-1].Price) {
		t.Errorf("drawn is %+v, its price is %d", c, s.products[own-1].Price)
	}
}
