package habit

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
)

func TestOnlineRetail_RecallIsThePublishedOne(t *testing.T) {
	t.Parallel()
	c, o := modeltest.Online(t), Options{Workers: 2, Seed: 1}
	near(t, "customers", float64(c.Customers()), 1415, 0)
	held := c.Without(1, basket.Scorable)
	tl := basket.Count(held, 2)
	near(t, "training baskets", float64(tl.Baskets), 10549, 0)
	none := func(uint32) float64 { return 0 }
	persons := people(held, testCustomers)
	recall := func(own func(*Profile, *Item) float64) Score {
		return scoresOf([]string{""}, [][]figures{newRanker(&tl, &o, own, none).judge(persons)}, 1)[0]
	}
	for _, want := range []struct {
		name              string
		own               func(*Profile, *Item) float64
		recall, ndcg, phr float64
	}{
		{"G-Top", func(*Profile, *Item) float64 { return 0 }, .0368, .0756, .3908},
		{"P-Top", func(_ *Profile, it *Item) float64 { return float64(it.Count) }, .2137, .3270, .8177},
		{"c_u", func(p *Profile, it *Item) float64 { return p.Weight(it, 1) }, .2167, .3289, .8113},
	} {
		got := recall(want.own)
		near(t, want.name+" recall", got.Recall.Value, want.recall, .002)
		near(t, want.name+" ndcg", got.NDCG.Value, want.ndcg, .002)
		near(t, want.name+" phr", got.PHR.Value, want.phr, .005)
	}
}

func TestOnlineRetail_FitBeatsTheStoreList(t *testing.T) {
	t.Parallel()
	c, o := modeltest.Online(t), Options{Workers: 2, Seed: 1}
	m, err := Fit(c, o)
	if err != nil {
		t.Fatal(err)
	}
	r := m.Report()
	for _, s := range r.Scores {
		t.Logf("%-28s R %.4f (%.4f-%.4f) NDCG %.4f PHR %.4f n %d", s.Name, s.Recall.Value, s.Recall.Low, s.Recall.High, s.NDCG.Value, s.PHR.Value, s.Customers)
	}
	t.Logf("%+v validation %.4f, %d baskets", r.Weights, r.Validation, r.Baskets)
	if own, top := r.Scores[0].Recall, r.Scores[3].Recall; own.Low <= top.High || own.Value < .205 {
		t.Errorf("own %+v, store list %+v", own, top)
	}
	encoded := 0
	for p := range m.Products() {
		encoded += len(m.Complements(uint32(p)))
	}
	t.Logf("%d complements, curves %d %d %d %d, rhythm %+v", encoded, len(m.curves[0]), len(m.curves[1]), len(m.curves[2]), len(m.curves[3]), m.rhythms)
}
