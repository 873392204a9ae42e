package habit

import (
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// Weights are the choices of (3.4).
type Weights struct {
	Decay int     `json:"decay"` // index into Decays
	Pop   float64 `json:"pop"`   // w_pop·B: on the share of baskets, so that it keeps its meaning as the chain grows
	Eta   float64 `json:"eta"`   // power of rho/rhobar
}

// What is tried: .01, .1 and 1 are the 1e-6, 1e-5 and 1e-4 per basket that were
// measured on a base of 10,000 baskets (SCIENCE 3.1).
var (
	popGrid = [3]float64{.01, .1, 1}
	etaGrid = [4]float64{0, .25, .5, 1}
)

// startWeights stand where there is nobody to choose by.
var startWeights = Weights{Decay: 1, Pop: .1, Eta: .5}

const (
	// tuneCustomers and testCustomers bound the work; customers by a fixed hash.
	tuneCustomers = 4000
	testCustomers = 10000
	// fillers is how many popular products stand by to fill lists up.
	fillers = 400
	// leastTest is below how many customers a choice would be noise.
	leastTest = 30
)

// person is a customer to be scored: what the view knows, and what came next.
type person struct {
	profile Profile
	truth   []uint32
	at      Visit // of the truth
}

// people returns customers that can be scored, at most n, each with the first
// basket that the view holds back.
func people(v basket.View, n int) []person {
	return peopleOf(v, v.Chosen(n, v.Able))
}

func peopleOf(v basket.View, able []int) []person {
	out := make([]person, len(able))
	for i, u := range able {
		from, to := v.Span(u)
		fold(v.Corpus, &out[i].profile, from, to)
		out[i].truth = v.Set(to)
		out[i].at = Visit{Store: v.Store(to), Day: v.Day(to)}
	}
	return out
}

// fold is the profile of a corpus's baskets from…to−1, all of one customer.
func fold(c *basket.Corpus, p *Profile, from, to uint32) {
	*p = Profile{Items: p.Items[:0]}
	for b := from; b < to; b++ {
		p.Add(c.Day(b), c.Store(b), c.Set(b))
	}
}

// ranker ranks all products for a person by own score, popular ones behind.
type ranker struct {
	own  func(p *Profile, it *Item) float64
	fill []basket.Place // products by the score of somebody who never bought them
	pop  []uint32
	rank func(uint32) uint32
}

// newRanker prepares the list of popular products; fillOf is a product's score
// when the person never bought it.
func newRanker(t *basket.Tally, o *Options, own func(*Profile, *Item) float64, fillOf func(uint32) float64) *ranker {
	var top basket.Best
	for p, n := range t.Pop {
		if n > 0 {
			top.Offer(basket.Place{Product: uint32(p), Score: basket.Rounded(fillOf(uint32(p))), Pop: n, Rank: o.rank(uint32(p))}, fillers)
		}
	}
	return &ranker{own, top.Places, t.Pop, o.rank}
}

// list returns the first ten products.
func (r *ranker) list(p *Profile, space *basket.Best) {
	space.Places = space.Places[:0]
	for i := range p.Items {
		it := &p.Items[i]
		space.Offer(basket.Place{Product: it.Product, Score: basket.Rounded(r.own(p, it)), Pop: r.pop[it.Product], Rank: r.rank(it.Product)}, cutoff)
	}
	for _, f := range r.fill {
		if len(space.Places) == cutoff && f.Before(space.Places[cutoff-1]) >= 0 {
			return
		}
		if _, own := p.find(f.Product); !own {
			space.Offer(f, cutoff)
		}
	}
}

// raised returns ratio^eta for every product.
func raised(ratios []float64, eta float64) []float64 {
	out := make([]float64, len(ratios))
	for i, r := range ratios {
		out[i] = factorOf(math.Pow(r, eta))
	}
	return out
}

// factorOf rounds to 1/2^24, as the model stores it in four bytes.
func factorOf(f float64) float64 { return math.Round(min(f, 255)*shareUnit) / shareUnit }

// additive is score (3.4) without neighbours.
func additive(t *basket.Tally, o *Options, w Weights, factor []float64) *ranker {
	base := func(product uint32) float64 { return w.Pop * float64(t.Pop[product]) / float64(t.Baskets) }
	own := func(p *Profile, it *Item) float64 {
		return (p.Weight(it, w.Decay) + base(it.Product)) * factor[it.Product]
	}
	return newRanker(t, o, own, func(p uint32) float64 { return base(p) * factor[p] })
}

// choose returns the weights with the best Recall@10 on the last-but-one
// baskets, and that recall; the first of equals in the order of the grid.
func choose(c *basket.Corpus, o *Options) (Weights, float64) {
	v := c.Without(2, basket.Scorable)
	t := basket.Count(v, o.Workers)
	persons := people(v, tuneCustomers)
	chosen, top := startWeights, -1.0
	if len(persons) < leastTest {
		return chosen, 0
	}
	ratios := t.Ratios()
	var cells []Weights
	factors := map[float64][]float64{}
	for _, eta := range etaGrid {
		factors[eta] = raised(ratios, eta)
		for decay := range Decays {
			for _, pop := range popGrid {
				cells = append(cells, Weights{decay, pop, eta})
			}
		}
	}
	recalls := make([]float64, len(cells))
	stat.Spread(stat.Work{Workers: o.Workers, N: len(cells), Chunk: 1}, func(_, i int) {
		recalls[i] = meanRecall(additive(&t, o, cells[i], factors[cells[i].Eta]), persons)
	})
	for i, r := range recalls {
		if r > top {
			chosen, top = cells[i], r
		}
	}
	return chosen, top
}

func meanRecall(r *ranker, persons []person) float64 {
	sum := 0.0
	for _, f := range r.judge(persons) {
		sum += f.recall
	}
	return sum / float64(len(persons))
}

func (r *ranker) judge(persons []person) []figures {
	out := make([]figures, len(persons))
	var space basket.Best
	var list []uint32
	for i := range persons {
		r.list(&persons[i].profile, &space)
		list = space.Products(list)
		out[i] = judge(list, persons[i].truth, cutoff)
	}
	return out
}
