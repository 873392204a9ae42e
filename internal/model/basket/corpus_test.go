package basket

import (
	"math/rand/v2"
	"slices"
	"testing"
)

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
	}
}

func TestView_HoldsBackTheLastBaskets(t *testing.T) {
	t.Parallel()
	var b Builder
	for u, n := range []int{4, 3, 6} {
		for day := range n {
			b.Add(Basket{Customer: int32(u), Day: int32(day), Store: 1, Products: []uint32{uint32(day) + 1}})
		}
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	for drop, want := range []int{13, 11, 9} {
		if got := c.Without(drop, Scorable).Known(); got != want {
			t.Errorf("without %d: %d baskets, want %d", drop, got, want)
		}
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
		set := c.Set(customer)
		if c.heads[customer] != (head{int32(customer), int32(i % 30), 1, 0}) || len(set) != int(i%3+1) || set[0] != i%1000 || set[len(set)-1] != i%1000+i%3 {
			t.Fatalf("customer %d has %v, %+v; want %d products from %d", customer, set, c.heads[customer], i%3+1, i%1000)
		}
	}
}

// Baskets of one day are told apart by their order, and come in it.
func TestCorpus_OrderPartsBasketsOfADay(t *testing.T) {
	t.Parallel()
	var b Builder
	b.Add(Basket{Day: 5, Order: 1, Store: 1, Products: []uint32{7}})
	b.Add(Basket{Day: 5, Order: 0, Store: 2, Products: []uint32{8}})
	b.Add(Basket{Day: 5, Order: 1, Store: 1, Products: []uint32{3, 7}})
	b.Add(Basket{Day: 4, Order: 9, Store: 1, Products: []uint32{9}})
	c, err := b.Corpus()
	if err != nil || c.Baskets() != 3 {
		t.Fatalf("%v, %d baskets, want 3", err, c.Baskets())
	}
	for i, want := range [][]uint32{{9}, {8}, {3, 7}} {
		if got := c.Set(uint32(i)); !slices.Equal(got, want) {
			t.Errorf("basket %d: %v, want %v", i, got, want)
		}
	}
}

func TestView_EndsBeforeADay(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	var b Builder
	for range 500 {
		b.Add(Basket{Customer: int32(rng.IntN(30)) - 1, Day: int32(rng.IntN(60)), Store: 1, Products: []uint32{1}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []int32{0, 1, 30, 59, 60, 99} {
		v, want := c.Before(day), 0
		for i := range uint32(c.Baskets()) {
			if c.Day(i) < day {
				want++
			}
		}
		if got := v.Known(); got != want {
			t.Errorf("before day %d: %d baskets, want %d", day, got, want)
		}
		for u := range c.Customers() {
			if from, to := v.Span(u); to > from && (c.Day(to-1) >= day || c.Customer(from) != int32(u)) {
				t.Fatalf("day %d of customer %d is known before day %d", c.Day(to-1), c.Customer(from), day)
			}
		}
	}
}

func TestTally_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	var b Builder
	for range 3000 {
		b.Add(Basket{Customer: int32(rng.IntN(300)) - 1, Day: int32(rng.IntN(60)), Store: 1, Products: []uint32{uint32(rng.IntN(20)), uint32(rng.IntN(20))}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	one, four := Count(c.All(), 1), Count(c.All(), 4)
	if !slices.Equal(one.Pop, four.Pop) || !slices.Equal(one.DF, four.DF) || !slices.Equal(one.Rebuyers, four.Rebuyers) || one.Baskets != four.Baskets || one.Customers != four.Customers {
		t.Errorf("counts of one worker and of four differ: %+v, %+v", one, four)
	}
}
