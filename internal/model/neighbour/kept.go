package neighbour

import "sartor/internal/stat"

// Kept are the neighbours of every customer, found once (nightly) and read until the
// next time: between two findings own counts are live and neighbours stay.
type Kept struct {
	start []uint32
	of    []Neighbour
}

// Keep finds everybody's neighbours, at most k each, and lets lists be made from them:
// k is then what Weights.K is at most. Eight bytes a neighbour: 64 of them for a million
// customers take half a GiB. Without neighbours in the score it does nothing.
func (m *Model) Keep(k int) *Kept {
	if m.index == nil {
		return nil
	}
	k = min(k, m.weights.K)
	rows := make([][]Neighbour, m.view.Customers())
	spaces := make([]*Search, max(1, m.o.Workers))
	stat.Each(m.o.Workers, len(rows), func(w, u int) {
		if spaces[w] == nil {
			spaces[w] = m.index.NewSearch()
		}
		rows[u] = append([]Neighbour{}, spaces[w].Of(u, k)...)
	})
	kept := &Kept{start: make([]uint32, len(rows)+1)}
	for u, row := range rows {
		kept.of, rows[u] = append(kept.of, row...), nil
		kept.start[u+1] = uint32(len(kept.of))
	}
	m.kept = kept
	return kept
}

// Of returns a customer's neighbours, best first.
func (k *Kept) Of(customer int) []Neighbour { return k.of[k.start[customer]:k.start[customer+1]] }
