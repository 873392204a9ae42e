package habit

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/pairs"
	"sartor/internal/model/rhythm"
)

func TestLapsed_NeedsAWaitThatHardlyHappens(t *testing.T) {
	t.Parallel()
	m := &Model{rhythms: []rhythm.Law{{K: 1, R: .2, A: 50}}}
	var p Profile
	for day := int32(0); day <= 20; day += 10 {
		p.Add(day, 1, []uint32{1})
	}
	for day := int32(25); day <= 40; day += 5 {
		p.Add(day, 1, []uint32{2})
	}
	var s Scratch
	// (70/(70+y))^2.2 is .41 at 35 days and falls to .2 at 75.5.
	for day, want := range map[int32]bool{55: false, 95: false, 96: true} {
		l := m.Evaluate(&p, Visit{1, day}, &s)
		if got := len(l.Lapsed) > 0 && l.Lapsed[0].Product == 1; got != want {
			t.Errorf("idle %d days: lapsed %v, want %v", day-20, got, want)
		}
	}
}

func TestNext_AddsReasonsUp(t *testing.T) {
	t.Parallel()
	of := func(some ...[]pairs.Link) pairs.Table { return pairs.Joined(some) }
	m := &Model{
		products:    make([]product, 8),
		complements: of(nil, []pairs.Link{pairs.LinkOf(5, .4), pairs.LinkOf(2, .9)}, []pairs.Link{pairs.LinkOf(5, .2), pairs.LinkOf(6, .2)}),
	}
	for i := range m.products {
		m.products[i] = product{category: 1, factor: 1, rank: uint32(i)}
	}
	m.products[7].category = 2 // a category this customer does not buy
	m.chain = newShelf([]share{shareOf(7, .5), shareOf(6, .25)}, m.category)
	var p Profile
	p.Add(1, 1, []uint32{1, 2})
	var s Scratch
	l := m.Evaluate(&p, Visit{1, 2}, &s)
	const own = .75 // (1 + ½)/(1 + 1): no curve
	if len(l.Next) != 2 {
		t.Fatalf("got %+v", l.Next)
	}
	five, six := l.Next[0], l.Next[1]
	if five.Product != 5 || five.Related != 1 || six.Product != 6 || six.Related != 0 {
		t.Errorf("got %+v", l.Next)
	}
	near(t, "two own products speak for 5", five.Score, 1-(1-own*.4)*(1-own*.2), 2e-5)
	near(t, "its support", five.Support, .4, 1e-5)
	near(t, "the store speaks for 6 too", six.Score, 1-(1-own*.2)*(1-.25), 2e-5)
}

func TestScore_OfAProductNotOnTheStoresList(t *testing.T) {
	t.Parallel()
	m := &Model{
		report:   Report{Weights: Weights{Decay: 1, Pop: 2}, Baskets: 100},
		products: []product{{}, {pop: 10, factor: 1}, {pop: 90, factor: 1}, {pop: 50, factor: .5}},
	}
	m.chain = newShelf([]share{shareOf(3, .5)}, m.category)
	var p Profile
	p.Add(1, 1, []uint32{1, 2, 3, 4})
	want := map[uint32]float64{1: 1 + 2*.1, 2: 1 + 2*.5, 3: (1 + 2*.5) * .5, 4: 1}
	var s Scratch
	for _, f := range m.Evaluate(&p, Visit{1, 2}, &s).Favourites {
		near(t, "score", f.Score, want[f.Product], 1e-6)
	}
}

func TestChoose_NoOtherCellIsBetter(t *testing.T) {
	t.Parallel()
	c, o := corpusOf(t, smallChain.make().baskets), smallChain.options()
	chosen, recall := choose(c, &o)
	v := c.Without(2, basket.Scorable)
	tl := basket.Count(v, 1)
	persons := people(v, tuneCustomers)
	of := func(w Weights) float64 {
		return meanRecall(additive(&tl, &o, w, raised(tl.Ratios(), w.Eta)), persons)
	}
	near(t, "recall of the chosen", of(chosen), recall, 1e-12)
	worse := 0
	for cell := range len(Decays) * len(popGrid) * len(etaGrid) {
		w := Weights{cell % 3, popGrid[cell/3%3], etaGrid[cell/9]}
		switch other := of(w); {
		case other > recall:
			t.Errorf("%+v has %v, chosen %+v %v", w, other, chosen, recall)
		case other < recall:
			worse++
		}
	}
	if worse < 10 {
		t.Errorf("only %d cells are worse: the grid decides nothing", worse)
	}
}

func TestRhythms_RareCategoriesReadTheChains(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	for u := range int32(200) {
		for visit := range int32(8) {
			set := []uint32{1}
			if u < leastBuyers-1 {
				set = append(set, 2)
			}
			if visit%3 == 0 {
				set = append(set, 3)
			}
			all = append(all, receipt(u, u%7+visit*10+u*visit%3, 1, set))
		}
	}
	m := fitted(t, all, Options{Category: []uint32{0, 1, 2, 3}})
	chain, _ := m.Rhythm(0)
	often, _ := m.Rhythm(1)
	rare, _ := m.Rhythm(2)
	if often == chain || rare != chain {
		t.Errorf("chain %+v, often %+v, rare %+v", chain, often, rare)
	}
	if _, ok := new(Model).Rhythm(0); ok {
		t.Error("an empty model has a rhythm")
	}
}
