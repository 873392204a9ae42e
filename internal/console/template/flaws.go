package template

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/fault"
)

// labels are all fields of the form with what they are called.
func (s *sheet) labels() map[string]string {
	t, w := s.F.W.Terms, s.w
	out := map[string]string{
		"/reward/kind": w.RewardKind, "/reward/percent": w.PercentOf, "/reward/max_amount": w.MaxAmount, "/reward/amount": w.AmountOf, "/reward/product": w.Product, "/reward/points": w.PointsOf,
		"/target/kind": w.TargetKind, "/target/products": t.Products, "/target/brands": t.Brands, "/target/categories": t.Categories, "/target/states": w.States, "/target/values": w.Values,
		"/starts": t.Starts, "/ends": t.Ends, "/stores": w.Stores, "/regions": w.Regions, "/valid_after_days": t.ValidAfter, "/voucher_days": t.VoucherDays,
		"/min_spend": t.MinSpend, "/limits/per_customer": t.PerCustomer, "/limits/per_day": t.PerDay, "/limits/total": t.Total,
		"/budget/amount": t.Budget, "/budget/currency": w.Currency, "/budget/reserve_share": t.Reserve, "/budget/contingency_share": t.Contingency,
		"/holdout": t.Holdout, "/priority": t.Priority, "/stacking": t.Stacking, "/transferable": t.Transferable, "/same_basket": t.SameBasket,
		"/frame/on": w.FrameOn, "/frame/approval": w.Approval, "/frame/compare": w.Compare, "/frame/split": w.Split,
	}
	for part, name := range s.F.W.Terms.Parts {
		if at := frameNames()[part]; at != "" {
			out[at] = name
		}
	}
	for name := range s.form.Typed {
		if out[name] == "" && field.Nearest(name, slices.Collect(maps.Keys(out))) != "" {
			out[name] = out[field.Nearest(name, slices.Collect(maps.Keys(out)))]
		}
	}
	for _, lang := range s.languages(&s.is) {
		language := phrase.Slot{Name: "language", Text: terms.Language(s.F, lang)}
		out["/name/"+lang], out["/texts/"+lang] = phrase.Fill(t.Name, language), phrase.Fill(t.Text, language)
	}
	return out
}

// place is the field a flaw stands beside: the one it is about, else the first of
// its group.
func (s *sheet) place(pointer string, labels map[string]string) string {
	if at := field.Nearest(pointer, slices.Collect(maps.Keys(labels))); at != "" {
		return at
	}
	first := map[string]string{"/name": "/name/en", "/texts": "/texts/en", "/reward": "/reward/kind", "/target": "/target/kind", "/frame": "/frame/on", "/limits": "/limits/per_customer", "/budget": "/budget/amount"}
	return first[pointer]
}

// flawOf is what is wrong with a field: the rule that holds there, or what the
// domain says where no rule is written down.
func (s *sheet) flawOf(name string) string {
	if len(s.form.Flaws()) == 0 {
		return ""
	}
	labels := s.labels()
	for _, f := range s.form.Flaws() {
		if s.place(f.Pointer, labels) == name {
			return s.said(name, f)
		}
	}
	return ""
}

// said is how a flaw is put in the page's language.
func (s *sheet) said(name string, f fault.Field) string {
	if s.fixed(name) {
		return s.w.Fixed
	}
	if entry := s.entry(f.Pointer); entry != "" {
		return phrase.Fill(s.w.NotOurs, phrase.Slot{Name: "name", Text: entry})
	}
	if rule := s.rule(name); rule != "" {
		return rule
	}
	return f.Detail
}

// entry is the one of a list that a flaw is about: the form lets nothing be wrong with it
// but that the chain does not have it.
func (s *sheet) entry(pointer string) string {
	cut := strings.LastIndexByte(pointer, '/')
	at, err := strconv.Atoi(pointer[cut+1:])
	if err != nil {
		return ""
	}
	list := map[string][]string{
		"/stores": texts(s.is.Stores), "/regions": s.is.Regions,
		"/target/products": texts(s.is.Target.Products), "/target/brands": s.is.Target.Brands, "/target/categories": s.is.Target.Categories,
	}[pointer[:max(cut, 0)]]
	if f := s.is.Frame; f != nil && list == nil {
		list = map[string][]string{
			"/frame/products/products": texts(f.Products.Products), "/frame/products/brands": f.Products.Brands, "/frame/products/categories": f.Products.Categories,
		}[pointer[:max(cut, 0)]]
	}
	if at < 0 || at >= len(list) {
		return ""
	}
	return list[at]
}

func texts[T ~string](l []T) []string {
	out := make([]string, len(l))
	for i, e := range l {
		out[i] = string(e)
	}
	return out
}

// flawList names all that is wrong, each with a link to its field.
func (s *sheet) flawList() []flaw {
	var out []flaw
	labels := s.labels()
	seen := map[string]bool{}
	for _, f := range s.form.Flaws() {
		at := s.place(f.Pointer, labels)
		if seen[at] {
			continue
		}
		seen[at] = true
		text, url := s.said(at, f), "#main"
		if at != "" {
			url, text = "#"+field.ID(at), labels[at]+": "+text
		}
		out = append(out, flaw{URL: url, Text: text})
	}
	return out
}
