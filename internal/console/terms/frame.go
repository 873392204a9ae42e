package terms

import (
	"slices"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Frame says what stores may tailor of a promotion, part by part, then how head
// office looks at it. Without a frame there is nothing.
func Frame(f phrase.Formatter, p *promotion.Promotion, n Names) []Fact {
	if p.Frame == nil {
		return nil
	}
	s := speaker{f, f.W.Terms, p, n}
	var out []Fact
	for _, part := range parts(p) {
		out = append(out, Fact{"/frame/" + string(part), s.w.Parts[part], s.Bound(part)})
	}
	fr := p.Frame
	return append(out,
		Fact{"/frame/approval", s.w.Approval, s.approval(fr.Approval)},
		Fact{"/frame/compare", s.w.Compare, phrase.Fill(s.w.CompareSay, slot("share", f.Percent(fr.Compare)))},
		Fact{"/frame/split", s.w.Split, s.split(fr.Split)})
}

// parts are those that a promotion of its reward has.
func parts(p *promotion.Promotion) []promotion.Part {
	return slices.DeleteFunc(promotion.Parts(), func(part promotion.Part) bool {
		return part == promotion.PartMaxAmount && p.Reward.Kind != promotion.Percent || part == promotion.PartDiscount && p.Reward.Kind == promotion.FreeItem
	})
}

// Open are the parts of a frame that a store can change anything of.
func Open(p *promotion.Promotion) []promotion.Part {
	return slices.DeleteFunc(parts(p), func(part promotion.Part) bool { return p.Frame.Freedom(part) == promotion.Locked })
}

// Bound says how far a store may go in a part.
func Bound(f phrase.Formatter, p *promotion.Promotion, part promotion.Part, n Names) string {
	return speaker{f, f.W.Terms, p, n}.Bound(part)
}

func (s speaker) Bound(part promotion.Part) string {
	fr := s.p.Frame
	switch fr.Freedom(part) {
	case promotion.Locked:
		return s.w.Locked
	case promotion.Free:
		return s.w.FreeWord
	case promotion.Within:
	}
	switch part {
	case promotion.PartDiscount:
		return s.between(s.Discount(fr.Discount.Low), s.Discount(fr.Discount.High))
	case promotion.PartMaxAmount:
		return s.between(s.f.Money(retail.Minor(fr.MaxAmount.Low), s.p.Budget.Currency), s.f.Money(retail.Minor(fr.MaxAmount.High), s.p.Budget.Currency))
	case promotion.PartPerCustomer:
		return s.between(s.f.Count(fr.PerCustomer.Low), s.f.Count(fr.PerCustomer.High))
	case promotion.PartDates:
		return s.between(s.f.Day(fr.Dates.Earliest), s.f.Day(fr.Dates.Latest))
	case promotion.PartTarget:
		return joined(fr.Target.Kinds, s.f.W.Promotions.Targets)
	case promotion.PartProducts:
		return s.pool(fr.Products)
	case promotion.PartCustomers, promotion.PartTexts:
	}
	return s.w.FreeWord
}

func (s speaker) between(low, high string) string {
	return phrase.Fill(s.w.Between, slot("low", low), slot("high", high))
}

// Discount writes a discount in the unit of the reward.
func (s speaker) Discount(n int64) string {
	switch s.p.Reward.Kind {
	case promotion.Amount:
		return s.f.Money(retail.Minor(n), s.p.Budget.Currency)
	case promotion.Percent:
		return s.f.Percent(float64(n) / 100)
	case promotion.FreeItem, promotion.Points:
	}
	return s.f.Count(n)
}

func (s speaker) pool(p promotion.Pool) string {
	var out []string
	for _, part := range []struct{ name, list string }{
		{s.w.Categories, strings.Join(p.Categories, ", ")}, {s.w.Brands, strings.Join(p.Brands, ", ")}, {s.w.Products, some(s, p.Products, s.n.product)},
	} {
		if part.list != "" {
			out = append(out, part.name+": "+part.list)
		}
	}
	return strings.Join(out, "; ")
}

func (s speaker) approval(a promotion.Approval) string {
	switch {
	case a.Always:
		return s.w.ApproveAlways
	case len(a.Parts) > 0:
		return phrase.Fill(s.w.ApproveParts, slot("parts", joined(a.Parts, s.w.Parts)))
	}
	return s.w.ApproveNone
}

func (s speaker) split(d promotion.Split) string {
	switch d.Rule {
	case promotion.SplitBySales:
		return s.w.SplitBySales
	case promotion.SplitGiven:
		return s.w.SplitGiven.Of(s.f, int64(len(d.Given)))
	case promotion.SplitEqual:
	}
	return s.w.SplitEqual
}

// Discount writes a discount in the unit of the promotion's reward.
func Discount(f phrase.Formatter, p *promotion.Promotion, n int64) string {
	return speaker{f: f, w: f.W.Terms, p: p}.Discount(n)
}

// DiscountOf is the number of a reward that a frame's range is about.
func DiscountOf(p *promotion.Promotion) int64 {
	switch p.Reward.Kind {
	case promotion.Amount:
		return int64(p.Reward.Amount)
	case promotion.Percent:
		return int64(p.Reward.Percent)
	case promotion.Points:
		return p.Reward.Points
	case promotion.FreeItem:
	}
	return 0
}
