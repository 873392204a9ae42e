package ranker

import (
	"math"

	"sartor/internal/model/basket"
	"sartor/internal/model/boost"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// Limits of what is learned from.
const (
	mostGroups = 4_000 // customers an origin: about 400,000 rows
	kept       = .3    // chance that a never bought candidate without a hit stays
)

// group is one customer at one origin: candidates, and which of them were bought.
type group struct {
	customer int
	rows     []float32
	y, w     []float64
}

// groups asks the cases and keeps those with a hit among the candidates. Never
// bought candidates without a hit are sampled, and weigh for those left out.
func (t *Tables) groups(s *trial.Split) []group {
	all := make([]group, len(s.Cases))
	width := len(featureNames)
	t.each(s.Cases, func(a *Asker, i int) {
		one, g := &s.Cases[i], &all[i]
		if !a.ask(one.Customer, one.Day) {
			return
		}
		hits := 0
		for k, p := range a.candidates {
			y, w := 0., 1.
			switch {
			case basket.Contains(one.Truth, p):
				y = 1
				hits++
			case a.slot[p] == 0:
				if w = 1 / kept; stat.Mix(uint64(one.Customer)<<32|uint64(p), uint64(one.Day)^t.o.Seed) > keptMark {
					continue
				}
			}
			g.rows, g.y, g.w = append(g.rows, a.rows[k*width:(k+1)*width]...), append(g.y, y), append(g.w, w)
		}
		if g.customer = one.Customer; hits == 0 {
			*g = group{}
		}
	})
	out := all[:0]
	for _, g := range all {
		if len(g.y) > 0 {
			out = append(out, g)
		}
	}
	return out
}

const keptMark = math.MaxUint64 / 10 * 3

// sample binds groups to a table.
func sample(groups []group, cuts boost.Cuts) (boost.Sample, error) {
	rows := 0
	for i := range groups {
		rows += len(groups[i].y)
	}
	s := boost.Sample{Table: cuts.Table(rows), Targets: boost.Targets{Groups: []int32{0}}}
	for i := range groups {
		g := &groups[i]
		if err := s.Table.Add(g.rows); err != nil {
			return s, err
		}
		t := &s.Targets
		t.Y, t.Weight = append(t.Y, g.y...), append(t.Weight, g.w...)
		t.Groups = append(t.Groups, int32(len(t.Y)))
	}
	return s, nil
}

// mostCutRows is how many rows the bins are cut by.
const mostCutRows = 100_000

// cutsOf cuts the features by every k-th row.
func cutsOf(groups []group) (boost.Cuts, error) {
	width, rows := len(featureNames), 0
	for i := range groups {
		rows += len(groups[i].y)
	}
	step, at := rows/mostCutRows+1, 0
	var some []float32
	for i := range groups {
		for r := range groups[i].y {
			if at++; at%step == 0 {
				some = append(some, groups[i].rows[r*width:(r+1)*width]...)
			}
		}
	}
	return boost.NewCuts(some, width, 64)
}
