package habit

import (
	"math"
	"slices"
	"strconv"
	"testing"
)

// SCIENCE 3.9, as a corpus: one store, baskets a day apart.
func fiveCorpus(t testing.TB) *Corpus {
	var all []Basket
	for u, baskets := range fiveCustomers {
		for day, b := range baskets {
			all = append(all, Basket{int32(u), int32(day), 1, b})
		}
	}
	return corpusOf(t, all)
}

func TestTable_RepurchaseRatesAndScores(t *testing.T) {
	t.Parallel()
	c := fiveCorpus(t)
	v := view{c, 0}
	tl := count(v, 2)
	// The published scores hold 6·knn; knn stands in the same table.
	published := map[uint32]struct{ rho, knn, score float64 }{
		milk: {.384615, 1.814107, 14.735997}, bread: {.357143, 1.543227, 11.538240},
		coffee: {.307692, 1.292685, 8.400722}, eggs: {.230769, .342685, 2.499055},
		tea: {.363636, 0, .003128}, wine: {.363636, 0, .002085},
	}
	const rhobar = .334582
	ratios := tl.ratios()
	o := Options{Workers: 1}
	m, _ := learn(v, Weights{Decay: 1, Pop: 1e-3 * 14, Eta: .5}, &o)
	var s Scratch
	scores := map[uint32]float64{}
	for _, r := range m.Ranked(folded(fiveCustomers[0]), Visit{Store: 1, Day: 3}, 6, &s) {
		scores[r.Product] = r.Score
	}
	for product, want := range published {
		near(t, "rho", ratios[product]*rhobar, want.rho, 1e-5)
		without := want.score - 6*want.knn*math.Sqrt(want.rho/rhobar)
		near(t, "score without neighbours", scores[product], without, 2e-5)
	}
	for product, want := range map[uint32]struct{ pop, df, rebuyers uint32 }{milk: {7, 3, 2}, wine: {2, 1, 1}, tea: {3, 1, 1}} {
		if tl.pop[product] != want.pop || tl.df[product] != want.df || tl.rebuyers[product] != want.rebuyers {
			t.Errorf("product %d: %d %d %d, want %+v", product, tl.pop[product], tl.df[product], tl.rebuyers[product], want)
		}
	}
}

func TestTable_Metrics(t *testing.T) {
	t.Parallel()
	list := []uint32{milk, bread, coffee, eggs, tea, wine}
	bought := []uint32{milk, tea, coffee}
	slices.Sort(bought)
	for k, want := range map[int]figures{2: {.333333, .613147, 1}, 3: {.666667, .703918, 1}, 6: {1, .888, 1}} {
		got := judge(list, bought, k)
		near(t, "recall", got.recall, want.recall, 1e-5)
		near(t, "phr", got.phr, want.phr, 0)
		if k < 6 {
			near(t, "ndcg", got.ndcg, want.ndcg, 1e-5)
		}
	}
	if got := judge(nil, bought, 10); got != (figures{}) {
		t.Errorf("an empty list hits: %+v", got)
	}
	if got := judge([]uint32{wine}, bought, 10); got != (figures{}) {
		t.Errorf("a miss hits: %+v", got)
	}
}

func TestTable_Lift(t *testing.T) {
	t.Parallel()
	near(t, "κ 0", lift(30, 400*250/1e4, 0), 3, 1e-9)
	near(t, "κ 5", lift(30, 400*250/1e4, 5), 2.333333, 1e-6)
	near(t, "rare, κ 0", lift(3, 20*15/1e4, 0), 100, 1e-9)
	near(t, "rare, κ 5", lift(3, 20*15/1e4, 5), 1.590457, 1e-6)
}

// groceries are 9,835 real baskets without customers.
func groceries(t testing.TB) (*Corpus, map[string]uint32) {
	var b Builder
	numbers := map[string]uint32{}
	baskets := map[int][]uint32{}
	rows(t, dataset(t, "groceries/baskets.csv.gz"), func(row []string) {
		basket, _ := strconv.Atoi(row[0])
		item, _ := strconv.Atoi(row[1])
		baskets[basket] = append(baskets[basket], uint32(item))
		numbers[string([]byte(row[2]))] = uint32(item)
	})
	for i := range len(baskets) {
		b.Add(Basket{Customer: Anonymous, Day: 1, Store: 1, Products: baskets[i+1]})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c, numbers
}

func TestGroceries_Lifts(t *testing.T) {
	t.Parallel()
	c, of := groceries(t)
	v := view{c, 0}
	tl := count(v, 1)
	near(t, "baskets", float64(tl.baskets), 9835, 0)
	x := pairingOf(v, tl)
	s := neighbours{named: make([]uint32, v.size), others: make([]uint32, v.size)}
	for _, want := range []struct {
		a, b         string
		na, nb, both float64
		plain, five  float64
	}{
		{"whole milk", "other vegetables", 2513, 1903, 736, 1.513634, 1.508406},
		{"beef", "root vegetables", 516, 1072, 171, 3.040367, 2.873788},
	} {
		a, b := of[want.a], of[want.b]
		s.gather(x, a)
		both := float64(s.named[b] + s.others[b])
		near(t, want.a, x.n(a), want.na, 0)
		near(t, want.b, x.n(b), want.nb, 0)
		near(t, "both", both, want.both, 0)
		expected := x.n(a) * x.n(b) / x.baskets()
		near(t, "lift", lift(both, expected, 0), want.plain, 1e-6)
		near(t, "lift_5", lift(both, expected, 5), want.five, 1e-6)
	}
	checkComplements(t, c, x)
}

// together counts the baskets that hold both products.
func together(c *Corpus, i, j uint32) (n float64) {
	for b := range uint32(c.Baskets()) {
		if contains(c.set(b), i) && contains(c.set(b), j) {
			n++
		}
	}
	return n
}

// checkComplements recounts the rule for every link that a fit kept.
func checkComplements(t *testing.T, c *Corpus, x *pairing) {
	t.Helper()
	m, err := Fit(c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range uint32(m.Products()) {
		strength := 2.0
		for _, l := range m.Complements(i) {
			found++
			nij := together(c, i, l.Product)
			expected := x.n(i) * x.n(l.Product) / x.baskets()
			want := (nij + 5*x.n(l.Product)/x.baskets()) / (x.n(i) + 5)
			near(t, "strength", l.Strength(), want, 1e-5)
			if nij < 20 || lift(nij, expected, 5) < 1.5 || l.Strength() > strength {
				t.Errorf("%d after %d: %v baskets, %v expected", l.Product, i, nij, expected)
			}
			strength = l.Strength()
		}
		if len(m.Substitutes(i)) != 0 {
			t.Errorf("product %d has substitutes, though nobody is known", i)
		}
	}
	if found < 300 {
		t.Errorf("only %d complements", found)
	}
}
