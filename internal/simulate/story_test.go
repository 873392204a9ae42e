package simulate

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// The chain of row M: its central promotion runs for the last four weeks.
const (
	storyFrom  = 21
	storyUntil = 49
	storyID    = retail.PromotionID("prm_story")
)

// sums are what four weeks bring the stores of a kind.
type sums struct {
	promoted map[goods]float64 // sales of what the promotion, or its swap, is for
	revenue  float64
	margin   float64
	cut      float64 // what the promotion took off
}

func (s *sums) add(o *sums) {
	for g, v := range o.promoted {
		s.promoted[g] += v
	}
	s.revenue, s.margin, s.cut = s.revenue+o.revenue, s.margin+o.margin, s.cut+o.cut
}

// change is against another world: promoted sales, revenue, and margin after
// the cut, of which suppliers pay half.
func (s *sums) change(o *sums, g goods) (promoted, revenue, margin float64) {
	return s.promoted[g]/o.promoted[g] - 1, s.revenue/o.revenue - 1, (s.margin-s.cut/2)/o.margin - 1
}

// everybody plays a world in which all households of a kind of store are given the
// promotion for goods and think of it: the law alone, without paper.
func everybody(c *Chain, goodsAt [4]goods) (out [4]sums) {
	for k := range out {
		out[k].promoted = map[goods]float64{}
	}
	var mu sync.Mutex
	c.blocks(c.slots, func(w *worker, i int) {
		var own [4]sums
		for k := range own {
			own[k].promoted = map[goods]float64{}
		}
		w.swapped = func(t *people.Trip) bool { return goodsAt[c.Town.Stores[t.Store].Kind] == quickGoods }
		h := c.begin(i)
		for {
			if _, ok := c.Town.Next(&h.state, storyUntil, nil); !ok {
				break
			}
			trip, _ := w.visit(&h, func(t *people.Trip) []basket.Push {
				var th theme
				if of := goodsAt[c.Town.Stores[t.Store].Kind]; int(t.Day) >= storyFrom && of == recipeGoods {
					th.recipe = draw.One
				} else if int(t.Day) >= storyFrom && of == quickGoods {
					th.quick = slices.Repeat([]draw.Nat{draw.One}, len(c.World.Preset.Recipe.Quick))
				}
				return c.central(&h.state.Person, t.Store, th)
			})
			if int(trip.Day) >= storyFrom {
				kind := c.Town.Stores[trip.Store].Kind
				own[kind].count(c, w.trolley.Items, goodsAt[kind])
			}
			c.Town.After(&h.state, trip.Second, trip.Store)
		}
		mu.Lock()
		defer mu.Unlock()
		for k := range out {
			out[k].add(&own[k])
		}
	})
	return out
}

// count adds a basket; what is given takes 10 % off its goods.
func (s *sums) count(c *Chain, items []basket.Item, given goods) {
	for _, it := range items {
		p := &c.Market.Products[it.Product]
		value := float64(it.Amount)
		cost := float64(p.Cost) * float64(it.Quantity) / 1000
		of := c.meant[c.Market.CategoryOf(int(it.Product))]
		s.promoted[of] += value
		s.revenue += value
		s.margin += value - cost
		if given == of && of != otherGoods {
			s.cut += value / 10
		}
	}
}

// TestStory_Law is row M: given to everybody, head office's recipe loses margin
// in urban stores and gains in suburban ones, and the swap to ready meals gains
// in urban stores: each sign whatever the seed, and on average by as much as
// specified.
func TestStory_Law(t *testing.T) {
	t.Parallel()
	const seeds = 5
	rows := []struct {
		name      string
		kind      int
		of        goods
		low, high float64 // of the mean margin; both have its sign
		mean      float64
	}{
		{name: "central, urban", kind: people.Urban, of: recipeGoods, low: -.04, high: -.015},
		{name: "central, suburban", kind: people.Suburban, of: recipeGoods, low: .012, high: .04},
		{name: "central, rural", kind: people.Rural, of: recipeGoods, low: .003, high: .025},
		{name: "swap, urban", kind: people.Urban, of: quickGoods, low: .005, high: .025},
	}
	for seed := range uint64(seeds) {
		w := world(t, 2500, 12, storyUntil+1)
		w.Seed = OneSeed(seed + 1)
		plain := everybody(chain(t, w), [4]goods{})
		w.Recipe = Recipe{Promotion: storyID, From: storyFrom, Until: storyUntil}
		c := chain(t, w)
		worlds := map[goods][4]sums{
			recipeGoods: everybody(c, [4]goods{recipeGoods, recipeGoods, recipeGoods, recipeGoods}),
			quickGoods:  everybody(c, [4]goods{quickGoods, recipeGoods, recipeGoods, recipeGoods}),
		}
		for i := range rows {
			r := &rows[i]
			got := worlds[r.of][r.kind]
			promoted, revenue, margin := got.change(&plain[r.kind], r.of)
			t.Logf("seed %d, %-17s promoted sales %+5.1f %%, revenue %+4.1f %%, margin after the cut %+4.2f %%", seed+1, r.name, 100*promoted, 100*revenue, 100*margin)
			if margin*r.low <= 0 {
				t.Errorf("seed %d, %s: margin %+.4f has the other sign", seed+1, r.name, margin)
			}
			r.mean += margin / seeds
		}
	}
	for _, r := range rows {
		if r.mean < r.low || r.mean > r.high {
			t.Errorf("%s: mean margin %+.4f, want %+.3f to %+.3f", r.name, r.mean, r.low, r.high)
		}
	}
}

// paper plays the four weeks at tills that print 10 % off the promotion's goods
// for every card, each on what its household likes best of them, and returns
// what the urban stores sold, to cards and to nobody's.
func paper(t *testing.T, c *Chain, id retail.PromotionID, urban goods) (carded, anonymous sums) {
	carded.promoted, anonymous.promoted = map[goods]float64{}, map[goods]float64{}
	best := map[HouseholdID]map[goods]retail.ProductID{}
	used := map[string]bool{}
	serial := 0
	play(t, c, storyFrom, storyUntil, func(v Visit) (a Answer) {
		for _, tried := range v.Tried {
			if used[tried.Code] || tried.Why != Wanted {
				a.Rejected = append(a.Rejected, tried.Code)
				continue
			}
			used[tried.Code], a.Redeemed = true, append(a.Redeemed, tried.Code)
		}
		kind := c.Town.Stores[v.trip.Store].Kind
		sold := &carded
		if v.Receipt.Customer.Anonymous() {
			sold = &anonymous
		}
		if kind == people.Urban {
			sold.lines(c, &v)
		}
		who, _ := c.Truth().Who(v.Receipt.ID)
		print := recipeGoods
		if kind == people.Urban {
			print = urban
		}
		if print == otherGoods || v.Web || v.Receipt.Customer.Anonymous() {
			return a
		}
		if best[who] == nil {
			best[who] = favourites(c, who)
		}
		serial++
		a.Printed = []Printed{{
			Code: fmt.Sprint(serial), Promotion: id, Product: best[who][print], Percent: 10, Value: 300,
			From: c.Date(v.Day + 1), Until: c.Date(v.Day + 14),
		}}
		return a
	})
	return carded, anonymous
}

// lines counts a receipt as it stands on paper.
func (s *sums) lines(c *Chain, v *Visit) {
	for _, l := range v.Receipt.Lines {
		s.promoted[c.meant[c.Market.CategoryOf(c.index[l.Product])]] += float64(l.Amount)
		s.revenue += float64(l.Amount)
	}
}

// favourites is what a household likes best of each kind of goods.
func favourites(c *Chain, who HouseholdID) map[goods]retail.ProductID {
	out := map[goods]retail.ProductID{}
	for _, l := range c.Truth().Habit(who, len(c.Market.Products)) {
		of := c.meant[c.World.Preset.Category(l.Category)]
		if out[of] == "" {
			out[of] = l.Product
		}
	}
	return out
}

// TestStory_Paper: what a household is given is read off its paper. Urban stores
// that print for ready meals sell more of them than those that print head
// office's recipe, also to those without a card, for their entrance shows them;
// the same paper of another promotion does neither.
func TestStory_Paper(t *testing.T) {
	t.Parallel()
	w := world(t, 1200, 6, storyUntil+1)
	w.Recipe = Recipe{Promotion: storyID, From: storyFrom, Until: storyUntil}
	c := chain(t, w)
	central, alone := paper(t, c, storyID, recipeGoods)
	swap, swapAlone := paper(t, c, storyID, quickGoods)
	other, otherAlone := paper(t, c, "prm_other", quickGoods)
	gain := func(a, b sums) float64 { return a.promoted[quickGoods]/b.promoted[quickGoods] - 1 }
	t.Logf("quick goods of urban stores against the recipe: swap %+.3f, without a card %+.3f; the same paper of another promotion %+.3f and %+.3f",
		gain(swap, central), gain(swapAlone, alone), gain(other, central), gain(otherAlone, alone))
	if gain(swap, central) < .15 || gain(swapAlone, alone) < .02 {
		t.Errorf("the swap moves quick goods by %+.3f, without a card by %+.3f", gain(swap, central), gain(swapAlone, alone))
	}
	if gain(other, central) > gain(swap, central)-.05 || gain(otherAlone, alone) > .05 {
		t.Errorf("another promotion moves them by %+.3f and %+.3f", gain(other, central), gain(otherAlone, alone))
	}
}

// TestStory_MoreOffGainsLessThanInProportion: the lift of a larger cut.
func TestStory_MoreOffGainsLessThanInProportion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ percent, lift float64 }{{0, 0}, {5, .5}, {10, 1}, {12.5, 1.125}, {15, 1.25}, {20, 1.375}, {25, 1.5}, {60, 1.5}} {
		if got := liftOf(draw.NatOf(c.percent)).Float(); got < c.lift-.001 || got > c.lift+.001 {
			t.Errorf("%g %% off lift %.4f, want %g", c.percent, got, c.lift)
		}
	}
}
