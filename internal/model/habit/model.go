package habit

import (
	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/pairs"
	"sartor/internal/model/rhythm"
	"sartor/internal/stat"
)

// Options say what a fit cannot read from baskets. Shorter slices mean 0 for
// what they do not reach.
type Options struct {
	Category []uint32 // by product number; 0 is none
	Region   []uint32 // by store number; 0 is the whole chain
	Rank     []uint32 // by product number: its place in the byte order of ids; empty: the order of numbers
	Workers  int      // goroutines; the result does not depend on it
	Seed     uint64   // of the bootstrap
	Rival    *Rival   // what stands; nil for nothing
}

func (o *Options) category(product uint32) uint32 {
	if int(product) >= len(o.Category) {
		return 0
	}
	return o.Category[product]
}

func (o *Options) region(store int) uint32 {
	if store >= len(o.Region) {
		return 0
	}
	return o.Region[store]
}

func (o *Options) rank(product uint32) uint32 {
	if int(product) >= len(o.Rank) {
		return product
	}
	return o.Rank[product]
}

func linked(v basket.View, t *basket.Tally, o *Options) (complements, substitutes pairs.Table) {
	in := &pairs.Baskets{Each: v.Each, Count: t.Baskets, Pop: t.Pop}
	return pairs.Learn(in, &pairs.Options{Category: o.category, Rank: o.rank, Workers: o.Workers})
}

// Report is what a fit says of itself.
type Report struct {
	Weights    Weights
	Validation float64 // Recall@10 of the chosen weights on the last-but-one baskets; 0 when nobody could be asked
	Scores     []Score // on the last baskets, own model first; names in Candidates
	Baskets    int
	Customers  int
	Scorable   int // customers with four baskets or more
	Lines      int
	Products   int   // sold at least once
	LastDay    int32 // days since 1970-01-01

	Same, Since Match // against Options.Rival; not stored
}

// Score returns the score of the model itself.
func (r Report) Score() Score {
	if len(r.Scores) == 0 {
		return Score{}
	}
	return r.Scores[0]
}

// Candidates are the names under which Report.Scores stand, in that order.
var Candidates = [...]string{"own habits and popularity", "own decayed counts", "own plain counts", "popular products"}

// The lists of Evaluate, as indices of the calibration curves.
const (
	kindFavourite = iota
	kindDue
	kindLapsed
	kindNext
	kinds
)

// product is what a model knows of one product.
type product struct {
	pop      uint32 // baskets
	category uint32
	rank     uint32
	factor   float64 // (rho/rhobar)^eta, in 1/2^24
}

// Model is all that a chain's baskets taught, immutable.
type Model struct {
	report      Report
	products    []product // by number
	complements pairs.Table
	substitutes pairs.Table
	stores      []shelf // by number; empty where the chain's stands in
	chain       shelf
	rhythms     []rhythm.Law // by category; 0 the chain's; unsound where the chain's stands in
	curves      [kinds]stat.Curve
}

// Report returns what the fit said of itself.
func (m *Model) Report() Report { return m.report }

// Products returns 1 + the highest product number known.
func (m *Model) Products() int { return len(m.products) }

// Decay returns the index of the decay that the model reads of profiles.
func (m *Model) Decay() int { return m.report.Weights.Decay }

// Popularity returns the baskets of the chain with a product.
func (m *Model) Popularity(product uint32) uint32 { return m.product(product).pop }

// Complements returns what is bought together with a product, strongest first.
func (m *Model) Complements(product uint32) []pairs.Link { return m.complements.Of(product) }

// Substitutes returns what is bought instead of a product, strongest first.
func (m *Model) Substitutes(product uint32) []pairs.Link { return m.substitutes.Of(product) }

// Rhythm returns the law of gaps in a category; ok is false when not even the
// chain has one.
func (m *Model) Rhythm(category uint32) (r rhythm.Law, ok bool) {
	if int(category) < len(m.rhythms) && m.rhythms[category].Sound() {
		return m.rhythms[category], true
	}
	if len(m.rhythms) == 0 {
		return rhythm.Law{}, false
	}
	return m.rhythms[0], m.rhythms[0].Sound()
}

// product returns a product's row; one never seen scores by its own counts alone.
func (m *Model) product(number uint32) product {
	if int(number) >= len(m.products) {
		return product{rank: number, factor: 1}
	}
	return m.products[number]
}

func (m *Model) category(number uint32) uint32 { return m.product(number).category }

func (m *Model) shelf(store uint32) *shelf {
	if int(store) < len(m.stores) && len(m.stores[store].byShare) > 0 {
		return &m.stores[store]
	}
	return &m.chain
}

// fewLines is up to how many lines pairs are counted a second time with the last
// baskets. Beyond, counting them is half of all the work, and a link, which
// needs 20 shared baskets, rarely turns on each customer's newest one.
const fewLines = 5_000_000

// Fit learns a model: weights are chosen on every customer's last-but-one
// basket, judged and calibrated on the last one, and popularity, repurchase
// rates and stores then counted on everything. Rhythms, and above fewLines
// complements and substitutes, stay those learned before the last baskets. The
// result is the same for any number of workers.
func Fit(c *basket.Corpus, o Options) (*Model, error) {
	if c.Baskets() == 0 {
		return nil, fault.At("habit.Fit", fault.New(fault.Invalid, "habit_no_baskets", "there is no basket to learn from: import receipts first, or let tills sell"))
	}
	o.Workers = max(1, o.Workers)
	weights, validation := choose(c, &o)
	held := c.Without(1, basket.Scorable)
	before, t := learn(held, weights, &o)
	before.complements, before.substitutes = linked(held, &t, &o)
	before.setRhythms(learnRhythms(held, &o))
	persons := people(held, testCustomers)
	before.calibrate(persons)
	scores := before.compare(&t, &o, persons)

	whole := c.All()
	m, t := learn(whole, weights, &o)
	m.rhythms, m.curves = before.rhythms, before.curves
	m.complements, m.substitutes = before.complements, before.substitutes
	if c.Lines() <= fewLines {
		m.complements, m.substitutes = linked(whole, &t, &o)
	}
	m.report = Report{
		Weights: weights, Validation: validation, Scores: scores, Baskets: c.Baskets(), Customers: t.Customers,
		Scorable: scorable(c), Lines: c.Lines(), Products: sold(&t), LastDay: c.LastDay(),
	}
	if o.Rival != nil {
		m.report.Same, m.report.Since = o.Rival.judged(before, m, held, o.Seed)
	}
	return m, nil
}

// learn counts popularity, repurchase rates and stores of a view.
func learn(v basket.View, w Weights, o *Options) (*Model, basket.Tally) {
	t := basket.Count(v, o.Workers)
	m := &Model{products: make([]product, v.Size())}
	m.report.Weights = w
	m.report.Baskets = t.Baskets
	for p, factor := range raised(t.Ratios(), w.Eta) {
		number := uint32(p)
		m.products[p] = product{t.Pop[p], o.category(number), o.rank(number), factor}
	}
	m.stores, m.chain = learnStores(v, t, o)
	return m, t
}

func (m *Model) setRhythms(by map[uint32]rhythm.Law) {
	for c, r := range by {
		for int(c) >= len(m.rhythms) {
			m.rhythms = append(m.rhythms, rhythm.Law{})
		}
		m.rhythms[c] = r
	}
}

func sold(t *basket.Tally) int {
	n := 0
	for _, pop := range t.Pop {
		if pop > 0 {
			n++
		}
	}
	return n
}

func scorable(c *basket.Corpus) int {
	n := 0
	for u := range c.Customers() {
		if c.Able(u) {
			n++
		}
	}
	return n
}

// compare scores the model and its simpler rivals on what persons bought next.
func (m *Model) compare(t *basket.Tally, o *Options, persons []person) []Score {
	none := func(uint32) float64 { return 0 }
	byPop := func(own func(*Profile, *Item) float64) []figures {
		return newRanker(t, o, own, none).judge(persons)
	}
	return scoresOf(Candidates[:], [][]figures{
		m.judge(persons),
		byPop(func(p *Profile, it *Item) float64 { return p.Weight(it, m.Decay()) }),
		byPop(func(_ *Profile, it *Item) float64 { return float64(it.Count) }),
		byPop(func(*Profile, *Item) float64 { return 0 }),
	}, o.Seed)
}

func (m *Model) judge(persons []person) []figures {
	out := make([]figures, len(persons))
	var s Scratch
	var list []uint32
	for i := range persons {
		list = list[:0]
		for _, r := range m.Ranked(&persons[i].profile, persons[i].at, cutoff, &s) {
			list = append(list, r.Product)
		}
		out[i] = judge(list, persons[i].truth, cutoff)
	}
	return out
}
