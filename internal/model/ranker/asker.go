package ranker

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/boost"
	"sartor/internal/model/neighbour"
)

// sums gathers, by product, what neighbours and links say of it for one customer.
type sums struct {
	near100, near300, lately, co, seq, owners float32
	candidate                                 bool
	touched                                   bool
}

// Asker answers for one customer after the other; not for two goroutines.
type Asker struct {
	t *Tables
	*fold
	search     *neighbour.Search
	sums       []sums // by product; zero between customers
	touched    []uint32
	candidates []uint32
	day        int32
	ready      bool // moving is that of day
	moving     []moving
	chain      chain
	rows       []float32
	keys       []uint32
	scores     []float64
	best       top
	pool       []float32
	answer     []Scored
	highest    float64 // of the scores of the list at hand
	total      float64 // Σ e^(score − highest)
}

// NewAsker makes a working space.
func (t *Tables) NewAsker() *Asker {
	n := len(t.items)
	return &Asker{t: t, fold: newFold(n), search: t.index.NewSearch(), sums: make([]sums, n), moving: make([]moving, n)}
}

// ask reads a customer on a day: candidates and their features stand in the
// asker until the next one. False for somebody without a basket.
func (a *Asker) ask(customer int, day int32) bool {
	a.t.view.Past(customer, &a.past)
	if !a.begin(&a.past, day) {
		return false
	}
	a.finish(&a.past, a.search.Of(customer, nearest))
	return true
}

// askOf reads somebody with baskets of their own, who in the view is self, or nobody.
func (a *Asker) askOf(past *basket.Past, self int, day int32) bool {
	if !a.begin(past, day) {
		return false
	}
	a.finish(past, a.search.OfPast(past, self, nearest))
	return true
}

func (a *Asker) begin(past *basket.Past, day int32) bool {
	for _, p := range a.touched {
		a.sums[p] = sums{}
	}
	a.touched, a.candidates, a.rows = a.touched[:0], a.candidates[:0], a.rows[:0]
	a.fold.take(past)
	a.turn(day)
	return a.baskets > 0
}

func (a *Asker) finish(past *basket.Past, near []neighbour.Neighbour) {
	a.hear(near)
	a.follow(past)
	a.choose()
	a.describe()
}

// at returns the sums of a product and remembers to clear them.
func (a *Asker) at(p uint32) *sums {
	s := &a.sums[p]
	if !s.touched {
		s.touched = true
		a.touched = append(a.touched, p)
	}
	return s
}

// hear adds what neighbours buy.
//
//	Computes  knnK(i) = Σ_{v in N_K} sim_v·c_v(i) / Σ_{v in N_K} sim_v, K 100 and 300; lately with decay .6
func (a *Asker) hear(near []neighbour.Neighbour) {
	total100, total300 := float32(0), float32(0)
	for r, n := range near {
		total300 += n.Like
		if r < 100 {
			total100 += n.Like
		}
	}
	for r, n := range near {
		far, close := n.Like/total300, float32(0)
		if r < 100 {
			close = n.Like / total100
		}
		products, slowly := a.t.histories.Of(int(n.Customer), 0)
		_, fastly := a.t.histories.Of(int(n.Customer), 1)
		slowly, fastly = slowly[:len(products)], fastly[:len(products)]
		for i, p := range products {
			s := a.at(p)
			s.near300 += far * slowly[i]
			s.near100 += close * slowly[i]
			s.lately += far * fastly[i]
		}
	}
}

// follow adds what goes with the last two baskets and with all that is own.
func (a *Asker) follow(past *basket.Past) {
	last := past.Len() - 1
	a.lead(past.Sets[last], 1)
	if last > 0 {
		a.lead(past.Sets[last-1], .7)
	}
	sum := 0.
	for i := range a.own {
		sum += a.own[i].c[atSlow]
	}
	for i := range a.own {
		o := &a.own[i]
		share := float32(o.c[atSlow] / sum)
		products, weights := a.t.owners.of(o.product)
		for k, p := range products {
			a.at(p).owners += share * weights[k]
		}
	}
}

func (a *Asker) lead(set []uint32, weight float32) {
	weight /= float32(len(set))
	for _, j := range set {
		products, weights := a.t.together.of(j)
		for k, p := range products {
			a.at(p).co += weight * weights[k]
		}
		products, weights = a.t.after.of(j)
		for k, p := range products {
			a.at(p).seq += weight * weights[k]
		}
	}
}

// choose lists the candidates: all that is own, by place, and the first of
// every other source.
func (a *Asker) choose() {
	t := a.t
	slices.SortFunc(a.own, func(x, y owned) int {
		return cmp.Or(cmp.Compare(y.c[atSlow], x.c[atSlow]), cmp.Compare(t.tally.Pop[y.product], t.tally.Pop[x.product]), cmp.Compare(t.o.rank(x.product), t.o.rank(y.product)))
	})
	for i := range a.own {
		a.own[i].place, a.slot[a.own[i].product] = int32(i+1), int32(i+1)
		a.take(a.own[i].product)
	}
	a.takeBest(popularTaken, func(s *sums) float32 { return s.near300 })
	for _, p := range t.popular {
		a.take(p)
	}
	for _, p := range t.newest {
		a.take(p)
	}
	a.takeBest(linkedTaken, func(s *sums) float32 { return s.co })
	a.takeBest(linkedTaken, func(s *sums) float32 { return s.seq })
	a.takeBest(linkedTaken, func(s *sums) float32 { return s.owners })
}

func (a *Asker) take(p uint32) {
	if s := a.at(p); !s.candidate {
		s.candidate = true
		a.candidates = append(a.candidates, p)
	}
}

// takeBest takes the n products with the largest key above 0, and those equal
// to the last of them.
func (a *Asker) takeBest(n int, key func(s *sums) float32) {
	a.pool = a.pool[:0]
	for _, p := range a.touched {
		if k := key(&a.sums[p]); k > 0 {
			a.pool = append(a.pool, k)
		}
	}
	bar := nth(a.pool, n)
	for _, p := range a.touched {
		if k := key(&a.sums[p]); k > 0 && k >= bar {
			a.take(p)
		}
	}
}

// Scored is a product and the ranker's score for it, which orders and says
// nothing more. Share makes scores of different customers comparable.
//
//	Computes  n·e^s/Σe^s over the candidates that all trees saw, n the customer's mean
//	          basket size: how many of the next basket's products would be this one
type Scored struct {
	Product uint32
	Score   float64
	Share   float64
}

// A row that a quarter of the trees puts behind the first hopeful ones is not
// shown to the others.
const (
	firstTrees = 4  // one in so many sees every row
	hopeful    = 80 // rows that all trees see, and twice the length of the list at least
)

// list ranks the candidates; valid until the next one.
func (a *Asker) list(m *boost.Model, k int) []basket.Place {
	n := len(a.candidates)
	a.keys, a.scores = slices.Grow(a.keys[:0], len(a.rows))[:len(a.rows)], slices.Grow(a.scores[:0], n)[:n]
	for i, v := range a.rows {
		a.keys[i] = boost.Key(v)
	}
	clear(a.scores)
	early := boost.Trees{From: 0, To: m.Trees() / firstTrees}
	m.Add(early, a.keys, a.scores)
	a.drop(max(hopeful, 2*k))
	m.Add(boost.Trees{From: early.To, To: m.Trees()}, a.keys, a.scores)
	a.weigh()
	a.best.reset(k)
	for i, p := range a.candidates {
		a.best.offer(basket.Place{Product: p, Score: basket.Rounded(a.scores[i]), Pop: a.t.tally.Pop[p], Rank: a.t.o.rank(p)})
	}
	return a.best.sorted()
}

// drop keeps the n candidates with the largest scores, and those equal to the
// last of them, in their order.
func (a *Asker) drop(n int) {
	if len(a.candidates) <= n {
		return
	}
	a.pool = a.pool[:0]
	for _, s := range a.scores {
		a.pool = append(a.pool, float32(s))
	}
	bar, kept, width := nth(a.pool, n), 0, len(featureNames)
	for i, s := range a.scores {
		if float32(s) >= bar {
			a.candidates[kept], a.scores[kept] = a.candidates[i], s
			copy(a.keys[kept*width:(kept+1)*width], a.keys[i*width:(i+1)*width])
			kept++
		}
	}
	a.candidates, a.scores, a.keys = a.candidates[:kept], a.scores[:kept], a.keys[:kept*width]
}

// weigh adds up what shares are parts of.
func (a *Asker) weigh() {
	a.highest, a.total = math.Inf(-1), 0
	for _, s := range a.scores {
		a.highest = max(a.highest, s)
	}
	for _, s := range a.scores {
		a.total += math.Exp(s - a.highest)
	}
}

// scored are the places of a list with their shares.
func (a *Asker) scored(places []basket.Place) []Scored {
	a.answer = a.answer[:0]
	size := float64(a.lines) / float64(a.baskets)
	for _, x := range places {
		a.answer = append(a.answer, Scored{x.Product, x.Score, basket.Rounded(size * math.Exp(x.Score-a.highest) / a.total)})
	}
	return a.answer
}
