package simulate

import "testing"

// chances returns, for one category, the share of visits that buy it, by whole
// weeks since it was last bought.
func chances(t *testing.T, c *Chain, category string) [5]float64 {
	t.Helper()
	last := map[HouseholdID]int{}
	var visits, bought [5]float64
	for r := range c.History(t.Context(), 0, 364) {
		who, _ := c.Truth().Who(r.ID)
		day := int((int64(r.At) - c.offsets[0]) / (86400 * 1e6))
		now := false
		for _, l := range r.Lines {
			now = now || c.Market.Products[c.index[l.Product]].Category == category
		}
		before, ok := last[who]
		if week := (day - before) / 7; ok && week < 5 {
			visits[week]++
			if now {
				bought[week]++
			}
		}
		if now {
			last[who] = day
		}
	}
	for i := range bought {
		bought[i] /= visits[i]
	}
	return bought
}

// TestDueness is row K: the chance that coffee is bought rises with the weeks
// since it last was; that of sweets, an impulse, does not.
func TestDueness(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 5; seed++ {
		w := world(t, 1000, 12, 364)
		w.Seed = OneSeed(seed)
		c := chain(t, w)
		coffee, sweets := chances(t, c, "coffee"), chances(t, c, "chocolate")
		if coffee[3] < 2*coffee[0] {
			t.Errorf("seed %d: coffee by week %.3f: week 3 is less than twice week 0", seed, coffee)
		}
		if sweets[3] > sweets[0] {
			t.Errorf("seed %d: sweets by week %.3f rise", seed, sweets)
		}
	}
}
