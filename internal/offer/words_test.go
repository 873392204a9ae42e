package offer

import (
	"cmp"
	"slices"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

func TestWords_Why(t *testing.T) {
	t.Parallel()
	store := storeList()[0]
	english, german := WordsIn("en-GB", catalogue(), &store), WordsIn("de-AT", catalogue(), &store)
	for _, c := range []struct {
		product uint32
		reason  Reason
		en, de  string
	}{
		{3, Reason{Own: true, Count: 30, Hits: 9, Window: 12, Gap: 9, Idle: 11}, "You bought it in 9 of your last 12 baskets, about every 9 days, last 11 days ago.", "In 9 Ihrer letzten 12 Einkäufe, etwa alle 9 Tage, zuletzt vor 11 Tagen."},
		{3, Reason{Own: true, Count: 7, Window: 12, Gap: 30, Idle: 200}, "You bought it in 7 baskets, about every 30 days, last 200 days ago.", "In 7 Ihrer Einkäufe, etwa alle 30 Tage, zuletzt vor 200 Tagen."},
		{3, Reason{Own: true, Count: 1, Hits: 1, Window: 1}, "You bought it once.", "Einmal in Ihren Einkäufen."},
		{3, Reason{Own: true, Count: 2, Hits: 2, Window: 3, Gap: 1, Idle: 1}, "You bought it in 2 of your last 3 baskets, about every day, last one day ago.", "In 2 Ihrer letzten 3 Einkäufe, etwa jeden Tag, zuletzt vor einem Tag."},
		{3, Reason{Related: 4}, "Goes with Product 4, which you buy.", "Passt zu Product 4 aus Ihren Einkäufen."},
		{3, Reason{Kind: promotion.TargetNext}, "Liked at Brackwater, and new to you.", "Beliebt bei Brackwater und neu für Sie."},
		{3, Reason{Kind: promotion.TargetCategory}, "Liked at Brackwater.", "Beliebt bei Brackwater."},
		{3, Reason{Kind: promotion.TargetSeason}, "In season, and new to you.", "Jetzt ist die Zeit dafür, und neu für Sie."},
		{0, Reason{Kind: promotion.TargetAnyone}, "A thank-you for shopping at Brackwater.", "Ein Dankeschön für Ihren Einkauf bei Brackwater."},
	} {
		choice := Choice{Product: c.product, Reason: c.reason}
		if got := english.Why(&choice); !slices.Equal(got, []string{c.en}) {
			t.Errorf("%+v: got %q, want %q", c.reason, got, c.en)
		}
		if got := german.Why(&choice); !slices.Equal(got, []string{c.de}) {
			t.Errorf("%+v: got %q, want %q", c.reason, got, c.de)
		}
	}
}

// What ends says until when, behind the habit.
func TestWords_Ending(t *testing.T) {
	t.Parallel()
	store := storeList()[0]
	choice := Choice{Product: 3, Until: retail.Day(2026, 12, 5), Reason: Reason{Kind: promotion.TargetExpiring, Own: true, Count: 1}}
	for language, want := range map[string][]string{
		"en": {"You bought it once.", "What is on the shelf is good until 5 December."},
		"de": {"Einmal in Ihren Einkäufen.", "Was im Regal steht, ist gut bis zum 05.12."},
	} {
		w := WordsIn(language, catalogue(), &store)
		if got := w.Why(&choice); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
}

func TestWords_Value(t *testing.T) {
	t.Parallel()
	store := storeList()[0]
	for _, c := range []struct {
		value  voucher.Value
		en, de string
	}{
		{voucher.Value{Kind: promotion.Amount, Amount: 50}, "€0.50 off", "0,50 € Rabatt"},
		{voucher.Value{Kind: promotion.Percent, Percent: 15, MaxAmount: 300}, "15 % off", "15 % Rabatt"},
		{voucher.Value{Kind: promotion.FreeItem, Product: 3}, "One free", "Einmal gratis"},
		{voucher.Value{Kind: promotion.Points, Points: 70}, "70 points", "70 Punkte"},
	} {
		en, de := WordsIn("fr", catalogue(), &store), WordsIn("de", catalogue(), &store)
		if en.Value(&c.value) != c.en || de.Value(&c.value) != c.de {
			t.Errorf("%+v: got %q and %q, want %q and %q", c.value, en.Value(&c.value), de.Value(&c.value), c.en, c.de)
		}
	}
	pounds := WordsIn("en", catalogue(), &retail.Store{Currency: "SEK"})
	if got := pounds.Value(&voucher.Value{Kind: promotion.Amount, Amount: 1050}); got != "SEK 10.50 off" {
		t.Errorf("got %q", got)
	}
}

// The basket at walk-in is the customer's own; a stranger, and who does not
// consent, gets the store's; what is unlisted or not to be inferred is in none.
// The nightly list and the live habits are one list: new products by the list, own
// ones by the list until a basket came after it.
func TestBasket_FollowsTheNightlyListAndTheLiveCounts(t *testing.T) {
	t.Parallel()
	w, chain := learned(), catalogue()
	p := &w.profiles[0]
	ctx := Context{Store: 1, Day: today, Customer: me, Consent: bothConsents(), Most: 10}
	live := Basket(w.snapshot, p, &ctx, chain)
	var stranger uint32
	for n := uint32(1); n < noVoucher; n++ {
		if _, own := p.Item(n); !own && !slices.ContainsFunc(live, func(x Wish) bool { return x.Product == n }) {
			stranger = n
		}
	}
	if stranger == 0 || live[9].New == (live[9].Reason.Count > 0) {
		t.Fatalf("the case is too plain: %+v", live)
	}
	last := retail.BusinessDay(p.Last)
	at := func(list []Wish, product uint32) int {
		return slices.IndexFunc(list, func(x Wish) bool { return x.Product == product })
	}
	for _, c := range []struct {
		name  string
		day   retail.BusinessDay
		moved bool // the own product goes by the list
	}{{"made after the last basket", last, true}, {"a basket came since", last - 1, false}} {
		ctx.Outlook = &outlook.Outlook{Day: c.day, Next: []outlook.Want{
			{Product: stranger, Chance: .97}, {Product: live[1].Product, Chance: .96}, {Product: noInference, Chance: 1},
		}}
		got := Basket(w.snapshot, p, &ctx, chain)
		if i := at(got, stranger); i < 0 || !got[i].New || got[i].Chance != .97 || got[i].Reason.Own || at(got, noInference) >= 0 {
			t.Errorf("%s: %+v, want the new product %d first and nothing private", c.name, got, stranger)
		}
		i := at(got, live[1].Product)
		if i < 0 || (got[i].Chance == .96) != c.moved || got[i].New || got[i].Reason.Count != live[1].Reason.Count {
			t.Errorf("%s: own product %d is %+v, live %+v", c.name, live[1].Product, got[max(0, i)], live[1])
		}
		if !slices.IsSortedFunc(got, func(a, b Wish) int { return cmp.Compare(b.Chance, a.Chance) }) {
			t.Errorf("%s: not by chance: %+v", c.name, got)
		}
	}
	ctx.Consent = customer.Consent(0).With(customer.OffersPurpose, true)
	if got := Basket(w.snapshot, p, &ctx, chain); at(got, stranger) == 0 {
		t.Errorf("without consent to profile the outlook is read: %+v", got)
	}
}

func TestExpectedOf(t *testing.T) {
	t.Parallel()
	if got := ExpectedOf(nil); got != (Expected{}) {
		t.Errorf("nothing: %+v", got)
	}
	o := outlook.Outlook{Horizon: 100, Expected: 25, Alive: .5, AliveKnown: true, Spend: 3000, Value: 70_000, State: lifecycle.AtRisk, Band: lifecycle.High}
	want := Expected{State: StateAtRisk, Band: BandHigh, Alive: .5, Visits: .25, Basket: 3000, Value: 70_000}
	if got := ExpectedOf(&o); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if o.AliveKnown = false; ExpectedOf(&o).Alive != 0 {
		t.Error("a chance the model cannot give is read")
	}
}

func TestBasket(t *testing.T) {
	t.Parallel()
	w, chain := learned(), catalogue()
	ctx := Context{Day: today, Store: 1, Most: 10, Customer: me, Consent: bothConsents()}
	own := Basket(w.snapshot, &w.profiles[0], &ctx, chain)
	mine := 0
	for _, wish := range own {
		if _, ok := w.profiles[0].Item(wish.Product); ok != wish.Reason.Own {
			t.Errorf("product %d: own %v", wish.Product, wish.Reason.Own)
		}
		if wish.Reason.Own {
			mine++
		}
	}
	if len(own) != 10 || mine < 5 {
		t.Errorf("%d wishes, %d of their own", len(own), mine)
	}
	stranger := Basket(w.snapshot, nil, &ctx, chain)
	ctx.Consent = ctx.Consent.With(customer.ProfilePurpose, false)
	if without := Basket(w.snapshot, &w.profiles[0], &ctx, chain); !slices.Equal(without, stranger) || slices.Equal(own, stranger) || len(stranger) != 10 {
		t.Errorf("without consent %+v, a stranger %+v", without, stranger)
	}
	ctx.Most = products
	for _, wish := range append(Basket(w.snapshot, nil, &ctx, chain), own...) {
		if wish.Product == unlisted || wish.Product == noInference {
			t.Errorf("product %d is shown", wish.Product)
		}
	}
	if got := Basket(nil, &w.profiles[0], &ctx, chain); len(got) != 0 {
		t.Errorf("nothing learned: %+v", got)
	}
}
