package local

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// idea is a swap that fits the frame and what the store's customers buy.
type idea struct {
	Name, Title, Say, Times, Range string
	Category                       string
	Done                           string // where it stands already
}

// strong is how much more than the chain's customers somebody buys before it is
// worth a suggestion: a fifth, with nine chances in ten (SCIENCE.md 8.1).
const strong = 1.2

// mostIdeas is how many swaps a page offers: a choice, not a list.
const mostIdeas = 3

// ideas are the swaps worth a tap: what the customers here clearly buy more of than
// the chain's, what is not sold out, what the frame lets the store choose, and what is
// not it already.
func (s *sheet) ideas() []idea {
	if !s.mayTailor() || !s.changeable() || s.v.Centre.Frame == nil || !s.lets(promotion.PartProducts) {
		return nil
	}
	var out []idea
	for _, l := range s.v.Liking.Categories {
		if len(out) == mostIdeas {
			break
		}
		if l.Index.N == 0 || l.Index.Low <= strong || slices.Contains(s.v.Centre.Target.Categories, l.Name) || !s.fits(l.Name) {
			continue
		}
		have := s.v.Liking.Stock[l.Name]
		if have.Of > 0 && have.In == 0 {
			continue // sold out: nothing that could be promised
		}
		times, rng := s.times(l.Index)
		i := idea{Name: l.Name, Category: l.Name, Times: times, Range: rng}
		if slices.Equal(s.now.Categories, s.swapped(l.Name).Categories) {
			if i.Done = s.w.InDraft; s.kept() {
				i.Done = s.w.InKept
			}
		}
		kept := s.liked()
		switch old := s.goods(kept); {
		case old != "":
			i.Title = phrase.Fill(s.w.Swap, phrase.Slot{Name: "old", Text: old}, phrase.Slot{Name: "new", Text: l.Name})
		case len(kept) > 0:
			i.Title = phrase.Fill(s.w.TakeIn, phrase.Slot{Name: "new", Text: l.Name})
		default:
			i.Title = phrase.Fill(s.w.Narrow, phrase.Slot{Name: "new", Text: l.Name})
		}
		i.Say = phrase.Fill(s.w.SwapSay, phrase.Slot{Name: "times", Text: times, Range: rng}, phrase.Slot{Name: "n", Text: s.F.Count(l.Index.N)}, phrase.Slot{Name: "stock", Text: s.stocked(have)})
		if len(kept) > 0 {
			i.Say += phrase.Fill(s.w.SwapKeeps, phrase.Slot{Name: "kept", Text: s.F.List(kept)})
		}
		out = append(out, i)
	}
	return out
}

// stocked says how much of a category is there; nothing where nobody knows.
func (s *sheet) stocked(have view.Stocked) string {
	if have.Of == 0 {
		return ""
	}
	return phrase.Fill(s.w.SwapStock, phrase.Slot{Name: "in", Text: s.F.Count(int64(have.In))}, phrase.Slot{Name: "of", Text: s.F.Count(int64(have.Of))})
}

// liked are the categories that head office sent and that customers here clearly buy more
// of: no suggestion takes from them what the chart beside it shows as liked.
func (s *sheet) liked() (out []string) {
	for _, l := range s.v.Liking.Categories {
		if l.Index.N > 0 && l.Index.Low > strong && slices.Contains(s.v.Centre.Target.Categories, l.Name) {
			out = append(out, l.Name)
		}
	}
	return out
}

// unsuggested says why goods that are liked here are no suggestion; "" where they are
// one, or are not that much liked.
func (s *sheet) unsuggested(l *view.Taste) string {
	have := s.v.Liking.Stock[l.Name]
	switch {
	case l.Index.N == 0 || l.Index.Low <= strong || s.v.Centre.Frame == nil:
		return ""
	case slices.Contains(s.v.Centre.Target.Categories, l.Name):
		return s.w.FromCentre
	case have.Of > 0 && have.In == 0:
		return s.w.SoldOut
	case !s.lets(promotion.PartProducts) || !s.fits(l.Name):
		return s.w.OutsideFrame
	}
	return ""
}

// swapped are the version's changes with another category in place of those of its goods
// that are not liked here.
func (s *sheet) swapped(category string) promotion.Changes {
	p := s.now.On(s.v.Centre)
	p.Target.Categories, p.Target.Products, p.Target.Brands = append(s.liked(), category), nil, nil
	if p.Target.Kind == promotion.TargetProduct || p.Target.Kind == promotion.TargetBrand {
		p.Target.Kind = promotion.TargetCategory
	}
	return promotion.ChangesOf(s.v.Centre, p)
}

// fits reports whether the frame lets the store swap to a category.
func (s *sheet) fits(category string) bool {
	out, err := s.desk.Locals.TryLocal(s.ctx(), view.LocalAt{Promotion: s.v.Centre.ID, Store: s.v.Store.ID}, s.swapped(category))
	return err == nil && len(out) == 0
}

func (s *sheet) ctx() context.Context { return s.R.Context() }

// goods is what head office's promotion is for beside what is kept, by name.
func (s *sheet) goods(kept []string) string {
	t := s.v.Centre.Target
	out := slices.DeleteFunc(slices.Clone(t.Categories), func(c string) bool { return slices.Contains(kept, c) })
	out = append(out, t.Brands...)
	for _, id := range t.Products {
		if len(out) == mostIdeas {
			break
		}
		out = append(out, s.productName(id))
	}
	return strings.Join(out, ", ")
}

func (s *sheet) productName(id retail.ProductID) string {
	if name := s.v.Named[id]; name != "" {
		return name
	}
	return string(id)
}

// times writes an index with its range: 2.3×, 2.0–2.6.
func (s *sheet) times(i view.Interval) (string, string) {
	text := func(v float64) string { return s.point(strconv.FormatFloat(v, 'f', 1, 64)) }
	return text(i.Mid) + "×", text(i.Low) + "–" + text(i.High)
}

func (s *sheet) point(text string) string { return strings.Replace(text, ".", s.F.W.Numerals.Point, 1) }

// liking is the picture of what the store's customers buy beside the chain's.
type liking struct {
	Title, Sub, Empty string
	Tape              mark.Tape
	Rows              []likingRow
}

type likingRow struct {
	Name, Times, Range, N string
	Span                  mark.Span
	Note                  string // in the frame, or why it is no suggestion
	Class                 string
}

// mostLiking is how many categories the picture has: the clearest surplus and lack.
const mostLiking = 8

func (s *sheet) liking() liking {
	l := s.v.Liking
	if len(l.Categories) == 0 {
		return liking{Title: s.w.LikingNone, Empty: s.w.LikingEmpty}
	}
	rows := l.Categories
	if len(rows) > mostLiking {
		rows = append(slices.Clone(rows[:mostLiking-2]), rows[len(rows)-2:]...)
	}
	low, high := 1.0, 1.0
	for i := range rows {
		low, high = min(low, rows[i].Index.Low), max(high, rows[i].Index.High)
	}
	out := liking{Title: s.w.LikingTitle, Sub: phrase.Fill(s.w.LikingSub, phrase.Slot{Name: "weeks", Text: strconv.Itoa(l.Weeks)}, phrase.Slot{Name: "day", Text: s.F.Day(l.Through)})}
	if first := rows[0]; first.Index.Low > strong {
		times, rng := s.times(first.Index)
		out.Title = phrase.Fill(s.w.LikingFinding, phrase.Slot{Name: "times", Text: times, Range: rng}, phrase.Slot{Name: "name", Text: first.Name})
	}
	out.Tape = mark.NewRuler(low, high, func(x float64) string { return s.point(strconv.FormatFloat(x, 'f', -1, 64)) + "×" })
	for i := range rows {
		r := rows[i]
		times, rng := s.times(r.Index)
		row := likingRow{Name: r.Name, Times: times, Range: rng, N: s.F.Count(r.Index.N), Note: s.unsuggested(&r)}
		if row.Note == "" && slices.ContainsFunc(s.v.Pool, func(c view.Choice) bool { return c.Part == "categories" && c.ID == r.Name }) {
			row.Note = s.w.InFrame
		}
		row.Span = mark.NewSpan(out.Tape, r.Name+": "+times+" ("+rng+")", mark.Estimate{Low: r.Index.Low, Mid: r.Index.Mid, High: r.Index.High}, 34)
		row.Span.Zero = out.Tape.Scale.X(1) // the chain's own
		if r.Index.Low <= 1 && r.Index.High >= 1 {
			row.Span = row.Span.Ring()
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// choiceNote is an index as a note beside something to choose.
func (s *sheet) choiceNote(c *view.Choice) string {
	if !c.Leaning.Known() {
		return ""
	}
	times, rng := s.times(c.Leaning)
	return phrase.Fill(s.w.ChoiceNote, phrase.Slot{Name: "times", Text: times, Range: rng})
}

// sentName is a row's name where head office sent it.
func (s *sheet) sent(part, id string) bool {
	t := s.v.Centre.Target
	switch part {
	case "categories":
		return slices.Contains(t.Categories, id)
	case "brands":
		return slices.Contains(t.Brands, id)
	}
	return slices.Contains(t.Products, retail.ProductID(id))
}

// bound says how far the store may go in a part.
func (s *sheet) bound(p promotion.Part) string {
	return terms.Bound(s.F, &s.v.Centre, p, s.names())
}
