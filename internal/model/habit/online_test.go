package habit

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// online reads Online Retail as SCIENCE 3.1 prepares it: a customer named,
// quantity and price above 0, codes upper-cased, one basket per customer-day,
// customers with four baskets or more (of the 3,665 codes all customers bought).
func online(t testing.TB) (c *Corpus, o Options) {
	t.Helper()
	type line struct {
		customer, day int32
		code          string
	}
	var lines []line
	customers, codes := map[string]int32{}, map[string]uint32{}
	rows(t, dataset(t, "online_retail/online_retail.csv.gz"), func(row []string) {
		quantity, _ := strconv.Atoi(row[3])
		price, _ := strconv.ParseFloat(row[5], 64)
		if row[6] == "" || quantity <= 0 || price <= 0 {
			return
		}
		u, ok := customers[row[6]]
		if !ok {
			u = int32(len(customers))
			customers[strings.Clone(row[6])] = u
		}
		code := strings.ToUpper(row[1])
		lines = append(lines, line{u, dayOf(t, row[4]), code})
		codes[code] = 0
	})
	days := make([]map[int32]bool, len(customers))
	for _, l := range lines {
		if days[l.customer] == nil {
			days[l.customer] = map[int32]bool{}
		}
		days[l.customer][l.day] = true
	}
	var ids []string
	for code := range codes {
		ids = append(ids, code)
	}
	near(t, "codes", float64(len(ids)), 3665, 0)
	slices.Sort(ids)
	for i, code := range ids {
		codes[code] = uint32(i) + 1 // so that numbers stand in byte order
	}
	var b Builder
	kept := map[int32]int32{}
	for _, l := range lines {
		if len(days[l.customer]) < evalBaskets {
			continue
		}
		u, ok := kept[l.customer]
		if !ok {
			u = int32(len(kept))
			kept[l.customer] = u
		}
		b.Add(Basket{Customer: u, Day: l.day, Store: 1, Products: []uint32{codes[l.code]}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c, Options{Workers: 2, Seed: 1}
}

func TestOnlineRetail_RecallIsThePublishedOne(t *testing.T) {
	t.Parallel()
	c, o := online(t)
	near(t, "customers", float64(c.Customers()), 1415, 0)
	held := view{c, 1}
	tl := count(held, 2)
	near(t, "training baskets", float64(tl.baskets), 10549, 0)
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
	c, o := online(t)
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
