package season

import (
	"cmp"
	"slices"
)

// Renumbered is the calendar for a chain that numbers its categories otherwise than when
// it was learned: number returns what a category of then is now, false for one that is
// gone. Nobody buys of those that are gone, and nothing is said of them.
func (c *Calendar) Renumbered(number func(group uint32) (now uint32, ok bool)) *Calendar {
	out := &Calendar{Through: c.Through}
	gone := uint32(Anything) - 1 // numbers that no chain reaches, downward
	now := func(group uint32) uint32 {
		if n, ok := number(group); ok {
			return n
		}
		gone--
		return gone
	}
	type moved struct {
		group uint32
		at    int // in Groups as it was
	}
	groups := make([]moved, len(c.Typology.Groups))
	for i, g := range c.Typology.Groups {
		groups[i] = moved{now(g), i}
	}
	slices.SortFunc(groups, func(a, b moved) int { return cmp.Compare(a.group, b.group) })
	for _, g := range groups {
		out.Typology.Groups = append(out.Typology.Groups, g.group)
	}
	for _, k := range c.Typology.Kinds {
		scores, top := make([]float64, 0, len(k.Scores)), []uint32(nil)
		for _, g := range groups {
			scores = append(scores, k.Scores[g.at])
		}
		k.Scores = append(scores, k.Scores[len(groups):]...)
		for _, g := range k.Top {
			if n, ok := number(g); ok {
				top = append(top, n)
			}
		}
		k.Top = top
		out.Typology.Kinds = append(out.Typology.Kinds, k)
	}
	for _, s := range c.Seasons {
		if s.Class != Anything {
			n, ok := number(uint32(s.Class))
			if !ok {
				continue
			}
			s.Class = int(n)
		}
		out.Seasons = append(out.Seasons, s)
	}
	return out
}
