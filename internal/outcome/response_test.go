package outcome

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/lifecycle"
	"sartor/internal/model/response"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// shop is a chain of two urban and four suburban stores that sells kits, meals and
// bread; customers of urban stores buy twice the meals.
func shop() *retail.Catalogue {
	var stores []retail.Store
	for n, kind := range []retail.StoreKind{retail.Urban, retail.Urban, retail.Suburban, retail.Suburban, retail.Suburban, retail.Suburban} {
		stores = append(stores, retail.Store{
			ID: retail.StoreID("S" + string(rune('1'+n))), Number: uint32(n + 1), Kind: kind, Region: []string{"Coast", "Hills"}[n%2], Zone: "UTC", Currency: "EUR",
		})
	}
	var products []retail.Product
	for n, c := range []string{"kits", "meals", "bread", "tests"} {
		products = append(products, retail.Product{ID: retail.ProductID(c), Number: uint32(n + 1), Category: c, Price: 500})
	}
	products[3].Restriction = retail.NoInference
	return retail.NewCatalogue(products, stores)
}

// effects say what the action multiplies the sales of its goods by, by kind of store.
type effects map[retail.StoreKind]float64

// study draws customers, a fifth of them held out.
func study(seed uint64, persons int, e effects) Study {
	r := rand.New(rand.NewPCG(seed, 11))
	chain := shop()
	s := Study{Chain: chain, Since: 1, Now: 1 + 30*micros, Days: 30, Goods: goods{false, true, false, false, false}}
	for range persons {
		store := chain.Store(uint32(1 + r.IntN(6)))
		meals := 3.0
		if store.Kind == retail.Urban {
			meals = 6
		}
		p := Person{Store: store.Number, Treated: r.Float64() < .8, State: lifecycle.Loyal, Band: []lifecycle.Band{lifecycle.High, lifecycle.Low}[r.IntN(2)]}
		liking := math.Exp(.4*r.NormFloat64() - .08)
		p.Sales = Observation{Before: 500 * liking * (.5 + r.Float64()), After: 500 * liking * (.5 + r.Float64())}
		if p.Treated {
			p.Sales.After *= e[store.Kind]
		}
		p.Margin = Observation{Before: p.Sales.Before / 4, After: p.Sales.After / 4}
		p.Places = []Place{{Store: store.Number, Known: true, Sales: p.Sales, Margin: p.Margin}}
		for c, mean := range []float64{2, meals, 5} {
			if units := mean * 2 * r.Float64() * liking; units > 0 {
				p.Bought = append(p.Bought, Bought{uint32(c + 1), units})
			}
		}
		s.Persons = append(s.Persons, p)
	}
	return s
}

func respond(t *testing.T, s Study) Report {
	t.Helper()
	r, err := s.Respond()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRespond_FindsWhereItFlopsAndWhy(t *testing.T) {
	t.Parallel()
	s := study(1, 3000, effects{retail.Urban: 1.02, retail.Suburban: 1.5})
	r := respond(t, s)
	urban, _ := r.Find(ByKind, "urban")
	suburban, _ := r.Find(ByKind, "suburban")
	if urban.Verdict != response.Behind || suburban.Verdict != response.Ahead {
		t.Errorf("urban is %d, suburban %d: %+v %+v", urban.Verdict, suburban.Verdict, urban, suburban)
	}
	if !(suburban.Sales.Low < .5 && suburban.Sales.High > .5) || !(urban.Sales.Low < .02 && urban.Sales.High > .02) {
		t.Errorf("the ranges miss +50 %% and +2 %%: %+v, %+v", suburban.Sales, urban.Sales)
	}
	if len(r.Findings) == 0 {
		t.Fatal("nothing was found")
	}
	f := r.Findings[0]
	if f.Row.By != ByKind || f.Row.Group != "urban" || f.Than.Group != "suburban" {
		t.Errorf("found %s %s against %s, want the widest group that shows it: kind urban against suburban", f.Row.By, f.Row.Group, f.Than.Group)
	}
	if len(f.Instead) != 1 || f.Instead[0].Name != "meals" || f.Swap != "meals" {
		t.Fatalf("instead %+v, swap %q; want meals", f.Instead, f.Swap)
	}
	// Truth: 6/13 of an urban basket are meals, 3/10 of a suburban one.
	truth := (6 / 13.0) / (3 / 10.0)
	if m := f.Instead[0]; m.Low > truth || m.High < truth {
		t.Errorf("meals are %.2f times the others'; got %.2f (%.2f to %.2f)", truth, m.Index, m.Low, m.High)
	}
	s.Allowed = func(c uint32) bool { return s.Chain.CategoryName(c) == "bread" }
	if again := respond(t, s); again.Findings[0].Swap != "" {
		t.Errorf("the frame allows bread alone, which they buy less of: swap %q", again.Findings[0].Swap)
	}
}

// On a promotion without effect, and on one that works everywhere alike, at most
// one readout in ten names a group.
func TestRespond_FindsNothingWhereNothingIs(t *testing.T) {
	t.Parallel()
	for _, e := range []float64{1, 1.5} {
		found := 0
		const seeds = 60
		for seed := range uint64(seeds) {
			if r := respond(t, study(100+seed, 600, effects{retail.Urban: e, retail.Suburban: e})); len(r.Findings) > 0 {
				found++
			}
		}
		if found > seeds/10 {
			t.Errorf("effect × %.1f everywhere: %d of %d readouts find a flop", e, found, seeds)
		}
	}
}

// Verdicts are of planned days: what is read between them moves figures only.
func TestRespond_VerdictsAreOfPlannedDays(t *testing.T) {
	t.Parallel()
	s := study(1, 3000, effects{retail.Urban: 1.02, retail.Suburban: 1.5})
	s.Days = 6
	early := respond(t, s)
	if early.Look != 0 || early.NextLook != 1 || len(early.Findings) != 0 {
		t.Errorf("on day 6 no look was had: look %d, next in %d, %d findings", early.Look, early.NextLook, len(early.Findings))
	}
	s.Before, s.Days = &early, 7
	first := respond(t, s)
	if first.Look != 1 || len(first.Findings) == 0 {
		t.Fatalf("on day 7 the first is had: look %d, %d findings", first.Look, len(first.Findings))
	}
	later := study(2, 3000, effects{retail.Urban: 1, retail.Suburban: 1})
	later.Before, later.Days = &first, 13
	if r := respond(t, later); len(r.Findings) != len(first.Findings) || r.Look != 1 {
		t.Errorf("on day 13 what day 7 found stands: %d findings of look %d", len(r.Findings), r.Look)
	}
	later.Days = 14
	if r := respond(t, later); len(r.Findings) != 0 || r.Look != 2 {
		t.Errorf("on day 14 nothing is there any more: %d findings of look %d", len(r.Findings), r.Look)
	}
}

func TestRespond_SmallGroupsWait(t *testing.T) {
	t.Parallel()
	s := study(3, 2000, effects{retail.Urban: 1, retail.Suburban: 1})
	n := 0
	s.Persons = slices.DeleteFunc(s.Persons, func(p Person) bool { // store 1 keeps LeastGroup−1 held out
		if p.Store == 1 && !p.Treated {
			n++
		}
		return p.Store == 1 && !p.Treated && n >= LeastGroup
	})
	r := respond(t, s)
	row, _ := r.Find(ByStore, "S1")
	if row.Sales.Known || row.Margin.Known || row.Wait != 2 {
		t.Errorf("19 held out in 30 days: %+v, want silence and 2 more days", row)
	}
	row, _ = r.Find(ByStore, "S2")
	if !row.Sales.Known || row.Wait != 0 {
		t.Errorf("a store with enough is silent: %+v", row)
	}
	few := s
	few.Persons = s.Persons[:90]
	if r := respond(t, few); r.All.Sales.Known || r.All.Wait == 0 {
		t.Errorf("90 customers: %+v, want silence and days to wait", r.All)
	}
	if r := respond(t, Study{Chain: shop()}); r.All.Wait != 0 || len(r.Rows) != 0 {
		t.Errorf("nobody: %+v", r)
	}
}

// records are the customers of a test with their histories.
type records struct {
	treated, held map[uint32][]Exposure
	history       map[retail.CustomerID]History
	stood         Standing
	asked         []retail.BusinessDay
}

func (r *records) Treated(_ context.Context, p uint32, _ int) ([]Exposure, error) {
	return r.treated[p], nil
}
func (r *records) Held(_ context.Context, p uint32, _ int) ([]Exposure, error) { return r.held[p], nil }
func (r *records) History(_ context.Context, id retail.CustomerID, from, to retail.Micros) (History, error) {
	return r.history[id], nil
}
func (r *records) Stood(_ context.Context, _ retail.CustomerID, day retail.BusinessDay) (Standing, error) {
	r.asked = append(r.asked, day)
	return r.stood, nil
}

// What counts: goods of the centre or a version, in the window, receipts that
// stand; the state is that of the day before the offer.
func TestSurvey_ReadsAFamily(t *testing.T) {
	t.Parallel()
	day := micros
	now := 200 * day
	line := func(product uint32, amount retail.Minor) touchpoint.PackedLine {
		return touchpoint.PackedLine{Product: product, Quantity: retail.One, Amount: amount}
	}
	from := &records{
		treated: map[uint32][]Exposure{1: {{Customer: 2048, At: 100 * day, Store: 1}}, 7: {{Customer: 2048, At: 90 * day, Store: 2}, {Customer: 4096, At: 110 * day, Store: 2}}},
		held:    map[uint32][]Exposure{1: {{Customer: 8192, At: 100 * day, Store: 3}}},
		history: map[retail.CustomerID]History{2048: {Entries: []touchpoint.Entry{
			receipt(1, 90*day-57*day, 0, line(1, 1000)), // too long ago
			receipt(2, 80*day, 0, line(1, 560), line(4, 99), line(2, 56)),
			receipt(3, 95*day, 0, line(1, 300), line(2, 200), line(3, 10_000)),
			receipt(4, 96*day, 0, line(1, 7777)), // void
			receipt(5, 199*day, 0, line(1, 5)),   // behind the last day of a voucher
			{Position: touchpoint.Position{Seq: 6}, Kind: touchpoint.KindVoid, At: 97 * day, Body: touchpoint.VoidBody(4)},
		}, Deductions: []Deduction{{At: 95 * day, Amount: 30}}}},
		stood: Standing{lifecycle.Loyal, lifecycle.High},
	}
	family := &Family{
		Number: 1, Promotion: promotion.Promotion{Target: promotion.Target{Categories: []string{"kits"}}, Ends: 120, VoucherDays: 14, ValidAfterDays: 1},
		Versions: []Version{{Number: 7, Store: 2, Promotion: promotion.Promotion{Target: promotion.Target{Categories: []string{"meals"}}, Ends: 120, VoucherDays: 14, ValidAfterDays: 1}}},
	}
	s := Survey{From: from, Chain: shop(), Costs: flat(0)}
	study := Study{Chain: s.Chain, Goods: goodsOf(family, s.Chain)}
	list, err := s.exposed(t.Context(), family, from.Treated)
	if err != nil || len(list) != 2 || list[0].Store != 2 || list[0].At != 90*day {
		t.Fatalf("got %+v, %v; want the first offer of each under any version", list, err)
	}
	people, err := s.persons(t.Context(), study.Goods, reading{list, true, min(now, s.lastDay(family))})
	if err != nil {
		t.Fatal(err)
	}
	p := people[0]
	length := float64(s.lastDay(family)-90*day) / float64(56*day)
	if p.Sales.After != 500 || math.Abs(p.Sales.Before-616*length) > 1e-9 || p.Margin.After != 10_470 {
		t.Errorf("got sales %+v margin %+v; want 500 after, 616 before in 56 days scaled by %.3f, margin 10470", p.Sales, p.Margin, length)
	}
	if len(p.Bought) != 2 || p.Bought[0].Units != 1 || p.State != lifecycle.Loyal || p.Band != lifecycle.High || from.asked[0] != 89 {
		t.Errorf("got %+v, asked for day %v; goods that say something of health are not looked at, the day before the offer decides", p, from.asked)
	}
	r, err := s.Of(t.Context(), family, now)
	if err != nil || r.All.Treated != 2 || r.All.Held != 1 || r.Since != 90*day {
		t.Errorf("got %+v, %v", r, err)
	}
}

// Silence about groups means something only where a group a fifth behind would have been
// named: with few customers the report says so, and on which look it would; a promotion
// with a group that much behind is then found out more often than not.
func TestRespond_SaysWhenItCannotTell(t *testing.T) {
	t.Parallel()
	alike := effects{retail.Urban: 1.2, retail.Suburban: 1.2}
	few := respond(t, study(1, 600, alike))
	if !few.Unseen.Yes || few.Unseen.Wait != 26 {
		t.Errorf("600 customers after 30 days: %+v, want to wait for the look on day 56", few.Unseen)
	}
	if tiny := respond(t, study(1, 150, alike)); !tiny.Unseen.Yes || tiny.Unseen.Wait != 0 {
		t.Errorf("150 customers: %+v, want that no planned look would tell", tiny.Unseen)
	}
	late := study(1, 400, alike)
	late.Days = 225
	need := respond(t, late).Unseen
	if !need.Yes || need.Wait != 0 || need.Need <= 400 || need.Need > 6_000 {
		t.Errorf("400 customers when all looks have been had: %+v, want of how many one would have told", need)
	}
	late = study(1, need.Need*5/4, alike)
	if late.Days = 225; respond(t, late).Unseen.Yes {
		t.Errorf("a quarter more than the %d customers that would do: they do not", need.Need)
	}
	many := study(1, 6000, alike)
	r := respond(t, many)
	if r.Unseen.Yes || len(r.Findings) > 0 {
		t.Errorf("6,000 customers: %+v, %d findings", r.Unseen, len(r.Findings))
	}
	many.Days = 3
	if early := respond(t, many); !early.Unseen.Yes || early.Unseen.Wait != 4 {
		t.Errorf("before the first look nothing was looked for: %+v", early.Unseen)
	}
	s := study(1, 600, alike)
	s.Before = &Report{Look: 3, Unseen: Unseen{Yes: true}}
	if again := respond(t, s); !again.Unseen.Yes || again.Unseen.Wait != 26 {
		t.Errorf("between looks: %+v", again.Unseen)
	}
	if s.Before.Unseen.Yes = false; respond(t, s).Unseen.Yes {
		t.Error("what the last look could tell is told until the next")
	}
	named, seen := 0, 0
	for seed := range uint64(60) {
		one := respond(t, study(300+seed, 1000, effects{retail.Urban: 1.2 * .8, retail.Suburban: 1.2}))
		if !one.Unseen.Yes {
			seen++
		}
		if len(one.Findings) > 0 {
			named++
		}
	}
	t.Logf("%d of 60 reports of 1,000 customers say that they would see it; %d name it", seen, named)
	if seen == 0 || seen == 60 || named < seen*7/10 {
		t.Errorf("%d reports say they would see it, %d name it", seen, named)
	}
}
