package plan

import (
	"math"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.6f, want %.6f", what, got, want)
	}
}

// same is a forecast of the same mean every day.
func same(mean float64) []float64 { return slices.Repeat([]float64{mean}, Horizon) }

// daily are terms of a supplier of every night.
func daily(lead float64) *Terms { return &Terms{Supplier: "Dahl", Depot: -1, Lead: lead, Pack: 1} }

// town is a chain of stores a few km apart.
func town(stores int, change func(*Rules)) *Chain {
	c := &Chain{Rules: Usual()}
	for i := range stores {
		c.Stores = append(c.Stores, Store{Number: uint32(i + 1), Region: "coast", Latitude: 54 + float64(i)/50, Longitude: 10})
	}
	if change != nil {
		change(&c.Rules)
	}
	return c
}

func ordered1(o Outcome) (units int) {
	for i := range o.Orders {
		units += o.Orders[i].Units
	}
	return units
}

func planned1(t *testing.T, c *Chain, it Item) Outcome {
	t.Helper()
	out, err := c.Plan(it)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOrder_WorkedNumbers takes the examples of SCIENCE 5.2 through the whole planner.
func TestOrder_WorkedNumbers(t *testing.T) {
	t.Parallel()
	// NB mean 10 var 16 over five days, h = 1, p = 9: level 15 in packs of 6 from 3: 12, not 18.
	c := town(1, func(r *Rules) { r.Holding, r.Goodwill, r.MostService = 365./5, 0, .9 })
	it := Item{Product: Product{Number: 7, Price: 10, Cost: 1}, Places: []Place{{OnHand: 3, Means: same(2), Ratio: 1.6, Terms: daily(5)}}}
	it.Places[0].Terms.Pack = 6
	out := planned1(t, c, it)
	if len(out.Orders) != 1 || out.Orders[0].Units != 12 || out.Orders[0].Day != 5 || out.Orders[0].Policy != BaseStock {
		t.Fatalf("%+v, %v", out.Orders, out.Silent)
	}
	o := &out.Orders[0]
	near(t, "need", o.Of(Need), 10, 1e-9)
	near(t, "on hand", o.Of(OnHand), 3, 0)
	near(t, "cover before", o.Cover[0], 1.5, 1e-9)
	near(t, "cover after", o.Cover[1], 7.5, 1e-9)

	// A good of one day: price 2.5, cost 1.4, salvage .2, Poisson 6: 6, worth 4.383401.
	c = town(1, func(r *Rules) { r.Holding, r.Goodwill, r.Salvage = 0, 0, .2/1.4 })
	it = Item{Product: Product{Price: 2.5, Cost: 1.4, Life: 1}, Places: []Place{{OnHand: 40, Means: same(6), Ratio: 1, Terms: daily(1)}}}
	o = &planned1(t, c, it).Orders[0]
	if o.Units != 6 || o.Policy != Newsvendor {
		t.Fatalf("%+v", o)
	}
	near(t, "gain", o.Gain.Mid, 4.383401, 1e-5)
	near(t, "one less", o.Less, 4.383401-4.308464, 1e-5)
	near(t, "one more", o.More, 4.383401-4.088904, 1e-5)
}

func TestOrder_Perishable(t *testing.T) {
	t.Parallel()
	// Daily mean 2, var 3.2, life 4 days, every night: the level is lowered by what would spoil.
	c := town(1, func(r *Rules) { r.Goodwill, r.Holding = 0, 0 })
	it := Item{Product: Product{Price: 2.5, Cost: 2, Life: 4}, Places: []Place{{Means: same(2), Ratio: 1.6, Terms: daily(3)}}}
	fresh := planned1(t, c, it).Orders[0]
	it.Product.Life = 0
	keeps := planned1(t, c, it).Orders[0]
	if fresh.Policy != Fresh || fresh.Units >= keeps.Units || fresh.Of(Life) <= 0 || keeps.Of(Life) != 0 {
		t.Errorf("%d of what spoils, %d of what keeps", fresh.Units, keeps.Units)
	}
	// 12 on hand, 9 of which may be sold tomorrow for the last time: about 7 spoil.
	p := Place{OnHand: 12, Means: same(2), Ratio: 1.6, Lots: []Lot{{1, 9}, {20, 3}}}
	near(t, "spoils", p.spoils(3), p.law(1, 1).Over(9), 1e-9)
	near(t, "spoils later", p.spoils(1), 0, 0)
}

// TestOrder_GainOfWhatLivesLong: goods that live much longer than they last on the shelf
// gain what the same goods would that keep; what is sold after the next delivery is no
// gain of this one.
func TestOrder_GainOfWhatLivesLong(t *testing.T) {
	t.Parallel()
	for _, mean := range []float64{.5, 1, 5, 20} {
		gain := map[int]float64{}
		for _, life := range []int{0, 28} {
			it := Item{Product: Product{Price: 459, Cost: 258, Life: life}, Places: []Place{{OnHand: int(mean), Means: same(mean), Ratio: 1.5, Terms: daily(1)}}}
			it.Places[0].Terms.Pack = 3
			w, why := town(1, nil).wantOf(&it, &it.Places[0])
			if why != "" {
				t.Fatal(why)
			}
			gain[life] = w.gains().mean(3)
		}
		near(t, "gain of what lives long", gain[28], gain[0], 2)
		if most := 201 * mean; gain[28] <= 0 || gain[28] > most {
			t.Errorf("%g a day: three units gain %.0f, more than a day's margin of %.0f", mean, gain[28], most)
		}
	}
}

// TestOrder_SaysWhatDecidedIt: packs are chosen with goodwill and by what is asked for before
// the goods come, the gain knows neither; a line may cost, but never without saying why, and
// a pack less of what spoils is never said to save.
func TestOrder_SaysWhatDecidedIt(t *testing.T) {
	t.Parallel()
	costly := 0
	for i := range 5 * 4 * 4 {
		mean, ratio, life := []float64{.2, .4, .8, 1.5, 3}[i/16], []float64{1, 2, 6, 12}[i/4%4], []int{1, 4, 10, 21}[i%4]
		it := Item{Product: Product{Price: 459, Cost: 258, Life: life}, Places: []Place{{Means: same(mean), Ratio: ratio, Terms: daily(2)}}}
		it.Places[0].Terms.Pack = 3
		for _, o := range planned1(t, town(1, nil), it).Orders {
			if o.Less < -1e-6 {
				t.Errorf("mean %g, ratio %g, life %d: %d units, and a pack less would save %.0f", mean, ratio, life, o.Units, -o.Less)
			}
			if o.Gain.Mid < 0 {
				costly++
			}
			if why := o.Of(InVain); (why > 0) != (o.Gain.Mid < 0) {
				t.Errorf("mean %g, ratio %g, life %d: gain %.0f, in vain %g", mean, ratio, life, o.Gain.Mid, why)
			}
		}
	}
	if costly == 0 {
		t.Error("no line is expected to cost: this holds nothing")
	}
}

func TestOrder_OfWhatAnOrderCosts(t *testing.T) {
	t.Parallel()
	// (s,S) of Poisson 6, h 1, p 4, K 5: order at 4 and below up to 10.
	c := town(1, func(r *Rules) { r.Holding, r.Goodwill, r.MostService = 365, 0, .9999 })
	for on, want := range map[int]int{6: 0, 5: 0, 4: 6, 3: 7, 0: 10} {
		it := Item{Product: Product{Price: 5, Cost: 1}, Places: []Place{{OnHand: on, Means: same(6), Ratio: 1, Terms: daily(1)}}}
		it.Places[0].Terms.OrderCost = 5
		units := ordered1(planned1(t, c, it))
		if units != want {
			t.Errorf("with %d on hand %d are ordered, want %d", on, units, want)
		}
	}
	// What is planned is bought ahead where an order costs more than it costs to wait.
	it := Item{Product: Product{Price: 5, Cost: 1}, Places: []Place{{Means: same(6), Ratio: 1, Terms: daily(1), Planned: same(4), Event: "Soup week"}}}
	it.Places[0].Terms.OrderCost = 25
	o := planned1(t, c, it).Orders[0]
	if o.Policy != Lots || o.Of(Ahead) < 6 || o.Units < 12+int(o.Of(Ahead))-6 {
		t.Errorf("%+v", o)
	}
	it.Places[0].Terms.OrderCost = 1e-6
	if o := planned1(t, c, it).Orders[0]; o.Of(Ahead) != 0 {
		t.Errorf("an order that costs nothing is made ahead: %+v", o)
	}
}

// TestPlace_LeadTimesVary recounts mean and variance of demand over a random lead time.
func TestPlace_LeadTimesVary(t *testing.T) {
	t.Parallel()
	p := Place{Means: same(3), Ratio: 2, Terms: daily(4)}
	p.Terms.LeadSD = 1.3
	var m1, m2, v, total float64
	for _, l := range p.Terms.leads() {
		days := float64(l.days)
		m1, m2, v, total = m1+l.chance*3*days, m2+l.chance*9*days*days, v+l.chance*6*days, total+l.chance
	}
	near(t, "chances", total, 1, 1e-12)
	near(t, "mean lead", m1/3, 4, .02)
	l := p.over(1)
	near(t, "mean", l.Mean(), m1, 1e-6)
	variance := 0.0
	for x := range l.Last() + 1 {
		variance += math.Pow(float64(x)-l.Mean(), 2) * l.Chance(x)
	}
	near(t, "variance", variance, v+m2-m1*m1, 1e-3)

	c := town(1, nil)
	order := func(sd float64) int {
		q := p
		terms := *p.Terms
		terms.LeadSD = sd
		q.Terms = &terms
		return planned1(t, c, Item{Product: Product{Price: 3, Cost: 2}, Places: []Place{q}}).Orders[0].Units
	}
	if sure, late := order(0), order(1.3); late <= sure {
		t.Errorf("a supplier who varies asks for %d, a sure one for %d", late, sure)
	}
}

func TestOrder_VouchersRaiseIt(t *testing.T) {
	t.Parallel()
	c := town(1, nil)
	it := Item{Product: Product{Price: 3, Cost: 2}, Places: []Place{{Means: same(3), Ratio: 1.4, Terms: daily(2)}}}
	plain := planned1(t, c, it).Orders[0]
	it.Places[0].Promised = Promised{Mean: 20, Variance: 18, Days: 4, Vouchers: 120}
	more := planned1(t, c, it).Orders[0]
	near(t, "vouchers", more.Of(Vouchers), 10, 1e-9) // two of four days
	if d := more.Units - plain.Units; d < 10 || d > 16 {
		t.Errorf("%d with vouchers, %d without", more.Units, plain.Units)
	}
}

func TestDepot_ShortIsShared(t *testing.T) {
	t.Parallel()
	// Three stores of Poisson 4, 6, 9 of a depot with 8: as in SCIENCE 5.2.4, by margin alone they would
	// share (2,6,0); here all earn the same, so the emptiest shelves come first.
	c := town(4, func(r *Rules) { r.Goodwill, r.Vans = 0, 0 })
	it := Item{Product: Product{Price: 4, Cost: 1}}
	for i, mean := range []float64{4, 6, 9} {
		it.Places = append(it.Places, Place{Store: i, Means: same(mean), Ratio: 1, Terms: &Terms{Depot: 3, Lead: 1, Pack: 1}})
	}
	it.Places[0].OnHand, it.Places[2].OnHand = 1, 4
	it.Places = append(it.Places, Place{Store: 3, OnHand: 8, Terms: &Terms{Supplier: "Dahl", Depot: -1, Lead: 2, Pack: 4}})
	out := planned1(t, c, it)
	got, own := map[int]int{}, 0
	for _, o := range out.Orders {
		if o.To == 3 {
			own = o.Units
			continue
		}
		got[o.To] = o.Units
		if o.From != 3 || o.Of(Shortage) <= 0 {
			t.Errorf("%+v says nothing of the shortage", o)
		}
	}
	best, value := [3]int{}, -1.0
	for a := range 9 {
		for b := range 9 - a {
			v := worthAt(4, 1, a) + worthAt(6, 0, b) + worthAt(9, 4, 8-a-b)
			if v > value {
				best, value = [3]int{a, b, 8 - a - b}, v
			}
		}
	}
	if [3]int{got[0], got[1], got[2]} != best {
		t.Errorf("shared %v, want %v", got, best)
	}
	if own < 19 || own%4 != 0 {
		t.Errorf("the depot orders %d for stores that sell 19 a day", own)
	}
}

func worthAt(mean float64, on, got int) float64 {
	p := Place{Means: same(mean), Ratio: 1}
	l := p.law(1, 1)
	return l.Short(on) - l.Short(on+got)
}

func TestItem_SaysWhyNothing(t *testing.T) {
	t.Parallel()
	one := func(change func(*Chain, *Product, *Place)) Outcome {
		c := town(1, nil)
		it := Item{Product: Product{Price: 3, Cost: 2}, Places: []Place{{Means: same(3), Ratio: 1.4, Terms: daily(2)}}}
		change(c, &it.Product, &it.Places[0])
		return planned1(t, c, it)
	}
	for why, change := range map[Silence]func(*Chain, *Product, *Place){
		NoSupplier:   func(_ *Chain, _ *Product, p *Place) { p.Terms = nil },
		LeadUnknown:  func(_ *Chain, _ *Product, p *Place) { p.Terms.Lead = -1 },
		StockUnknown: func(_ *Chain, _ *Product, p *Place) { p.Unknown = true },
		NotTonight:   func(_ *Chain, _ *Product, p *Place) { p.Terms.Days = [7]bool{1: true} },
		Closed:       func(c *Chain, _ *Product, _ *Place) { c.Stores[0].Closes = 1 },
		NoDemand:     func(_ *Chain, _ *Product, p *Place) { p.Means = nil },
		NoMargin:     func(_ *Chain, m *Product, _ *Place) { m.Cost = 3 },
		Enough:       func(_ *Chain, _ *Product, p *Place) { p.OnHand = 500 },
		TooMuch:      func(_ *Chain, m *Product, p *Place) { m.Life, p.Terms.Minimum = 2, 5000 },
		NoRoom:       func(_ *Chain, _ *Product, p *Place) { p.Shelf, p.Terms.Pack = 5, 6 },
	} {
		if out := one(change); len(out.Orders) != 0 || out.Silent[why] != 1 {
			t.Errorf("%s: %+v, %v", why, out.Orders, out.Silent)
		}
	}
	if out := one(func(c *Chain, _ *Product, _ *Place) { c.Stores[0].Opens = 9 }); out.Silent[NoDemand] != 1 {
		t.Errorf("a store that opens in nine days: %v", out.Silent)
	}
	if out := one(func(c *Chain, _ *Product, p *Place) { c.Stores[0].Opens, p.Display = 9, 4 }); len(out.Orders) != 1 || out.Orders[0].Units != 4 {
		t.Errorf("a display: %+v", out.Orders)
	}
	negative := one(func(_ *Chain, _ *Product, p *Place) { p.OnHand = -7 })
	empty := one(func(*Chain, *Product, *Place) {})
	if negative.Orders[0].Units != empty.Orders[0].Units || len(negative.Tasks) != 1 || negative.Tasks[0].Value != -7 {
		t.Errorf("below zero: %d units, %v; empty %d", negative.Orders[0].Units, negative.Tasks, empty.Orders[0].Units)
	}
	near(t, "it says so", negative.Orders[0].Of(Books), -7, 0)
}
