package rooms

import (
	"cmp"
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/model/season"
	"sartor/internal/retail"
)

// seasonsLearned is what the standing snapshot says of seasons; nil without one.
func (r rooms) seasonsLearned() *view.SeasonsLearned {
	sight := r.Sight()
	if sight.Snapshot == nil || sight.Snapshot.Season == nil {
		return nil
	}
	return learnedOf(sight.Snapshot.Season, sight.Catalogue)
}

func learnedOf(c *season.Calendar, chain *retail.Catalogue) *view.SeasonsLearned {
	out := &view.SeasonsLearned{Types: len(c.Typology.Kinds), Looked: len(c.Seasons)}
	silent := map[season.Why]int{}
	for _, s := range c.Seasons {
		if s.Verdict == season.Silent {
			silent[s.Why]++
			continue
		}
		w := s.Window()
		row := view.SeasonLearned{
			Begins: w.Begins, Peak: w.Peak, Ends: w.Ends, PeakLow: s.PeakLow, PeakHigh: s.PeakHigh, Times: s.PeakToTrough,
			Purchases: s.Events, Customers: s.Customers, Yrs: s.Years, Sighted: s.Verdict == season.FirstSighting,
		}
		if s.Class != season.Anything {
			row.Class = chain.CategoryName(uint32(s.Class))
			row.Loose = row.Class == ""
		}
		if len(c.Typology.Kinds) > 1 && s.Type < len(c.Typology.Kinds) {
			for _, g := range c.Typology.Kinds[s.Type].Top {
				row.Who = append(row.Who, chain.CategoryName(g))
			}
		}
		out.Rows = append(out.Rows, row)
	}
	for why, n := range silent {
		out.Silent = append(out.Silent, view.SeasonSilence{Why: why.String(), Times: n})
	}
	slices.SortFunc(out.Silent, func(a, b view.SeasonSilence) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Why, b.Why))
	})
	slices.SortStableFunc(out.Rows, func(a, b view.SeasonLearned) int {
		if a.Sighted != b.Sighted {
			if b.Sighted {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Peak, b.Peak)
	})
	return out
}
