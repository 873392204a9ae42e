package template

import (
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/field"
	"sartor/internal/console/phrase"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// frameNames are the fields of the parts of a frame.
func frameNames() map[promotion.Part]string {
	return map[promotion.Part]string{
		promotion.PartDiscount: "/frame/discount", promotion.PartMaxAmount: "/frame/max_amount", promotion.PartTarget: "/frame/target", promotion.PartProducts: "/frame/products",
		promotion.PartCustomers: "/frame/customers", promotion.PartDates: "/frame/dates", promotion.PartPerCustomer: "/frame/per_customer", promotion.PartTexts: "/frame/texts",
	}
}

// frameBox is the part of the form about what stores may change.
func (s *sheet) frameBox() frameBox {
	w := s.w
	b := frameBox{On: s.pick("/frame/on", w.FrameOn, field.Option{Value: "false", Text: w.FrameNo, Note: w.FrameNoNote}, field.Option{Value: "true", Text: w.FrameYes, Note: w.FrameYesNote})}
	for _, part := range promotion.Parts() {
		b.Parts = append(b.Parts, s.framePart(part))
	}
	b.Approval = s.pick("/frame/approval", w.Approval, field.Option{Value: approveNone, Text: w.ApproveNone}, field.Option{Value: approveAlways, Text: w.ApproveAlways}, field.Option{Value: approveParts, Text: w.ApproveParts})
	var parts []field.Option
	for _, part := range promotion.Parts() {
		parts = append(parts, field.Option{Value: string(part), Text: s.F.W.Terms.Parts[part]})
	}
	b.Asked = s.picks("/frame/approval/parts", w.ApproveWhich, parts...)
	b.Asked.Inline, b.Asked.Class = true, "of-parts"
	b.Compare = s.input("/frame/compare", w.Compare, "text")
	b.Compare.Unit, b.Compare.Hint = "%", w.CompareHint
	b.Split = s.pick("/frame/split", w.Split, field.Option{Value: string(promotion.SplitEqual), Text: w.SplitEqual}, field.Option{Value: string(promotion.SplitBySales), Text: w.SplitBySales}, field.Option{Value: string(promotion.SplitGiven), Text: w.SplitGiven})
	for _, st := range s.framed() {
		i := s.input("/frame/split/"+string(st), s.names().Store(st), "text")
		i.Unit = s.form.Value("/budget/currency")
		b.Given = append(b.Given, i)
	}
	return b
}

// mostGiven is how many stores the form asks an amount for; beyond it a split by
// sales is what people want, and single amounts come by transfer.
const mostGiven = 60

// framed are the stores the promotion is for, as chosen now.
func (s *sheet) framed() []retail.StoreID {
	chosen, regions := s.form.List("/stores"), s.form.List("/regions")
	var out []retail.StoreID
	for _, st := range s.shop.Stores {
		if len(chosen) > 0 && !slices.Contains(chosen, string(st.ID)) || len(regions) > 0 && !slices.Contains(regions, st.Region) {
			continue
		}
		out = append(out, st.ID)
	}
	return out[:min(len(out), mostGiven)]
}

func (s *sheet) framePart(part promotion.Part) framePart {
	w, name := s.w, frameNames()[part]
	options := []field.Option{{Value: "locked", Text: w.Locked}, {Value: "within", Text: w.Within}, {Value: "free", Text: w.Free}}
	if part == promotion.PartCustomers || part == promotion.PartTexts {
		options = slices.Delete(options, 1, 2)
	}
	out := framePart{Part: part, Freedom: s.pick(name, s.F.W.Terms.Parts[part], options...)}
	out.Freedom.Inline = true
	cur := s.form.Value("/budget/currency")
	switch part {
	case promotion.PartDiscount:
		unit := map[string]string{string(promotion.Percent): "%", string(promotion.Amount): cur}[s.form.Value("/reward/kind")]
		out.Bounds = s.bounds(name, unit)
		out.Freedom.Class = "not-free_item"
	case promotion.PartMaxAmount:
		out.Bounds = s.bounds(name, cur)
		out.Freedom.Class = "of-percent"
	case promotion.PartPerCustomer:
		out.Bounds = s.bounds(name, "")
	case promotion.PartDates:
		out.Bounds = []field.Input{s.input(name+"/earliest", w.Earliest, "date"), s.input(name+"/latest", w.Latest, "date")}
	case promotion.PartTarget:
		var kinds []field.Option
		for _, k := range targetKinds() {
			kinds = append(kinds, field.Option{Value: string(k), Text: s.F.W.Promotions.Targets[k]})
		}
		pick := s.picks(name+"/kinds", w.KindsAllowed, kinds...)
		pick.Inline = true
		out.Kinds = &pick
	case promotion.PartProducts:
		out.Pool = s.goodsPicks(name + "/")
	case promotion.PartCustomers, promotion.PartTexts:
	}
	return out
}

func (s *sheet) bounds(name, unit string) []field.Input {
	low, high := s.input(name+"/low", s.w.From, "text"), s.input(name+"/high", s.w.To, "text")
	low.Unit, high.Unit = unit, unit
	return []field.Input{low, high}
}

// goodsPicks are the goods chosen under a place of the form, and those a search
// found, to be ticked.
func (s *sheet) goodsPicks(at string) []field.Pick {
	t := s.F.W.Terms
	categories := append(s.form.List(at+"categories"), s.found.Categories...)
	brands := append(s.form.List(at+"brands"), s.found.Brands...)
	products := s.form.List(at + "products")
	for _, g := range s.found.Products {
		products = append(products, string(g.ID))
		s.named[g.ID] = g.Name
	}
	out := []field.Pick{
		s.picks(at+"categories", t.Categories, plain(categories)...), s.picks(at+"brands", t.Brands, plain(brands)...), s.picks(at+"products", t.Products, s.productOptions(products)...),
	}
	for i, kept := range s.longLists(at) {
		out[i].Inline = i < 2
		if kept > 0 {
			out[i].Options, out[i].Hint = nil, s.w.LongList.Of(s.F, int64(kept))
		}
	}
	return out
}

// longLists counts the categories, brands and products of a place whose lists are
// too long for the form.
func (s *sheet) longLists(at string) [3]int {
	t := s.base.Promotion.Target
	lists := [3]int{len(t.Categories), len(t.Brands), len(t.Products)}
	if strings.HasPrefix(at, "/frame") {
		lists = [3]int{}
		if f := s.base.Promotion.Frame; f != nil {
			lists = [3]int{len(f.Products.Categories), len(f.Products.Brands), len(f.Products.Products)}
		}
	}
	for i, n := range lists {
		if n <= mostShown {
			lists[i] = 0
		}
	}
	return lists
}

func plain(list []string) []field.Option {
	var out []field.Option
	for i, e := range list {
		if slices.Index(list, e) == i {
			out = append(out, field.Option{Value: e, Text: e})
		}
	}
	return out
}

func (s *sheet) productOptions(ids []string) []field.Option {
	out := plain(ids)
	for i := range out {
		if name := s.named[retail.ProductID(out[i].Value)]; name != "" {
			out[i].Text, out[i].Note = name, out[i].Value
		}
	}
	return out
}

// finder is the search for goods: what it found stands ticked off above it.
func (s *sheet) finder() finder {
	i := s.input("find", s.w.Find, "search")
	i.Most, i.Hint = 80, s.w.FindHint
	out := finder{Input: i}
	n := len(s.found.Products) + len(s.found.Brands) + len(s.found.Categories)
	switch text := s.form.Value("find"); {
	case text == "" || !s.searched: // another button than the search's: nothing was looked for
	case n == 0:
		out.Say = phrase.Fill(s.w.FoundNone, phrase.Slot{Name: "text", Text: strconv.Quote(text)})
	case s.found.More:
		out.Say = s.w.FoundMore
	default:
		out.Say = s.w.Found.Of(s.F, int64(n))
	}
	return out
}
