package habit

import (
	"math"
	"slices"
	"testing"

	"sartor/internal/model/basket"
)

// SCIENCE 3.9, as a corpus: one store, baskets a day apart.
func fiveCorpus(t testing.TB) *basket.Corpus {
	var all []basket.Basket
	for u, baskets := range fiveCustomers {
		for day, b := range baskets {
			all = append(all, receipt(int32(u), int32(day), 1, b))
		}
	}
	return corpusOf(t, all)
}

func TestTable_RepurchaseRatesAndScores(t *testing.T) {
	t.Parallel()
	c := fiveCorpus(t)
	v := c.All()
	tl := basket.Count(v, 2)
	// The published scores hold 6·knn; knn stands in the same table.
	published := map[uint32]struct{ rho, knn, score float64 }{
		milk: {.384615, 1.814107, 14.735997}, bread: {.357143, 1.543227, 11.538240},
		coffee: {.307692, 1.292685, 8.400722}, eggs: {.230769, .342685, 2.499055},
		tea: {.363636, 0, .003128}, wine: {.363636, 0, .002085},
	}
	const rhobar = .334582
	ratios := tl.Ratios()
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
		if tl.Pop[product] != want.pop || tl.DF[product] != want.df || tl.Rebuyers[product] != want.rebuyers {
			t.Errorf("product %d: %d %d %d, want %+v", product, tl.Pop[product], tl.DF[product], tl.Rebuyers[product], want)
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
