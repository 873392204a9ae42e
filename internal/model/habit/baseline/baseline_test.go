package baseline

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
)

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}

// corpusOf takes each customer's baskets, a day apart.
func corpusOf(t testing.TB, customers ...[][]uint32) *basket.Corpus {
	t.Helper()
	var b basket.Builder
	for u, baskets := range customers {
		for day, set := range baskets {
			b.Add(basket.Basket{Customer: int32(u), Day: int32(day), Products: slices.Clone(set)})
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func asked(t testing.TB, c *basket.Corpus, way trial.Candidate, k int) []uint32 {
	t.Helper()
	s := trial.Split{Known: c.All(), Cases: []trial.Case{{Customer: 0}}}
	lists, err := way.Lists(&s, k)
	if err != nil {
		t.Fatal(err)
	}
	return lists[0]
}

func TestPersonalTop(t *testing.T) {
	t.Parallel()
	// Customer 0 bought 4 three times, 1, 2 and 3 once; 3 is more popular than 1 and 2,
	// and 9 more popular than all.
	c := corpusOf(t, [][]uint32{{4, 1}, {4, 2}, {4, 3}}, [][]uint32{{9, 3}, {9}, {9}, {9}, {8}})
	for _, want := range []struct {
		way  trial.Candidate
		list []uint32
	}{
		{PersonalTop(Options{}), []uint32{4, 3, 1, 2}},
		{PopularPersonal(Options{}), []uint32{4, 3, 1, 2, 9, 8}},
		{Popular(Options{}), []uint32{9, 4, 3, 1, 2, 8}},
		{PersonalTop(Options{Rank: []uint32{0, 7, 6, 5, 4, 3, 2, 1, 0, 0}}), []uint32{4, 3, 2, 1}}, // ids order ties
	} {
		if got := asked(t, c, want.way, 20); !slices.Equal(got, want.list) {
			t.Errorf("%s: %v, want %v", want.way.Name(), got, want.list)
		}
	}
	if got := asked(t, c, PopularPersonal(Options{}), 5); !slices.Equal(got, []uint32{4, 3, 1, 2, 9}) {
		t.Errorf("of five: %v", got)
	}
}

// TestTIFU_WorkedExample: three baskets in groups of two, counted by hand.
func TestTIFU_WorkedExample(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, [][]uint32{{1}, {1, 2}, {3}}, [][]uint32{{1}, {1, 4}}, [][]uint32{{5}})
	way := TIFU{Group: 2, Within: .9, Between: .7, K: 1, Alpha: .7}
	rows := way.vectors(c.All())
	// The last group is {1,2},{3}: (.9·{1,2} + {3})/2; the first {1}: {1}/1 faded once;
	// both shared by two groups.
	for i, want := range []float64{.9/2/2 + .7/2, .9 / 2 / 2, 1. / 2 / 2} {
		near(t, "vector", rows[0].weight[i], want, 1e-12)
	}
	if !slices.Equal(rows[0].product, []uint32{1, 2, 3}) {
		t.Errorf("products %v", rows[0].product)
	}
	// Customer 1 is {1: (.9+1)/2, 4: ½}, customer 2 {5: 1}: 1 is nearer.
	if got := nearestOf(rows, c.All()).of(0, 1); !slices.Equal(got, []uint32{1}) {
		t.Errorf("nearest %v", got)
	}
	if got := asked(t, c, way, 4); !slices.Equal(got, []uint32{1, 3, 2, 4}) { // .6875, .175, .1575, .15
		t.Errorf("list %v", got)
	}
	way.Alpha = .5
	if got := asked(t, c, way, 4); !slices.Equal(got, []uint32{1, 4, 3, 2}) { // 4 is .25, 3 .125
		t.Errorf("list %v", got)
	}
}

// TestUPCF_WorkedExample: overlaps, an asymmetric cosine and a window, by hand.
func TestUPCF_WorkedExample(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, [][]uint32{{1, 2}, {1}, {3}}, [][]uint32{{1}, {4, 6}}, [][]uint32{{1, 2, 5}}, [][]uint32{{7}})
	way := UPCF{Recent: 2, Alpha: .25, Local: 2}
	lately := way.popularity(c.All())
	if !slices.Equal(lately[0].product, []uint32{1, 3}) || lately[0].weight[0] != .5 || lately[2].weight[0] != 1 {
		t.Errorf("the last two baskets: %+v", lately)
	}
	// sim(0,1) = 1/(3^¼·3^¾) = 1/3, sim(0,2) = 2/3, sim(0,0) = 1; squares 1/9, 4/9, 1.
	scores := map[uint32]float64{1: .5 + .5/9 + 4./9, 2: 4. / 9, 3: .5, 4: .5 / 9, 5: 4. / 9, 6: .5 / 9}
	got := asked(t, c, way, 6)
	if !slices.Equal(got, []uint32{1, 3, 2, 5, 4, 6}) {
		t.Errorf("list %v of %v", got, scores)
	}
	way.Alpha, way.Local = 1, 1
	weights := map[int]float64{}
	rows := rowsOf(c.All(), 1, func(from, to uint32, add func(uint32, float64)) {
		for b := from; b < to; b++ {
			for _, p := range c.Set(b) {
				add(p, 1)
			}
		}
	})
	way.score(rows[2].product, buyersOf(rows, c.Size()), rows, func(v int, w float64) { weights[v] = w })
	near(t, "of customer 2 alone", weights[0], 2./3, 1e-12)
	near(t, "and not the other way", weights[1], 1./3, 1e-12)
	if _, ok := weights[3]; ok {
		t.Error("a customer with nothing shared was heard")
	}
}

func TestCandidates_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	var customers [][][]uint32
	for range 60 {
		var baskets [][]uint32
		for range 3 + rng.IntN(6) {
			baskets = append(baskets, []uint32{1 + uint32(rng.IntN(30)), 1 + uint32(rng.IntN(30)), 1 + uint32(rng.IntN(9))})
		}
		customers = append(customers, baskets)
	}
	c := corpusOf(t, customers...)
	s := trial.LastOut(c.All(), 1, 3, 1000)
	one, four := All(Options{Workers: 1}), All(Options{Workers: 4})
	for i := range one {
		a, err := one[i].Lists(&s, 20)
		if err != nil {
			t.Fatal(err)
		}
		b, err := four[i].Lists(&s, 20)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s depends on the number of workers", one[i].Name())
		}
	}
}

// TestOnlineRetail_OursIsAboveEach compares the tuned additive score with each baseline
// on the same customers' last baskets.
func TestOnlineRetail_OursIsAboveEach(t *testing.T) {
	t.Parallel()
	s := trial.LastOut(modeltest.Online(t).All(), 1, 4, 10_000)
	o := neighbour.Options{Workers: 2, Seed: 1}
	choice := neighbour.Tune([]trial.Split{trial.LastOut(s.Known, 1, 3, 700)}, o)
	ours, err := trial.Judge(&s, neighbour.Fixed{Title: "additive", Weights: choice.Weights, Options: o})
	if err != nil {
		t.Fatal(err)
	}
	draw := trial.Draw{Level: .95, Seed: 1}
	for _, c := range All(Options{Workers: 2}) {
		marks, err := trial.Judge(&s, c)
		if err != nil {
			t.Fatal(err)
		}
		d, err := trial.Compare(&ours, &marks, draw)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-26s R@10 %.4f, ours less it %+.4f (%+.4f…%+.4f), R@20 %+.4f, NDCG@10 %+.4f (%+.4f…%+.4f)", c.Name(), marks.Score(draw).Recall10.Value,
			d.Recall10.Value, d.Recall10.Low, d.Recall10.High, d.Recall20.Value, d.NDCG10.Value, d.NDCG10.Low, d.NDCG10.High)
		if !d.Wins() {
			t.Errorf("ours is not above %s: %+v", c.Name(), d)
		}
	}
}
