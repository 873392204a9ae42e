package basket

import (
	"cmp"
	"math"
)

// Place is a product with what decides its place in a list.
type Place struct {
	Product   uint32
	Score     float64
	Pop, Rank uint32
}

// Before is the order of lists: score, then popularity, then the order of ids (3.4).
func (a Place) Before(b Place) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Pop, a.Pop), cmp.Compare(a.Rank, b.Rank))
}

// Rounded is a score to 1e-9, so that platforms agree on ties.
func Rounded(score float64) float64 { return math.Round(score*1e9) / 1e9 }

// Best keeps the first K places of what is offered to it.
type Best struct{ Places []Place }

// Beyond reports whether a score is too low for the first k, whatever its ties.
func (l *Best) Beyond(score float64, k int) bool {
	return len(l.Places) == k && k > 0 && score < l.Places[k-1].Score
}

// Offer takes a place in, when it is among the first k.
func (l *Best) Offer(p Place, k int) {
	at := len(l.Places)
	if at == k {
		if at == 0 || p.Before(l.Places[k-1]) >= 0 {
			return
		}
		at--
	} else {
		l.Places = append(l.Places, p)
	}
	for ; at > 0 && p.Before(l.Places[at-1]) < 0; at-- {
		l.Places[at] = l.Places[at-1]
	}
	l.Places[at] = p
}

// Products writes the products of the places to dst, best first.
func (l *Best) Products(dst []uint32) []uint32 {
	dst = dst[:0]
	for _, p := range l.Places {
		dst = append(dst, p.Product)
	}
	return dst
}
