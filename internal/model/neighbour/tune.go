package neighbour

import (
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// leastCases is below how many customers a choice would be noise.
const leastCases = 30

// Choice is what a tuning found.
type Choice struct {
	Weights Weights
	Recall  float64 // Recall@10 on the splits it was chosen by; 0 when too few could be asked
	Cases   int
	Cells   int // of the grid that were looked at
}

// Tune returns the best weights over all cases of some splits, none of which the result
// may be judged by. Best is the mean of Recall@10, Recall@20 and NDCG@10: on 1,400
// customers Recall@10 alone moves more by chance than by most steps of the grid. The
// parts of each score are made once; then one coordinate of the grid is improved after
// the other, from several starts, until none can be: about a hundred cells of 8,000. It
// is the same for any number of workers.
func Tune(splits []trial.Split, o Options) Choice {
	o.Workers = max(1, o.Workers)
	t := &tuning{workers: o.Workers, known: map[cell]float64{}}
	for i := range splits {
		t.rows = append(t.rows, rowsOf(&splits[i], &o)...)
	}
	if len(t.rows) < leastCases {
		return Choice{Weights: Start(), Cases: len(t.rows)}
	}
	top, best := cell{}, -1.0
	for _, from := range starts() {
		at, value := t.climb(from)
		if value > best {
			top, best = at, value
		}
	}
	_, recall := t.judge(top)
	return Choice{top.weights(), recall, len(t.rows), len(t.known)}
}

type tuning struct {
	rows    []rows
	workers int
	known   map[cell]float64
}

// climb improves one coordinate after the other until nothing does.
func (t *tuning) climb(from cell) (cell, float64) {
	value := t.value(from)
	for moved := true; moved; {
		moved = false
		for c := range sizes() {
			if at, better := t.along(from, c); better > value {
				from, value, moved = at, better, true
			}
		}
	}
	return from, value
}

// along returns the best cell that differs in one coordinate at most.
func (t *tuning) along(from cell, coordinate int) (cell, float64) {
	best, value := from, t.value(from)
	for v := range sizes()[coordinate] {
		next := from
		next[coordinate] = v
		if got := t.value(next); got > value {
			best, value = next, got
		}
	}
	return best, value
}

// value is the objective of a cell.
func (t *tuning) value(c cell) float64 {
	if v, ok := t.known[c]; ok {
		return v
	}
	t.known[c], _ = t.judge(c)
	return t.known[c]
}

// judge returns the means over all cases.
func (t *tuning) judge(c cell) (worth, recall float64) {
	worths, recalls := make([]float64, len(t.rows)), make([]float64, len(t.rows))
	spaces := make([]basket.Best, t.workers)
	stat.Each(t.workers, len(t.rows), func(w, i int) { worths[i], recalls[i] = t.rows[i].worth(c, &spaces[w]) })
	return stat.Mean(worths), stat.Mean(recalls)
}

// worth is the case's mean of Recall@10, Recall@20 and NDCG@10 under a cell.
func (r *rows) worth(c cell, best *basket.Best) (worth, recall float64) {
	r.rank(c, best)
	hits10, hits20, gain := 0.0, 0.0, 0.0
	for at, p := range best.Places {
		if !r.hit[p.Product] {
			continue
		}
		hits20++
		if at < 10 {
			hits10++
			gain += discount(at)
		}
	}
	ideal := 0.0
	for at := range min(10, r.truth) {
		ideal += discount(at)
	}
	n := float64(r.truth)
	return (hits10/n + hits20/n + gain/ideal) / 3, hits10 / n
}

// discount is 1/log2(place+1).
func discount(at int) float64 { return 1 / math.Log2(float64(at+2)) }

// rank leaves the first places of the case's rows in best, Product being the row.
func (r *rows) rank(c cell, best *basket.Best) {
	w := c.weights()
	near := c[0]
	if w.Near != 0 {
		near = len(deltaGrid) + c[3] - 1
	}
	own, knn, eta, trend := r.own[c[0]], r.knn[c[1]][near], r.eta[c[5]], r.trend[c[6]]
	best.Places = best.Places[:0]
	for i := range r.place {
		s := float64(own[i]) + float64(w.NN*float64(knn[i])) + float64(w.Pop*r.share[i])
		p := r.place[i]
		p.Product, p.Score = uint32(i), basket.Rounded(float64(s*float64(eta[i]))*float64(trend[i]))
		best.Offer(p, trial.Deep)
	}
}
