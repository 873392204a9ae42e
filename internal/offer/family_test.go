package offer

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// family is a promotion on the customer's favourites, number 1, with a version of
// store S1's, number 2, that gives more.
func family(compare float64) []Numbered {
	head := promo(1, promotion.TargetFavourite, func(p *promotion.Promotion) {
		p.Frame = &promotion.Frame{Compare: compare}
		p.Limits.PerCustomer = 2
	})
	version := promo(2, promotion.TargetFavourite, func(p *promotion.Promotion) {
		p.ID, p.Parent, p.Stores, p.Version = "prm_1.S1", "prm_1", []retail.StoreID{"S1"}, 7
		p.Reward.Amount = 60
		p.Limits.PerCustomer = 1
	})
	return []Numbered{head, version}
}

func TestDecide_AStoresVersionStandsInPlaceOfItsPromotion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		change  func(*setting)
		want    []uint32
		refused string
	}{
		{"in its store", func(*setting) {}, []uint32{2}, "store_version"},
		{"in another", func(s *setting) { s.ctx.Store = 2 }, []uint32{1}, "not_here"},
		{"anonymous", func(s *setting) { s.ctx.Customer = 0 }, nil, ""}, // favourites need a profile
		{"its promotion is gone", func(s *setting) { s.live = s.live[1:] }, nil, ""},
		{"its money is used up", func(s *setting) { s.ctx.Closed = []uint32{2} }, nil, "budget_or_limit_used_up"},
		{"its promotion's money is used up", func(s *setting) { s.ctx.Closed = []uint32{1} }, []uint32{2}, "store_version"},
		{"one was had of either", func(s *setting) { s.ctx.Held = []Held{{Promotion: 1}} }, nil, "limit_reached"},
		{"one was had of either, in another store", func(s *setting) { s.ctx.Held = []Held{{Promotion: 1}}; s.ctx.Store = 2 }, []uint32{1}, ""},
		{"two were had of either, in another store", func(s *setting) { s.ctx.Held = []Held{{Promotion: 1}, {Promotion: 1}}; s.ctx.Store = 2 }, nil, "limit_reached"},
	} {
		s := settingOf(t, family(0)...)
		c.change(s)
		d := s.decide()
		var got []uint32
		for _, choice := range d.Choices {
			got = append(got, choice.Promotion)
			if choice.ID != "prm_1" {
				t.Errorf("%s: the offer goes by %s, want the promotion's own id", c.name, choice.ID)
			}
		}
		if !slices.Equal(got, c.want) || c.refused != "" && c.refused != "not_here" && d.Refused()[c.refused] == 0 {
			t.Errorf("%s: got %v, refused %v, want %v and %s", c.name, got, d.Refused(), c.want, c.refused)
		}
	}
}

// TestDecide_ComparedCustomersKeepThePromotion counts the lot: its share, apart
// from the holdout's lot, and the same wherever the customer comes.
func TestDecide_ComparedCustomersKeepThePromotion(t *testing.T) {
	t.Parallel()
	const customers = 4000
	kept, held, both := 0, 0, 0
	s := settingOf(t, family(.2)...)
	s.live[0].Promotion.Holdout, s.live[1].Promotion.Holdout = .1, .1
	s.ctx.Book = bookOf(s.live...)
	for i := range customers {
		who := me + retail.CustomerID(i)*1024
		s.ctx.Customer = who
		d := Decide(s.snapshot, s.profile, nil, &s.ctx)
		if len(d.Choices) != 1 {
			t.Fatalf("customer %d: %d choices, refused %v", i, len(d.Choices), d.Refused())
		}
		stays := d.Choices[0].Promotion == 1
		if stays != Compared(s.ctx.HoldoutKey, "prm_1", who, .2) || stays != (d.Refused()["centre_version"] == 1) || stays == (d.Refused()["store_version"] == 1) {
			t.Fatalf("customer %d gets %d, refused %v", i, d.Choices[0].Promotion, d.Refused())
		}
		ghost := d.Choices[0].Ghost == HeldOutFromThis
		if ghost != HeldOut(s.ctx.HoldoutKey, "prm_1", who, .1) {
			t.Fatalf("customer %d: the version's holdout is not its promotion's", i)
		}
		if stays {
			kept++
		}
		if ghost {
			held++
		}
		if stays && ghost {
			both++
		}
	}
	// Five standard deviations: 126 of 800, 95 of 400, 44 of 80.
	if kept < 674 || kept > 926 || held < 305 || held > 495 || both < 36 || both > 124 {
		t.Errorf("of %d customers %d keep the promotion, %d are held out, %d both; want about 800, 400, 80", customers, kept, held, both)
	}
}

func TestDecide_VersionsOnTheWholeBasketAreMetInTheirStoreAlone(t *testing.T) {
	t.Parallel()
	live := []Numbered{promo(1, promotion.TargetAnyone, func(p *promotion.Promotion) { p.Frame = &promotion.Frame{} })}
	live = append(live, promo(2, promotion.TargetAnyone, func(p *promotion.Promotion) {
		p.ID, p.Parent, p.Stores = "prm_1.S1", "prm_1", []retail.StoreID{"S1"}
	}))
	for store, want := range map[uint32]uint32{1: 2, 2: 1} {
		s := settingOf(t, live...)
		s.ctx.Store = store
		if d := s.decide(); len(d.Choices) != 1 || d.Choices[0].Promotion != want {
			t.Errorf("store %d: %+v, want %d", store, d.Choices, want)
		}
	}
	b := bookOf(live...)
	if n, ok := b.VersionIn(1, 1); !ok || n != 2 || b.Family(2) != 1 || b.Family(1) != 1 || b.Family(9) != 9 {
		t.Errorf("the version in store 1 is %d (%v), families %d %d %d", n, ok, b.Family(2), b.Family(1), b.Family(9))
	}
	if _, ok := b.VersionIn(1, 2); ok {
		t.Error("store 2 has a version")
	}
	other := slices.Clone(live)
	other[1].Promotion.ID, other[1].Promotion.Stores = "prm_1.S2", []retail.StoreID{"S2"}
	if bookOf(other...).Version == b.Version {
		t.Error("a book with the version in another store has the same stamp")
	}
}

// headOf is the promotion that a number is a version of, by the ids alone.
func (s *setting) headOf(number uint32) uint32 {
	i := slices.IndexFunc(s.live, func(n Numbered) bool { return n.Number == number && n.Promotion.Parent != "" })
	if i < 0 {
		return number
	}
	return s.live[slices.IndexFunc(s.live, func(n Numbered) bool { return n.Promotion.ID == s.live[i].Promotion.Parent })].Number
}

// versionOf is which one of a family the customer gets here.
func (s *setting) versionOf(n *Numbered) uint32 {
	head := s.headOf(n.Number)
	version, compare := head, 0.0
	for i := range s.live {
		p := &s.live[i].Promotion
		if s.live[i].Number == head && p.Frame != nil {
			compare = p.Frame.Compare
		}
		if p.Parent != "" && s.headOf(s.live[i].Number) == head && p.Stores[0] == retail.StoreID([]string{"", "S1", "S2"}[s.ctx.Store]) {
			version = s.live[i].Number
		}
	}
	if s.ctx.Customer != 0 && lotOf(s.ctx.HoldoutKey, string(n.Promotion.Family())+"/compare", s.ctx.Customer) < compare {
		return head
	}
	return version
}

// tailor turns some of the promotions into stores' versions of others.
func tailor(t *rapid.T, live []Numbered) {
	taken := map[retail.PromotionID]bool{}
	for i := range live {
		if i == 0 || rapid.IntRange(0, 2).Draw(t, "version") > 0 {
			continue
		}
		head, p := &live[rapid.IntRange(0, i-1).Draw(t, "head")].Promotion, &live[i].Promotion
		store := rapid.SampledFrom([]retail.StoreID{"S1", "S2"}).Draw(t, "of")
		if id := promotion.VersionID(head.ID, store); head.Parent == "" && !taken[id] {
			p.ID, p.Parent, p.Stores, p.Regions, taken[id] = id, head.ID, []retail.StoreID{store}, nil, true
			head.Frame = &promotion.Frame{Compare: rapid.SampledFrom([]float64{.05, .2, .5}).Draw(t, "compare")}
		}
	}
}

// TestBook_ANumberFarBeyondTakesNoRoom: a promotion that nobody saved has one.
func TestBook_ANumberFarBeyondTakesNoRoom(t *testing.T) {
	t.Parallel()
	const far = 1 << 31
	b := NewBook([]Numbered{promo(7, promotion.TargetFavourite), promo(far, promotion.TargetDue)}, benchmarked().chain, DefaultMargin)
	for _, number := range []uint32{7, far} {
		if p, ok := b.Promotion(number); !ok || b.Family(number) != number || p == nil {
			t.Errorf("number %d: %v, family %d", number, ok, b.Family(number))
		}
	}
	if _, ok := b.Promotion(far - 1); ok || len(b.numbers) > 2*nearNumbers {
		t.Errorf("a number that no promotion has is found: %t; room for %d numbers", ok, len(b.numbers))
	}
}
