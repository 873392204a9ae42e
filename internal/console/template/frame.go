package template

import (
	"net/url"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// The frame in the form: a switch, a freedom for each part with its bounds, then
// approval, comparison and how the budget is divided.

// writtenFrame puts the frame of a promotion into the fields; without one they
// stand as a new frame would begin.
func (s *sheet) writtenFrame(v url.Values, p *promotion.Promotion) {
	f := p.Frame
	v.Set("/frame/on", strconv.FormatBool(f != nil))
	if f == nil {
		f = &promotion.Frame{Compare: promotion.DefaultCompare}
	}
	s.writtenRange(v, "/frame/discount", f.Discount, s.discountText(p))
	s.writtenRange(v, "/frame/max_amount", f.MaxAmount, func(n int64) string { return s.money(retail.Minor(n), p.Budget.Currency) })
	s.writtenRange(v, "/frame/per_customer", f.PerCustomer, count)
	v.Set("/frame/target", f.Target.Freedom.String())
	addAll(v, "/frame/target/kinds", f.Target.Kinds)
	v.Set("/frame/products", f.Products.Freedom.String())
	addAll(v, "/frame/products/products", f.Products.Products)
	addAll(v, "/frame/products/brands", f.Products.Brands)
	addAll(v, "/frame/products/categories", f.Products.Categories)
	v.Set("/frame/customers", f.Customers.String())
	v.Set("/frame/dates", f.Dates.Freedom.String())
	v.Set("/frame/dates/earliest", dayText(f.Dates.Earliest))
	v.Set("/frame/dates/latest", dayText(f.Dates.Latest))
	v.Set("/frame/texts", f.Texts.String())
	rule := f.Split.Rule
	if rule == "" {
		rule = promotion.SplitEqual
	}
	v.Set("/frame/split", string(rule))
	for store, amount := range f.Split.Given {
		v.Set("/frame/split/"+string(store), s.money(amount, p.Budget.Currency))
	}
	v.Set("/frame/approval", approvalWord(f.Approval))
	addAll(v, "/frame/approval/parts", f.Approval.Parts)
	v.Set("/frame/compare", s.share(f.Compare))
}

// The words of when head office looks at a version.
const (
	approveNone   = "none"
	approveAlways = "always"
	approveParts  = "parts"
)

func approvalWord(a promotion.Approval) string {
	switch {
	case a.Always:
		return approveAlways
	case len(a.Parts) > 0:
		return approveParts
	}
	return approveNone
}

// discountText writes a bound of the discount in the unit of the reward.
func (s *sheet) discountText(p *promotion.Promotion) func(int64) string {
	if p.Reward.Kind == promotion.Amount {
		return func(n int64) string { return s.money(retail.Minor(n), p.Budget.Currency) }
	}
	return count
}

func (s *sheet) writtenRange(v url.Values, name string, r promotion.Range, text func(int64) string) {
	v.Set(name, r.Freedom.String())
	v.Set(name+"/low", text(r.Low))
	v.Set(name+"/high", text(r.High))
}

// readFrame makes a frame of what was typed; nil when stores may change nothing.
func (s *sheet) readFrame(p *promotion.Promotion) *promotion.Frame {
	if s.form.Value("/frame/on") != "true" {
		return nil
	}
	f, was := &promotion.Frame{Compare: s.part("/frame/compare")}, &promotion.Frame{}
	if s.base.Promotion.Frame != nil {
		was = s.base.Promotion.Frame
	}
	if p.Reward.Kind != promotion.FreeItem {
		f.Discount = s.readRange("/frame/discount", s.discountRead(p))
	}
	if p.Reward.Kind == promotion.Percent {
		f.MaxAmount = s.readRange("/frame/max_amount", func(name string) int64 { return int64(s.amount(name, p.Budget.Currency)) })
	}
	f.PerCustomer = s.readRange("/frame/per_customer", s.whole)
	if f.Target.Freedom = s.freedom("/frame/target"); f.Target.Freedom == promotion.Within {
		f.Target.Kinds = field.Kept(&s.form, "/frame/target/kinds", was.Target.Kinds)
	}
	f.Products = s.readPool(&was.Products)
	f.Customers, f.Texts = s.freedom("/frame/customers"), s.freedom("/frame/texts")
	if f.Dates.Freedom = s.freedom("/frame/dates"); f.Dates.Freedom == promotion.Within {
		f.Dates.Earliest, f.Dates.Latest = s.day("/frame/dates/earliest"), s.day("/frame/dates/latest")
	}
	f.Split = s.readSplit(p.Budget.Currency)
	switch s.form.Value("/frame/approval") {
	case approveAlways:
		f.Approval.Always = true
	case approveParts:
		if f.Approval.Parts = field.Kept(&s.form, "/frame/approval/parts", was.Approval.Parts); len(f.Approval.Parts) == 0 {
			s.bad("/frame/approval")
		}
	}
	return f
}

// readPool is what stores may choose from; a list too long for the form stays.
func (s *sheet) readPool(was *promotion.Pool) promotion.Pool {
	out := promotion.Pool{Freedom: s.freedom("/frame/products")}
	if out.Freedom == promotion.Within {
		out.Products = kept(s, "/frame/products/products", was.Products)
		out.Brands = kept(s, "/frame/products/brands", was.Brands)
		out.Categories = kept(s, "/frame/products/categories", was.Categories)
	}
	return out
}

// kept is what was chosen of a list, or the list itself where it is too long for
// the form.
func kept[T ~string](s *sheet, name string, was []T) []T {
	if len(was) > mostShown {
		return was
	}
	return field.Kept(&s.form, name, was)
}

func (s *sheet) readSplit(c retail.Currency) promotion.Split {
	out := promotion.Split{Rule: promotion.SplitRule(s.form.Value("/frame/split"))}
	if out.Rule != promotion.SplitGiven {
		return out
	}
	out.Given = map[retail.StoreID]retail.Minor{}
	for name := range s.form.Typed {
		if store, ok := strings.CutPrefix(name, "/frame/split/"); ok && s.form.Value(name) != "" {
			out.Given[retail.StoreID(store)] = s.amount(name, c)
		}
	}
	if len(out.Given) == 0 {
		s.bad("/frame/split")
	}
	return out
}

// freedom reads how far stores may go in a part; what was not said is locked.
func (s *sheet) freedom(name string) promotion.Freedom {
	for _, f := range []promotion.Freedom{promotion.Within, promotion.Free} {
		if s.form.Value(name) == f.String() {
			return f
		}
	}
	return promotion.Locked
}

// discountRead reads a bound of the discount in the unit of the reward.
func (s *sheet) discountRead(p *promotion.Promotion) func(string) int64 {
	if p.Reward.Kind == promotion.Amount {
		return func(name string) int64 { return int64(s.amount(name, p.Budget.Currency)) }
	}
	return s.whole
}

func (s *sheet) readRange(name string, read func(string) int64) promotion.Range {
	r := promotion.Range{Freedom: s.freedom(name)}
	if r.Freedom == promotion.Within {
		r.Low, r.High = read(name+"/low"), read(name+"/high")
	}
	return r
}

// part of the frame, as the form shows it.
type framePart struct {
	Part    promotion.Part
	Freedom field.Pick
	Bounds  []field.Input
	Kinds   *field.Pick
	Pool    []field.Pick
	Err     string // of the part as a whole
}
