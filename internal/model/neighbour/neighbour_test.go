package neighbour

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}

func corpusOf(t testing.TB, baskets []basket.Basket) *basket.Corpus {
	t.Helper()
	var b basket.Builder
	for _, one := range baskets {
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	milk = iota + 1
	bread
	eggs
	coffee
	tea
	wine
)

// TestTable_WorkedScores is SCIENCE 3.9.
func TestTable_WorkedScores(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	for u, baskets := range [][][]uint32{
		{{milk, bread}, {milk, eggs}, {milk, bread, coffee}},
		{{milk}, {bread, milk}, {coffee, bread}, {milk}},
		{{tea}, {tea, eggs}, {milk, tea}},
		{{coffee, bread}, {coffee, eggs}},
		{{wine}, {wine, bread}},
	} {
		for day, set := range baskets {
			all = append(all, basket.Basket{Customer: int32(u), Day: int32(day), Products: set})
		}
	}
	c := corpusOf(t, all)
	o := Options{Workers: 2}
	tally := basket.Count(c.All(), 1)
	for product, want := range map[uint32]float64{bread: .810930, milk: .980829, tea: 1.791759} {
		near(t, "idf", idf(tally.DF[product], tally.Customers), want, 1e-5)
	}
	h := Remember(c.All(), []float64{similarity}, 2)
	items, counts := h.Of(0, 0)
	for i, want := range map[uint32]float64{milk: 2.8525, bread: 1.9025, eggs: .95, coffee: 1} {
		near(t, "c_u1", float64(counts[slices.Index(items, i)]), want, 1e-6)
	}
	found := IndexOf(c.All(), h, &tally, &o).NewSearch().Of(0, 4)
	for i, want := range []struct {
		who  uint32
		like float64
	}{{1, .963246}, {3, .502180}, {2, .196927}, {4, .100532}} {
		near(t, "sim", float64(found[i].Like), want.like, 1e-5)
		if found[i].Customer != want.who {
			t.Errorf("neighbour %d is %d, want %d", i, found[i].Customer, want.who)
		}
	}
	const baskets = 14
	m, err := Fit(c.All(), Weights{Delta: .95, K: 2, NN: 6, Pop: 1e-3 * baskets, Eta: .5}, o)
	if err != nil {
		t.Fatal(err)
	}
	places := m.NewAsker().List(Ask{Customer: 0, Day: 3, K: 6})
	for i, want := range []struct {
		product uint32
		score   float64
	}{{milk, 14.735997}, {bread, 11.538240}, {coffee, 8.400722}, {eggs, 2.499055}, {tea, .003128}, {wine, .002085}} {
		near(t, "score", places[i].Score, want.score, 1e-5)
		if places[i].Product != want.product {
			t.Errorf("place %d is product %d, want %d", i+1, places[i].Product, want.product)
		}
	}
}

// shop is a chain of two tastes: a customer of an even number buys of products 1…40,
// one of an odd number of 41…80, each with favourites.
func shop(customers int, seed uint64) []basket.Basket {
	rng := rand.New(rand.NewPCG(seed, 7))
	var all []basket.Basket
	for u := range int32(customers) {
		taste := uint32(u%2) * 40
		own := []uint32{1 + taste + uint32(rng.IntN(40)), 1 + taste + uint32(rng.IntN(40)), 1 + taste + uint32(rng.IntN(40))}
		day := int32(rng.IntN(10))
		for range 4 + rng.IntN(8) {
			set := []uint32{own[rng.IntN(3)], own[rng.IntN(3)], 1 + taste + uint32(rng.IntN(40)), 1 + uint32(rng.IntN(80))}
			all = append(all, basket.Basket{Customer: u, Day: day, Store: uint32(u % 5), Products: set})
			day += 2 + int32(rng.IntN(9))
		}
	}
	return all
}

// TestSearch_EqualsTheFullComparison compares everybody with everybody.
func TestSearch_EqualsTheFullComparison(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, shop(120, 1))
	o := Options{Workers: 3}
	tally := basket.Count(c.All(), 1)
	h := Remember(c.All(), []float64{similarity}, 1)
	weight := func(u int) (out [81]float64, norm float64) {
		items, counts := h.Of(u, 0)
		for i, p := range items {
			out[p] = float64(counts[i]) * math.Log(1+float64(tally.Customers)/float64(tally.DF[p]))
			norm += out[p] * out[p]
		}
		return out, math.Sqrt(norm)
	}
	s := IndexOf(c.All(), h, &tally, &o).NewSearch()
	for u := range c.Customers() {
		mine, norm := weight(u)
		var want []float64
		like := make([]float64, c.Customers())
		for v := range c.Customers() {
			other, n := weight(v)
			for p := range mine {
				like[v] += mine[p] * other[p] / norm / n
			}
			if v != u {
				want = append(want, like[v])
			}
		}
		slices.SortFunc(want, func(a, b float64) int { return -cmpFloat(a, b) })
		got := s.Of(u, 7)
		for i, n := range got {
			near(t, "the i-th likeness", float64(n.Like), want[i], 1e-6)
			near(t, "its customer's", float64(n.Like), like[n.Customer], 1e-6)
		}
		if len(got) != 7 {
			t.Fatalf("%d neighbours", len(got))
		}
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// A wide base is searched in parts of whole stores, and long postings are sampled; what
// is found is still like, and every run finds the same.
func TestSearch_WideBasesAreDivided(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, shop(400, 2))
	tally := basket.Count(c.All(), 1)
	h := Remember(c.All(), []float64{similarity}, 1)
	small := limits{profile: 5, posting: 20, base: 300, part: 160}
	x := indexOf(c.All(), h, &tally, &setting{&Options{Workers: 1, Seed: 3}, small})
	y := indexOf(c.All(), h, &tally, &setting{&Options{Workers: 4, Seed: 3}, small})
	if !reflect.DeepEqual(x, y) {
		t.Error("an index depends on the number of workers")
	}
	if len(x.parts) != 3 {
		t.Fatalf("%d parts", len(x.parts))
	}
	for number, p := range x.parts {
		for i := range 80 {
			if n := p.start[i+1] - p.start[i]; n > 45 { // a sample of 20 by hash
				t.Errorf("part %d, product %d: %d postings", number, i, n)
			}
		}
	}
	s, same, all := x.NewSearch(), 0, 0
	for u := range c.Customers() {
		for _, n := range s.Of(u, 10) {
			if x.part[n.Customer] != x.part[u] {
				t.Fatalf("customer %d of part %d found %d of part %d", u, x.part[u], n.Customer, x.part[n.Customer])
			}
			if all++; int(n.Customer)%2 == u%2 {
				same++
			}
		}
	}
	if float64(same) < .9*float64(all) {
		t.Errorf("%d of %d neighbours share the taste", same, all)
	}
}

func splitsOf(c *basket.Corpus) (outer trial.Split, inner []trial.Split) {
	outer = trial.LastOut(c.All(), 1, 4, 1000)
	return outer, []trial.Split{trial.LastOut(outer.Known, 1, 3, 1000), trial.Before(outer.Known, 40, 2, 1000)}
}

func TestModel_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, shop(150, 3))
	outer, inner := splitsOf(c)
	one, four := Tune(inner, Options{Workers: 1}), Tune(inner, Options{Workers: 4})
	if one != four {
		t.Errorf("one worker chose %+v, four %+v", one, four)
	}
	w := Weights{Delta: .9, K: 100, NN: 1, Near: .6, Pop: .1, Eta: .5, Trend: .25}
	lists := func(workers int) [][]basket.Place {
		m, err := Fit(outer.Known, w, Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return m.Lists(outer.Cases, 20, Everything)
	}
	if !reflect.DeepEqual(lists(1), lists(4)) {
		t.Error("lists depend on the number of workers")
	}
}

// TestModel_TheTargetInfluencesNothing gives everybody another last basket.
func TestModel_TheTargetInfluencesNothing(t *testing.T) {
	t.Parallel()
	all := shop(150, 4)
	other := slices.Clone(all)
	for i := range other {
		if i+1 == len(other) || other[i+1].Customer != other[i].Customer {
			other[i].Products = []uint32{7}
		}
	}
	lists := func(baskets []basket.Basket) (Choice, [][]basket.Place) {
		outer, inner := splitsOf(corpusOf(t, baskets))
		choice := Tune(inner, Options{Workers: 2})
		m, err := Fit(outer.Known, choice.Weights, Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		return choice, m.Lists(outer.Cases, 20, Everything)
	}
	a, listA := lists(all)
	b, listB := lists(other)
	if a != b || !reflect.DeepEqual(listA, listB) {
		t.Errorf("other targets, other lists: %+v, %+v", a, b)
	}
}

// TestTune_RowsAgreeWithTheModel: what is tuned is what is scored.
func TestTune_RowsAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	_, inner := splitsOf(corpusOf(t, shop(200, 5)))
	for _, s := range inner {
		tuned := &tuning{workers: 2, known: map[cell]float64{}, rows: rowsOf(&s, &Options{Workers: 2})}
		for _, c := range []cell{{2, 0, 3, 0, 1, 2, 1}, {0, 1, 5, 1, 2, 3, 2}, {3, 2, 0, 0, 0, 0, 0}} {
			_, recall := tuned.judge(c)
			marks, err := trial.Judge(&s, Fixed{"", c.weights(), Options{Workers: 2}, Everything})
			if err != nil {
				t.Fatal(err)
			}
			near(t, s.Name, recall, marks.Score(trial.Draw{Level: .9}).Recall10.Value, .004)
		}
	}
}

func TestTune_NoStepIsBetter(t *testing.T) {
	t.Parallel()
	_, inner := splitsOf(corpusOf(t, shop(200, 6)))
	tuned := &tuning{workers: 2, known: map[cell]float64{}, rows: rowsOf(&inner[0], &Options{Workers: 2})}
	at, value := tuned.climb(starts()[0])
	worse := 0
	for c, n := range sizes() {
		for v := range n {
			next := at
			next[c] = v
			got, _ := tuned.judge(next)
			if got > value {
				t.Errorf("%+v has %v, the chosen %+v %v", next.weights(), got, at.weights(), value)
			}
			if got < value {
				worse++
			}
		}
	}
	if worse < 5 {
		t.Errorf("only %d steps are worse: the grid decides nothing", worse)
	}
	if few := Tune([]trial.Split{{Known: inner[0].Known, Cases: inner[0].Cases[:leastCases-1]}}, Options{}); few.Weights != Start() {
		t.Errorf("29 customers chose %+v", few)
	}
}

func TestLists_AreWholeAndOfTheirKind(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, shop(60, 8))
	m, err := Fit(c.All(), Weights{Delta: .95, K: 100, NN: 1, Pop: .1, Eta: .5, Trend: .5}, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	a := m.NewAsker()
	for _, k := range []int{1, 20, 80, 500} {
		for u := -1; u < c.Customers(); u++ {
			checkList(t, a.List(Ask{Customer: u, Day: 90, Store: 3, K: k}), min(k, 80))
		}
	}
	fresh := a.List(Ask{Customer: 3, Day: 90, K: 80, Kind: OnlyNew})
	items, _ := m.histories.Of(3, 0)
	for _, p := range fresh {
		if slices.Contains(items, p.Product) {
			t.Errorf("product %d is not new", p.Product)
		}
	}
	own := a.List(Ask{Customer: 3, Day: 90, K: 80, Kind: OnlyOwn})
	for _, p := range own {
		if !slices.Contains(items, p.Product) {
			t.Errorf("product %d was never bought", p.Product)
		}
	}
	if len(own) != len(items) {
		t.Errorf("%d of %d own products", len(own), len(items))
	}
	fresh = a.List(Ask{Customer: 3, Day: 90, K: 80, Kind: OnlyNew})
	if len(fresh)+len(items) != 80 {
		t.Errorf("%d new and %d own products of 80", len(fresh), len(items))
	}
}

func checkList(t *testing.T, list []basket.Place, want int) {
	t.Helper()
	seen := map[uint32]bool{}
	for i, p := range list {
		if i > 0 && list[i-1].Before(p) >= 0 || seen[p.Product] {
			t.Fatalf("%+v is out of order or twice", list)
		}
		seen[p.Product] = true
	}
	if len(list) != want {
		t.Fatalf("%d places, want %d", len(list), want)
	}
}

// A stranger is offered what the store's customers buy, the region's mixed in.
func TestList_OfAStrangerIsTheStores(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	add := func(store, product uint32, n int) {
		for range n {
			all = append(all, basket.Basket{Customer: basket.Anonymous, Store: store, Products: []uint32{product}})
		}
	}
	add(1, 1, 500)
	add(2, 2, 1500) // region 1: product 1 has a share of ¼, product 2 of ¾
	add(3, 3, 1000) // region 2
	m, err := Fit(corpusOf(t, all).All(), Weights{Delta: .95, Pop: 1}, Options{Region: []uint32{0, 1, 1, 2, 1}})
	if err != nil {
		t.Fatal(err)
	}
	a := m.NewAsker()
	for store, want := range map[uint32][]float64{
		1: {0, (500 + 500*.25) / 1000, 500 * .75 / 1000, 0}, 2: {0, 500 * .25 / 2000, (1500 + 500*.75) / 2000, 0},
		3: {0, 0, 0, 1}, 4: {0, 1. / 6, .5, 1. / 3}, 9: {0, 1. / 6, .5, 1. / 3},
	} {
		for _, p := range a.List(Ask{Customer: basket.Anonymous, Store: store, K: 3}) {
			near(t, "share", p.Score, want[p.Product], 1e-8)
		}
	}
}

func TestFit_OfNothingIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := Fit(corpusOf(t, nil).All(), Start(), Options{}); err == nil {
		t.Error("a model of nothing")
	}
}
