package local

import (
	"net/url"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/console/terms"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// lets reports whether the frame lets the store change a part at all.
func (s *sheet) lets(p promotion.Part) bool {
	return s.v.Centre.Frame.Freedom(p) != promotion.Locked
}

// written is the version in the fields of the form.
func (s *sheet) written() url.Values {
	p, v := s.local(s.now), url.Values{}
	v.Set("/reward/percent", number(int64(p.Reward.Percent)))
	v.Set("/reward/amount", s.money(p.Reward.Amount))
	v.Set("/reward/points", number(p.Reward.Points))
	v.Set("/reward/max_amount", s.money(p.Reward.MaxAmount))
	v.Set("/target/kind", string(p.Target.Kind))
	add(v, "/target/categories", p.Target.Categories)
	add(v, "/target/brands", p.Target.Brands)
	add(v, "/target/products", p.Target.Products)
	add(v, "/target/states", p.Target.States)
	add(v, "/target/values", p.Target.Values)
	v.Set("/starts", p.Starts.String())
	v.Set("/ends", p.Ends.String())
	v.Set("/limits/per_customer", number(p.Limits.PerCustomer))
	for _, lang := range s.languages(&p) {
		v.Set("/texts/"+lang, p.Texts[lang])
	}
	return v
}

func (s *sheet) languages(p *promotion.Promotion) []string {
	all := map[string]string{"en": "", "de": ""}
	for _, texts := range []map[string]string{p.Texts, s.v.Centre.Texts, p.Name} {
		for lang := range texts {
			all[lang] = ""
		}
	}
	return terms.Languages(all)
}

func add[T ~string](v url.Values, name string, list []T) {
	for _, e := range list {
		v.Add(name, string(e))
	}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (s *sheet) money(m retail.Minor) string {
	if m == 0 {
		return ""
	}
	text := retail.Money{Amount: m, Currency: s.v.Centre.Budget.Currency}.Decimal()
	if s.F.W.Language == "de" {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

// read makes changes of what was typed into the parts the frame opens; what cannot
// be read is marked.
func (s *sheet) read() promotion.Changes {
	p := s.v.Centre
	if s.lets(promotion.PartDiscount) {
		s.readDiscount(&p)
	}
	if s.lets(promotion.PartMaxAmount) && p.Reward.Kind == promotion.Percent {
		p.Reward.MaxAmount = s.amount("/reward/max_amount")
	}
	if s.lets(promotion.PartTarget) {
		p.Target.Kind = promotion.TargetKind(s.form.Value("/target/kind"))
	}
	if s.lets(promotion.PartProducts) {
		p.Target.Categories = field.Kept(&s.form, "/target/categories", p.Target.Categories)
		p.Target.Brands = field.Kept(&s.form, "/target/brands", p.Target.Brands)
		p.Target.Products = field.Kept(&s.form, "/target/products", p.Target.Products)
	}
	if s.lets(promotion.PartCustomers) {
		p.Target.States = field.Kept[lifecycle.State](&s.form, "/target/states", p.Target.States)
		p.Target.Values = field.Kept[lifecycle.Band](&s.form, "/target/values", p.Target.Values)
	}
	if s.lets(promotion.PartDates) {
		p.Starts, p.Ends = s.day("/starts"), s.day("/ends")
	}
	if s.lets(promotion.PartPerCustomer) {
		p.Limits.PerCustomer = s.whole("/limits/per_customer")
	}
	if s.lets(promotion.PartTexts) {
		p.Texts = s.texts()
	}
	return promotion.ChangesOf(s.v.Centre, p)
}

func (s *sheet) readDiscount(p *promotion.Promotion) {
	switch p.Reward.Kind {
	case promotion.Percent:
		p.Reward.Percent = int(s.whole("/reward/percent"))
	case promotion.Amount:
		p.Reward.Amount = s.amount("/reward/amount")
	case promotion.Points:
		p.Reward.Points = s.whole("/reward/points")
	case promotion.FreeItem:
	}
}

func (s *sheet) texts() map[string]string {
	out := map[string]string{}
	for name := range s.form.Typed {
		if lang, ok := strings.CutPrefix(name, "/texts/"); ok && s.form.Value(name) != "" {
			out[lang] = s.form.Value(name)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (s *sheet) whole(name string) int64 {
	text := s.form.Value(name)
	n, ok := field.Whole(text)
	const most = 1 << 53
	if text == "" {
		return 0
	}
	if !ok || n > most || n < -most {
		s.form.Bad(name, s.w.NotWhole)
	}
	return n
}

func (s *sheet) amount(name string) retail.Minor {
	m, ok := field.Minor(s.form.Value(name), s.v.Centre.Budget.Currency)
	if !ok {
		s.form.Bad(name, s.w.NotAmount)
	}
	return m
}

func (s *sheet) day(name string) retail.BusinessDay {
	d, err := retail.ParseDay(s.form.Value(name))
	if err != nil {
		s.form.Bad(name, s.w.NotDay)
	}
	return d
}
