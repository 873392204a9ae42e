package habit

import (
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
