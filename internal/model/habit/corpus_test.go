package habit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCorpus_IsWhatTheFoldSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var b Builder
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
			b.Add(Basket{int32(a.customer), a.day, a.store, slices.Clone(a.products)})
			if a.day%3 == 0 {
				b.Add(Basket{Anonymous, a.day, a.store, slices.Clone(a.products)})
				strangers++
			}
		}
		c, err := b.Corpus()
		if err != nil {
			t.Fatal(err)
		}
		if from, to := (view{c, 0}).anonymous(); int(to-from) != strangers {
			t.Fatalf("%d anonymous baskets, want %d", to-from, strangers)
		}
		for u := range c.Customers() {
			var p Profile
			c.fold(&p, c.first[u], c.first[u+1])
			if want := fold(histories[u]).Append(nil); !slices.Equal(p.Append(nil), want) {
				t.Fatalf("customer %d differs", u)
			}
		}
	})
}

func TestCorpus_Refuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []Basket{{Customer: -2, Products: []uint32{1}}, {Products: []uint32{MostProducts}}} {
		var b Builder
		b.Add(bad)
		if _, err := b.Corpus(); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	var b Builder
	b.Add(Basket{Customer: 3, Products: []uint32{MostProducts - 1}})
	b.Add(Basket{Customer: 9})
	c, err := b.Corpus()
	if err != nil || c.Baskets() != 1 || c.Customers() != 4 {
		t.Errorf("%v %+v", err, c)
	}
	if empty, err := new(Builder).Corpus(); err != nil || empty.Baskets() != 0 {
		t.Errorf("an empty corpus: %v", err)
	} else if _, err := Fit(empty, Options{}); err == nil {
		t.Error("a model of nothing")
	}
}

func TestView_HoldsBackTheLastBaskets(t *testing.T) {
	t.Parallel()
	var b Builder
	for u, n := range []int{4, 3, 6} {
		for day := range n {
			b.Add(Basket{int32(u), int32(day), 1, []uint32{uint32(day) + 1}})
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	for drop, want := range []int{13, 11, 9} {
		if got := (view{c, uint32(drop)}).baskets(); got != want {
			t.Errorf("without %d: %d baskets, want %d", drop, got, want)
		}
	}
	persons := people(view{c, 1}, 10)
	if len(persons) != 2 || persons[0].profile.Baskets != 3 || persons[0].truth[0] != 4 || persons[1].at.Day != 5 {
		t.Errorf("got %+v", persons)
	}
}

// TestBuilder_BlocksChangeNothing crosses the ends of blocks of lines and of
// baskets.
func TestBuilder_BlocksChangeNothing(t *testing.T) {
	t.Parallel()
	const baskets = blockSize + blockSize/3
	var b Builder
	for i := range uint32(baskets) { // customer i has one basket: i%3+1 products from i%1000 on
		products := []uint32{i % 1000, i%1000 + 1, i%1000 + 2}[:i%3+1]
		b.Add(Basket{Customer: int32(baskets - 1 - i), Day: int32(i % 30), Store: 1, Products: products})
	}
	c, err := b.Corpus()
	if err != nil || c.Baskets() != baskets || c.Customers() != baskets {
		t.Fatalf("%d baskets of %d customers, %v; want %d", c.Baskets(), c.Customers(), err, baskets)
	}
	for customer := range uint32(baskets) {
		i := baskets - 1 - customer
		set := c.set(customer)
		if c.heads[customer] != (head{int32(customer), int32(i % 30), 1}) || len(set) != int(i%3+1) || set[0] != i%1000 || set[len(set)-1] != i%1000+i%3 {
			t.Fatalf("customer %d has %v, %+v; want %d products from %d", customer, set, c.heads[customer], i%3+1, i%1000)
		}
	}
}
