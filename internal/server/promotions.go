package server

import (
	"sartor/internal/db"
	"sartor/internal/promotion"
)

// statesOf says where every promotion stands for tills, by number. A store's
// version is paused with its promotion; what else its promotion is, it is by itself.
func statesOf(all []db.NumberedPromotion) map[uint32]promotion.State {
	out := make(map[uint32]promotion.State, len(all))
	for i := range all {
		p := &all[i] // a version's number is higher than its promotion's
		out[p.Number] = p.State
		if p.Family != 0 && out[p.Family] == promotion.Paused {
			out[p.Number] = promotion.Paused
		}
	}
	return out
}
