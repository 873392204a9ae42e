package plan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/flow"
)

// dry is a product that one store has far too much of, and others run dry of before
// their supplier can come.
func dry(stores int) Item {
	it := Item{Product: Product{Number: 9, Price: 250, Cost: 150}}
	for i := range stores {
		terms := &Terms{Supplier: "Dahl", Depot: -1, Lead: 4, Pack: 6, Days: [7]bool{3: true}} // in three nights
		it.Places = append(it.Places, Place{Store: i, OnHand: 1, Means: same(4), Ratio: 1.3, Terms: terms})
	}
	it.Places[0].OnHand = 300
	return it
}

func TestMoves_FillShelvesThatRunDry(t *testing.T) {
	t.Parallel()
	c := town(5, nil)
	out := planned1(t, c, dry(5))
	if len(out.Moves) != 4 {
		t.Fatalf("%d moves, want one to each of four: %+v", len(out.Moves), out.Moves)
	}
	given := 0
	for i := range out.Moves {
		m := &out.Moves[i]
		given += m.Units
		if m.From != 0 || m.Units < 15 || m.Units > 40 || !(m.Gain.Low <= m.Gain.Mid && m.Gain.Mid <= m.Gain.High) || m.Gain.Mid <= 0 || m.Cover[1] <= m.Cover[0] {
			t.Errorf("%+v", m)
		}
		if m.More < -1e-9 || m.Less < -1e-9 {
			t.Errorf("another number of units would be better: %+v", m)
		}
	}
	if keeps := out.Moves[3].Of(GiverKeeps); given > 300 || keeps != float64(300-given) {
		t.Errorf("the giver keeps %g of 300 less %d", keeps, given)
	}
}

func TestMoves_NotWhere(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(*Chain, *Item){
		"no vans":                    func(c *Chain, _ *Item) { c.Rules.Vans = 0 },
		"the giver needs it":         func(_ *Chain, it *Item) { it.Places[0].Means = same(60) },
		"it is set aside":            func(_ *Chain, it *Item) { it.Places[0].Reserved = 295 },
		"too far":                    func(c *Chain, _ *Item) { c.Stores[0].Latitude = 48 },
		"it earns nothing":           func(_ *Chain, it *Item) { it.Product.Price = 150 },
		"the giver takes no part":    func(c *Chain, _ *Item) { c.Stores[0].Stays = true },
		"nobody knows what is there": func(_ *Chain, it *Item) { it.Places[0].Unknown = true },
		"goods of one day":           func(_ *Chain, it *Item) { it.Product.Life = 1 },
		"a delivery comes first": func(_ *Chain, it *Item) {
			for i := range it.Places {
				it.Places[i].Arrivals = []Arrival{{1, 30}}
			}
		},
		"handling costs more than it earns": func(c *Chain, _ *Item) { c.Rules.Handling = 101 },
	} {
		c, it := town(5, nil), dry(5)
		change(c, &it)
		if out := planned1(t, c, it); len(out.Moves) != 0 {
			t.Errorf("%s: %d moves", what, len(out.Moves))
		}
	}
}

// TestMoves_Certified looks at the network itself: the flow proves that no cheaper one
// exists, and one that was tampered with is refused.
func TestMoves_Certified(t *testing.T) {
	t.Parallel()
	moves := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		c, it := town(2+r.IntN(9), nil), Item{Product: Product{Number: 9, Price: 250, Cost: 150}}
		for i := range c.Stores {
			terms := &Terms{Depot: -1, Lead: float64(1 + r.IntN(4)), Pack: 6}
			terms.Days[r.IntN(7)] = true
			it.Places = append(it.Places, Place{Store: i, OnHand: r.IntN(80), Means: same(6 * r.Float64()), Ratio: 1 + r.Float64(), Terms: terms})
		}
		n := &night{c: c, it: &it}
		n.prepare()
		takers, givers := n.takers(), n.givers()
		net, lanes := n.network(takers, givers)
		if len(lanes) == 0 {
			continue
		}
		plan, err := flow.MinCost(net)
		if err != nil || plan.Check(net) != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := n.reroute(); err != nil {
			t.Fatal(err)
		}
		moves += len(n.moves)
		if plan.Units > 0 {
			worse := plan
			worse.Flow = slices.Repeat([]int{0}, len(plan.Flow))
			if worse.Check(net) == nil {
				t.Errorf("seed %d: doing nothing passes for the best", seed)
			}
		}
		sum := 0.0
		for i := range n.moves {
			sum += n.moves[i].Gain.Mid
		}
		km := 0.0
		for _, l := range lanes {
			km += float64(plan.Flow[l.arc]) * (n.carries(&l) - c.Rules.Handling)
		}
		if sum-km < -plan.Cost-1e-6 { // a block that is not used whole begins with its best units
			t.Errorf("seed %d: moves are said to gain %g, the flow at least %g", seed, sum-km, -plan.Cost)
		}
	}
	if moves < 40 {
		t.Errorf("%d moves in all: the test has seen too little", moves)
	}
}

func nightOf(t *testing.T, c *Chain, items []Item) (Totals, []Proposal) {
	t.Helper()
	n, err := NewNight(c)
	if err != nil {
		t.Fatal(err)
	}
	var all []Proposal
	tell := func(p *Proposal) error { all = append(all, *p); return nil }
	for _, it := range items {
		out := planned1(t, c, it)
		if err := n.Add(&out, tell); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Settle(tell); err != nil {
		t.Fatal(err)
	}
	return n.Totals, all
}

func TestNight_Vans(t *testing.T) {
	t.Parallel()
	items := make([]Item, 12)
	for i := range items {
		items[i] = dry(5)
		items[i].Product.Number = uint32(i + 1)
	}
	moves := func(list []Proposal) (n int) {
		for i := range list {
			if list[i].Kind == Move {
				n++
			}
		}
		return n
	}
	c := town(5, func(r *Rules) { r.Tour, r.PerKm = 0, 0 })
	free, all := nightOf(t, c, items)
	if free.Moves != 48 || moves(all) != 48 || free.Vans < 1 || free.MoveGain.Mid <= 0 || free.Days[1].With.Mid <= free.Days[1].Without.Mid {
		t.Errorf("%+v", free)
	}
	c.Rules.Tour = free.MoveGain.Mid + 1
	if dear, list := nightOf(t, c, items); dear.Moves != 0 || moves(list) != 0 || dear.Haulage != 0 || dear.Vans != 0 {
		t.Errorf("a tour costs more than all moves gain, and %d go", dear.Moves)
	}
	c.Rules.Tour, c.Rules.VanUnits, c.Rules.Vans = 0, 200, 1
	tight, list := nightOf(t, c, items)
	units := 0
	for i := range list {
		if list[i].Kind == Move {
			units += list[i].Units
		}
	}
	if tight.Vans != 1 || units > 200 || units < 150 {
		t.Errorf("%d units in one van of 200: %+v", units, tight)
	}
	// Two givers, one van: the better route goes, the other is told of.
	items[0].Places[1].OnHand = 300
	c.Stores[3].Region, c.Stores[4].Region = "hills", "hills"
	c.Rules.VanUnits = 1200
	if two, _ := nightOf(t, c, items); two.Vans != 1 || two.More.Moves == 0 || two.More.Gain <= 0 {
		t.Errorf("%+v", two)
	}
}

// TestNight_AMoveThatDoesNotGo leaves the order as it were without.
func TestNight_AMoveThatDoesNotGo(t *testing.T) {
	t.Parallel()
	it := dry(3)
	for i := range it.Places {
		it.Places[i].Terms.Days = [7]bool{0: true, 5: true}
	}
	units := func(c *Chain) map[int]int {
		out := map[int]int{}
		_, all := nightOf(t, c, []Item{it})
		for _, p := range all {
			if p.Kind == Order {
				out[p.To] = p.Units
			}
		}
		return out
	}
	c := town(3, func(r *Rules) { r.Tour, r.PerKm, r.LeastGain = 0, 0, 0 })
	goes := units(c)
	c.Rules.Tour = 1e8
	stays := units(c)
	c.Rules.Vans = 0
	none := units(c)
	if goes[1] >= stays[1] || stays[1] != none[1] || stays[2] != none[2] {
		t.Errorf("orders with a move %v, with one that did not go %v, where none was thought of %v", goes, stays, none)
	}
}

func TestNight_AnyOrder(t *testing.T) {
	t.Parallel()
	items := make([]Item, 20)
	for i := range items {
		items[i] = dry(6)
		items[i].Product.Number = uint32(i + 1)
		items[i].Places[2].OnHand = 10 * i
	}
	c := town(6, func(r *Rules) { r.Vans, r.VanUnits = 1, 300 })
	key := func(list []Proposal) (out []string) {
		for _, p := range list {
			out = append(out, string(p.Kind)+" "+string(rune('a'+p.To))+" "+string(rune('a'+p.From+1))+" "+string(rune(64+p.Product))+" "+string(rune(64+p.Units)))
		}
		slices.Sort(out)
		return out
	}
	_, one := nightOf(t, c, items)
	slices.Reverse(items)
	_, other := nightOf(t, c, items)
	if !slices.Equal(key(one), key(other)) {
		t.Errorf("%d and %d proposals, or others", len(one), len(other))
	}
}
