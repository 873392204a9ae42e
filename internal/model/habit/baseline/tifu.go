package baseline

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

// TIFU is TIFU-KNN: personal item frequencies that fade within and between groups of
// baskets, mixed with those of the nearest customers.
//
//	Computes  the newest Group baskets are the last group, and so on; a group's vector
//	          is Σ_j Within^(n−j)·basket_j / n over its n baskets, a customer's is
//	          Σ_g Between^(G−g)·group_g / G over the G groups
//	          score = Alpha·own + (1−Alpha)·mean of the K nearest by Euclidean distance
//	Source    Hu, He, Gao, Zhang: Modeling Personalized Item Frequency Information for
//	          Next-basket Recommendation, SIGIR 2020
type TIFU struct {
	Options
	Group           int // m; 0: parameters are chosen
	Within, Between float64
	K               int
	Alpha           float64
}

// Name is the name of the paper's method.
func (TIFU) Name() string { return "TIFU-KNN" }

// tried are the cells around the paper's own choices.
func (t TIFU) tried() []TIFU {
	var out []TIFU
	for _, group := range []int{3, 7} {
		for _, k := range []int{100, 300} {
			for _, alpha := range []float64{.5, .7, .9} {
				out = append(out, TIFU{t.Options, group, .9, .7, k, alpha})
			}
		}
	}
	return out
}

// Lists answers every case.
func (t TIFU) Lists(s *trial.Split, k int) ([][]uint32, error) {
	if t.Group == 0 {
		best, err := chosen(s.Known, t.tried())
		if err != nil {
			return nil, err
		}
		return best.Lists(s, k)
	}
	rows := t.vectors(s.Known)
	near := nearestOf(rows, s.Known)
	return boardOf(s.Known, &t.Options).filled().lists(s.Cases, k, func(c *trial.Case, sheet *sheet) {
		own := &rows[c.Customer]
		for i, p := range own.product {
			sheet.add(p, float64(t.Alpha*own.weight[i]))
		}
		found := near.of(c.Customer, t.K)
		for _, v := range found {
			for i, p := range rows[v].product {
				sheet.add(p, float64((1-t.Alpha)*rows[v].weight[i])/float64(len(found)))
			}
		}
	}), nil
}

// vectors are the customers' personal item frequencies.
func (t TIFU) vectors(v basket.View) []row {
	return rowsOf(v, t.Workers, func(from, to uint32, add func(uint32, float64)) {
		baskets := int(to - from)
		groups := (baskets + t.Group - 1) / t.Group
		for back := range baskets { // 0 is the newest
			group, place := back/t.Group, back%t.Group
			n := min(t.Group, baskets-group*t.Group)
			weight := math.Pow(t.Between, float64(group)) * math.Pow(t.Within, float64(place)) / float64(n*groups)
			for _, p := range v.Set(to - 1 - uint32(back)) {
				add(p, weight)
			}
		}
	})
}

// nearest finds customers by Euclidean distance: |u|² + |v|² − 2u·v.
type nearest struct {
	rows   []row
	by     *buyers
	square []float64
}

func nearestOf(rows []row, v basket.View) *nearest {
	n := &nearest{rows, buyersOf(rows, v.Size()), make([]float64, len(rows))}
	for u := range rows {
		for _, w := range rows[u].weight {
			n.square[u] += float64(w * w)
		}
	}
	return n
}

// of returns the k nearest customers that have a basket, ties by the smaller number.
func (n *nearest) of(customer, k int) []uint32 {
	dot := make([]float64, len(n.rows))
	me := &n.rows[customer]
	for i, p := range me.product {
		for j, v := range n.by.who[p] {
			dot[v] += float64(me.weight[i] * n.by.weight[p][j])
		}
	}
	var all []uint32
	for v := range n.rows {
		dot[v] = n.square[v] - 2*dot[v]
		if v != customer && len(n.rows[v].product) > 0 {
			all = append(all, uint32(v))
		}
	}
	slices.SortFunc(all, func(a, b uint32) int { return cmp.Or(cmp.Compare(dot[a], dot[b]), cmp.Compare(a, b)) })
	return all[:min(k, len(all))]
}
