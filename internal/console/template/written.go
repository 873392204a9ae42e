package template

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/console/terms"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// written is a promotion as it stands in the fields of the form; read is its
// inverse.
func (s *sheet) written(p *promotion.Promotion) url.Values {
	v := url.Values{}
	for _, lang := range s.languages(p) {
		v.Set("/name/"+lang, p.Name[lang])
		v.Set("/texts/"+lang, p.Texts[lang])
	}
	cur := p.Budget.Currency
	v.Set("/reward/kind", string(p.Reward.Kind))
	v.Set("/reward/amount", s.money(p.Reward.Amount, cur))
	v.Set("/reward/percent", count(int64(p.Reward.Percent)))
	v.Set("/reward/max_amount", s.money(p.Reward.MaxAmount, cur))
	v.Set("/reward/product", string(p.Reward.Product))
	v.Set("/reward/points", count(p.Reward.Points))
	v.Set("/target/kind", string(p.Target.Kind))
	addAll(v, "/target/products", p.Target.Products)
	addAll(v, "/target/brands", p.Target.Brands)
	addAll(v, "/target/categories", p.Target.Categories)
	addAll(v, "/target/states", p.Target.States)
	addAll(v, "/target/values", p.Target.Values)
	v.Set("/starts", dayText(p.Starts))
	v.Set("/ends", dayText(p.Ends))
	addAll(v, "/stores", p.Stores)
	addAll(v, "/regions", p.Regions)
	v.Set("/min_spend", s.money(p.MinSpend, cur))
	v.Set("/limits/per_customer", count(p.Limits.PerCustomer))
	v.Set("/limits/per_day", count(p.Limits.PerDay))
	v.Set("/limits/total", count(p.Limits.Total))
	v.Set("/budget/amount", s.money(p.Budget.Amount, cur))
	v.Set("/budget/currency", string(cur))
	v.Set("/budget/reserve_share", s.share(p.Budget.ReserveShare))
	v.Set("/budget/contingency_share", s.share(p.Budget.ContingencyShare))
	v.Set("/holdout", s.share(p.Holdout))
	v.Set("/priority", strconv.Itoa(p.Priority))
	v.Set("/stacking", string(p.Stacking))
	v.Set("/transferable", strconv.FormatBool(p.Transferable))
	v.Set("/same_basket", strconv.FormatBool(p.SameBasket))
	v.Set("/valid_after_days", strconv.Itoa(p.ValidAfterDays))
	v.Set("/voucher_days", strconv.Itoa(p.VoucherDays))
	return v
}

// languages are those the form asks for: the console's two, the chain's, and what
// the promotion has.
func (s *sheet) languages(p *promotion.Promotion) []string {
	all := map[string]string{"en": "", "de": ""}
	if s.shop.Language != "" {
		all[s.shop.Language] = ""
	}
	for lang := range p.Name {
		all[lang] = ""
	}
	for lang := range p.Texts {
		all[lang] = ""
	}
	return terms.Languages(all)
}

func addAll[T ~string](v url.Values, name string, list []T) {
	if len(list) > mostShown {
		return // stays as it is
	}
	for _, e := range list {
		v.Add(name, string(e))
	}
}

// money writes an amount for a field, 0 as nothing.
func (s *sheet) money(m retail.Minor, c retail.Currency) string {
	if m == 0 {
		return ""
	}
	return s.decimal(retail.Money{Amount: m, Currency: c}.Decimal())
}

func (s *sheet) share(v float64) string { return s.decimal(field.Written(v)) }

// decimal writes a decimal with the separator of the page's language.
func (s *sheet) decimal(text string) string {
	if s.F.W.Language == "de" {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

func count(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func dayText(d retail.BusinessDay) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// read makes a promotion of what was typed, on top of the one it began from; what
// cannot be read is marked.
func (s *sheet) read() promotion.Promotion {
	p := s.base.Promotion
	p.Name, p.Texts = s.texts("/name/"), s.texts("/texts/")
	p.Budget.Currency = retail.Currency(strings.ToUpper(s.form.Value("/budget/currency")))
	if !p.Budget.Currency.Valid() {
		s.bad("/budget/currency")
		p.Budget.Currency = "EUR" // to read the amounts all the same
	}
	s.readReward(&p)
	s.readTarget(&p)
	p.Starts, p.Ends = s.day("/starts"), s.day("/ends")
	p.Stores = kept(s, "/stores", p.Stores)
	p.Regions = field.Kept(&s.form, "/regions", p.Regions)
	p.MinSpend = s.amount("/min_spend", p.Budget.Currency)
	p.Limits = promotion.Limits{PerCustomer: s.whole("/limits/per_customer"), PerDay: s.whole("/limits/per_day"), Total: s.whole("/limits/total")}
	p.Budget.Amount = s.amount("/budget/amount", p.Budget.Currency)
	p.Budget.ReserveShare, p.Budget.ContingencyShare = s.part("/budget/reserve_share"), s.part("/budget/contingency_share")
	p.Holdout = s.part("/holdout")
	p.Priority, p.ValidAfterDays, p.VoucherDays = int(s.whole("/priority")), int(s.whole("/valid_after_days")), int(s.whole("/voucher_days"))
	p.Stacking = promotion.Stacking(s.form.Value("/stacking"))
	p.Transferable, p.SameBasket = s.form.Value("/transferable") == "true", s.form.Value("/same_basket") == "true"
	return p
}

func (s *sheet) readReward(p *promotion.Promotion) {
	cur := p.Budget.Currency
	p.Reward = promotion.Reward{Kind: promotion.RewardKind(s.form.Value("/reward/kind"))}
	switch p.Reward.Kind {
	case promotion.Amount:
		p.Reward.Amount = s.amount("/reward/amount", cur)
	case promotion.Percent:
		p.Reward.Percent, p.Reward.MaxAmount = int(s.whole("/reward/percent")), s.amount("/reward/max_amount", cur)
	case promotion.FreeItem:
		p.Reward.Product = retail.ProductID(s.form.Value("/reward/product"))
	case promotion.Points:
		p.Reward.Points = s.whole("/reward/points")
	}
}

func (s *sheet) readTarget(p *promotion.Promotion) {
	t := &p.Target
	t.Kind = promotion.TargetKind(s.form.Value("/target/kind"))
	t.Products = kept(s, "/target/products", t.Products)
	t.Brands = kept(s, "/target/brands", t.Brands)
	t.Categories = kept(s, "/target/categories", t.Categories)
	t.States = field.Kept(&s.form, "/target/states", t.States)
	t.Values = field.Kept(&s.form, "/target/values", t.Values)
}

// texts are those typed, by language; an empty one is none.
func (s *sheet) texts(prefix string) map[string]string {
	out := map[string]string{}
	for name := range s.form.Typed {
		if lang, ok := strings.CutPrefix(name, prefix); ok && s.form.Value(name) != "" {
			out[lang] = s.form.Value(name)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// bad marks a field with the rule that holds for it.
func (s *sheet) bad(name string) { s.form.Bad(name, s.rule(name)) }

// rule says what works in a field.
func (s *sheet) rule(name string) string {
	return s.w.Rules[field.Nearest(name, ruleNames(s.w.Rules))]
}

func ruleNames(rules map[string]string) []string {
	out := make([]string, 0, len(rules))
	for name := range rules {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func (s *sheet) amount(name string, c retail.Currency) retail.Minor {
	text := s.form.Value(name)
	if text == "" {
		return 0
	}
	m, ok := field.Minor(text, c)
	if !ok {
		s.bad(name)
	}
	return m
}

func (s *sheet) whole(name string) int64 {
	text := s.form.Value(name)
	if text == "" {
		return 0
	}
	n, ok := field.Whole(text)
	if !ok || n > mostWhole || n < -mostWhole {
		s.bad(name)
		return 0
	}
	if n == 0 && strings.HasPrefix(name, "/limits/") {
		s.bad(name) // it would be taken for none
	}
	return n
}

// mostWhole bounds whole numbers to what every reader holds exactly.
const mostWhole = 1 << 53

func (s *sheet) part(name string) float64 {
	v, ok := field.Share(s.form.Value(name))
	if !ok {
		s.bad(name)
	}
	return v
}

func (s *sheet) day(name string) retail.BusinessDay {
	d, err := retail.ParseDay(s.form.Value(name))
	if err != nil {
		s.bad(name)
	}
	return d
}
