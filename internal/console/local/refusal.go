package local

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/console/terms"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// breach says where changes leave the frame, with the limit, what works and the way
// out, in the page's language.
func (s *sheet) breach(b *promotion.Breach) string {
	text := s.w.Rules[string(b.Rule)]
	if text == "" || b.Rule == promotion.RuleInvalid {
		return b.Detail
	}
	allowed := make([]string, len(b.Allowed))
	for i, a := range b.Allowed {
		allowed[i] = s.called(a)
	}
	if b.Works == "" && (b.Rule == promotion.RuleTooHigh || b.Rule == promotion.RuleTooLow) {
		return b.Detail
	}
	return phrase.Fill(text, phrase.Slot{Name: "given", Text: s.called(b.Given)}, phrase.Slot{Name: "low", Text: b.Low}, phrase.Slot{Name: "high", Text: b.High},
		phrase.Slot{Name: "works", Text: b.Works}, phrase.Slot{Name: "allowed", Text: s.F.List(allowed)})
}

// called is how something in a frame is called: a kind by its words, a product by
// its name.
func (s *sheet) called(id string) string {
	if name := s.F.W.Promotions.Targets[promotion.TargetKind(id)]; name != "" {
		return name
	}
	return cmp.Or(s.v.Named[retail.ProductID(id)], id)
}

// take marks the fields at which changes leave the frame.
func (s *sheet) take(list []promotion.Breach) {
	for i := range list {
		s.form.Bad(list[i].Pointer, s.breach(&list[i]))
	}
}

// fieldNames are the fields of the form, with what they are called.
func (s *sheet) fieldNames() map[string]string {
	t, part := s.F.W.Terms, s.F.W.Terms.Parts
	out := map[string]string{
		"/reward/percent": part[promotion.PartDiscount], "/reward/amount": part[promotion.PartDiscount], "/reward/points": part[promotion.PartDiscount], "/reward/max_amount": part[promotion.PartMaxAmount],
		"/reward/product": part[promotion.PartProducts], "/target/kind": part[promotion.PartTarget], "/target/categories": t.Categories, "/target/brands": t.Brands, "/target/products": t.Products,
		"/target/states": t.States, "/target/values": t.Values, "/starts": t.Starts, "/ends": t.Ends, "/limits/per_customer": part[promotion.PartPerCustomer], "/comment": s.w.Comment,
	}
	for _, lang := range s.languages(&s.v.Centre) {
		out["/texts/"+lang] = phrase.Fill(t.Text, phrase.Slot{Name: "language", Text: terms.Language(s.F, lang)})
	}
	return out
}

// fieldOf is the field a place of the promotion is edited in.
func (s *sheet) fieldOf(pointer string) string {
	names := s.fieldNames()
	list := make([]string, 0, len(names))
	for n := range names {
		list = append(list, n)
	}
	slices.Sort(list)
	return field.Nearest(pointer, list)
}

func (s *sheet) label(name string) string { return s.fieldNames()[name] }

// flawOf is what is wrong with a field.
func (s *sheet) flawOf(name string) string {
	for _, f := range s.form.Flaws() {
		if s.fieldOf(f.Pointer) == name {
			return f.Detail
		}
	}
	return ""
}

// refusal is what a step was refused with, in the page's language, with the way out.
func (s *sheet) refusal(err error) string {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return s.w.NotDone
	}
	if text := s.w.Refusals[e.Code]; text != "" {
		return text
	}
	return cmp.Or(strings.TrimSpace(e.Hint), s.w.NotDone)
}

// lacks marks the goods of a version that the chain does not have, in the words of head
// office's form.
func (s *sheet) lacks(err error) bool {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Code != "prints_nothing" {
		return false
	}
	for _, f := range e.Fields {
		text := f.Detail
		if name := s.named(f.Pointer); name != "" {
			text = phrase.Fill(s.F.W.Template.NotOurs, phrase.Slot{Name: "name", Text: name})
		}
		s.form.Bad(f.Pointer, text)
	}
	return true
}

// named is what the changes have at a place of their lists.
func (s *sheet) named(pointer string) string {
	list, last, _ := strings.Cut(strings.TrimPrefix(pointer, "/target/"), "/")
	at, err := strconv.Atoi(last)
	if err != nil {
		return ""
	}
	of := map[string][]string{"categories": s.now.Categories, "brands": s.now.Brands}[list]
	for _, id := range s.now.Products {
		if list == "products" {
			of = append(of, string(id))
		}
	}
	if at < 0 || at >= len(of) {
		return ""
	}
	return of[at]
}
