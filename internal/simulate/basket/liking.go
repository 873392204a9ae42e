package basket

import "math"

// Liking is the expected purchases of a product at a visit of ordinary breadth,
// due-ness and shocks left out: truth, for tests and reports, in floating
// point.
type Liking struct {
	Product int
	Rate    float64
}

// Likings returns what a shopper considers at a store, with rates. A product
// that is liked most wins its category more often than a single choice says,
// for habit follows it; one habit's worth is added to the best.
func (m *Market) Likings(sh *Shopper, store uint16) []Liking {
	var out []Liking
	for c := range m.preset.Categories {
		need := math.Exp((m.law.lnNeed[c] + m.lean[store][c] + sh.need[c]).Float())
		best, sum := -1, 0.0
		var worth [considered]float64
		for slot, i := range sh.cand[c] {
			if i == nobody || !m.listed[store][i] {
				continue
			}
			price := sh.taste.Beta.Mul(m.goods[i].lnPrice)
			worth[slot] = math.Exp((sh.util[c][slot] + m.place[store][i] - price).Float())
			if best < 0 || worth[slot] > worth[best] {
				best = slot
			}
		}
		if best < 0 {
			continue
		}
		worth[best] *= math.Exp(m.law.habit.Float())
		for _, w := range worth {
			sum += w
		}
		for slot, w := range worth {
			if w > 0 {
				out = append(out, Liking{Product: int(sh.cand[c][slot]), Rate: need * w / sum})
			}
		}
	}
	return out
}
