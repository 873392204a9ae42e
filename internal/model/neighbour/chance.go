package neighbour

import (
	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

const (
	// leastTrials is how many (customer, product) pairs a curve must rest on.
	leastTrials = 200
	// newTrials is how many never-bought products of a customer make trials: those at
	// the head of the list, which are all that anybody asks about.
	newTrials = 50
	// ownTrials bounds the own products of one customer.
	ownTrials = 4096
)

// Chances turn scores into the chance that the next basket holds a product: a curve for
// what the customer bought before, and one for what is new to them, since the same
// score means less there.
//
//	Computes  pool-adjacent-violators over (score, hit), block value (hits+½)/(n+1)
//	Source    SCIENCE 3.8
//	Weak      of new products only the 50 best of each customer are trials: a chance
//	          further down the list is that of the curve's first block at most
type Chances struct{ Own, New stat.Curve }

// Chances fits the curves on cases that the model has not seen.
func (m *Model) Chances(cases []trial.Case) Chances {
	return ChancesOf(m.Trials(cases))
}

// ChancesOf fits the curves on trials, of own and of new products.
func ChancesOf(own, fresh []stat.Trial) Chances { return Chances{curveOf(own), curveOf(fresh)} }

func curveOf(trials []stat.Trial) stat.Curve {
	if len(trials) < leastTrials {
		return nil
	}
	return stat.Isotonic(trials)
}

// Trials pairs scores with whether the next basket held the product: of all own
// products, and of the first new ones.
func (m *Model) Trials(cases []trial.Case) (own, fresh []stat.Trial) {
	return trialsOf(m.Lists(cases, ownTrials, OnlyOwn), cases), trialsOf(m.Lists(cases, newTrials, OnlyNew), cases)
}

func trialsOf(lists [][]basket.Place, cases []trial.Case) []stat.Trial {
	var out []stat.Trial
	for i, list := range lists {
		for _, p := range list {
			one := stat.Trial{Score: p.Score}
			if basket.Contains(cases[i].Truth, p.Product) {
				one.Hit = 1
			}
			out = append(out, one)
		}
	}
	return out
}

// Of returns the chance of a score; ok is false when too few customers could teach it.
func (c *Chances) Of(score float64, kind Kind) (chance float64, ok bool) {
	curve := c.Own
	if kind == OnlyNew {
		curve = c.New
	}
	b, ok := curve.At(score)
	if !ok {
		return 0, false
	}
	return b.Chance(), true
}

// Bin is one row of a reliability table: trials whose chance was about the same.
type Bin struct {
	Said, Came float64 // mean chance, and share that came true
	Trials     int
}

// Reliability sets chances beside what came true, in ten bins of equal width, and
// returns the expected calibration error: the mean of |said − came| over trials.
func Reliability(trials []stat.Trial) (bins [10]Bin, ece float64) {
	for _, t := range trials {
		b := &bins[min(9, max(0, int(t.Score*10)))]
		b.Said, b.Came, b.Trials = b.Said+t.Score, b.Came+t.Hit, b.Trials+1
	}
	for i := range bins {
		b := &bins[i]
		if b.Trials == 0 {
			continue
		}
		n := float64(b.Trials)
		b.Said, b.Came = b.Said/n, b.Came/n
		ece += max(b.Said-b.Came, b.Came-b.Said) * n / float64(len(trials))
	}
	return bins, ece
}
