package boost

import (
	"bytes"
	"math"
	"testing"
)

// The mean of models scores a row as they do on average, and is itself a model; the
// first trees of it are the first trees of all.
func TestMean_ScoresTheAverage(t *testing.T) {
	t.Parallel()
	a, _, _ := fitted(t, Squared{}, Options{Trees: 7})
	b, _, _ := fitted(t, Squared{}, Options{Trees: 4, Share: .5, Seed: 9})
	m, err := Mean(a, b)
	if err != nil || m.Trees() != a.Trees()+b.Trees() {
		t.Fatalf("%v, %v", m, err)
	}
	rows := makeRows(50, 3).rows
	for i := 0; i < len(rows); i += 6 {
		row := rows[i : i+6]
		if got, want := m.Score(row), (a.Score(row)+b.Score(row))/2; math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("row %d scores %v, want %v", i/6, got, want)
		}
		keys, first := make([]uint32, 6), [2]float64{}
		for k, v := range row {
			keys[k] = Key(v)
		}
		m.Add(Trees{0, 4}, keys, first[:1])
		a.Add(Trees{0, 2}, keys, first[1:])
		b.Add(Trees{0, 2}, keys, first[1:])
		if math.Abs(first[0]-first[1]/2) > 1e-9 {
			t.Fatalf("the first four trees say %v, the first two of both %v on average", first[0], first[1]/2)
		}
	}
	for f, g := range m.Gains() {
		if want := (a.Gains()[f] + b.Gains()[f]) / 2; math.Abs(g-want) > 1e-9*(1+want) {
			t.Errorf("feature %d gains %v, want %v", f, g, want)
		}
	}
	back, err := Decode(m.Append(nil))
	if err != nil || !bytes.Equal(back.Append(nil), m.Append(nil)) {
		t.Errorf("a mean does not decode: %v", err)
	}
}

func TestMean_RefusesWhatHasNone(t *testing.T) {
	t.Parallel()
	a, _, _ := fitted(t, Squared{}, Options{Trees: 1})
	for name, all := range map[string][]*Model{"none": nil, "other features": {a, {width: 2, roots: []int32{0}}}, "too many trees": {a, {width: a.width, depth: make([]int32, MostTrees), roots: make([]int32, MostTrees+1)}}} {
		if m, err := Mean(all...); err == nil || m != nil {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
}
