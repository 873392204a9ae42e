package rollout

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"sartor/internal/model/region"
	"sartor/internal/retail"
)

// Bounds of pairs.
const (
	mostControls = 3
	adjacentKM   = 15 // towns nearer than this share customers
	randomShare  = .1 // of each stage, kept as new evidence (SCIENCE.md 8.4)
	leastWeeks   = 8  // with sales, before a store can be matched
	earthKM      = 6371
)

// propose chooses the stores of the next stage: those expected to earn most, a tenth
// by lot, each with stores that went alike to be measured beside.
func (s *Study) propose(r *Rollout, out *Reading) {
	if !r.State.Open() {
		return
	}
	step := &Step{}
	n := r.Plan.Gates.PilotStores
	if len(r.Stages) > 0 {
		if step.Share, n = s.share(r, out); n == 0 {
			return
		}
	}
	free := slices.DeleteFunc(slices.Clone(out.Stores), func(x StoreRead) bool {
		return x.Stage > 0 || x.Waits && len(r.Stages) > 0 || len(r.Stages) == 0 && slices.Contains(s.Taken, x.Store)
	})
	if len(r.Stages) == 0 {
		n = min(n, len(free)/2) // each needs one to be measured beside
	}
	lot := int(math.Ceil(randomShare * float64(n)))
	if len(free) <= n {
		n, lot = len(free), 0 // all of them: nothing is left to a lot
	}
	step.Stores = s.drawn(free, lot)
	if len(r.Stages) == 0 {
		free = spread(free)
	}
	for _, x := range free {
		if len(step.Stores) < n && !slices.ContainsFunc(step.Stores, func(p Place) bool { return p.Store == x.Store }) {
			step.Stores = append(step.Stores, Place{Store: x.Store})
		}
	}
	if len(step.Stores) == 0 {
		return
	}
	s.match(r, step)
	if len(r.Stages) == 0 {
		step.Stores = slices.DeleteFunc(step.Stores, func(p Place) bool { return len(p.Controls) == 0 })
	}
	if len(step.Stores) == 0 {
		return
	}
	s.open(r, step, out)
	out.Next = step
}

// share is the next stage's share of suitable stores and how many stores that adds.
func (s *Study) share(r *Rollout, out *Reading) (float64, int) {
	carry, suitable := len(r.Carriers()), 0
	for _, x := range out.Stores {
		if !x.Waits {
			suitable++
		}
	}
	last := r.Stages[len(r.Stages)-1].Share
	for _, share := range Shares() {
		if n := int(math.Ceil(share*float64(suitable))) - carry; share > last && n > 0 {
			return share, n
		}
	}
	return 0, 0
}

// drawn draws stores by lot, each with the same chance, which is kept.
func (s *Study) drawn(free []StoreRead, n int) []Place {
	order := slices.Clone(free)
	slices.SortFunc(order, func(a, b StoreRead) int { return cmp.Compare(a.Store, b.Store) })
	lot := rand.New(rand.NewPCG(s.Seed, uint64(len(free))))
	lot.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
	var out []Place
	for _, x := range order[:min(n, len(order))] {
		out = append(out, Place{Store: x.Store, Random: true, Propensity: float64(n) / float64(len(order))})
	}
	return out
}

// spread orders stores so that regions take turns, the strongest first: a pilot is to
// speak for the chain.
func spread(free []StoreRead) []StoreRead {
	turn := map[string]int{}
	type seat struct {
		StoreRead
		turn int
	}
	var seats []seat
	for _, x := range free {
		seats = append(seats, seat{x, turn[x.Region]})
		turn[x.Region]++
	}
	slices.SortStableFunc(seats, func(a, b seat) int { return cmp.Compare(a.turn, b.turn) })
	out := make([]StoreRead, len(seats))
	for i := range seats {
		out[i] = seats[i].StoreRead
	}
	return out
}

// match gives each store of a stage up to three that went alike: the best matches of
// all first, no store twice, none next door, none of another pilot in the category.
func (s *Study) match(r *Rollout, step *Step) {
	type match struct {
		pilot, control int // of step.Stores; of Shops
		distance       float64
	}
	taken := map[retail.StoreID]bool{}
	for _, id := range r.Carriers() {
		taken[id] = true
	}
	for _, p := range step.Stores {
		taken[p.Store] = true
	}
	for _, id := range s.Taken {
		taken[id] = true
	}
	var all []match
	for i := range step.Stores {
		pilot := s.shop(step.Stores[i].Store)
		for k := range s.Shops {
			c := &s.Shops[k]
			if c.Kind == retail.Online || taken[c.ID] || adjacent(pilot, c) {
				continue
			}
			if d, ok := s.apart(pilot, c); ok {
				all = append(all, match{i, k, d})
			}
		}
	}
	slices.SortFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.pilot, b.pilot), cmp.Compare(a.control, b.control))
	})
	for round := range mostControls { // everybody gets one before anybody gets a second
		for _, m := range all {
			id, p := s.Shops[m.control].ID, &step.Stores[m.pilot]
			if !taken[id] && len(p.Controls) == round {
				p.Controls = append(p.Controls, id)
				taken[id] = true
			}
		}
	}
}

func (s *Study) shop(id retail.StoreID) *Shop {
	i := slices.IndexFunc(s.Shops, func(x Shop) bool { return x.ID == id })
	if i < 0 {
		return &Shop{ID: id}
	}
	return &s.Shops[i]
}

// apart is how unlike two stores' category went in half a year. Its last eight weeks are
// left to the placebo: pairs made alike by their noise would pass it, or fail it, for
// nothing, as the spread between them would be too small.
func (s *Study) apart(a, b *Shop) (float64, bool) {
	weeks := min(weeksBefore, int(s.Today-s.First)/7)
	from := s.Today - retail.BusinessDay(7*weeks)
	if weeks-placeboWeeks >= leastWeeks {
		weeks -= placeboWeeks
	}
	wa, ok := s.weekly(a.Category, from, weeks)
	wb, also := s.weekly(b.Category, from, weeks)
	if !ok || !also {
		return 0, false
	}
	skip := 0
	for skip < weeks && (wa[skip] <= 0 || wb[skip] <= 0) { // one of them was not open yet
		skip++
	}
	if weeks-skip < leastWeeks {
		return 0, false
	}
	d, err := region.Apart(wa[skip:], wb[skip:])
	return d, err == nil
}

// adjacent reports whether two stores share customers, as far as their places are known.
func adjacent(a, b *Shop) bool {
	if a.Place == [2]float64{} || b.Place == [2]float64{} {
		return false
	}
	rad := math.Pi / 180
	dLat, dLon := (a.Place[0]-b.Place[0])*rad, (a.Place[1]-b.Place[1])*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Place[0]*rad)*math.Cos(b.Place[0]*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2*earthKM*math.Asin(math.Sqrt(min(h, 1))) < adjacentKM
}
