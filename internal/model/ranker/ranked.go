package ranker

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/boost"
)

// ranked is the mean NDCG@10 of groups of sampled rows: enough to compare
// losses on equal rows.
func ranked(m *boost.Model, groups []group) float64 {
	sum := 0.
	for i := range groups {
		sum += ndcg(m, &groups[i])
	}
	return sum / float64(max(1, len(groups)))
}

// ndcg is a group's NDCG@10 under a model: sampled rows count as often as they
// weigh, so that a row behind ten negatives of weight 3.3 is out of the list.
func ndcg(m *boost.Model, g *group) float64 {
	width := m.Width()
	keys, scores, order := make([]uint32, len(g.rows)), make([]float64, len(g.y)), make([]int, len(g.y))
	for i, v := range g.rows {
		keys[i] = boost.Key(v)
	}
	if len(keys) != width*len(scores) {
		return 0
	}
	m.Scores(keys, scores)
	bought := 0
	for i := range order {
		order[i] = i
		bought += int(g.y[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	got, ideal, place := 0., 0., 0.
	for k := range min(10, bought) {
		ideal += 1 / math.Log2(float64(k)+2)
	}
	for _, i := range order {
		if place >= 10 {
			break
		}
		if g.y[i] > 0 {
			got += 1 / math.Log2(place+2)
		}
		place += g.w[i]
	}
	return got / ideal
}
