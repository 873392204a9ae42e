package foresee

import (
	"maps"
	"slices"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/foresight"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// TestPlans_DaysOfAPromotion: a promotion counts on the days on which its vouchers can be
// used, not while it was a draft or paused; a store's own version ends the centre's there
// and nowhere else, and its goods take the place of the centre's.
func TestPlans_DaysOfAPromotion(t *testing.T) {
	t.Parallel()
	s := shops(t, 1)
	k := Keeper{Chain: s.Chain}
	today := s.Today(1)
	at := func(days int) retail.Micros {
		return retail.MicrosOf(s.Now().Add(time.Duration(days) * 24 * time.Hour))
	}
	soup := promotion.Promotion{
		ID: "prm_soup", Name: map[string]string{"en": "Soup week"}, Target: promotion.Target{Categories: []string{"food"}, Products: []retail.ProductID{"soup"}},
		Reward: promotion.Reward{Kind: promotion.Percent, Percent: 20}, Starts: today - 20, Ends: today + 10, ValidAfterDays: 1, VoucherDays: 3, State: promotion.Live,
	}
	with := func(p promotion.Promotion, state promotion.State, days int) db.Past {
		p.State = state
		return db.Past{Promotion: p, At: at(days)}
	}
	// The newest first: live since yesterday, paused before, live from the beginning,
	// though it was told of late.
	got := k.spells([]db.Past{with(soup, promotion.Live, -1), with(soup, promotion.Paused, -5), with(soup, promotion.Live, -12)})
	if want := [][2]retail.BusinessDay{{today - 1, today + 10}, {today - 20, today - 6}}; !slices.Equal(got, want) {
		t.Errorf("it issued on %v, want %v; today is %d", got, want, today)
	}
	if got := k.spells([]db.Past{with(soup, promotion.Draft, -1)}); len(got) != 0 {
		t.Errorf("a draft issued on %v", got)
	}
	all := k.goods()
	centre := issuing{&db.NumberedPromotion{Promotion: soup, Number: 1}, [][2]retail.BusinessDay{{today - 20, today + 10}}, k.depths(&soup, all)}
	local := soup
	local.ID, local.Stores, local.Target.Products = "prm_soup.S2", []retail.StoreID{"S2"}, []retail.ProductID{"bread"}
	own := issuing{&db.NumberedPromotion{Promotion: local, Number: 2, Family: 1}, [][2]retail.BusinessDay{{today - 3, today + 10}}, k.depths(&local, all)}
	chain := k.DB.Catalogue()
	only := func(id retail.ProductID) []foresight.Depth {
		n, _ := chain.ProductNumber(id)
		return []foresight.Depth{{Product: n, Share: .2}}
	}
	there, here := k.plansOf(chain.Store(1), []issuing{centre, own}), k.plansOf(chain.Store(2), []issuing{centre, own})
	if len(there) != 1 || there[0].First != today-19 || there[0].Last != today+13 || there[0].Name != "Soup week" || !slices.Equal(there[0].Depths, only("soup")) {
		t.Errorf("where no version is: %+v", there)
	}
	if len(here) != 2 || here[0].First != today-2 || here[0].Last != today+13 || !slices.Equal(here[0].Depths, only("bread")) || here[1].Last != today-1 || !slices.Equal(here[1].Depths, only("soup")) {
		t.Errorf("where the version is: %+v", here)
	}
}

// TestDepths_ByCategoryAndBrand: what is for categories or brands is for all their
// products, and what names both for those of both; an amount is a share of the price.
func TestDepths_ByCategoryAndBrand(t *testing.T) {
	t.Parallel()
	s := shops(t, 1)
	for _, of := range [][2]string{{"miso", `"category":"soup","brand":"Own","price":200`}, {"ramen", `"category":"soup","brand":"Dahl","price":400`}, {"rye", `"category":"bread","brand":"Own","price":400`}} {
		s.Must("PUT", "/v1/products/"+of[0], `{"name":"`+of[0]+`",`+of[1]+`}`)
	}
	k := Keeper{Chain: s.Chain}
	amount := promotion.Reward{Kind: promotion.Amount, Amount: 100}
	for _, c := range []struct {
		target promotion.Target
		reward promotion.Reward
		want   map[retail.ProductID]float32
	}{
		{promotion.Target{Categories: []string{"soup"}}, amount, map[retail.ProductID]float32{"miso": .5, "ramen": .25}},
		{promotion.Target{Brands: []string{"Own"}}, amount, map[retail.ProductID]float32{"miso": .5, "rye": .25}},
		{promotion.Target{Brands: []string{"Own"}, Categories: []string{"soup"}}, amount, map[retail.ProductID]float32{"miso": .5}},
		{promotion.Target{Products: []retail.ProductID{"rye", "gone"}}, promotion.Reward{Kind: promotion.Points}, map[retail.ProductID]float32{"rye": usualDepth}},
	} {
		got := map[retail.ProductID]float32{}
		for _, d := range k.depths(&promotion.Promotion{Target: c.target, Reward: c.reward}, k.goods()) {
			got[s.DB.Catalogue().Product(d.Product).ID] = d.Share
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%+v gives %v, want %v", c.target, got, c.want)
		}
	}
}
