package wants

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
)

// chain is n customers over 160 days in 12 circles: what a circle buys of its ten
// products moves on every 16 days, so that others of the circle tell what comes next.
func chain(t testing.TB, n int) *basket.Corpus {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(n), 3))
	var b basket.Builder
	for u := range n {
		for day := rng.IntN(12); day < 160; day += 8 + rng.IntN(12) {
			b.Add(basket.Basket{Customer: int32(u), Day: int32(day), Store: 1 + uint32(u%3), Products: circle(u, day, rng)})
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func circle(u, day int, rng *rand.Rand) []uint32 {
	set := []uint32{1 + uint32(rng.IntN(9))}
	for k := range 4 {
		if rng.Float64() < .6 {
			set = append(set, uint32(10+u%12*10+(day/16+k)%10))
		}
	}
	return set
}

func options() Options {
	return Options{Workers: 2, Seed: 1, Trees: 8, Habits: neighbour.Weights{Delta: .95, Pop: .1, Eta: .5}}
}

// fitted is a choice that all tests of the big chain share, and its base.
func fitted(t testing.TB, n int) (*basket.Corpus, *Model, Report) {
	t.Helper()
	c := chain(t, n)
	m, report, err := Fit(c.All(), options())
	if err != nil {
		t.Fatal(err)
	}
	return c, m, report
}

func TestFit_ChoosesWhatIsNotWorse(t *testing.T) {
	t.Parallel()
	c, m, r := fitted(t, 150)
	if m == nil || r.Name != m.Name() || r.Gain.Recall10.Value < 0 || r.InUse.Recall10.Value < r.Habits.Recall10.Value {
		t.Fatalf("chose %v: %+v", m, r)
	}
	if r.NoRanker == "" || r.Ranker != nil || m.Ranker != nil || r.Name != Additive {
		t.Errorf("trees speak of %d customers: %+v", r.Cases, r)
	}
	if r.Weights.NN == 0 {
		t.Errorf("neighbours of one circle weigh nothing: %+v", r.Weights)
	}
	if last := c.LastDay(); r.Day >= last || r.Cases < leastCases {
		t.Errorf("judged from day %d of %d on %d customers", r.Day, last, r.Cases)
	}
	one, _, err := Fit(c.All(), Options{Workers: 1, Seed: 1, Habits: options().Habits})
	if err != nil || !slices.Equal(one.Append(nil), m.Append(nil)) {
		t.Errorf("one worker chooses otherwise: %+v, %v; two %+v", one, err, m)
	}
}

// TestFit_Plain gives a chain, on which trees are tried, a reason why they may not speak.
func TestFit_Plain(t *testing.T) {
	t.Parallel()
	c := chain(t, 800)
	for _, why := range []string{"", "too many customers"} {
		o := options()
		o.Plain = why
		m, r, err := Fit(c.All(), o)
		if err != nil || m == nil {
			t.Fatal(m, err)
		}
		if (r.Ranker == nil) != (why != "") || r.NoRanker != why || why != "" && m.Ranker != nil {
			t.Errorf("%q: ranker %v, no ranker %q", why, r.Ranker != nil, r.NoRanker)
		}
	}
}

func TestFit_Few(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]*basket.Corpus{"some": chain(t, 60), "nobody": {}} {
		if name == "nobody" {
			c, _ = new(basket.Builder).Corpus()
		}
		if m, _, err := Fit(c.All(), options()); !errors.Is(err, ErrFew) || m != nil {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
}

// TestFit_KeepsWhatStands gives the choice marks below and above those of what stands.
func TestFit_KeepsWhatStands(t *testing.T) {
	t.Parallel()
	c, m, r := fitted(t, 150)
	worse := &Model{Weights: Weights{Delta: .8, Pop: 1, K: 100}}
	for _, one := range []struct {
		name     string
		standing *Model
		recall   float64 // of the new one
		keeps    bool
	}{
		{"below", m, r.InUse.Recall10.Value - (r.InUse.Recall10.High-r.InUse.Recall10.Low)/2 - 1e-9, true},
		{"within the interval", m, r.InUse.Recall10.Value - (r.InUse.Recall10.High-r.InUse.Recall10.Low)/2 + 1e-6, false},
		{"above", worse, 1, false},
	} {
		f := fitting{view: c.All(), o: options(), model: &Model{Weights: m.Weights}}
		f.o.Standing.Model = one.standing
		f.newest, _ = ranker.Newest(f.view)
		f.report.InUse.Recall10.Value = one.recall
		if err := f.gate(); err != nil || (f.model == one.standing) != one.keeps || f.report.Standing == nil || one.keeps && f.report.InUse.Recall10.Value == one.recall {
			t.Errorf("%s: keeps %v, %+v, %v", one.name, f.model == one.standing, f.report, err)
		}
	}
}

// TestFit_ATwinIsNoWorse learns twice from the same baskets: trees that stand have grown on
// the very baskets that are held out from the new ones, and do not win by it.
func TestFit_ATwinIsNoWorse(t *testing.T) {
	t.Parallel()
	c := chain(t, 800)
	o := options()
	first, r, err := Fit(c.All(), o)
	if err != nil || first == nil || first.Ranker == nil {
		t.Fatalf("this chain learns no trees, so that the test shows nothing: %+v, %v", r, err)
	}
	if r.Learned.Through != c.LastDay() || r.Learned.Score != r.InUse {
		t.Errorf("learned %+v, in use %+v, last day %d", r.Learned, r.InUse, c.LastDay())
	}
	o.Standing = Standing{first, r.Learned}
	again, r2, err := Fit(c.All(), o)
	if err != nil || again == first || r2.Standing == nil || r2.Learned != r.Learned {
		t.Errorf("the twin is refused: %s; %+v, %v", r2.Why, r2.Learned, err)
	}
	o.Standing.Score = trial.Score{}
	if careful, r, err := Fit(c.All(), o); err != nil || careful == first || r.Standing != nil {
		t.Errorf("one of which nobody knows how well it did stays: %+v, %v", r, err)
	}
	o.Standing.Score = r.Learned.Score
	far := &o.Standing.Score.Recall10 // as if it had done far better on baskets it did not know
	far.Value *= 2
	far.Low, far.High = far.Value, far.Value
	f := fitting{view: c.All(), o: o, model: again, report: r2}
	if err := f.gate(); err != nil || f.model != first || f.report.Learned != o.Standing.Learned {
		t.Errorf("what had done twice as well is replaced: %+v, %v", f.report, err)
	}
}

// By their baskets customers are answered as by their number in the view, of either way
// of ranking.
func TestBase_AStrangerWithTheSameBaskets(t *testing.T) {
	t.Parallel()
	c := chain(t, 150)
	v := c.All()
	s := trial.Before(v, c.LastDay()-20, 2, 1000)
	r, _, err := ranker.Train([]trial.Split{s}, ranker.Options{Workers: 2, Seed: 1, Trees: 5})
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Model{"additive": {Weights: Weights{Delta: .9, K: 30, NN: 1, Near: .6, Pop: .1, Eta: .5, Trend: .25}}, "trees": {Ranker: r}} {
		o := options()
		b, err := NewBase(v, m, o)
		if err != nil {
			t.Fatal(err)
		}
		var want [][]uint32
		cases := trial.Split{Known: v}
		for u := range c.Customers() {
			_, to := v.Span(u)
			cases.Cases = append(cases.Cases, trial.Case{Customer: u, Day: c.LastDay() + 1, Store: v.Store(to - 1)})
		}
		if want, err = m.way(&o).Lists(&cases, 12); err != nil {
			t.Fatal(err)
		}
		a, unlike := b.NewAsker(), 0
		for u, one := range cases.Cases {
			var past basket.Past
			v.Past(u, &past)
			past.Sets[0] = append(slices.Clone(past.Sets[0]), 1<<19) // came after the base
			got := a.List(Ask{Past: &past, Self: u, Day: one.Day, Store: one.Store, K: 12})
			if past.Len() < LeastBaskets {
				continue
			}
			var products []uint32
			for _, w := range got {
				products = append(products, w.Product)
			}
			if !slices.Equal(products, want[u]) {
				unlike++
			}
			if stranger := a.List(Ask{Past: &past, Self: -1, Day: one.Day, Store: one.Store, K: 12}); len(stranger) != 12 {
				t.Errorf("%s: %d products for a stranger", name, len(stranger))
			}
		}
		if unlike > 0 {
			t.Errorf("%s: %d of %d customers are answered otherwise by their baskets", name, unlike, len(cases.Cases))
		}
	}
}

func TestAsker_Edges(t *testing.T) {
	t.Parallel()
	c, m, _ := fitted(t, 150)
	b, err := NewBase(c.All(), m, options())
	if err != nil {
		t.Fatal(err)
	}
	a := b.NewAsker()
	var past basket.Past
	if got := a.List(Ask{Past: &past, Self: -1, Day: 170, K: 10}); len(got) != 0 {
		t.Errorf("a list for nobody: %v", got)
	}
	past.Add(3, []uint32{12, 13})
	if got := a.List(Ask{Past: &past, Self: -1, Day: 170, K: 10}); len(got) != 0 {
		t.Errorf("a list from one basket: %v", got)
	}
	past.Add(9, []uint32{12, 14})
	past.Join([]uint32{15, 12})
	got := a.List(Ask{Past: &past, Self: -1, Day: 170, Store: 99, K: 10, New: 7})
	news := 0
	for i, w := range got {
		if w.Chance < 0 || w.Chance > 1 || i > 0 && w.Score > got[i-1].Score {
			t.Errorf("place %d: %+v", i, w)
		}
		if own := w.Product >= 12 && w.Product <= 15; own == w.New {
			t.Errorf("product %d: new %v", w.Product, w.New)
		}
		if w.New {
			news++
		}
	}
	if len(got) != 10 || news < 7 {
		t.Errorf("%d products, %d of them new, want 10 and at least 7: %+v", len(got), news, got)
	}
	if got := a.List(Ask{Past: &past, Self: -1, Day: 170, K: 10}); len(got) != 10 {
		t.Errorf("asked again: %v", got)
	}
}
