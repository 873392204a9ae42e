package habit

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/basket"
)

var smallChain = chainOf{customers: 600, products: 300, days: 150, seed: 1, lines: 4}

func TestFit_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	baskets, o := smallChain.make().baskets, smallChain.options()
	for i := range baskets {
		if i%7 == 0 {
			baskets[i].Customer = basket.Anonymous
		}
	}
	o.Workers = 1
	one := fitted(t, baskets, o).Append(nil)
	o.Workers = 3
	rng := rand.New(rand.NewPCG(1, 2))
	mixed := slices.Clone(baskets)
	named := func(b basket.Basket) bool { return b.Customer != basket.Anonymous }
	rng.Shuffle(len(mixed), func(i, j int) {
		if named(mixed[i]) && named(mixed[j]) { // anonymous ones keep their order of arrival
			mixed[i], mixed[j] = mixed[j], mixed[i]
		}
	})
	if three := fitted(t, mixed, o).Append(nil); !bytes.Equal(one, three) {
		t.Error("the model depends on workers or on the order of arrival")
	}
}

func TestFit_FindsTheHabits(t *testing.T) {
	t.Parallel()
	m := fitted(t, smallChain.make().baskets, smallChain.options())
	r := m.Report()
	for i, s := range r.Scores {
		if s.Name != Candidates[i] || s.Customers < 590 || s.PHR.Value < s.Recall.Value {
			t.Errorf("%+v", s)
		}
	}
	if r.Score().Recall.Low <= r.Scores[3].Recall.High {
		t.Errorf("own %+v is not above the popular list's %+v", r.Score().Recall, r.Scores[3].Recall)
	}
	if r.Baskets < 10000 || r.Customers != 600 || r.Scorable != 600 || r.Lines < 40000 || r.Products != 300 {
		t.Errorf("counts %+v", r)
	}
	for kind, curve := range m.curves {
		if kind != kindLapsed && len(curve) < 5 {
			t.Errorf("list %d has a curve of %d blocks", kind, len(curve))
		}
	}
	if law, ok := m.Rhythm(0); !ok || law.K < .5 {
		t.Errorf("rhythm %+v", law)
	}
}

func TestGate_RefusesShuffledCustomers(t *testing.T) {
	t.Parallel()
	baskets, o := smallChain.make().baskets, smallChain.options()
	standing := fitted(t, baskets, o).Report().Score()
	again := fitted(t, baskets[:len(baskets)*9/10], o).Report().Score()
	if ok, why := Gate(again, standing); !ok {
		t.Errorf("an honest model was refused: %s", why)
	}
	slices.SortStableFunc(baskets, func(a, b basket.Basket) int { return int(a.Day - b.Day) })
	poisoned := fitted(t, shuffled(baskets, len(baskets)*2/3, 3), o).Report().Score()
	if poisoned.Recall.Value > .7*standing.Recall.Value {
		t.Errorf("shuffled customers score %v, honest ones %v", poisoned.Recall, standing.Recall)
	}
	if ok, why := Gate(poisoned, standing); ok {
		t.Errorf("a poisoned batch passed: %s", why)
	}
}

// TestRival_NothingNewIsATie: the standing model has seen the baskets it is judged
// on, so the new one must have seen them too, or it would never be published.
func TestRival_NothingNewIsATie(t *testing.T) {
	t.Parallel()
	baskets, o := smallChain.make().baskets, smallChain.options()
	standing := fitted(t, baskets, o)
	var nothing basket.Builder
	knew, err := nothing.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	o.Rival = &Rival{Model: standing, Knew: knew, Touched: func(int) bool { return false }}
	same := fitted(t, baskets, o).Report().Same
	if same.Standing.Customers < leastTest || same.Fresh.Recall != same.Standing.Recall || same.Fresh.NDCG != same.Standing.NDCG {
		t.Errorf("learned again from the same baskets: new %+v, standing %+v", same.Fresh, same.Standing)
	}
}

func TestGate_Border(t *testing.T) {
	t.Parallel()
	score := func(value float64) Score {
		s := Score{Customers: 10}
		s.Recall.Value, s.Recall.Low, s.Recall.High = value, value-.02, value+.02
		return s
	}
	for recall, want := range map[float64]bool{.25: true, .1801: true, .1799: false} {
		if ok, why := Gate(score(recall), score(.2)); ok != want {
			t.Errorf("%v: %v, %s", recall, ok, why)
		}
	}
	if ok, _ := Gate(Score{}, Score{}); !ok {
		t.Error("the first model of a chain too young to be scored may go")
	}
	if ok, _ := Gate(Score{}, score(.2)); ok {
		t.Error("a model judged by nobody replaced one that was")
	}
}

func TestStores_AreShrunkToTheirRegion(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	add := func(store uint32, product uint32, n int) {
		for range n {
			all = append(all, receipt(basket.Anonymous, 1, store, []uint32{product}))
		}
	}
	add(1, 1, 500)
	add(2, 2, 1500) // region 1: product 1 has a share of ¼, product 2 of ¾
	add(3, 3, 1000) // region 2
	m := fitted(t, all, Options{Region: []uint32{0, 1, 1, 2, 1, 9}})
	for _, want := range []struct {
		store  uint32
		shares map[uint32]float64
	}{
		{1, map[uint32]float64{1: (500 + 500*.25) / 1000, 2: 500 * .75 / 1000}},
		{2, map[uint32]float64{1: 500 * .25 / 2000, 2: (1500 + 500*.75) / 2000}},
		{3, map[uint32]float64{3: 1}},
		{4, map[uint32]float64{1: .25, 2: .75}},               // a new store reads its region
		{5, map[uint32]float64{1: 1. / 6, 2: .5, 3: 1. / 3}},  // a region without a receipt reads the chain
		{77, map[uint32]float64{1: 1. / 6, 2: .5, 3: 1. / 3}}, // so does a store nobody knows
	} {
		got := m.StoreFavourites(want.store, MostFavourites, nil)
		if len(got) != len(want.shares) {
			t.Errorf("store %d: %+v", want.store, got)
		}
		for i, f := range got {
			near(t, "share", f.Chance, want.shares[f.Product], 1e-6)
			if i > 0 && f.Score > got[i-1].Score {
				t.Errorf("store %d is not in order", want.store)
			}
		}
	}
}
