package basket

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/fault"
)

// Stack builds a Corpus from baskets that come in its order: customers growing,
// and the baskets of each by day, order and store. It holds them once, so that
// what a Builder needs for sorting is saved; nobody's baskets may come at any
// time and in any order.
type Stack struct {
	c       Corpus
	unnamed Builder
	lines   int // of named baskets at most
	baskets int
	set     []uint32 // of the basket at hand
	started bool
	err     error
}

// Room makes room for so many baskets and lines of named customers, so that
// nothing is moved while they come.
func (s *Stack) Room(baskets, lines int) { s.baskets, s.lines = baskets, lines }

// Reach makes product numbers below n known, whether anybody bought them or not.
func (s *Stack) Reach(n uint32) { s.unnamed.size = max(s.unnamed.size, min(n, MostProducts)) }

// Add takes the next basket of a customer, or one of nobody. One out of order,
// or that a Builder would not take, makes Corpus fail.
func (s *Stack) Add(in Basket) {
	if in.Customer == Anonymous {
		s.unnamed.Add(in)
		return
	}
	if len(in.Products) == 0 {
		return
	}
	h := head{in.Customer, in.Day, in.Store, in.Order}
	if n := len(s.c.heads); in.Customer < 0 || n > 0 && h.before(s.c.heads[n-1]) {
		s.err = fault.New(fault.Invalid, "habit_basket", "the baskets of customer %d do not come in order", in.Customer)
		return
	}
	if !s.started {
		s.start()
	}
	for int(in.Customer) >= len(s.c.first) {
		s.c.first = append(s.c.first, uint32(len(s.c.heads)))
	}
	s.set = append(s.set[:0], in.Products...)
	slices.Sort(s.set)
	s.c.take(h, slices.Compact(s.set))
	top := slices.Max(s.set)
	if top >= MostProducts || len(s.c.products) > math.MaxUint32-len(in.Products) {
		s.err = fault.New(fault.Invalid, "habit_product", "product number %d is not below %d, or there are too many lines", top, MostProducts)
	}
	s.c.size = max(s.c.size, top+1)
}

func (s *Stack) start() {
	s.started = true
	s.c.products, s.c.start = make([]uint32, 0, s.lines), make([]uint32, 0, s.baskets+1)
	s.c.heads, s.c.lastDay = make([]head, 0, s.baskets), math.MinInt32
}

func (h head) before(o head) bool {
	return cmp.Or(cmp.Compare(h.customer, o.customer), cmp.Compare(h.day, o.day), cmp.Compare(h.order, o.order), cmp.Compare(h.store, o.store)) < 0
}

// Corpus returns what came, and empties the stack.
func (s *Stack) Corpus() (*Corpus, error) {
	if s.err != nil {
		return nil, fault.At("basket.Corpus", s.err)
	}
	rest, err := s.unnamed.Corpus()
	if err != nil {
		return nil, err
	}
	if !s.started {
		*s = Stack{}
		return rest, nil
	}
	c := s.c
	*s = Stack{}
	c.first = append(c.first, uint32(len(c.heads)))
	c.size = max(c.size, rest.size)
	for b := range rest.heads {
		c.take(rest.heads[b], rest.Set(uint32(b)))
	}
	c.start = append(c.start, uint32(len(c.products)))
	return &c, nil
}
