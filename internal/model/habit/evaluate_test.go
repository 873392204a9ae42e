package habit

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/pairs"
	"sartor/internal/model/rhythm"

	"pgregory.net/rapid"
)

// recount is what a reason must say, from the baskets themselves.
func recount(visits []visit, product uint32, day int32) Scored {
	sets, days := basketsOf(visits)
	var out Scored
	first, last := int32(0), int32(0)
	for j, set := range sets {
		if !set[product] {
			continue
		}
		if out.Count == 0 {
			first = days[j]
		}
		out.Count, last = out.Count+1, days[j]
		if len(sets)-j <= Window {
			out.Hits++
		}
	}
	out.Window = uint16(min(Window, len(sets)))
	if out.Count > 1 {
		out.Gap = int32(math.Round(float64(last-first) / float64(out.Count-1)))
	}
	out.Idle = day - last
	return out
}

func TestEvaluate_ReasonsEqualARecount(t *testing.T) {
	t.Parallel()
	m := fitted(t, smallChain.make().baskets, smallChain.options())
	rapid.Check(t, func(t *rapid.T) {
		visits := history(t)
		p := foldVisits(visits)
		at := Visit{Store: rapid.Uint32Range(0, 7).Draw(t, "store"), Day: p.Last + int32(rapid.IntRange(0, 90).Draw(t, "later"))}
		var s Scratch
		l := m.Evaluate(p, at, &s)
		if len(l.Favourites) != len(p.Items) {
			t.Fatalf("%d favourites of %d items", len(l.Favourites), len(p.Items))
		}
		for _, list := range [][]Scored{l.Favourites, l.Due, l.Lapsed} {
			for i, got := range list {
				want := recount(visits, got.Product, at.Day)
				if got.Count != want.Count || got.Hits != want.Hits || got.Window != want.Window || got.Gap != want.Gap || got.Idle != want.Idle {
					t.Fatalf("product %d says %+v, recount %+v", got.Product, got, want)
				}
				if i > 0 && order(list[i-1], got) >= 0 || !(got.Chance > 0 && got.Chance <= 1) {
					t.Fatalf("order or chance: %+v", list)
				}
			}
		}
		checkKinds(t, m, p, l)
	})
}

func checkKinds(t *rapid.T, m *Model, p *Profile, l *Lists) {
	for _, one := range l.Due {
		it, _ := p.Item(one.Product)
		gap, _ := it.Gap()
		if one.Count < 3 || float64(one.Idle) >= 2.5*gap || float64(one.Idle)+max(1, p.VisitGap()) < gap {
			t.Fatalf("not due: %+v of %+v", one, it)
		}
	}
	for _, one := range l.Lapsed {
		it, _ := p.Item(one.Product)
		gap, _ := it.Gap()
		if one.Count < 3 || one.Idle < 14 || float64(one.Idle) < 2.5*gap || p.Baskets-it.LastBasket < 3 {
			t.Fatalf("not lapsed: %+v of %+v", one, it)
		}
	}
	for _, one := range l.Next {
		if _, own := p.Item(one.Product); own {
			t.Fatalf("next is owned: %+v", one)
		}
		if one.Related == 0 {
			continue
		}
		linked := slices.ContainsFunc(m.Complements(one.Related), func(k pairs.Link) bool {
			return k.Product == one.Product && k.Strength() == one.Support
		})
		if _, own := p.Item(one.Related); !own || !linked {
			t.Fatalf("next without a reason: %+v", one)
		}
	}
}

// rhythms of two products: one bought every 10 days, one given up long ago.
func TestEvaluate_DueAndLapsed(t *testing.T) {
	t.Parallel()
	var p Profile
	for day := int32(0); day <= 200; day += 5 {
		set := []uint32{9}
		if day%10 == 0 {
			set = append(set, 1)
		}
		if day < 60 && day%10 == 0 {
			set = append(set, 2)
		}
		p.Add(day, 1, set)
	}
	m := &Model{rhythms: []rhythm.Law{{K: 3, R: 5, A: 40}}}
	var s Scratch
	for _, c := range []struct {
		day         int32
		due, lapsed []uint32
	}{
		{203, []uint32{9}, []uint32{2}},    // 1 was bought 3 days ago: 3 + 5 < 10
		{205, []uint32{1, 9}, []uint32{2}}, // 5 + 5 reaches its gap
		{212, []uint32{1, 9}, []uint32{2}}, // 9 is idle 12 days, below 2.5 gaps of 5
		{213, []uint32{1}, []uint32{2}},    // 12.5 days: no longer due, not yet lapsed
		{226, nil, []uint32{2}},            // 1 is idle 26 of 10 days, but nobody came since
	} {
		l := m.Evaluate(&p, Visit{1, c.day}, &s)
		if got := productsOf(l.Due); !slices.Equal(got, c.due) {
			t.Errorf("day %d: due %v, want %v", c.day, got, c.due)
		}
		if got := productsOf(l.Lapsed); !slices.Equal(got, c.lapsed) {
			t.Errorf("day %d: lapsed %v, want %v", c.day, got, c.lapsed)
		}
	}
	for _, one := range m.Evaluate(&p, Visit{1, 205}, &s).Due {
		near(t, "due without its curve is due(h)", one.Chance, one.Score, 0)
	}
}

func productsOf(list []Scored) []uint32 {
	var out []uint32
	for _, one := range list {
		out = append(out, one.Product)
	}
	slices.Sort(out)
	return out
}

func TestEvaluate_TiesGoByPopularityThenId(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, []basket.Basket{
		receipt(0, 1, 1, []uint32{3, 4, 5}), receipt(1, 1, 1, []uint32{5}), receipt(2, 2, 1, []uint32{8}),
	})
	m, err := Fit(c, Options{Rank: []uint32{0, 0, 0, 9, 2, 7}})
	if err != nil {
		t.Fatal(err)
	}
	m.report.Weights.Pop = 0
	for i := range m.products {
		m.products[i].factor = 1
	}
	var p Profile
	p.Add(1, 1, []uint32{3, 4, 5, 6})
	var s Scratch
	var got []uint32
	for _, f := range m.Evaluate(&p, Visit{1, 2}, &s).Favourites {
		got = append(got, f.Product)
	}
	if want := []uint32{5, 4, 3, 6}; !slices.Equal(got, want) { // 5 is more popular; 4 before 3 by id; 6 nobody sold
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEvaluate_StrangerGetsTheStoreList(t *testing.T) {
	t.Parallel()
	m := fitted(t, smallChain.make().baskets, smallChain.options())
	var s Scratch
	got := m.Ranked(&Profile{}, Visit{2, 18100}, 5, &s)
	want := m.StoreFavourites(2, MostFavourites, nil)[:5]
	l := m.Evaluate(&Profile{}, Visit{2, 18100}, &s)
	if len(got) != 5 || len(l.Favourites)+len(l.Due)+len(l.Lapsed)+len(l.Next) != 0 {
		t.Fatalf("got %+v and %+v", got, l)
	}
	known := productsOf(m.StoreFavourites(2, MostFavourites, nil))
	for i := range got {
		if !basket.Contains(known, got[i].Product) || want[i].Chance <= 0 {
			t.Errorf("%+v is no favourite of the store", got[i])
		}
	}
}

// Calibrated on one half of the customers, chances come true on the other.
func TestChance_ComesTrue(t *testing.T) {
	t.Parallel()
	big := smallChain
	big.customers, big.seed = 3000, 4
	c := corpusOf(t, big.make().baskets)
	o := big.options()
	held := c.Without(1, basket.Scorable)
	m, _ := learn(held, startWeights, &o)
	m.setRhythms(learnRhythms(held, &o))
	all := people(held, 3000)
	m.calibrate(all[:1500])
	for kind, pairs := range m.outcomes(all[1500:], func(one *Scored) float64 { return one.Chance }) {
		said, came := 0.0, 0.0
		for _, x := range pairs {
			said, came = said+x.Score, came+x.Hit
		}
		n := float64(len(pairs))
		t.Logf("list %d: %v pairs, said %.4f, came true %.4f", kind, n, said/n, came/n)
		if n < 200 || math.Abs(said-came)/n > .012+.1*came/n {
			t.Errorf("list %d of %v pairs: said %.4f, came true %.4f", kind, n, said/n, came/n)
		}
	}
}

func TestModel_DecodesToItself(t *testing.T) {
	t.Parallel()
	m := fitted(t, smallChain.make().baskets, smallChain.options())
	src := m.Append(nil)
	back, err := Decode(src)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Append(nil), src) {
		t.Error("prints back other bytes")
	}
	p := sixtyItems()
	for i := range p.Items {
		p.Items[i].Product = uint32(i * 5)
	}
	var a, b Scratch
	la, lb := m.Evaluate(p, Visit{3, 19400}, &a), back.Evaluate(p, Visit{3, 19400}, &b)
	if !slices.Equal(la.Favourites, lb.Favourites) || !slices.Equal(la.Due, lb.Due) || !slices.Equal(la.Next, lb.Next) || len(la.Next) == 0 {
		t.Error("decides otherwise")
	}
	for cut := range len(src) {
		if cut > 300 {
			break
		}
		if _, err := Decode(src[:len(src)-1-cut]); err == nil {
			t.Fatalf("%d bytes less are a model too", cut+1)
		}
	}
}

func FuzzDecodeModel(f *testing.F) {
	tiny := []basket.Basket{receipt(0, 1, 1, []uint32{1, 2}), receipt(basket.Anonymous, 1, 2, []uint32{2})}
	f.Add(fitted(f, tiny, Options{}).Append(nil))
	f.Add([]byte{modelForm})
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := Decode(src)
		if err != nil {
			return
		}
		var s Scratch
		m.Evaluate(folded(fiveCustomers[0]), Visit{1, 30}, &s)
		m.Ranked(folded(fiveCustomers[2]), Visit{2, 30}, 10, &s)
	})
}

func TestEvaluate_AllocatesNothing(t *testing.T) {
	m := fitted(t, smallChain.make().baskets, smallChain.options())
	p := sixtyItems()
	for i := range p.Items {
		p.Items[i].Product = uint32(i * 5)
	}
	var s Scratch
	m.Evaluate(p, Visit{3, 19400}, &s)
	m.Ranked(p, Visit{3, 19400}, 10, &s)
	if n := testing.AllocsPerRun(100, func() { m.Ranked(p, Visit{3, 19400}, 10, &s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
