package baseline

import (
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

// UPCF is UP-CF@r: what like customers bought lately, likeness being an asymmetric
// cosine, raised to a power so that few of them count.
//
//	Computes  popularity(v,i) = baskets of v with i among v's last Recent ÷ their number
//	          sim(u,v) = |I_u ∩ I_v| / (|I_u|^Alpha · |I_v|^(1−Alpha)), I the products
//	          ever bought
//	          score(u,i) = Σ_v sim(u,v)^Local · popularity(v,i), u itself included
//	Source    Faggioli, Polato, Aiolli: Recency Aware Collaborative Filtering for Next
//	          Basket Recommendation, UMAP 2020
type UPCF struct {
	Options
	Recent int // r; 0: parameters are chosen
	Alpha  float64
	Local  float64 // q
}

// Name is the name of the paper's method.
func (UPCF) Name() string { return "UP-CF" }

// tried are cells of the paper's grid; a Recent of 10,000 is all.
func (c UPCF) tried() []UPCF {
	var out []UPCF
	for _, recent := range []int{5, 25, 10_000} {
		for _, alpha := range []float64{.25, .5, .75} {
			for _, local := range []float64{5, 10, 50} {
				out = append(out, UPCF{c.Options, recent, alpha, local})
			}
		}
	}
	return out
}

// Lists answers every case.
func (c UPCF) Lists(s *trial.Split, k int) ([][]uint32, error) {
	if c.Recent == 0 {
		best, err := chosen(s.Known, c.tried())
		if err != nil {
			return nil, err
		}
		return best.Lists(s, k)
	}
	ever := rowsOf(s.Known, c.Workers, func(from, to uint32, add func(uint32, float64)) {
		for b := from; b < to; b++ {
			for _, p := range s.Known.Set(b) {
				add(p, 1)
			}
		}
	})
	lately := c.popularity(s.Known)
	by := buyersOf(ever, s.Known.Size())
	return boardOf(s.Known, &c.Options).filled().lists(s.Cases, k, func(one *trial.Case, sheet *sheet) {
		c.score(ever[one.Customer].product, by, ever, func(v int, weight float64) {
			for i, p := range lately[v].product {
				sheet.add(p, float64(weight*lately[v].weight[i]))
			}
		})
	}), nil
}

// popularity is the share of each customer's last baskets with each product.
func (c UPCF) popularity(v basket.View) []row {
	return rowsOf(v, c.Workers, func(from, to uint32, add func(uint32, float64)) {
		n := min(to-from, uint32(c.Recent))
		for b := to - n; b < to; b++ {
			for _, p := range v.Set(b) {
				add(p, 1/float64(n))
			}
		}
	})
}

// score calls hear for every like customer, the asked one included.
func (c UPCF) score(own []uint32, by *buyers, ever []row, hear func(v int, weight float64)) {
	const nothing = 1e-12 // of the asked customer's own weight, which is 1
	shared := make([]float64, len(ever))
	for _, p := range own {
		for _, v := range by.who[p] {
			shared[v]++
		}
	}
	mine := math.Pow(float64(len(own)), c.Alpha)
	for v, n := range shared {
		if n == 0 {
			continue
		}
		weight := math.Pow(n/(mine*math.Pow(float64(len(ever[v].product)), 1-c.Alpha)), c.Local)
		if weight > nothing {
			hear(v, weight)
		}
	}
}
