package promotion

import (
	"fmt"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// Rule is which border a change crosses.
type Rule string

// The rules. What breaks a promotion's own rules, whoever makes it, is "invalid".
const (
	RuleLocked     Rule = "locked"      // the part is the centre's
	RuleTooLow     Rule = "too_low"     // below Low
	RuleTooHigh    Rule = "too_high"    // above High
	RuleTooEarly   Rule = "too_early"   // before Low
	RuleTooLate    Rule = "too_late"    // after High
	RuleNotAllowed Rule = "not_allowed" // none of Allowed
	RuleUnknown    Rule = "unknown"     // not in the product list
	RuleRestricted Rule = "restricted"  // takes no voucher
	RuleInvalid    Rule = "invalid"     // Detail says why
)

// Breach is one place in which a store's changes leave the frame.
type Breach struct {
	Pointer   string
	Part      Part
	Rule      Rule
	Given     string
	Low, High string   // of a range, as people write them
	Works     string   // the nearest value that works; "" when there is no such
	Allowed   []string // of a choice
	Detail    string   // all of it in a sentence
}

// Check refuses changes that leave the frame, or that make a promotion which
// cannot hold. Each place is named by its JSON pointer, with the limit, the value
// that works and the way out. goods says what products are; what is not in it is
// refused. The frame may be nil: then all is locked.
func (f *Frame) Check(centre Promotion, c Changes, goods *retail.Catalogue) error {
	breaches := f.Breaches(centre, c, goods)
	if len(breaches) == 0 {
		return nil
	}
	out := &fault.Error{Kind: fault.Invalid, Code: "outside_frame", Hint: "the store's version leaves head office's frame at the places named"}
	if !slices.ContainsFunc(breaches, func(b Breach) bool { return b.Rule != RuleInvalid }) {
		out.Code, out.Hint = "validation", "the store's version does not hold at the places named"
	}
	for _, b := range breaches[:min(len(breaches), maxFlaws)] {
		out.Fields = append(out.Fields, fault.Field{Pointer: b.Pointer, Detail: b.Detail})
	}
	if more := len(breaches) - maxFlaws; more > 0 {
		out.Hint += fmt.Sprintf("; %d more are not listed", more)
	}
	return fault.At("promotion.Frame.Check", out)
}

// Breaches lists all places in which changes leave the frame, for screens with
// words of their own.
func (f *Frame) Breaches(centre Promotion, c Changes, goods *retail.Catalogue) []Breach {
	k := &framer{f: f, centre: &centre, c: &c, goods: goods}
	if k.f == nil {
		k.f = &Frame{}
	}
	k.reward()
	k.kind()
	k.products()
	if c.States != nil {
		k.only(PartCustomers, "/target/states")
	}
	if c.Values != nil {
		k.only(PartCustomers, "/target/values")
	}
	k.days()
	if c.PerCustomer != nil && k.only(PartPerCustomer, "/limits/per_customer") {
		k.between(PartPerCustomer, "/limits/per_customer", *c.PerCustomer, k.f.PerCustomer)
	}
	for _, lang := range languages(c.Texts) {
		k.only(PartTexts, "/texts/"+file.Escape(lang))
	}
	k.holds()
	return k.out
}

// framer collects breaches.
type framer struct {
	f      *Frame
	centre *Promotion
	c      *Changes
	goods  *retail.Catalogue
	out    []Breach
}

const askFirst = "or ask head office to change the frame first"

func (k *framer) bad(b Breach, detail string, args ...any) {
	b.Detail = fmt.Sprintf(detail, args...)
	k.out = append(k.out, b)
}

// only reports whether a part may be changed at all, and complains otherwise.
func (k *framer) only(p Part, at string) bool {
	if k.f.Freedom(p) != Locked {
		return true
	}
	k.bad(Breach{Pointer: at, Part: p, Rule: RuleLocked}, "is head office's and locked; take the change back, %s", askFirst)
	return false
}

func (k *framer) reward() {
	c := k.c
	const at = "/reward/"
	switch kind := k.centre.Reward.Kind; {
	case c.Amount != nil && kind == Amount && k.only(PartDiscount, at+"amount"):
		k.between(PartDiscount, at+"amount", int64(*c.Amount), k.f.Discount)
	case c.Percent != nil && kind == Percent && k.only(PartDiscount, at+"percent"):
		k.between(PartDiscount, at+"percent", int64(*c.Percent), k.f.Discount)
	case c.Points != nil && kind == Points && k.only(PartDiscount, at+"points"):
		k.between(PartDiscount, at+"points", *c.Points, k.f.Discount)
	}
	if c.MaxAmount != nil && k.centre.Reward.Kind == Percent && k.only(PartMaxAmount, at+"max_amount") {
		k.between(PartMaxAmount, at+"max_amount", int64(*c.MaxAmount), k.f.MaxAmount)
	}
}

// between checks a number against a range. A range that is free passes it on to
// the rules of every promotion.
func (k *framer) between(p Part, at string, v int64, r Range) {
	if r.Freedom != Within || v >= r.Low && v <= r.High {
		return
	}
	write := k.writer(at)
	b := Breach{Pointer: at, Part: p, Given: write(v), Low: write(r.Low), High: write(r.High), Works: write(r.High), Rule: RuleTooHigh}
	side := "at most"
	if v < r.Low {
		b.Rule, b.Works, side = RuleTooLow, b.Low, "at least"
	}
	k.bad(b, "%s %s; this is %s. Enter %s, %s", b.Works, side, b.Given, b.Works, askFirst)
}

// writer says how a number at a place is written.
func (k *framer) writer(at string) func(int64) string {
	switch at {
	case "/reward/percent":
		return func(n int64) string { return fmt.Sprintf("%d %%", n) }
	case "/reward/amount", "/reward/max_amount":
		return k.centre.money
	}
	return func(n int64) string { return fmt.Sprint(n) }
}

func (k *framer) kind() {
	const at = "/target/kind"
	if k.c.Kind == nil || *k.c.Kind == k.centre.Target.Kind || !k.only(PartTarget, at) {
		return
	}
	allowed := k.f.Target
	if allowed.Freedom != Within || slices.Contains(allowed.Kinds, *k.c.Kind) {
		return
	}
	own := k.centre.Target.Kind
	others := slices.DeleteFunc(slices.Clone(allowed.Kinds), func(kind TargetKind) bool { return kind == own })
	names := words1(append([]TargetKind{own}, others...))
	k.bad(Breach{Pointer: at, Part: PartTarget, Rule: RuleNotAllowed, Given: file.Clip(string(*k.c.Kind)), Allowed: names},
		"%q is not among what head office lets stores use: %s. Choose one of these, %s", file.Clip(string(*k.c.Kind)), strings.Join(names, ", "), askFirst)
}

// products checks what a store's vouchers are for. Lists narrow together, so all
// that one of them lets through is in the pool as soon as all of its entries are.
func (k *framer) products() {
	c, free := k.c, k.centre.Reward.Kind == FreeItem && k.c.Item != nil
	if free && k.only(PartProducts, "/reward/product") {
		k.known(*c.Item, "/reward/product")
		if k.f.Products.Freedom == Within && !k.f.Products.hasProduct(*c.Item, k.goods) {
			k.outside("/reward/product", string(*c.Item))
		}
	}
	if c.Products == nil && c.Brands == nil && c.Categories == nil {
		return
	}
	at := "/target/products"
	switch {
	case c.Products == nil && c.Brands != nil:
		at = "/target/brands"
	case c.Products == nil:
		at = "/target/categories"
	}
	if !k.only(PartProducts, at) {
		return
	}
	for i, id := range c.Products {
		k.known(id, "/target/products/"+itoa(i))
	}
	if k.f.Products.Freedom == Within {
		k.chosen(at)
	}
}

// chosen checks the lists of the version against the pool.
func (k *framer) chosen(at string) {
	pool, t := &k.f.Products, k.c.On(*k.centre).Target
	strays := pool.strays(&t, k.goods)
	switch {
	case strays == nil:
	case len(strays) == 0:
		k.outside(at, "")
	default:
		for _, s := range strays {
			k.outside(s.at, s.entry)
		}
	}
}

// known refuses a product that is not sold or takes no voucher.
func (k *framer) known(id retail.ProductID, at string) {
	n, ok := uint32(0), false
	if k.goods != nil {
		n, ok = k.goods.ProductNumber(id)
	}
	b := Breach{Pointer: at, Part: PartProducts, Given: file.Clip(string(id))}
	switch {
	case !ok:
		b.Rule = RuleUnknown
		k.bad(b, "%q is not in the product list; choose a product that the store sells", b.Given)
	case !k.goods.Product(n).Restriction.Discountable():
		b.Rule = RuleRestricted
		k.bad(b, "%q takes no voucher by its restriction; choose another product", b.Given)
	}
}

// mostNamed is how much of a pool a refusal spells out.
const mostNamed = 10

func (k *framer) outside(at, entry string) {
	allowed := k.f.Products.names()
	b := Breach{Pointer: at, Part: PartProducts, Rule: RuleNotAllowed, Given: file.Clip(entry), Allowed: allowed}
	said := strings.Join(allowed[:min(len(allowed), mostNamed)], ", ")
	if more := len(allowed) - mostNamed; more > 0 {
		said += fmt.Sprintf(" and %d more", more)
	}
	if entry == "" {
		k.bad(b, "would be good for everything; choose among %s, %s", said, askFirst)
		return
	}
	k.bad(b, "%q is not among what head office lets stores choose: %s. Choose among these, %s", b.Given, said, askFirst)
}

// names lists what is in the pool.
func (p *Pool) names() []string {
	return slices.Concat(p.Categories, p.Brands, words1(p.Products))
}

func (p *Pool) hasProduct(id retail.ProductID, goods *retail.Catalogue) bool {
	if slices.Contains(p.Products, id) {
		return true
	}
	if goods == nil {
		return false
	}
	n, ok := goods.ProductNumber(id)
	product := goods.Product(n)
	return ok && (product.Brand != "" && slices.Contains(p.Brands, product.Brand) ||
		product.Category != "" && slices.Contains(p.Categories, product.Category))
}

// stray is an entry of a target's list that is not in the pool.
type stray struct{ at, entry string }

// strays returns the entries of a target that are not in the pool: nil when one
// of its lists lies wholly inside, none but not nil when it has no list at all.
func (p *Pool) strays(t *Target, goods *retail.Catalogue) []stray {
	out := []stray{}
	for _, l := range []struct {
		at   string
		list []string
		in   func(string) bool
	}{
		{"/target/products/", words1(t.Products), func(s string) bool { return p.hasProduct(retail.ProductID(s), goods) }},
		{"/target/brands/", t.Brands, func(s string) bool { return slices.Contains(p.Brands, s) }},
		{"/target/categories/", t.Categories, func(s string) bool { return slices.Contains(p.Categories, s) }},
	} {
		before := len(out)
		for i, s := range l.list {
			if !l.in(s) {
				out = append(out, stray{l.at + itoa(i), s})
			}
		}
		if len(l.list) > 0 && len(out) == before {
			return nil
		}
	}
	return out
}

func words1[T ~string](l []T) []string {
	out := make([]string, len(l))
	for i, s := range l {
		out[i] = string(s)
	}
	return out
}

func (k *framer) days() {
	c, w := k.c, k.f.Dates
	for _, d := range []struct {
		at  string
		day *retail.BusinessDay
	}{{"/starts", c.Starts}, {"/ends", c.Ends}} {
		if d.day == nil || !k.only(PartDates, d.at) || w.Freedom != Within || *d.day >= w.Earliest && *d.day <= w.Latest {
			continue
		}
		b := Breach{Pointer: d.at, Part: PartDates, Given: d.day.String(), Low: w.Earliest.String(), High: w.Latest.String(), Rule: RuleTooLate, Works: w.Latest.String()}
		side := "last"
		if *d.day < w.Earliest {
			b.Rule, b.Works, side = RuleTooEarly, b.Low, "first"
		}
		k.bad(b, "%s is the %s day that works; this is %s. Enter %s, %s", b.Works, side, b.Given, b.Works, askFirst)
	}
}

// holds adds what no promotion may be, whoever made it.
func (k *framer) holds() {
	local := k.c.On(*k.centre)
	local.Frame = nil // is about the centre's values
	for _, f := range problems(local) {
		if !slices.ContainsFunc(k.out, func(b Breach) bool { return b.Pointer == f.pointer }) {
			k.out = append(k.out, Breach{Pointer: f.pointer, Part: partAt(f.pointer), Rule: RuleInvalid, Detail: f.detail})
		}
	}
}

// partAt returns the part that a pointer lies in, "" for none.
func partAt(pointer string) Part {
	for _, p := range []struct {
		prefix string
		part   Part
	}{
		{"/reward/max_amount", PartMaxAmount}, {"/reward/product", PartProducts}, {"/reward", PartDiscount},
		{"/target/kind", PartTarget}, {"/target/states", PartCustomers}, {"/target/values", PartCustomers}, {"/target", PartProducts},
		{"/starts", PartDates}, {"/ends", PartDates}, {"/limits/per_customer", PartPerCustomer}, {"/texts", PartTexts},
	} {
		if strings.HasPrefix(pointer, p.prefix) {
			return p.part
		}
	}
	return ""
}
