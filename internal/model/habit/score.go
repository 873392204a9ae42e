package habit

import (
	"cmp"
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// cutoff is K of the metrics: lists of ten.
const cutoff = 10

// Estimate is a mean over customers with its 90 % bootstrap interval.
type Estimate struct {
	Value float64 `json:"value"`
	stat.Interval
}

// Score is how well one way of ranking foretold the held-out baskets.
type Score struct {
	Name      string   `json:"-"`
	Recall    Estimate `json:"recall_10"` // share of the basket's products among the ten named
	NDCG      Estimate `json:"ndcg_10"`   // the same, hits nearer the top counting more
	PHR       Estimate `json:"phr_10"`    // share of customers with at least one hit
	Customers int      `json:"customers"`
}

// figures are one list's metrics.
type figures struct{ recall, ndcg, phr float64 }

// judge compares a ranked list with what was bought.
//
//	Computes  Recall@K = |list[1..K] ∩ truth| / |truth|
//	          NDCG@K = Σ_{k≤K} hit_k/log2(k+1) ÷ Σ_{k≤min(K,|truth|)} 1/log2(k+1)
//	          PHR@K = 1 with any hit
//	Source    Li, Jullien, Ariannezhad, de Rijke 2023; SCIENCE 3.7
func judge(list, truth []uint32, k int) figures {
	var out figures
	hits, gain, ideal := 0.0, 0.0, 0.0
	for at := range min(k, len(list)) {
		if basket.Contains(truth, list[at]) {
			hits++
			gain += 1 / math.Log2(float64(at+2))
		}
	}
	for at := range min(k, len(truth)) {
		ideal += 1 / math.Log2(float64(at+2))
	}
	if hits > 0 {
		out = figures{hits / float64(len(truth)), gain / ideal, 1}
	}
	return out
}

// scoresOf sums up what several ways of ranking did for the same customers. One
// set of resamples serves all, so that their intervals are paired.
func scoresOf(names []string, of [][]figures, seed uint64) []Score {
	var cols [][]float64
	for _, each := range of {
		recall, ndcg, phr := make([]float64, len(each)), make([]float64, len(each)), make([]float64, len(each))
		for i, f := range each {
			recall[i], ndcg[i], phr[i] = f.recall, f.ndcg, f.phr
		}
		cols = append(cols, recall, ndcg, phr)
	}
	ranges := stat.Bootstrap(cols, stat.Resampling{Draws: 1000, Level: .9, Seed: seed})
	estimate := func(i int) Estimate { return Estimate{stat.Mean(cols[i]), ranges[i]} }
	out := make([]Score, len(of))
	for i := range of {
		out[i] = Score{names[i], estimate(3 * i), estimate(3*i + 1), estimate(3*i + 2), len(of[i])}
	}
	return out
}

// place is a product with what decides its place in a list.
type place struct {
	product   uint32
	score     float64
	pop, rank uint32
}

// before is the order of lists: score, then popularity, then the order of ids (3.4).
func (a place) before(b place) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.pop, a.pop), cmp.Compare(a.rank, b.rank))
}

// rounded is a score to 1e-9, so that platforms agree on ties.
func rounded(score float64) float64 { return math.Round(score*1e9) / 1e9 }

// best keeps the first K places of what is offered to it.
type best struct{ places []place }

func (l *best) offer(p place, k int) {
	at := len(l.places)
	if at == k {
		if p.before(l.places[k-1]) >= 0 {
			return
		}
		at--
	} else {
		l.places = append(l.places, p)
	}
	for ; at > 0 && p.before(l.places[at-1]) < 0; at-- {
		l.places[at] = l.places[at-1]
	}
	l.places[at] = p
}

func (l *best) products(dst []uint32) []uint32 {
	dst = dst[:0]
	for _, p := range l.places {
		dst = append(dst, p.product)
	}
	return dst
}
