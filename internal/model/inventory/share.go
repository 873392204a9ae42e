package inventory

import (
	"container/heap"

	"sartor/internal/model/counts"
)

// Claim is one place's wish for goods of a short depot.
type Claim struct {
	Law    counts.Law
	OnHand int     // there already; a debt counts as nothing
	Margin float64 // of one unit sold there
	Floor  int     // units served first: what a display needs
}

// gain is what one more unit is expected to earn there: margin × P(D > had).
func (c *Claim) gain(given int) float64 {
	return c.Margin * (1 - c.Law.AtMost(max(c.OnHand, 0)+given))
}

// Share gives a short depot's units, a pack at a time, to the place where each is
// expected to earn most, and stops where none earns more than its handling.
// Floors come first, in the order of the claims. The value of each place is
// concave in what it gets, so no other division earns more (SCIENCE 5.2.4).
//
//	Returns  units given to each claim
//	Edges    ties go to the earlier claim; a pack below 1 is 1; fewer units than a pack stay
func Share(units, pack int, handling float64, claims []Claim) []int {
	given := make([]int, len(claims))
	pack = max(pack, 1)
	for i := range claims {
		for given[i] < claims[i].Floor && units >= pack {
			given[i], units = given[i]+pack, units-pack
		}
	}
	q := &queue{}
	for i := range claims {
		q.items = append(q.items, bid{claims[i].packGain(given[i], pack), i})
	}
	heap.Init(q)
	for units >= pack && q.Len() > 0 && q.items[0].gain > handling*float64(pack) {
		i := q.items[0].claim
		given[i], units = given[i]+pack, units-pack
		q.items[0].gain = claims[i].packGain(given[i], pack)
		heap.Fix(q, 0)
	}
	return given
}

// packGain is what a pack on top of what was given is expected to earn.
func (c *Claim) packGain(given, pack int) float64 {
	sum := 0.0
	for n := range pack {
		sum += c.gain(given + n)
	}
	return sum
}

// bid is what the next pack would earn at a claim.
type bid struct {
	gain  float64
	claim int
}

// queue is a heap of bids, the greatest gain first.
type queue struct{ items []bid }

func (q *queue) Len() int { return len(q.items) }

func (q *queue) Less(i, j int) bool {
	a, b := q.items[i], q.items[j]
	return a.gain > b.gain || a.gain == b.gain && a.claim < b.claim
}

func (q *queue) Swap(i, j int) { q.items[i], q.items[j] = q.items[j], q.items[i] }

// Push is part of heap.Interface; no bid is ever added.
func (q *queue) Push(x any) { q.items = append(q.items, x.(bid)) }

// Pop is part of heap.Interface.
func (q *queue) Pop() any {
	last := q.items[len(q.items)-1]
	q.items = q.items[:len(q.items)-1]
	return last
}
