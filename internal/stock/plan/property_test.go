package plan

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// anyPlace draws a place, sound or not.
func anyPlace(t *rapid.T, store int) Place {
	mean := rapid.SampledFrom([]float64{0, .05, .7, 3, 11, math.NaN(), -3}).Draw(t, "mean")
	p := Place{
		Store: store, OnHand: rapid.IntRange(-20, 120).Draw(t, "on hand"), Reserved: rapid.IntRange(0, 12).Draw(t, "reserved"),
		Ratio: rapid.SampledFrom([]float64{0, 1, 1.4, 3, math.NaN()}).Draw(t, "ratio"),
		Means: same(mean)[:rapid.IntRange(0, Horizon).Draw(t, "days")],
		Shelf: rapid.SampledFrom([]int{0, 0, 5, 40}).Draw(t, "shelf"), Display: rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "display"),
		Unknown: rapid.IntRange(0, 9).Draw(t, "unknown") == 0,
	}
	if rapid.Bool().Draw(t, "coming") {
		p.Arrivals = []Arrival{{rapid.IntRange(-3, 12).Draw(t, "arrives"), rapid.IntRange(-5, 60).Draw(t, "units")}}
	}
	if rapid.Bool().Draw(t, "lots") {
		p.Lots = []Lot{{rapid.IntRange(-2, 9).Draw(t, "last"), rapid.IntRange(-4, 80).Draw(t, "of it")}}
	}
	if rapid.Bool().Draw(t, "vouchers") {
		p.Promised = Promised{Mean: 6, Variance: 5, Days: rapid.IntRange(0, 9).Draw(t, "for"), Vouchers: 40}
	}
	if rapid.IntRange(0, 7).Draw(t, "terms") > 0 {
		p.Terms = &Terms{
			Supplier: "Dahl", Depot: -1, Lead: rapid.SampledFrom([]float64{-1, 0, 1, 2.5, 6, 90, math.NaN()}).Draw(t, "lead"),
			LeadSD: rapid.SampledFrom([]float64{0, 0, 1.2, math.NaN()}).Draw(t, "varies"), Pack: rapid.SampledFrom([]int{-2, 0, 1, 6, 24}).Draw(t, "pack"),
			Minimum: rapid.SampledFrom([]int{0, 0, 10, 60}).Draw(t, "minimum"), OrderCost: rapid.SampledFrom([]float64{0, 0, 90}).Draw(t, "order cost"),
			Days: [7]bool{0: rapid.Bool().Draw(t, "tonight"), 3: rapid.Bool().Draw(t, "in three")},
		}
	}
	return p
}

func anyItem(t *rapid.T) (*Chain, Item) {
	c := town(rapid.IntRange(1, 4).Draw(t, "stores"), nil)
	it := Item{Product: Product{
		Number: 4, Price: rapid.SampledFrom([]float64{0, 1, 250}).Draw(t, "price"), Cost: rapid.SampledFrom([]float64{0, 150, math.NaN()}).Draw(t, "cost"),
		Life: rapid.SampledFrom([]int{0, 0, 1, 2, 6}).Draw(t, "life"),
	}}
	if rapid.Bool().Draw(t, "service") {
		c.Rules.Service = map[string]float64{"": .95}
	}
	for i := range c.Stores {
		it.Places = append(it.Places, anyPlace(t, i))
	}
	return c, it
}

// TestItem_WhateverComes holds the limits of every order and move for any input.
func TestItem_WhateverComes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, it := anyItem(t)
		out, err := c.Plan(it)
		if err != nil {
			t.Fatal(err)
		}
		for i := range out.Orders {
			o := &out.Orders[i]
			p := &it.Places[o.To]
			checkOrder(t, o, p)
			limits(t, o)
		}
		given := map[int]int{}
		for i := range out.Moves {
			m := &out.Moves[i]
			limits(t, m)
			given[m.From] += m.Units
			if p := &it.Places[m.From]; given[m.From] > p.stands() || p.Unknown || m.From == m.To {
				t.Fatalf("%d of %d are given away: %+v", given[m.From], p.stands(), m)
			}
		}
		for d := range out.Week {
			s := &out.Week[d]
			if !(s.Wanted >= 0) || !(s.Without.Mid >= 0) || !(s.With.Mid <= s.Without.Mid+1e-6) || math.IsInf(s.Without.High, 0) {
				t.Fatalf("day %d: %+v", d+1, *s)
			}
		}
		if len(out.Moves) > 0 {
			return // what a neighbour has changes moves, and with them orders
		}
		at := rapid.IntRange(0, len(it.Places)-1).Draw(t, "which")
		it.Places[at].OnHand += rapid.IntRange(1, 30).Draw(t, "more")
		more, err := c.Plan(it)
		if err != nil {
			t.Fatal(err)
		}
		if len(more.Moves) == 0 && unitsTo(&more, at) > unitsTo(&out, at) {
			t.Fatalf("with more on hand %d are ordered, with less %d: %+v", unitsTo(&more, at), unitsTo(&out, at), it.Places[at])
		}
	})
}

// TestItem_Endless holds what a forecast without bounds comes to.
func TestItem_Endless(t *testing.T) {
	t.Parallel()
	it := Item{Product: Product{Price: math.Inf(1), Cost: 1}, Places: []Place{{Means: []float64{math.Inf(1)}, Ratio: math.Inf(1), Terms: daily(1)}}}
	out := planned1(t, town(1, nil), it)
	if len(out.Orders) != 1 || out.Orders[0].Units < 1000 || out.Orders[0].Units > 1<<16 || math.IsNaN(out.Orders[0].Gain.Mid) {
		t.Errorf("%+v", out.Orders)
	}
}

func unitsTo(o *Outcome, store int) (sum int) {
	for i := range o.Orders {
		if o.Orders[i].To == store {
			sum += o.Orders[i].Units
		}
	}
	return sum
}

func checkOrder(t *rapid.T, o *Proposal, p *Place) {
	switch terms := p.Terms; {
	case terms == nil || p.Unknown || !terms.tonight() || !(terms.Lead >= 0):
		t.Fatalf("ordered where nobody delivers: %+v", o)
	case o.Units%max(terms.Pack, 1) != 0:
		t.Fatalf("a pack of %d is broken: %d units", terms.Pack, o.Units)
	case o.Units < terms.Minimum:
		t.Fatalf("%d units, below the minimum of %d", o.Units, terms.Minimum)
	case p.Shelf > 0 && o.Units > p.Shelf:
		t.Fatalf("%d units on a shelf for %d", o.Units, p.Shelf)
	}
}

// limits are what holds for every proposal.
func limits(t *rapid.T, p *Proposal) {
	for _, x := range []float64{p.Gain.Low, p.Gain.Mid, p.Gain.High, p.Cover[0], p.Cover[1], p.More, p.Less, p.Outlay} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("no number: %+v", p)
		}
	}
	for _, r := range p.Terms {
		if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			t.Fatalf("no number: %+v", p)
		}
	}
	if p.Units <= 0 || p.Day < 1 || p.Gain.Low > p.Gain.Mid || p.Gain.Mid > p.Gain.High || p.Cover[1] < p.Cover[0] || len(p.Terms) == 0 {
		t.Fatalf("%+v", p)
	}
}
