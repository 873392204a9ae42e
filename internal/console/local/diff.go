package local

import (
	"math"
	"slices"
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/promotion"
)

// diff lists head office's version beside the store's, what differs first; what is
// the same and open follows, then what is locked.
func (s *sheet) diff() ([]diffRow, string) {
	local := s.now.On(s.v.Centre)
	centre, mine := terms.Of(s.F, &s.v.Centre, s.names()), terms.Of(s.F, &local, s.names())
	var out []diffRow
	for _, key := range keys(centre, mine) {
		part := terms.PartOf(key)
		if part == "" {
			continue
		}
		a, b := valueOf(centre, key), valueOf(mine, key)
		if a.Value == "" && b.Value == "" {
			continue
		}
		row := diffRow{Name: a.Name, Centre: a.Value, Local: b.Value, Same: a.Value == b.Value, Locked: !s.lets(part) && !(key == "/reward" && s.lets(promotion.PartMaxAmount)), Err: s.errAt(key)}
		if row.Name == "" {
			row.Name = b.Name
		}
		if key == "/reward" {
			row.Rail = s.rail()
		}
		out = append(out, row)
	}
	rank := func(r diffRow) int {
		switch {
		case !r.Same || r.Err != "":
			return 0
		case !r.Locked:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b diffRow) int { return rank(a) - rank(b) })
	pattern := s.w.DiffTitle.Form(int64(s.changed()))
	switch {
	case s.kept():
		pattern = s.w.DiffKept.Form(int64(s.changed()))
	case s.changed() == 0:
		pattern = s.w.DiffNone
	}
	return out, phrase.Fill(pattern, phrase.Slot{Name: "store", Text: s.v.Store.Name}, phrase.Slot{Name: "n", Text: s.F.Count(int64(s.changed()))})
}

// errAt is what is wrong with a row of the difference.
func (s *sheet) errAt(key string) string {
	for _, f := range s.form.Flaws() {
		if f.Pointer == key || strings.HasPrefix(f.Pointer, key+"/") {
			return f.Detail
		}
	}
	return ""
}

func keys(lists ...[]terms.Fact) []string {
	var out []string
	for _, l := range lists {
		for _, f := range l {
			if !slices.Contains(out, f.Key) {
				out = append(out, f.Key)
			}
		}
	}
	return out
}

func valueOf(list []terms.Fact, key string) terms.Fact {
	for _, f := range list {
		if f.Key == key {
			return f
		}
	}
	return terms.Fact{}
}

// rail is the tape of the discount's range: what head office allows, what it sent,
// and what the store set.
func (s *sheet) rail() *mark.Rail {
	f := s.v.Centre.Frame
	if f == nil || f.Discount.Freedom != promotion.Within {
		return nil
	}
	local := s.now.On(s.v.Centre)
	sent, set := terms.DiscountOf(&s.v.Centre), terms.DiscountOf(&local)
	label := func(v float64) string { return terms.Discount(s.F, &s.v.Centre, int64(math.Round(v))) }
	g := mark.Guardrail{Low: float64(f.Discount.Low), High: float64(f.Discount.High), Sent: float64(sent), Title: phrase.Fill(s.w.RailTitle,
		phrase.Slot{Name: "low", Text: label(float64(f.Discount.Low))}, phrase.Slot{Name: "high", Text: label(float64(f.Discount.High))},
		phrase.Slot{Name: "sent", Text: label(float64(sent))}, phrase.Slot{Name: "set", Text: label(float64(set))})}
	if set != sent {
		g.Set = []mark.Setting{{Value: float64(set), Stores: 1}}
	}
	r := mark.NewRail(g, label)
	return &r
}
