package offer

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// workbench is a workshop with one product (10.00, earns 4.00) and a bet.
func workbench(x Expected, kind promotion.TargetKind, reward promotion.Reward) (*workshop, *terms) {
	goods := []retail.Product{{ID: "P", Number: 1, Price: 1000, Cost: 600, HasCost: true, Listed: true}}
	one := promo(1, kind, func(p *promotion.Promotion) { p.Reward, p.ValidAfterDays, p.VoucherDays = reward, 0, 10 })
	w := &workshop{book: NewBook([]Numbered{one}, retail.NewCatalogue(goods, storeList()), DefaultMargin)}
	w.bet = betOf(&x, w.book)
	return w, &w.book.terms[0]
}

func amount(n retail.Minor) promotion.Reward {
	return promotion.Reward{Kind: promotion.Amount, Amount: n}
}

// Worked by hand: 2.00 off 10.00 raises odds by half (a favourite) of what the full
// pull does, .2 to .2727; a visit every tenth day makes one within ten of even
// chance; a basket of 40.00 earns 16.00 and 2.00 pull half of .05.
func TestWorth_WorkedExample(t *testing.T) {
	t.Parallel()
	w, e := workbench(Expected{State: StateLoyal, Visits: .1, Basket: 4000}, promotion.TargetFavourite, amount(200))
	got := w.worth(e, &pair{product: 1, item: &habit.Scored{Product: 1, Chance: .2}})
	p1 := .2 * 1.5 / (.8 + .2*1.5)
	more := .5 * .05 * .5 * p1
	want := worth{
		lifted: p1, visit: more * 1600, cost: (.5 + more) * p1 * .3 * 200,
		score: ((.5+more)*p1-.5*.2)*400 + more*1600 - (.5+more)*p1*.3*200,
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"chance", got.lifted, want.lifted}, {"visit", got.visit, want.visit}, {"cost", got.cost, want.cost}, {"score", got.score, want.score}, {"score", got.score, 12.1343}} {
		if math.Abs(c.got-c.want) > 1e-4 {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

// What is bought anyway is worth less than its reward costs; nearly all that a
// voucher brings of something new is added.
func TestWorth_SureBuyersWasteMargin(t *testing.T) {
	t.Parallel()
	w, e := workbench(Expected{State: StateLoyal, Visits: 1, Basket: 4000}, promotion.TargetFavourite, amount(200))
	at := func(chance float64) worth {
		return w.worth(e, &pair{product: 1, item: &habit.Scored{Product: 1, Chance: chance}})
	}
	if sure, maybe := at(.95), at(.3); sure.score >= 0 || maybe.score <= 0 {
		t.Errorf("a sure buyer is worth %v, an unsure one %v", sure.score, maybe.score)
	}
	fresh := at(.02)
	if fresh.score <= 0 || (fresh.lifted-.02)/.02 < .45 {
		t.Errorf("something new: %+v", fresh)
	}
}

// The visit itself counts, most for somebody about to be lost who was worth much.
func TestWorth_TheVisitOfSomebodyAtRisk(t *testing.T) {
	t.Parallel()
	score := func(x Expected) float64 {
		w, e := workbench(x, promotion.TargetFavourite, amount(200))
		return w.worth(e, &pair{product: 1, item: &habit.Scored{Product: 1, Chance: .5}}).score
	}
	loyal := Expected{State: StateLoyal, Visits: .15, Basket: 3000, Value: 40_000, Alive: .99}
	risk := Expected{State: StateAtRisk, Visits: .05, Basket: 3000, Value: 40_000, Alive: .5}
	poor := risk
	poor.Value = 400
	if l, r, p := score(loyal), score(risk), score(poor); !(r > p && p > l) {
		t.Errorf("loyal %.1f, at risk %.1f, at risk and worth little %.1f", l, r, p)
	}
}

func TestWorth_Properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := Expected{
			State: LifeState(rapid.IntRange(0, int(lifeStates)-1).Draw(t, "state")), Alive: float32(rapid.Float64Range(0, 1).Draw(t, "alive")),
			Visits: float32(rapid.Float64Range(0, 3).Draw(t, "visits")), Basket: float32(rapid.Float64Range(0, 1e9).Draw(t, "basket")),
			Value: float32(rapid.Float64Range(0, 1e12).Draw(t, "value")),
		}
		reward := rapid.SampledFrom([]promotion.Reward{
			amount(1), amount(promotion.MaxAmount), {Kind: promotion.Percent, Percent: 100, MaxAmount: 300}, {Kind: promotion.Points, Points: 5},
		}).Draw(t, "reward")
		w, e := workbench(x, rapid.SampledFrom(targets()).Draw(t, "kind"), reward)
		chance := rapid.Float64Range(0, 1).Draw(t, "chance")
		got := w.worth(e, &pair{product: 1, item: &habit.Scored{Product: 1, Chance: chance}})
		whole := w.worthOfAny(e)
		for _, f := range []float64{got.score, got.visit, got.cost, whole.score, whole.visit, whole.cost, whole.lifted} {
			if math.IsNaN(f) || math.IsInf(f, 0) {
				t.Fatalf("%+v %+v", got, whole)
			}
		}
		if !(got.lifted >= chance-1e-12 && got.lifted <= 1+1e-12) || got.cost < 0 || got.visit < 0 || !(whole.lifted >= 0 && whole.lifted <= 1) {
			t.Fatalf("%+v from %v, whole basket %+v", got, chance, whole)
		}
		better := *e
		better.weight = 2
		if w.worth(&better, &pair{product: 1, item: &habit.Scored{Product: 1, Chance: chance}}).score < got.score {
			t.Fatalf("a higher priority made %v less", got.score)
		}
	})
}

// Nothing of the outlook is read without consent to profile, nor of nobody.
func TestDecide_OutlookNeedsConsent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		consent customer.Consent
		who     retail.CustomerID
		read    bool
	}{
		{"both consents", bothConsents(), me, true},
		{"offers only", customer.Consent(0).With(customer.OffersPurpose, true), me, false},
		{"anonymous", bothConsents(), 0, false},
	} {
		s := settingOf(t, promo(1, promotion.TargetAnyone))
		s.ctx.Expected = Expected{State: StateAtRisk, Band: BandHigh, Alive: .5, Visits: .1, Basket: 3000, Value: 50_000}
		s.ctx.Consent, s.ctx.Customer = c.consent, c.who
		d := s.decide()
		if !d.Made() || (d.Read.Expected != Expected{}) != c.read {
			t.Errorf("%s: read %+v", c.name, d.Read.Expected)
		}
	}
}
