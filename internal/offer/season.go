package offer

import (
	"slices"

	"sartor/internal/model/habit"
	"sartor/internal/model/season"
)

// seasonal is the working space of a season.
type seasonal struct {
	counts  []season.Count
	classes []uint32
	own     []habit.Scored
	others  []habit.Scored
}

// inSeason offers what customers of this type buy at this time of the year: own
// products of those categories first, then new ones, in the order of their lists.
// It is read only where a promotion asks for it.
func (w *workshop) inSeason(s *Snapshot, l *habit.Lists) {
	if !w.asked(kindSeason) {
		return
	}
	if !w.classesInSeason(s) {
		w.d.Counts[NoSeason]++
		return
	}
	w.season.own = w.ofClasses(w.season.own[:0], l.Favourites)
	w.season.others = w.ofClasses(w.season.others[:0], l.Next)
	w.walk(kindSeason, list{head(w.season.own, listRead), true}, list{items: head(w.season.others, listRead)})
}

// asked reports whether the store has a promotion of a kind.
func (w *workshop) asked(k kind) bool {
	return w.here[0].has(k) || w.here[1].has(k)
}

// classesInSeason lists the categories in season for the customer's type; false
// when there are none.
func (w *workshop) classesInSeason(s *Snapshot) bool {
	if s == nil || s.Season == nil || len(w.d.Read.Profile) == 0 {
		return false
	}
	w.season.counts = appendCounts(w.season.counts[:0], &w.profile, func(product uint32) uint32 {
		if int(product) >= len(w.book.goods) {
			return 0
		}
		return w.book.goods[product].category
	})
	kind, ok := s.Season.Typology.Of(w.season.counts)
	if !ok {
		return false
	}
	w.season.classes = w.season.classes[:0]
	for _, win := range s.Season.InSeason(int32(w.ctx.Day), kind) {
		w.season.classes = append(w.season.classes, uint32(win.Class))
	}
	return len(w.season.classes) > 0
}

// ofClasses appends the products whose category is in season, or all of them when
// whole baskets are.
func (w *workshop) ofClasses(dst, items []habit.Scored) []habit.Scored {
	all := slices.Contains(w.season.classes, season.Anything)
	for i := range items {
		n := items[i].Product
		if all || int(n) < len(w.book.goods) && slices.Contains(w.season.classes, w.book.goods[n].category) {
			dst = append(dst, items[i])
		}
	}
	return dst
}

// appendCounts counts a profile's baskets by category, as the types of a season
// are told apart by, growing.
func appendCounts(dst []season.Count, p *habit.Profile, category func(product uint32) uint32) []season.Count {
	for i := range p.Items {
		c := category(p.Items[i].Product)
		at, met := slices.BinarySearchFunc(dst, c, func(x season.Count, c uint32) int { return int(x.Group) - int(c) })
		if !met {
			dst = slices.Insert(dst, at, season.Count{Group: c})
		}
		dst[at].Lines += float64(p.Items[i].Count)
	}
	return dst
}

// SeasonCounts are a customer's baskets by category, for season.Typology.Of.
func SeasonCounts(p *habit.Profile, categoryOf func(product uint32) uint32) []season.Count {
	return appendCounts(nil, p, categoryOf)
}
