// Package baseline owns the published ways of foretelling the next basket that ours is
// held against: what a customer bought most, what everybody buys, TIFU-KNN and UP-CF.
// They are candidates of a trial; those with parameters choose them on the last baskets
// that a split knows. It refuses nothing but what trial refuses. Invariants and the
// tests that hold them: each formula on a worked example (TestPersonalTop,
// TestTIFU_WorkedExample, TestUPCF_WorkedExample), lists do not depend on the number of
// workers (TestCandidates_SameForAnyWorkers).
package baseline

import (
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// Options say what baskets do not.
type Options struct {
	Rank    []uint32 // by product number: its place in the byte order of ids; empty: the order of numbers
	Workers int      // the lists do not depend on it
}

func (o *Options) rank(product uint32) uint32 {
	if int(product) >= len(o.Rank) {
		return product
	}
	return o.Rank[product]
}

// All returns every baseline.
func All(o Options) []trial.Candidate {
	return []trial.Candidate{Popular(o), PersonalTop(o), PopularPersonal(o), TIFU{Options: o}, UPCF{Options: o}}
}

// way is a candidate made of how one customer's products are scored.
type way struct {
	Options
	name string
	fill bool // with popular products
	own  bool // score own products by their baskets
}

// Popular is G-Top: the products in most baskets, the same for everybody.
func Popular(o Options) trial.Candidate { return way{Options: o, name: "popular products", fill: true} }

// PersonalTop is P-Top: the customer's own products by the number of baskets with
// them, ties by popularity. It names no product never bought, however short the list.
func PersonalTop(o Options) trial.Candidate { return way{Options: o, name: "personal top", own: true} }

// PopularPersonal is GP-Top: P-Top, filled up with what is popular.
func PopularPersonal(o Options) trial.Candidate {
	return way{Options: o, name: "popularity + personal top", own: true, fill: true}
}

func (w way) Name() string { return w.name }

func (w way) Lists(s *trial.Split, k int) ([][]uint32, error) {
	b := boardOf(s.Known, &w.Options)
	if w.fill {
		b.filled()
	}
	return b.lists(s.Cases, k, func(c *trial.Case, sheet *sheet) {
		if !w.own {
			return
		}
		from, to := s.Known.Span(c.Customer)
		for at := from; at < to; at++ {
			for _, p := range s.Known.Set(at) {
				sheet.add(p, 1)
			}
		}
	}), nil
}

// board is what lists are made from: popularity, and popular products to fill up with.
type board struct {
	*Options
	pop     []uint32
	popular []uint32 // most popular first
}

func boardOf(v basket.View, o *Options) *board {
	return &board{Options: o, pop: basket.Count(v, o.Workers).Pop}
}

// filled adds what lists are filled up with.
func (b *board) filled() *board {
	for p, n := range b.pop {
		if n > 0 {
			b.popular = append(b.popular, uint32(p))
		}
	}
	slices.SortFunc(b.popular, func(x, y uint32) int { return b.place(x, 0).Before(b.place(y, 0)) })
	return b
}

func (b *board) place(p uint32, score float64) basket.Place {
	return basket.Place{Product: p, Score: basket.Rounded(score), Pop: b.pop[p], Rank: b.rank(p)}
}

// sheet gathers one customer's scores.
type sheet struct {
	score   []float64 // by product; zero between customers
	touched []uint32
	best    basket.Best
}

func (s *sheet) add(p uint32, score float64) {
	if s.score[p] == 0 {
		s.touched = append(s.touched, p)
	}
	s.score[p] += score
}

// lists asks score about every case and ranks what it adds; scores are above 0.
func (b *board) lists(cases []trial.Case, k int, score func(*trial.Case, *sheet)) [][]uint32 {
	out := make([][]uint32, len(cases))
	sheets := make([]sheet, max(1, b.Workers))
	stat.Each(b.Workers, len(cases), func(w, i int) {
		s := &sheets[w]
		if s.score == nil {
			s.score = make([]float64, len(b.pop))
		}
		score(&cases[i], s)
		out[i] = b.list(s, k)
	})
	return out
}

// list ranks a sheet, fills up, and clears the sheet.
func (b *board) list(s *sheet, k int) []uint32 {
	s.best.Places = s.best.Places[:0]
	for _, p := range s.touched {
		s.best.Offer(b.place(p, s.score[p]), k)
	}
	list := s.best.Products(nil)
	for _, p := range b.popular {
		if len(list) >= k {
			break
		}
		if s.score[p] == 0 {
			list = append(list, p)
		}
	}
	for _, p := range s.touched {
		s.score[p] = 0
	}
	s.touched = s.touched[:0]
	return list
}

// tuneCustomers bounds how many customers parameters are chosen by.
const tuneCustomers = 300

// chosen returns the first of some candidates with the best Recall@10 on the last
// baskets that a view knows.
func chosen[C trial.Candidate](v basket.View, from []C) (C, error) {
	inner := trial.LastOut(v, 1, 3, tuneCustomers)
	best, top := from[0], -1.0
	for _, c := range from {
		marks, err := trial.Judge(&inner, c)
		if err != nil {
			return best, err
		}
		sum := 0.0
		for _, m := range marks.Of {
			sum += m.Recall10
		}
		if sum > top {
			best, top = c, sum
		}
	}
	return best, nil
}

// row is a customer's products with weights, by growing product.
type row struct {
	product []uint32
	weight  []float64
}

// rowsOf computes every customer's row; of adds a basket set's weights.
func rowsOf(v basket.View, workers int, of func(from, to uint32, add func(p uint32, w float64))) []row {
	out := make([]row, v.Customers())
	sums := make([][]float64, max(1, workers))
	stat.Each(workers, len(out), func(w, u int) {
		if sums[w] == nil {
			sums[w] = make([]float64, v.Size())
		}
		r := &out[u]
		from, to := v.Span(u)
		of(from, to, func(p uint32, weight float64) {
			if sums[w][p] == 0 {
				r.product = append(r.product, p)
			}
			sums[w][p] += weight
		})
		slices.Sort(r.product)
		for _, p := range r.product {
			r.weight = append(r.weight, sums[w][p])
			sums[w][p] = 0
		}
	})
	return out
}

// buyers lists, for each product, the customers with it and their weights.
type buyers struct {
	who    [][]uint32
	weight [][]float64
}

func buyersOf(rows []row, size int) *buyers {
	b := &buyers{make([][]uint32, size), make([][]float64, size)}
	for u := range rows {
		for i, p := range rows[u].product {
			b.who[p] = append(b.who[p], uint32(u))
			b.weight[p] = append(b.weight[p], rows[u].weight[i])
		}
	}
	return b
}
