package basket

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// A corpus stacked in order equals one that was built and sorted, whatever room
// was made for it.
func TestStack_EqualsABuilder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 5))
		var built Builder
		var stacked Stack
		if seed%2 == 0 {
			stacked.Room(10, 20)
		}
		customers := int32(rng.IntN(12))
		for u := range customers {
			day := int32(100)
			for range 1 + rng.IntN(6) {
				one := Basket{Customer: u, Day: day, Store: 1, Products: some(rng)}
				built.Add(one)
				stacked.Add(one)
				day += int32(rng.IntN(2))
			}
			nobody := Basket{Customer: Anonymous, Day: int32(rng.IntN(50)), Products: some(rng)}
			built.Add(nobody)
			stacked.Add(nobody)
		}
		want, err1 := built.Corpus()
		got, err2 := stacked.Corpus()
		if err1 != nil || err2 != nil || !same(got, want) {
			t.Fatalf("seed %d: got %+v, %v, want %+v, %v", seed, got, err2, want, err1)
		}
	}
}

func some(rng *rand.Rand) (out []uint32) {
	for range 1 + rng.IntN(4) {
		out = append(out, uint32(rng.IntN(9)))
	}
	return out
}

// same compares two corpora; empty and absent slices are the same.
func same(a, b *Corpus) bool {
	equal := func(x, y any) bool {
		v, w := reflect.ValueOf(x), reflect.ValueOf(y)
		return v.Len() == 0 && w.Len() == 0 || reflect.DeepEqual(x, y)
	}
	return equal(a.products, b.products) && equal(a.start, b.start) && equal(a.heads, b.heads) && equal(a.first, b.first) &&
		a.size == b.size && a.stores == b.stores && a.lastDay == b.lastDay
}

// What is out of order would be another corpus: it is refused.
func TestStack_RefusesDisorder(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]Basket{
		"customers": {{Customer: 1, Products: []uint32{1}}, {Customer: 0, Products: []uint32{1}}},
		"days":      {{Customer: 1, Day: 2, Products: []uint32{1}}, {Customer: 1, Day: 1, Products: []uint32{1}}},
		"a product": {{Customer: 1, Day: 2, Products: []uint32{MostProducts}}},
	} {
		var s Stack
		for _, b := range list {
			s.Add(b)
		}
		if c, err := s.Corpus(); err == nil {
			t.Errorf("%s out of order made %+v", name, c)
		}
	}
}
