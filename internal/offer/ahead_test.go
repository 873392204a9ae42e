package offer

import (
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// unknown are n products that the customer never bought, as a nightly list with chances
// that fall.
func (s *setting) unknown(n int) (out []Ahead) {
	for p := uint32(1); int(p) <= len(s.products) && len(out) < n; p++ {
		if _, own := s.profile.Item(p); !own && s.products[p-1].Restriction == 0 && s.products[p-1].Listed {
			out = append(out, Ahead{p, uint16(30_000 - 100*len(out))})
		}
	}
	return out
}

// What learning foretells of new products comes before what the live habits say, with
// the list's chance, and is logged; what is own by now, or private, is passed over.
func TestDecide_ReadsTheNightlyList(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetNext))
	list := s.unknown(3)
	own := s.favourites()
	s.ctx.Ahead = append([]Ahead{{own[0], 60_000}, {uint32(len(s.products)) + 1, 50_000}}, list...)
	s.products[list[0].Product-1].Restriction = retail.NoInference
	d := s.decide()
	if len(d.Read.Ahead) != 2 || d.Read.Ahead[0] != list[1] || d.Read.Ahead[1] != list[2] {
		t.Fatalf("read %v of %v", d.Read.Ahead, s.ctx.Ahead)
	}
	if len(d.Choices) != 1 || d.Choices[0].Product != list[1].Product || d.Choices[0].Chance != float64(list[1].Chance)/65535 {
		t.Errorf("choices %+v, want product %d first", d.Choices, list[1].Product)
	}
	s.ctx.Ahead = nil
	if plain := s.decide(); len(plain.Read.Ahead) != 0 || len(plain.Choices) == 1 && plain.Choices[0].Product == list[1].Product {
		t.Errorf("without the list: %+v", plain.Choices)
	}
	s.live = []Numbered{promo(1, promotion.TargetDue)}
	s.ctx.Ahead = list
	if d := s.decide(); len(d.Read.Ahead) != 0 {
		t.Errorf("nothing asks for new products, and %v was read", d.Read.Ahead)
	}
}

// Beyond its bound a decision reads no further, so that its log stays small.
func TestDecide_ReadsNoMoreOfTheList(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetNext))
	s.ctx.Ahead = s.unknown(aheadRead + 1)
	if d := s.decide(); len(s.ctx.Ahead) != aheadRead+1 || len(d.Read.Ahead) != aheadRead {
		t.Errorf("%d of %d products were read, want %d", len(d.Read.Ahead), len(s.ctx.Ahead), aheadRead)
	}
}

// foretold is the list of new products: the nightly one, less what is own by now, then
// what the live habits add.
func (s *setting) foretold(p *habit.Profile, live []habit.Scored) []habit.Scored {
	var out []habit.Scored
	seen := map[uint32]bool{}
	for _, a := range s.ctx.Ahead {
		_, own := p.Item(a.Product)
		if own || a.Chance == 0 || len(out) == 16 || int(a.Product) > len(s.products) || !s.products[a.Product-1].Restriction.Inferable() {
			continue
		}
		one := habit.Scored{Product: a.Product}
		for _, l := range live {
			if l.Product == a.Product {
				one = l
			}
		}
		one.Chance, seen[a.Product] = float64(a.Chance)/65535, true
		out = append(out, one)
	}
	for _, l := range live {
		if !seen[l.Product] {
			out = append(out, l)
		}
	}
	return out
}

func aheadDrawn(t *rapid.T) (out []Ahead) {
	for _, n := range rapid.SliceOfNDistinct(rapid.Uint32Range(1, products), 0, 20, rapid.ID[uint32]).Draw(t, "ahead") {
		out = append(out, Ahead{n, rapid.Uint16().Draw(t, "chance")})
	}
	return out
}
