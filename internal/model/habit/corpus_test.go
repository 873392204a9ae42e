package habit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/model/basket"
)

func TestCorpus_IsWhatTheFoldSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var b basket.Builder
		customers := rapid.IntRange(1, 5).Draw(t, "customers")
		histories := make([][]visit, customers)
		type arrival struct {
			customer int
			visit
		}
		var all []arrival
		for u := range histories {
			histories[u] = history(t)
			for _, v := range histories[u] {
				all = append(all, arrival{u, v})
			}
		}
		strangers := 0
		for _, a := range rapid.Permutation(all).Draw(t, "arrivals") {
			b.Add(receipt(int32(a.customer), a.day, a.store, slices.Clone(a.products)))
			if a.day%3 == 0 {
				b.Add(receipt(basket.Anonymous, a.day, a.store, slices.Clone(a.products)))
				strangers++
			}
		}
		c, err := b.Corpus()
		if err != nil {
			t.Fatal(err)
		}
		if from, to := c.All().Unnamed(); int(to-from) != strangers {
			t.Fatalf("%d anonymous baskets, want %d", to-from, strangers)
		}
		for u := range c.Customers() {
			var p Profile
			foldAll(c, &p, u)
			if want := foldVisits(histories[u]).Append(nil); !slices.Equal(p.Append(nil), want) {
				t.Fatalf("customer %d differs", u)
			}
		}
	})
}

func TestPeople_HaveTheirNextBasket(t *testing.T) {
	t.Parallel()
	var b basket.Builder
	for u, n := range []int{4, 3, 6} {
		for day := range n {
			b.Add(receipt(int32(u), int32(day), 1, []uint32{uint32(day) + 1}))
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	persons := people(c.Without(1, basket.Scorable), 10)
	if len(persons) != 2 || persons[0].profile.Baskets != 3 || persons[0].truth[0] != 4 || persons[1].at.Day != 5 {
		t.Errorf("got %+v", persons)
	}
	empty, err := new(basket.Builder).Corpus()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Fit(empty, Options{}); err == nil {
		t.Error("a model of nothing")
	}
}
