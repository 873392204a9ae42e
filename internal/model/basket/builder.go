// Package basket owns what kernels read of a chain: its baskets as sets of product
// numbers by customer (Corpus), what of them may be known (View), and the plain counts
// that all scores rest on (Tally). It knows numbers and days since 1970-01-01, never a
// retail id, clock or storage. Invariants and the tests that hold them: a corpus does
// not depend on the order of arrival (TestCorpus_IsWhatTheFoldSees in habit,
// TestBuilder_BlocksChangeNothing), a view holds back what it says
// (TestView_HoldsBackTheLastBaskets, TestView_EndsBeforeADay), counts do not depend on
// the number of workers (TestTally_SameForAnyWorkers).
package basket

import (
	"math"
	"slices"

	"sartor/internal/fault"
)

// Anonymous is the customer of a basket nobody is named on: it counts for
// popularity, stores and pairs, and for no habit.
const Anonymous = -1

// MostProducts bounds product numbers: tables are dense in them (2^20 products
// cost tens of MiB a worker).
const MostProducts = 1 << 20

// Basket is one receipt on its way into a Corpus.
type Basket struct {
	Customer int32 // dense from 0, or Anonymous
	Day      int32 // days since 1970-01-01
	Store    uint32
	Order    uint32   // place among the customer's baskets of the day; 0 where day and store make the basket
	Products []uint32 // any order, repeats count once
}

// blockSize is how many lines or baskets stand in one block of a Builder.
const blockSize = 1 << 18

// Builder collects baskets in order of arrival. About 4 bytes a line and 24 a
// basket, and as much again while Corpus sorts. It grows by blocks: to move
// hundreds of MiB into a longer slice would hold up every goroutine.
type Builder struct {
	lines    [][]uint32 // a basket lies within one block
	arrivals [][]arrival
	total    int // lines
	baskets  uint32
	buyers   int32  // 1 + the highest customer
	size     uint32 // 1 + the highest product
	err      error
}

type head struct {
	customer, day int32
	store, order  uint32
}

type arrival struct {
	head
	at, n uint32 // n lines from at on
}

// Add takes one receipt. What cannot be taken (a customer below Anonymous, a
// product number of MostProducts or more, more than 2^32 lines) makes Corpus
// fail.
func (b *Builder) Add(in Basket) {
	if len(in.Products) == 0 {
		return
	}
	if in.Customer < Anonymous || len(in.Products) > blockSize || len(b.lines) >= math.MaxUint32/blockSize {
		b.err = fault.New(fault.Invalid, "habit_basket", "customer %d or the number of lines is out of range", in.Customer)
		return
	}
	lines := room(&b.lines, len(in.Products))
	at := len(*lines)
	*lines = append(*lines, in.Products...)
	slices.Sort((*lines)[at:])
	set := slices.Compact((*lines)[at:])
	*lines = (*lines)[:at+len(set)]
	top := set[len(set)-1]
	if top >= MostProducts {
		b.err = fault.New(fault.Invalid, "habit_product", "product number %d is not below %d", top, MostProducts)
		return
	}
	b.size, b.buyers, b.total = max(b.size, top+1), max(b.buyers, in.Customer+1), b.total+len(set)
	from := uint32(len(b.lines)-1)*blockSize + uint32(at)
	b.baskets++
	heads := room(&b.arrivals, 1)
	*heads = append(*heads, arrival{head{in.Customer, in.Day, in.Store, in.Order}, from, uint32(len(set))})
}

// room returns a block that has room for n more.
func room[T any](blocks *[][]T, n int) *[]T {
	if last := len(*blocks) - 1; last < 0 || len((*blocks)[last])+n > blockSize {
		*blocks = append(*blocks, nil)
	}
	return &(*blocks)[len(*blocks)-1]
}

func (b *Builder) arrival(r uint32) *arrival { return &b.arrivals[r/blockSize][r%blockSize] }
