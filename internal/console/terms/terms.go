// Package terms says a promotion's terms in finished words, one row a part, and how
// two versions of it differ. Pages that edit, review, compare and approve show the
// same rows in the same order. It knows no storage and decides nothing.
//
// What always holds: every part of a promotion has its row, so that no difference is
// hidden (TestOf_NoPartIsHidden).
package terms

import (
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Fact is one part of a promotion. Key is its JSON pointer; an empty Value means
// that the part says nothing.
type Fact struct{ Key, Name, Value string }

// Change is one part in which two promotions differ.
type Change struct{ Key, Name, Was, Is string }

// Names knows what products and stores are called.
type Names struct {
	Product func(retail.ProductID) string
	Store   func(retail.StoreID) string
}

// Between lists the parts in which two promotions differ, in the order of Of.
func Between(f phrase.Formatter, was, is *promotion.Promotion, n Names) []Change {
	before, after := Of(f, was, n), Of(f, is, n)
	var out []Change
	s := speaker{f, f.W.Terms, is, n}
	for _, b := range after {
		at := slices.IndexFunc(before, func(a Fact) bool { return a.Key == b.Key })
		switch {
		case at < 0:
			out = append(out, Change{b.Key, b.Name, "", b.Value})
		case before[at].Value != b.Value:
			out = append(out, Change{b.Key, b.Name, before[at].Value, b.Value})
		case b.Key == "/target/products" && len(was.Target.Products) > mostNamed && !slices.Equal(was.Target.Products, is.Target.Products):
			out = append(out, Change{b.Key, b.Name, some(s, without(was.Target.Products, is.Target.Products), n.product), some(s, without(is.Target.Products, was.Target.Products), n.product)})
		case b.Key == "/stores" && len(was.Stores) > mostNamed && !slices.Equal(was.Stores, is.Stores):
			out = append(out, Change{b.Key, b.Name, some(s, without(was.Stores, is.Stores), n.store), some(s, without(is.Stores, was.Stores), n.store)})
		}
	}
	for _, a := range before {
		if !slices.ContainsFunc(after, func(b Fact) bool { return a.Key == b.Key }) {
			out = append(out, Change{a.Key, a.Name, a.Value, ""})
		}
	}
	return out
}

// without are those of a list that another has not.
func without[T comparable](list, other []T) []T {
	var out []T
	for _, e := range list {
		if !slices.Contains(other, e) {
			out = append(out, e)
		}
	}
	return out
}

// Of lists all parts of a promotion.
func Of(f phrase.Formatter, p *promotion.Promotion, n Names) []Fact {
	s := speaker{f, f.W.Terms, p, n}
	out := s.texts("/name/", s.w.Name, p.Name)
	out = append(out,
		Fact{"/reward", s.w.Reward, s.Reward()},
		Fact{"/target/kind", s.w.Target, f.W.Promotions.Targets[p.Target.Kind]},
		Fact{"/target/products", s.w.Products, s.products()},
		Fact{"/target/brands", s.w.Brands, strings.Join(p.Target.Brands, ", ")},
		Fact{"/target/categories", s.w.Categories, strings.Join(p.Target.Categories, ", ")},
		Fact{"/target/states", s.w.States, joined(p.Target.States, f.W.Promotion.States)},
		Fact{"/target/values", s.w.Values, joined(p.Target.Values, f.W.Promotion.Bands)},
		Fact{"/starts", s.w.Starts, f.Day(p.Starts)},
		Fact{"/ends", s.w.Ends, f.Day(p.Ends)},
		Fact{"/regions", s.w.Regions, strings.Join(p.Regions, ", ")},
		Fact{"/stores", s.w.Stores, s.stores()},
		Fact{"/min_spend", s.w.MinSpend, s.money(p.MinSpend)},
		Fact{"/limits/per_customer", s.w.PerCustomer, s.count(p.Limits.PerCustomer)},
		Fact{"/limits/per_day", s.w.PerDay, s.count(p.Limits.PerDay)},
		Fact{"/limits/total", s.w.Total, s.count(p.Limits.Total)},
		Fact{"/budget/amount", s.w.Budget, f.Money(p.Budget.Amount, p.Budget.Currency)},
		Fact{"/budget/reserve_share", s.w.Reserve, f.Percent(p.Budget.ReserveShare)},
		Fact{"/budget/contingency_share", s.w.Contingency, f.Percent(p.Budget.ContingencyShare)},
		Fact{"/holdout", s.w.Holdout, f.Percent(p.Holdout)},
		Fact{"/priority", s.w.Priority, f.Count(int64(p.Priority))},
		Fact{"/stacking", s.w.Stacking, f.W.Promotion.Stackings[p.Stacking]},
		Fact{"/transferable", s.w.Transferable, s.w.YesNo[strconv.FormatBool(p.Transferable)]},
		Fact{"/same_basket", s.w.SameBasket, s.w.YesNo[strconv.FormatBool(p.SameBasket)]},
		Fact{"/valid_after_days", s.w.ValidAfter, f.W.Days.Of(f, int64(p.ValidAfterDays))},
		Fact{"/voucher_days", s.w.VoucherDays, f.W.Days.Of(f, int64(p.VoucherDays))},
	)
	out = append(out, s.texts("/texts/", s.w.Text, p.Texts)...)
	out = append(out, Fact{"/state", s.w.State, f.W.Promotions.States[p.State]})
	frame := Frame(f, p, n)
	if frame == nil {
		return append(out, Fact{"/frame/on", s.w.Tailoring, s.w.Sealed})
	}
	for _, fact := range frame {
		fact.Name = phrase.Fill(s.w.Store, slot("part", fact.Name))
		out = append(out, fact)
	}
	return out
}

// speaker writes the parts of one promotion.
type speaker struct {
	f phrase.Formatter
	w phrase.TermWords
	p *promotion.Promotion
	n Names
}

// Reward says what a promotion gives: 15 % off, at most €3.
func Reward(f phrase.Formatter, p *promotion.Promotion, n Names) string {
	return speaker{f, f.W.Terms, p, n}.Reward()
}

func (s speaker) Reward() string {
	r := s.p.Reward
	switch r.Kind {
	case promotion.Amount:
		return phrase.Fill(s.w.AmountOff, slot("amount", s.f.Money(r.Amount, s.p.Budget.Currency)))
	case promotion.Percent:
		return phrase.Fill(s.w.PercentOff, slot("percent", strconv.Itoa(r.Percent)+phrase.NBSP+"%"), slot("most", s.f.Money(r.MaxAmount, s.p.Budget.Currency)))
	case promotion.FreeItem:
		return phrase.Fill(s.w.Free, slot("product", s.n.product(r.Product)))
	case promotion.Points:
		return phrase.Fill(s.w.Points, slot("points", s.f.Count(r.Points)))
	}
	return string(r.Kind)
}

func slot(name, text string) phrase.Slot { return phrase.Slot{Name: name, Text: text} }

// mostNamed is how many products or stores a row names.
const mostNamed = 12

func (s speaker) products() string {
	return some(s, s.p.Target.Products, s.n.product)
}

func (s speaker) stores() string {
	return some(s, s.p.Stores, s.n.store)
}

// some names the first of a long list and counts the rest.
func some[T any](s speaker, list []T, name func(T) string) string {
	var out []string
	for _, e := range list[:min(len(list), mostNamed)] {
		out = append(out, name(e))
	}
	if more := len(list) - mostNamed; more > 0 {
		out = append(out, s.w.More.Of(s.f, int64(more)))
	}
	return strings.Join(out, ", ")
}

func (s speaker) money(m retail.Minor) string {
	if m == 0 {
		return ""
	}
	return s.f.Money(m, s.p.Budget.Currency)
}

func (s speaker) count(n int64) string {
	if n == 0 {
		return ""
	}
	return s.f.Count(n)
}

// texts are those of each language.
func (s speaker) texts(key, name string, by map[string]string) []Fact {
	var out []Fact
	for _, lang := range Languages(by) {
		out = append(out, Fact{key + lang, phrase.Fill(name, slot("language", s.Language(lang))), by[lang]})
	}
	return out
}

// Language is what a language is called.
func (s speaker) Language(tag string) string {
	if name := s.w.Languages[tag]; name != "" {
		return name
	}
	return tag
}

// Language is what a language is called on the page.
func Language(f phrase.Formatter, tag string) string {
	return speaker{f: f, w: f.W.Terms}.Language(tag)
}

// Languages lists those of texts: English and German first, then as they sort.
func Languages(by map[string]string) []string {
	out := make([]string, 0, len(by))
	for lang := range by {
		out = append(out, lang)
	}
	slices.Sort(out)
	for _, first := range []string{"de", "en"} {
		if at := slices.Index(out, first); at >= 0 {
			out = slices.Insert(slices.Delete(out, at, at+1), 0, first)
		}
	}
	return out
}

func joined[T ~string](list []T, words map[T]string) string {
	var out []string
	for _, e := range list {
		if words[e] == "" {
			out = append(out, string(e))
			continue
		}
		out = append(out, words[e])
	}
	return strings.Join(out, ", ")
}

func (n Names) product(id retail.ProductID) string {
	if n.Product != nil {
		if name := n.Product(id); name != "" {
			return name
		}
	}
	return string(id)
}

func (n Names) store(id retail.StoreID) string {
	if n.Store != nil {
		if name := n.Store(id); name != "" {
			return name
		}
	}
	return string(id)
}
