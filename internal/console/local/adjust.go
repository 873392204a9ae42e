package local

import (
	"slices"

	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// adjust is the form of what the frame opens, and what it does not.
type adjust struct {
	Groups []group
	Seldom folded
	Find   field.Input
	Finds  bool // the store may choose freely: goods are searched
	Say    string
	Locked []fact
}

// group is the fields of one part, with how far the store may go.
type group struct {
	Name, Bound string
	Inputs      []field.Input
	Picks       []field.Pick
}

// folded are the parts that are seldom adjusted, open where something in them was
// changed or is refused.
type folded struct {
	Names  string
	Groups []group
	Open   bool
}

func seldom(part promotion.Part) bool {
	return part == promotion.PartCustomers || part == promotion.PartPerCustomer || part == promotion.PartTexts
}

// refused reports whether something in a group is wrong.
func (g *group) refused() bool {
	return slices.ContainsFunc(g.Inputs, func(i field.Input) bool { return i.Err != "" }) || slices.ContainsFunc(g.Picks, func(p field.Pick) bool { return p.Err != "" })
}

func (s *sheet) adjust() *adjust {
	out := &adjust{}
	var names []string
	for _, part := range promotion.Parts() {
		name := s.F.W.Terms.Parts[part]
		if part == promotion.PartMaxAmount && s.v.Centre.Reward.Kind != promotion.Percent || part == promotion.PartDiscount && s.v.Centre.Reward.Kind == promotion.FreeItem {
			continue
		}
		if !s.lets(part) {
			out.Locked = append(out.Locked, fact{Name: name, Value: s.w.LockedSay})
			continue
		}
		g := group{Name: name, Bound: s.bound(part)}
		s.fields(&g, part)
		if !seldom(part) {
			out.Groups = append(out.Groups, g)
			continue
		}
		names = append(names, name)
		out.Seldom.Groups = append(out.Seldom.Groups, g)
		out.Seldom.Open = out.Seldom.Open || g.refused() || slices.Contains(s.now.Parts(), part)
	}
	out.Seldom.Names = s.F.List(names)
	out.Finds = s.v.Centre.Frame.Products.Freedom == promotion.Free
	out.Find = s.input("find", s.F.W.Template.Find, "search")
	out.Find.Hint = s.F.W.Template.FindHint
	return out
}

func (s *sheet) fields(g *group, part promotion.Part) {
	cur := string(s.v.Centre.Budget.Currency)
	switch part {
	case promotion.PartDiscount:
		of := map[promotion.RewardKind][2]string{promotion.Percent: {"/reward/percent", "%"}, promotion.Amount: {"/reward/amount", cur}, promotion.Points: {"/reward/points", ""}}[s.v.Centre.Reward.Kind]
		i := s.input(of[0], s.w.Discount, "text")
		i.Unit = of[1]
		g.Inputs = append(g.Inputs, i)
	case promotion.PartMaxAmount:
		i := s.input("/reward/max_amount", s.F.W.Terms.Parts[part], "text")
		i.Unit = cur
		g.Inputs = append(g.Inputs, i)
	case promotion.PartTarget:
		g.Picks = append(g.Picks, s.kinds())
	case promotion.PartProducts:
		g.Picks = append(g.Picks, s.choices("categories", s.F.W.Terms.Categories), s.choices("brands", s.F.W.Terms.Brands), s.choices("products", s.F.W.Terms.Products))
		g.Picks = slices.DeleteFunc(g.Picks, func(p field.Pick) bool { return len(p.Options) == 0 && p.Err == "" })
	case promotion.PartCustomers:
		g.Picks = append(g.Picks, s.pickWords("/target/states", s.F.W.Terms.States, words(lifecycle.States(), s.F.W.Promotion.States)), s.pickWords("/target/values", s.F.W.Terms.Values, words(lifecycle.Bands(), s.F.W.Promotion.Bands)))
	case promotion.PartDates:
		g.Inputs = append(g.Inputs, s.input("/starts", s.F.W.Terms.Starts, "date"), s.input("/ends", s.F.W.Terms.Ends, "date"))
	case promotion.PartPerCustomer:
		g.Inputs = append(g.Inputs, s.input("/limits/per_customer", s.F.W.Terms.Parts[part], "number"))
	case promotion.PartTexts:
		for _, lang := range s.languages(&s.v.Centre) {
			i := s.input("/texts/"+lang, phrase.Fill(s.F.W.Terms.Text, phrase.Slot{Name: "language", Text: terms.Language(s.F, lang)}), "text")
			i.Most = promotion.MaxText
			g.Inputs = append(g.Inputs, i)
		}
		g.Inputs[0].Hint = s.F.W.Template.TextHint
	}
}

func (s *sheet) input(name, label, kind string) field.Input {
	return field.Input{Name: name, Label: label, Kind: kind, Value: s.form.Typed.Get(name), Err: s.flawOf(name)}
}

// kinds are the ways of choosing the product that the frame allows, and head
// office's own.
func (s *sheet) kinds() field.Pick {
	f := s.v.Centre.Frame.Target
	p := field.Pick{Name: "/target/kind", Label: s.w.Kind, Kind: "radio", Err: s.flawOf("/target/kind")}
	for _, k := range targetKinds() {
		if f.Freedom == promotion.Within && !slices.Contains(f.Kinds, k) && k != s.v.Centre.Target.Kind {
			continue
		}
		o := field.Option{Value: string(k), Text: s.F.W.Promotions.Targets[k], Chosen: s.form.Value("/target/kind") == string(k)}
		if k == s.v.Centre.Target.Kind {
			o.Note = s.w.FromCentre
		}
		p.Options = append(p.Options, o)
	}
	return p
}

func targetKinds() []promotion.TargetKind {
	return []promotion.TargetKind{
		promotion.TargetFavourite, promotion.TargetDue, promotion.TargetNext, promotion.TargetLapsed, promotion.TargetSeason, promotion.TargetExpiring,
		promotion.TargetCategory, promotion.TargetProduct, promotion.TargetBrand, promotion.TargetAnyone,
	}
}

// choices are goods of one kind: what head office sent, what is chosen, and what
// the store may choose, with how much its customers buy of it.
func (s *sheet) choices(part, label string) field.Pick {
	name := "/target/" + part
	p := field.Pick{Name: name, Label: label, Kind: "checkbox", Err: s.flawOf(name)}
	ticked := s.form.List(name)
	put := func(id, text, note string) {
		if slices.ContainsFunc(p.Options, func(o field.Option) bool { return o.Value == id }) {
			return
		}
		if s.sent(part, id) {
			note = joinNotes(note, s.w.FromCentre)
		}
		p.Options = append(p.Options, field.Option{Value: id, Text: text, Note: note, Chosen: slices.Contains(ticked, id)})
	}
	for i := range s.v.Pool {
		if c := &s.v.Pool[i]; c.Part == part {
			put(c.ID, c.Name, s.choiceNote(c))
		}
	}
	for _, id := range append(ticked, s.sentList(part)...) {
		put(id, s.goodName(part, id), "")
	}
	return p
}

func (s *sheet) sentList(part string) (out []string) {
	t := s.v.Centre.Target
	switch part {
	case "categories":
		return t.Categories
	case "brands":
		return t.Brands
	}
	for _, id := range t.Products {
		out = append(out, string(id))
	}
	return out
}

func (s *sheet) goodName(part, id string) string {
	if part == "products" {
		return s.productName(retail.ProductID(id))
	}
	return id
}

func joinNotes(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func (s *sheet) pickWords(name, label string, options []field.Option) field.Pick {
	for i := range options {
		options[i].Chosen = slices.Contains(s.form.List(name), options[i].Value)
	}
	return field.Pick{Name: name, Label: label, Kind: "checkbox", Options: options, Inline: true, Err: s.flawOf(name)}
}

func words[T ~string](all []T, by map[T]string) []field.Option {
	var out []field.Option
	for _, e := range all {
		out = append(out, field.Option{Value: string(e), Text: by[e]})
	}
	return out
}

// found adds what a search found to what the store may choose.
func (s *sheet) found(g view.Goods) {
	for _, c := range g.Categories {
		s.v.Pool = append(s.v.Pool, view.Choice{Part: "categories", ID: c, Name: c})
	}
	for _, b := range g.Brands {
		s.v.Pool = append(s.v.Pool, view.Choice{Part: "brands", ID: b, Name: b})
	}
	for _, p := range g.Products {
		s.v.Pool = append(s.v.Pool, view.Choice{Part: "products", ID: string(p.ID), Name: p.Name})
	}
}
