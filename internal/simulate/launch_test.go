package simulate

import (
	"testing"

	"sartor/internal/retail"
)

// weeks are what a closed world's stores sold of its first latent product.
type weeks struct {
	own, category map[retail.StoreID]float64 // units
	tried, again  int                        // households that bought it in the first half; of these, in the second too
}

// sellsIn plays days in which the product is launched in some stores.
func sellsIn(t *testing.T, c *Chain, from, to int, stores ...int) weeks {
	t.Helper()
	s, err := c.Closed(t.Context(), from, to, Supply{})
	if err != nil {
		t.Fatal(err)
	}
	g := c.Latents()[0]
	for _, n := range stores {
		if !s.Launch(g.ID, c.Stores[n].ID, 50) || s.Launch(g.ID, c.Stores[n].ID, 50) {
			t.Fatalf("%s is to carry it, once", c.Stores[n].ID)
		}
	}
	out := weeks{own: map[retail.StoreID]float64{}, category: map[retail.StoreID]float64{}}
	first, second := map[HouseholdID]bool{}, map[HouseholdID]bool{}
	for {
		v, ok := s.Next()
		if !ok {
			break
		}
		for _, l := range v.Receipt.Lines {
			if c.Market.Products[c.index[l.Product]].Category == g.Category {
				out.category[v.Receipt.Store] += l.Quantity.Units()
			}
			if l.Product != g.ID {
				continue
			}
			out.own[v.Receipt.Store] += l.Quantity.Units()
			who, _ := c.Truth().Who(v.Receipt.ID)
			if v.Day < (from+to)/2 {
				first[who] = true
			} else if first[who] {
				second[who] = true
			}
		}
		s.Answer(v, Answer{Silent: true})
	}
	out.tried, out.again = len(first), len(second)
	return out
}

// TestLaunch: a latent product is sold where it was launched and nowhere else; where it
// is wanted more it is bought more; what it adds is there beside the same days without
// it, and those without it are untouched; who liked it comes again; a dud is tried by
// few.
func TestLaunch(t *testing.T) {
	t.Parallel()
	const from, to = 60, 116
	w := world(t, 3000, 12, 120) // two stores a region
	w.Latent = []Latent{{Category: "milk", Name: "Barista milk 1 l", Appeal: 1.5, Adds: 1, Wanted: map[string]float64{"Coast": 1.9, "Hills": .5}}}
	good := chain(t, w)
	if g := good.Latents()[0]; g.Name != w.Latent[0].Name || g.Listed {
		t.Errorf("held back is %+v", g)
	}
	with, without := sellsIn(t, good, from, to, 0, 5), sellsIn(t, good, from, to)
	if len(without.own) > 0 {
		t.Errorf("sold before it was launched: %v", without.own)
	}
	coast, hills := good.Stores[0].ID, good.Stores[5].ID
	for id, n := range with.own {
		if id != coast && id != hills {
			t.Errorf("%s sells %v and does not carry it", id, n)
		}
	}
	share := func(id retail.StoreID) float64 { return with.own[id] / without.category[id] }
	more := func(id retail.StoreID) float64 { return with.category[id]/without.category[id] - 1 }
	t.Logf("Coast: %.2f of what its category sold before, which grows by %.2f; Hills %.2f, %.2f; %d of %d came again", share(coast), more(coast), share(hills), more(hills), with.again, with.tried)
	if share(coast) < 1.2*share(hills) || more(coast) < .1 || more(coast) < more(hills) {
		t.Errorf("wanted 3.8 times as much on the coast as in the hills: %.2f and %.2f of what the category sold, which grows by %.2f and %.2f", share(coast), share(hills), more(coast), more(hills))
	}
	if again := float64(with.again) / float64(with.tried); again < .2 || again > .8 {
		t.Errorf("%d of %d came again", with.again, with.tried)
	}
	w.Latent[0].Appeal, w.Latent[0].Adds = -1.2, 0
	dud := sellsIn(t, chain(t, w), from, to, 0, 5)
	if dud.own[coast] > with.own[coast]/3 {
		t.Errorf("a dud sells %v, a good product %v", dud.own[coast], with.own[coast])
	}
}

// TestLaunch_Withdrawn: what was taken back is sold no more.
func TestLaunch_Withdrawn(t *testing.T) {
	t.Parallel()
	w := world(t, 1000, 6, 60)
	w.Latent = []Latent{{Category: "milk", Name: "Barista milk 1 l", Appeal: 2}}
	c := chain(t, w)
	s, err := c.Closed(t.Context(), 30, 58, Supply{})
	if err != nil {
		t.Fatal(err)
	}
	id, sold := c.Latents()[0].ID, [2]float64{}
	for i := range c.Stores {
		s.Launch(id, c.Stores[i].ID, 50)
	}
	after := 0
	for {
		v, ok := s.Next()
		if !ok {
			break
		}
		if v.Day >= 44 && after == 0 {
			after = 1
			s.Withdraw(id)
			s.Answer(v, Answer{Silent: true})
			continue // this basket was taken before
		}
		for _, l := range v.Receipt.Lines {
			if l.Product == id {
				sold[after] += l.Quantity.Units()
			}
		}
		s.Answer(v, Answer{Silent: true})
	}
	if sold[0] == 0 || sold[1] != 0 {
		t.Errorf("sold %v before it was withdrawn, %v after", sold[0], sold[1])
	}
}
