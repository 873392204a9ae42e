package foresee

import (
	"slices"
	"testing"
	"time"

	"sartor/internal/db"
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
	centre := issuing{&db.NumberedPromotion{Promotion: soup, Number: 1}, [][2]retail.BusinessDay{{today - 20, today + 10}}}
	local := soup
	local.ID, local.Stores, local.Target.Products = "prm_soup.S2", []retail.StoreID{"S2"}, []retail.ProductID{"bread"}
	own := issuing{&db.NumberedPromotion{Promotion: local, Number: 2, Family: 1}, [][2]retail.BusinessDay{{today - 3, today + 10}}}
	chain := k.DB.Catalogue()
	number := func(id retail.ProductID) uint32 { n, _ := chain.ProductNumber(id); return n }
	there, here := k.plansOf(chain.Store(1), []issuing{centre, own}), k.plansOf(chain.Store(2), []issuing{centre, own})
	if len(there) != 1 || there[0].First != today-19 || there[0].Last != today+13 || there[0].Name != "Soup week" || there[0].Depth(number("soup")) != .2 || there[0].Depth(number("bread")) != 0 {
		t.Errorf("where no version is: %+v", there)
	}
	if len(here) != 2 || here[0].First != today-2 || here[0].Last != today+13 || here[0].Depth(number("bread")) != .2 || here[1].Last != today-1 || here[1].Depth(number("soup")) != .2 {
		t.Errorf("where the version is: %+v", here)
	}
}
