package neighbour

import (
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// Options say what baskets do not.
type Options struct {
	Rank    []uint32 // by product number: its place in the byte order of ids; empty: the order of numbers
	Region  []uint32 // by store number; short or 0: the whole chain
	Workers int      // the result does not depend on it
	Seed    uint64   // of samples
	Most    int      // customers whom a caller should choose by, in each split; 0: 1,500
}

func (o *Options) rank(product uint32) uint32 {
	if int(product) >= len(o.Rank) {
		return product
	}
	return o.Rank[product]
}

func (o *Options) region(store uint32) uint32 {
	if int(store) >= len(o.Region) {
		return 0
	}
	return o.Region[store]
}

// Model makes lists with given weights from what a view knows.
type Model struct {
	weights   Weights
	view      basket.View
	o         Options
	tally     basket.Tally
	histories *Histories
	index     *Index // nil when neighbours weigh nothing
	kept      *Kept  // nil: neighbours are searched when they are asked for
	trends    *Trends
	shelves   *shelves
	factor    []float64 // (rho/rhobar)^Eta
}

// Fit counts a view.
func Fit(v basket.View, w Weights, o Options) (*Model, error) {
	if v.Known() == 0 {
		return nil, fault.At("neighbour.Fit", fault.New(fault.Invalid, "habit_no_baskets", "there is no basket to learn from"))
	}
	m := &Model{weights: w, view: v, o: o, tally: basket.Count(v, o.Workers)}
	decays := []float64{w.Delta}
	for _, d := range []float64{similarity, w.near()} {
		if w.NN > 0 && !slices.Contains(decays, d) {
			decays = append(decays, d)
		}
	}
	m.histories = Remember(v, decays, o.Workers)
	if w.NN > 0 {
		m.index = IndexOf(v, m.histories, &m.tally, &o)
	}
	if w.Trend > 0 {
		m.trends = TrendsOf(v, &m.tally)
	}
	m.shelves = shelvesOf(v, &m.tally, &o)
	m.factor = m.tally.Ratios()
	for p, r := range m.factor {
		m.factor[p] = math.Pow(r, w.Eta)
	}
	return m, nil
}

// Weights returns what the model scores with.
func (m *Model) Weights() Weights { return m.weights }

// fillers is how many popular products stand by to fill lists up.
const fillers = 400

// Asker answers for one customer after the other; not for two goroutines.
type Asker struct {
	m       *Model
	search  *Search
	decay   int       // index of that of own counts
	theirs  int       // of the neighbours'
	knn     []float64 // by product; zero between customers
	owned   []bool    // likewise
	own     []uint32  // products
	counts  []float32 // of each of them
	touched []uint32  // products of neighbours that are not own
	factor  []float64 // of the day: (rho/rhobar)^Eta · tr28^Trend
	day     int32
	ready   bool // factor is that of day
	best    basket.Best
	counted *counted // of who comes with baskets of their own
}

// NewAsker makes a working space.
func (m *Model) NewAsker() *Asker {
	size := m.view.Size()
	a := &Asker{m: m, knn: make([]float64, size), owned: make([]bool, size), factor: m.factor}
	a.decay, a.theirs = m.histories.decay(m.weights.Delta), m.histories.decay(m.weights.near())
	if m.index != nil {
		a.search = m.index.NewSearch()
	}
	if m.trends != nil {
		a.factor = make([]float64, size)
	}
	return a
}

// Kind says which products a list may hold.
type Kind int

// Lists of all products, of those the customer never bought, and of those they did.
const (
	Everything Kind = iota
	OnlyNew
	OnlyOwn
)

// Ask is a question: the k best products for a customer on a day in a store.
type Ask struct {
	Customer int // basket.Anonymous for a stranger
	Day      int32
	Store    uint32
	K        int
	Kind     Kind
	Past     *basket.Past // their baskets; nil: those that the view has. Products lie within the view's
}

// List returns the k best places; valid until the next call. A stranger gets what is
// popular in the store.
func (a *Asker) List(q Ask) []basket.Place {
	a.best.Places = a.best.Places[:0]
	a.turn(q.Day)
	a.gather(&q)
	shelf := a.m.shelves.of(q.Store)
	if q.Kind != OnlyNew {
		for i, p := range a.own {
			a.offer(p, float64(a.counts[i])+float64(a.m.weights.NN*a.knn[p]), shelf.share(p), q.K)
		}
	}
	if q.Kind != OnlyOwn {
		a.others(shelf, q.K)
		if len(a.best.Places) < q.K {
			a.rest(q, shelf)
		}
	}
	for _, p := range a.own {
		a.knn[p], a.owned[p] = 0, false
	}
	for _, p := range a.touched {
		a.knn[p] = 0
	}
	return a.best.Places
}

// turn makes the factors those of a day.
func (a *Asker) turn(day int32) {
	if a.m.trends == nil || a.ready && a.day == day {
		return
	}
	a.m.trends.At(day, a.factor)
	for p, t := range a.factor {
		a.factor[p] = float64(a.m.factor[p] * tilted(t, a.m.weights.Trend))
	}
	a.day, a.ready = day, true
}

// rounding is what a score may gain by [basket.Rounded], generously.
const rounding = 1e-8

// others offers what the customer does not buy: what is popular in the store, then what
// neighbours buy. Most of that is gone with one comparison: even the largest share that
// is left would not bring it among the first k.
func (a *Asker) others(shelf *shelf, k int) {
	w := &a.m.weights
	for i, p := range shelf.popular {
		if !a.owned[p] {
			a.offer(p, float64(w.NN*a.knn[p]), shelf.shares[i], k)
			a.knn[p] = 0 // that is done
		}
	}
	least := float64(w.Pop * shelf.least)
	for _, p := range a.touched {
		taste := float64(w.NN * a.knn[p])
		if taste == 0 || a.best.Beyond(float64((taste+least)*a.factor[p])+rounding, k) {
			continue
		}
		a.offer(p, taste, shelf.share(p), k)
	}
}

// wanted reports whether a list of a kind may hold a product.
func (a *Asker) wanted(p uint32, k Kind) bool {
	return k == Everything || a.owned[p] == (k == OnlyOwn)
}

// gather sums up the customer's own counts and the neighbours'.
func (a *Asker) gather(q *Ask) {
	a.touched, a.own, a.counts = a.touched[:0], nil, nil
	if q.Customer < 0 && q.Past == nil {
		return
	}
	a.own, a.counts = a.habits(q)
	for _, p := range a.own {
		a.owned[p] = true
	}
	if a.search == nil {
		return
	}
	near := a.near(q)
	sum := 0.0
	for _, n := range near {
		sum += float64(n.Like)
	}
	for _, n := range near {
		a.hear(n, float64(n.Like)/sum)
	}
}

// habits are the own products and their decayed counts.
func (a *Asker) habits(q *Ask) ([]uint32, []float32) {
	if q.Past == nil {
		return a.m.histories.Of(q.Customer, a.decay)
	}
	if a.counted == nil {
		a.counted = newCounted(a.m.view.Size(), []float64{a.m.weights.Delta})
	}
	a.counted.take(q.Past)
	return a.counted.row, a.counted.counts[0]
}

func (a *Asker) near(q *Ask) []Neighbour {
	switch {
	case q.Past != nil:
		return a.search.OfPast(q.Past, q.Customer, a.m.weights.K)
	case a.m.kept != nil:
		return a.m.kept.Of(q.Customer)
	}
	return a.search.Of(q.Customer, a.m.weights.K)
}

func (a *Asker) hear(n Neighbour, omega float64) {
	items, counts := a.m.histories.Of(int(n.Customer), a.theirs)
	counts, knn := counts[:len(items)], a.knn
	for i, p := range items {
		was := knn[p]
		knn[p] = was + float64(omega*float64(counts[i]))
		if was == 0 && counts[i] > 0 && !a.owned[p] { // faded to nothing is nothing
			a.touched = append(a.touched, p)
		}
	}
}

// offer takes a product in, when it is among the first k.
func (a *Asker) offer(p uint32, taste, share float64, k int) {
	score := float64((taste + float64(a.m.weights.Pop*share)) * a.factor[p])
	if a.best.Beyond(score+rounding, k) {
		return
	}
	a.best.Offer(basket.Place{Product: p, Score: basket.Rounded(score), Pop: a.m.tally.Pop[p], Rank: a.m.o.rank(p)}, k)
}

// tilted is trend^power; the powers of the grid are roots.
func tilted(trend, power float64) float64 {
	switch power {
	case .5:
		return math.Sqrt(trend)
	case .25:
		return math.Sqrt(math.Sqrt(trend))
	}
	return math.Pow(trend, power)
}

// rest fills a list up with what is neither bought, nor near, nor popular, as far as
// there are products that were ever sold.
func (a *Asker) rest(q Ask, shelf *shelf) {
	have := make(map[uint32]bool, len(a.best.Places))
	for _, b := range a.best.Places {
		have[b.Product] = true
	}
	for p, pop := range a.m.tally.Pop {
		if number := uint32(p); pop > 0 && !have[number] && a.wanted(number, q.Kind) {
			a.offer(number, 0, shelf.share(number), q.K)
		}
	}
}

// Lists answers every case of a split.
func (m *Model) Lists(cases []trial.Case, k int, kind Kind) [][]basket.Place {
	out := make([][]basket.Place, len(cases))
	askers := make([]*Asker, max(1, m.o.Workers))
	byDay := make([]int, len(cases)) // cases of one day together: the trend is read once
	for i := range byDay {
		byDay[i] = i
	}
	slices.SortStableFunc(byDay, func(a, b int) int { return int(cases[a].Day) - int(cases[b].Day) })
	stat.Each(m.o.Workers, len(cases), func(w, i int) {
		if askers[w] == nil {
			askers[w] = m.NewAsker()
		}
		one := &cases[byDay[i]]
		out[byDay[i]] = slices.Clone(askers[w].List(Ask{Customer: one.Customer, Day: one.Day, Store: one.Store, K: k, Kind: kind}))
	})
	return out
}

// Fixed is a candidate of given weights.
type Fixed struct {
	Title   string
	Weights Weights
	Options Options
	Kind    Kind
}

// Name is the candidate's title.
func (f Fixed) Name() string { return f.Title }

// Lists fits what the split knows and answers.
func (f Fixed) Lists(s *trial.Split, k int) ([][]uint32, error) {
	m, err := Fit(s.Known, f.Weights, f.Options)
	if err != nil {
		return nil, err
	}
	return productsOf(m.Lists(s.Cases, k, f.Kind)), nil
}

func productsOf(lists [][]basket.Place) [][]uint32 {
	out := make([][]uint32, len(lists))
	for i, list := range lists {
		for _, p := range list {
			out[i] = append(out[i], p.Product)
		}
	}
	return out
}
