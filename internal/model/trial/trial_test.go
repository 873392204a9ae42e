package trial

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sartor/internal/model/basket"
)

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}

// chain is 40 customers with 2 to 9 baskets each; product 100+day stands in each
// basket, so that what is read can be dated.
func chain(t testing.TB) *basket.Corpus {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var b basket.Builder
	for u := range int32(40) {
		for range 2 + rng.IntN(8) {
			day := int32(rng.IntN(60))
			b.Add(basket.Basket{Customer: u, Day: day, Store: 1, Products: []uint32{uint32(100 + day), 1 + uint32(rng.IntN(9))}})
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSplits_HoldTheTargetBack(t *testing.T) {
	t.Parallel()
	c := chain(t)
	for _, s := range []Split{LastOut(c.All(), 1, 3, 1000), LastOut(c.All(), 2, 4, 1000), Before(c.All(), 30, 2, 1000)} {
		if len(s.Cases) < 10 {
			t.Fatalf("%s: %d cases", s.Name, len(s.Cases))
		}
		for _, one := range s.Cases {
			from, to := s.Known.Span(one.Customer)
			if to == from || !slices.Equal(one.Truth, c.Set(to)) || c.Day(to-1) > one.Day || one.Store != 1 {
				t.Errorf("%s: %+v, known %d…%d", s.Name, one, from, to)
			}
		}
	}
	s := Before(c.All(), 30, 2, 1000)
	for p, pop := range basket.Count(s.Known, 1).Pop {
		if p >= 130 && pop > 0 {
			t.Errorf("a basket of day %d is known before day 30", p-100)
		}
	}
	for _, one := range LastOut(c.All(), 1, 3, 1000).Cases {
		if from, to := c.Of(one.Customer); to-from < 3 || !slices.Equal(one.Truth, c.Set(to-1)) {
			t.Errorf("customer %d of %d baskets is asked for %v", one.Customer, to-from, one.Truth)
		}
	}
}

func TestJudge_WorkedExample(t *testing.T) {
	t.Parallel()
	const milk, bread, eggs, coffee, tea, wine = 1, 2, 3, 4, 5, 6
	list, truth := []uint32{milk, bread, coffee, eggs, tea, wine}, []uint32{milk, coffee, tea}
	for k, want := range map[int]float64{2: .613147, 3: .703918} { // SCIENCE 3.9
		near(t, "ndcg", ndcg(list, truth, k), want, 1e-5)
	}
	got := MarkOf(list, truth)
	near(t, "recall@10", got.Recall10, 1, 0)
	near(t, "phr@10", got.PHR10, 1, 0)
	near(t, "ndcg@10", got.NDCG10, (1+.5+1/math.Log2(6))/(1+1/math.Log2(3)+.5), 1e-12)
	var long []uint32
	for p := range uint32(20) {
		long = append(long, 100+p)
	}
	late := MarkOf(long, []uint32{109, 110, 119, 120})
	near(t, "recall@10 of places 10, 11, 20, 21", late.Recall10, .25, 0)
	near(t, "recall@20", late.Recall20, .75, 0)
	if miss := MarkOf(list, []uint32{9}); miss.Recall20 != 0 || miss.PHR10 != 0 {
		t.Errorf("a miss hits: %+v", miss)
	}
	if behind := MarkOf(long, []uint32{115}); behind.PHR10 != 0 || behind.Recall10 != 0 || behind.Recall20 != 1 {
		t.Errorf("place 16: %+v", behind)
	}
}

// fixed gives everybody one list.
type fixed struct {
	name string
	of   func(s *Split, i int) []uint32
}

func (f fixed) Name() string { return f.name }

func (f fixed) Lists(s *Split, k int) ([][]uint32, error) {
	out := make([][]uint32, len(s.Cases))
	for i := range out {
		list := f.of(s, i)
		out[i] = list[:min(k, len(list))]
	}
	return out, nil
}

func TestJudge_PartsRepeatsFromNews(t *testing.T) {
	t.Parallel()
	var b basket.Builder
	for day, set := range [][]uint32{{1, 2}, {1}, {1, 2, 3, 4}} {
		b.Add(basket.Basket{Customer: 0, Day: int32(day), Store: 1, Products: set})
	}
	for day := range int32(3) {
		b.Add(basket.Basket{Customer: 1, Day: day, Store: 1, Products: []uint32{5}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	s := LastOut(c.All(), 1, 3, 10)
	list := fixed{"list", func(*Split, int) []uint32 { return []uint32{1, 3} }}
	m, err := Judge(&s, list)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "repeats: one of 1 and 2", m.Of[0].Repeats, .5, 0)
	near(t, "news: one of 3 and 4", m.Of[0].News, .5, 0)
	near(t, "nothing new to customer 1", m.Of[1].News, -1, 0)
	score := m.Score(Draw{.9, 1})
	near(t, "mean recall of new products", score.News.Value, .5, 0)
	near(t, "mean recall of repeats", score.Repeats.Value, .25, 0)
	near(t, "two of the five products sold", score.Coverage, 2./3, 1e-12) // 3 and 4 are not sold before
	news, err := JudgeNews(&s, fixed{"new", func(*Split, int) []uint32 { return []uint32{3, 5} }})
	if err != nil || len(news.Of) != 1 || news.Of[0].Recall10 != .5 {
		t.Errorf("%v %+v", err, news)
	}
	if _, err := JudgeNews(&s, list); err == nil || !strings.Contains(err.Error(), "as new to customer 0, who had it") {
		t.Errorf("an old product passed as new: %v", err)
	}
}

func TestJudge_RefusesWhatIsNoList(t *testing.T) {
	t.Parallel()
	c := chain(t)
	s := LastOut(c.All(), 1, 3, 1000)
	for what, list := range map[string][]uint32{"names product 4 twice": {3, 4, 5, 4}, "one nobody knows": {3, 4000}} {
		_, err := Judge(&s, fixed{"bad", func(*Split, int) []uint32 { return list }})
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v passed: %v", list, err)
		}
	}
	short := shortened{}
	if _, err := Judge(&s, short); err == nil {
		t.Error("an answer for fewer customers passed")
	}
}

type shortened struct{}

func (shortened) Name() string                          { return "short" }
func (shortened) Lists(*Split, int) ([][]uint32, error) { return nil, nil }

func TestCompare_IsPaired(t *testing.T) {
	t.Parallel()
	c := chain(t)
	s := LastOut(c.All(), 1, 3, 1000)
	// b hits one product more than a for everybody: whatever customers differ by, the
	// difference of NDCG is narrow, and much narrower than either's own interval.
	truth := func(s *Split, i int) []uint32 { return s.Cases[i].Truth }
	half := func(s *Split, i int) []uint32 { return s.Cases[i].Truth[:1] }
	a, err := Judge(&s, fixed{"all", truth})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Judge(&s, fixed{"half", half})
	if err != nil {
		t.Fatal(err)
	}
	same, err := Compare(&a, &a, Draw{.9, 1})
	if err != nil || same.Recall10 != (Estimate{}) || same.Wins() {
		t.Errorf("a list against itself: %+v, %v", same, err)
	}
	better, err := Compare(&a, &b, Draw{.9, 1})
	if err != nil || !better.Wins() || better.Recall10.Low > better.Recall10.Value || better.Recall10.High < better.Recall10.Value {
		t.Errorf("%+v, %v", better, err)
	}
	near(t, "recall gained, but by who bought three", better.Recall10.Value, .5, .01)
	near(t, "nearly everybody gains the same", better.Recall10.High-better.Recall10.Low, 0, .02)
	again, _ := Compare(&a, &b, Draw{.9, 1})
	if again != better {
		t.Errorf("the same seed drew %+v, then %+v", better, again)
	}
	worse, _ := Compare(&b, &a, Draw{.9, 1})
	if worse.Wins() {
		t.Error("the worse one wins")
	}
	if _, err := Compare(&a, &Marks{}, Draw{.9, 1}); err == nil {
		t.Error("other customers were compared")
	}
}
