package promotion

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// Bounds of a promotion. Where no outside rule gives the number, it is far
// above what chains were seen to use and far below what would hurt.
const (
	MaxName     = 80      // characters a language; a till display shows 40
	MaxList     = 10_000  // entries of a list
	MaxWord     = 128     // bytes of one entry
	MaxAmount   = 1 << 40 // minor units: 10 thousand million euros
	MaxDays     = 3_660   // from starts to ends: ten years
	MaxWait     = 365     // valid_after_days
	MaxVoucher  = 731     // voucher_days: two years
	MaxPriority = 1_000
)

// Check refuses a promotion that cannot hold, naming each place by its JSON
// pointer, the limit, and a value that works.
func Check(p Promotion) error {
	flaws := problems(p)
	if len(flaws) == 0 {
		return nil
	}
	return fault.At("promotion.Check", refusal(flaws))
}

// checker collects what does not hold.
type checker struct{ reader }

func problems(p Promotion) []flaw {
	c := &checker{}
	c.ids(p)
	c.name(p.Name)
	c.reward(p)
	c.target(p.Target)
	c.days(p)
	c.place(p)
	c.limits(p.Limits)
	c.budget(p)
	c.terms(p)
	c.texts(p)
	c.frame(p)
	return c.flaws
}

// ids checks the promotion's own id and that of the promotion it is a store's
// version of.
func (c *checker) ids(p Promotion) {
	if p.Parent == "" {
		c.id(p.ID)
		return
	}
	if len(p.Stores) != 1 || p.ID != VersionID(p.Parent, p.Stores[0]) {
		c.bad("/parent", "is set for a store's version of a promotion only; leave it out, and use the promotion's stores for its versions")
	}
}

func (c *checker) id(id retail.PromotionID) {
	switch {
	case id == "": // made by whoever stores it, see RandomID
	case len(id) > maxID:
		c.bad("/id", "has %d characters; at most %d", len(id), maxID)
	case strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "":
		c.bad("/id", "%q may hold letters, digits, - and _ only, such as prm_soup", file.Clip(string(id)))
	}
}

func (c *checker) name(name map[string]string) {
	if len(name) == 0 {
		c.bad("/name", "must hold at least one language, such as {\"en\":\"Soup week\"}")
	}
	for _, lang := range languages(name) {
		at := "/name/" + file.Escape(lang)
		c.language(lang, at)
		c.line(name[lang], at, MaxName)
		if strings.TrimSpace(name[lang]) == "" {
			c.bad(at, "is empty; write the name that staff will see")
		}
	}
}

// language refuses what is not shaped like a language tag (RFC 5646).
func (c *checker) language(lang, at string) {
	parts := strings.Split(lang, "-")
	ok := len(lang) <= 35 && len(parts[0]) >= 2 && len(parts[0]) <= 3 && strings.Trim(parts[0], "abcdefghijklmnopqrstuvwxyz") == ""
	for _, part := range parts[1:] {
		ok = ok && part != "" && len(part) <= 8 && strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
	}
	if !ok {
		c.bad(at, "%q is not a language such as en or de-AT", file.Clip(lang))
	}
}

// line refuses text that cannot stand on one line of paper.
func (c *checker) line(s, at string, most int) {
	switch {
	case !utf8.ValidString(s):
		c.bad(at, "is not UTF-8")
	case utf8.RuneCountInString(s) > most:
		c.bad(at, "has %d characters; at most %d", utf8.RuneCountInString(s), most)
	case strings.ContainsFunc(s, retail.Unwritten):
		c.bad(at, "holds a line break or another control character; write one line")
	}
}

func (c *checker) reward(p Promotion) {
	w := p.Reward
	switch w.Kind {
	case Amount:
		c.amount(w.Amount, 1, "/reward/amount")
	case Percent:
		c.between(w.Percent, 1, 100, "/reward/percent")
		c.amount(w.MaxAmount, 1, "/reward/max_amount")
	case FreeItem:
		c.entry(string(w.Product), "/reward/product")
		if p.Target.Kind == TargetExpiring && (p.State == Draft || p.State == Live) {
			c.bad("/reward/kind", "free_item gives away something beside what expires, which would still be thrown away; with the target expiring use percent or amount")
		}
	case Points:
		c.amount(retail.Minor(w.Points), 1, "/reward/points")
	default:
		c.bad("/reward/kind", "%q is not a kind of reward; use amount, percent, free_item or points", file.Clip(string(w.Kind)))
		return
	}
	c.foreign(w)
}

// foreign refuses fields that belong to another kind of reward: they would be
// printed nowhere and mislead whoever reads the promotion.
func (c *checker) foreign(w Reward) {
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"amount", w.Amount != 0},
		{"percent", w.Percent != 0},
		{"max_amount", w.MaxAmount != 0},
		{"product", w.Product != ""},
		{"points", w.Points != 0},
	} {
		if f.set && !slices.Contains(rewardFields(w.Kind), f.name) {
			c.bad("/reward/"+f.name, "has no meaning for the kind %s; leave it out", w.Kind)
		}
	}
}

// rewardFields returns the fields that a kind of reward uses.
func rewardFields(k RewardKind) []string {
	switch k {
	case Amount:
		return []string{"amount"}
	case Percent:
		return []string{"percent", "max_amount"}
	case FreeItem:
		return []string{"product"}
	case Points:
		return []string{"points"}
	}
	return nil
}

func (c *checker) target(t Target) {
	needs := ""
	switch t.Kind {
	case TargetProduct:
		needs = emptyName("products", t.Products)
	case TargetBrand:
		needs = emptyName("brands", t.Brands)
	case TargetCategory:
		needs = emptyName("categories", t.Categories)
	case TargetFavourite, TargetLapsed, TargetDue, TargetNext, TargetSeason, TargetExpiring, TargetAnyone:
	default:
		c.bad("/target/kind", "%q is not a kind of target; use product, brand, category, favourite, lapsed, due, next, season, expiring or anyone", file.Clip(string(t.Kind)))
	}
	if needs != "" {
		c.bad("/target/"+needs, "is empty; the target %s needs at least one", t.Kind)
	}
	entries(c, t.Products, "/target/products")
	entries(c, t.Brands, "/target/brands")
	entries(c, t.Categories, "/target/categories")
	oneOf(c, t.States, lifecycle.States(), "/target/states")
	oneOf(c, t.Values, lifecycle.Bands(), "/target/values")
}

// oneOf checks a list of words that we chose: each one known, none twice.
func oneOf[T ~string](c *checker, l, known []T, at string) {
	all := make([]string, len(known))
	for i, k := range known {
		all[i] = string(k)
	}
	for i, e := range l {
		here := at + "/" + strconv.Itoa(i)
		switch first := slices.Index(l, e); {
		case !slices.Contains(known, e):
			c.bad(here, "%q is none of %s", file.Clip(string(e)), strings.Join(all, ", "))
		case first < i:
			c.bad(here, "%q stands at %d already; write it once", file.Clip(string(e)), first)
		}
	}
}

func emptyName[T any](name string, l []T) string {
	if len(l) == 0 {
		return name
	}
	return ""
}

func (c *checker) place(p Promotion) {
	entries(c, p.Stores, "/stores")
	entries(c, p.Regions, "/regions")
}

// entries checks each entry of a list and that none stands twice.
func entries[T ~string](c *checker, l []T, at string) {
	if len(l) > MaxList {
		c.bad(at, "has %d entries; at most %d: name a category or a region instead", len(l), MaxList)
		return
	}
	seen := make(map[T]int, len(l))
	for i, e := range l {
		here := at + "/" + strconv.Itoa(i)
		c.entry(string(e), here)
		if first, twice := seen[e]; twice {
			c.bad(here, "%q stands at %d already; write it once", file.Clip(string(e)), first)
			continue
		}
		seen[e] = i
	}
}

func (c *checker) entry(s, at string) {
	switch {
	case strings.TrimSpace(s) == "":
		c.bad(at, "is empty")
	case len(s) > MaxWord:
		c.bad(at, "has %d bytes; at most %d", len(s), MaxWord)
	default:
		c.line(s, at, MaxWord)
	}
}

func (c *checker) days(p Promotion) {
	first, last := retail.Day(2000, 1, 1), retail.Day(2199, 12, 31)
	switch {
	case p.Starts < first || p.Starts > last:
		c.bad("/starts", "%s is not between %s and %s", p.Starts, first, last)
	case p.Ends < p.Starts:
		c.bad("/ends", "%s lies before starts; the first day that works is %s", p.Ends, p.Starts)
	case p.Ends-p.Starts > MaxDays:
		c.bad("/ends", "%s lies more than %d days after starts; the last day that works is %s", p.Ends, MaxDays, p.Starts+MaxDays)
	}
}

func (c *checker) limits(l Limits) {
	c.amount(retail.Minor(l.PerCustomer), 0, "/limits/per_customer")
	c.amount(retail.Minor(l.PerDay), 0, "/limits/per_day")
	c.amount(retail.Minor(l.Total), 0, "/limits/total")
}

func (c *checker) budget(p Promotion) {
	b, before := p.Budget, len(c.flaws)
	if !b.Currency.Valid() {
		c.bad("/budget/currency", "%q is not an ISO 4217 code such as EUR", file.Clip(string(b.Currency)))
	}
	if !(b.ReserveShare > 0 && b.ReserveShare <= 1) {
		c.bad("/budget/reserve_share", "%v must be above 0 and at most 1, such as 0.3; with 0 nothing would hold issuing back", b.ReserveShare)
	}
	if !(b.ContingencyShare >= 0 && b.ContingencyShare <= 1) {
		c.bad("/budget/contingency_share", "%v must be at least 0 and at most 1, such as 0.1", b.ContingencyShare)
	}
	least := retail.Minor(1)
	if p.Reward.Kind == Points {
		least = 0 // points cost the chain's loyalty system, not this budget
	}
	c.amount(b.Amount, least, "/budget/amount")
	if len(c.flaws) > before {
		return
	}
	if need := reserve(p.MaxCost(0), b.ReserveShare); b.Amount < need {
		c.bad("/budget/amount", "%d does not cover one voucher: it reserves %d; use at least %d", b.Amount, need, need)
	}
}

// reserve returns what issuing one voucher sets aside: the share of its
// greatest value, rounded up.
func reserve(most retail.Minor, share float64) retail.Minor {
	exact := float64(most) * share
	whole := retail.Minor(exact)
	if float64(whole) < exact {
		whole++
	}
	return whole
}

func (c *checker) terms(p Promotion) {
	c.amount(p.MinSpend, 0, "/min_spend")
	c.between(p.Priority, -MaxPriority, MaxPriority, "/priority")
	c.between(p.ValidAfterDays, 0, MaxWait, "/valid_after_days")
	c.between(p.VoucherDays, 1, MaxVoucher, "/voucher_days")
	if !(p.Holdout >= 0 && p.Holdout < 1) {
		c.bad("/holdout", "%v must be at least 0 and below 1, such as 0.1", p.Holdout)
	}
	switch p.Stacking {
	case StackNone, StackOther, StackAll:
	default:
		c.bad("/stacking", "%q is not a way of stacking; use none, other_promotions or all", file.Clip(string(p.Stacking)))
	}
	switch p.State {
	case Draft, Live, Paused, Ended:
	default:
		c.bad("/state", "%q is not a state; use draft, live, paused or ended", file.Clip(string(p.State)))
	}
}

func (c *checker) amount(n, least retail.Minor, at string) {
	if n < least || n > MaxAmount {
		c.bad(at, "%d must be at least %d and at most %d", n, least, int64(MaxAmount))
	}
}

func (c *checker) between(n, least, most int, at string) {
	if n < least || n > most {
		c.bad(at, "%d must be at least %d and at most %d", n, least, most)
	}
}
