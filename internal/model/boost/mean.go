package boost

// Mean returns the model that scores as the models do on average: their trees in
// turn, so that the first of them speak for all, each for its part. Models of one width
// that are grown from other seeds or for other losses err apart, and their mean less.
//
//	Computes  F(x) = 1/n Σ F_i(x)
//	Source    Breiman, Bagging predictors, Machine Learning 24 (1996)
//	Weak      losses of the same scale only: softmax and logistic both score in log odds
func Mean(models ...*Model) (*Model, error) {
	if len(models) == 0 {
		return nil, invalid("boost_mean", "a mean needs a model")
	}
	out, part, most, all := &Model{width: models[0].width, roots: []int32{0}}, 1/float64(len(models)), 0, 0
	out.gains = make([]float64, out.width)
	for _, m := range models {
		if m.width != out.width {
			return nil, invalid("boost_width", "models of other features have no mean")
		}
		out.base += m.base * part
		for f, g := range m.gains {
			out.gains[f] += g * part
		}
		most, all = max(most, m.Trees()), all+m.Trees()
	}
	if all > MostTrees {
		return nil, invalid("boost_size", "a model has at most 16384 trees: grow fewer of each")
	}
	for k := range most {
		for _, m := range models {
			if k < m.Trees() {
				out.take(m, k, part)
			}
		}
	}
	return out, nil
}

// take appends a tree of another model, of whose values only a part counts.
func (m *Model) take(from *Model, tree int, part float64) {
	at, end := from.roots[tree], from.roots[tree+1]
	m.nodes = append(m.nodes, from.nodes[at:end]...)
	for _, v := range from.value[at:end] {
		m.value = append(m.value, v*part)
	}
	m.roots, m.depth = append(m.roots, int32(len(m.nodes))), append(m.depth, from.depth[tree])
}
