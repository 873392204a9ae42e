// Package readout owns the JSON of where and why promotions work: groups,
// findings, stores' versions against the centre's, estimates before launch and
// what stores' customers like. It turns what package outcome found into the shapes
// of the contract; it refuses rules and access. That every member is described and
// nothing else, with the routes that show it: httpapi's TestOpenAPI_Examples.
package readout

import (
	"time"

	"sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// Response is what results gain: null and empty until somebody has looked.
type Response struct {
	ReadAt   *string       `json:"read_at"`          // when figures by group were read; null: not yet
	Groups   []GroupView   `json:"groups,omitempty"` // with ?by=
	Sales    *RangeView    `json:"sales"`            // of the promotion's goods, everywhere; null: weak evidence
	Findings []FindingView `json:"findings"`         // where it flops and why
	Versions []VersionView `json:"versions"`         // stores' against the centre's
	NextLook *string       `json:"next_look"`        // day on which findings are looked for again; null: none is planned
}

// RangeView is an estimate with its 90 % range.
type RangeView struct {
	Low      float64 `json:"low"`
	Estimate float64 `json:"estimate"`
	High     float64 `json:"high"`
}

// GroupView is how one group of customers answered.
type GroupView struct {
	By       outcome.By `json:"by"`
	Group    string     `json:"group"`
	Treated  int        `json:"treated"`
	Holdout  int        `json:"holdout"`
	Sales    *RangeView `json:"sales"`          // of the promotion's goods, relative: 0.5 is half as much again; null: not enough data
	Margin   *RangeView `json:"margin"`         // added a customer, minor units; likewise
	Verdict  string     `json:"verdict"`        // alike, behind or ahead of everybody else
	WaitDays *int       `json:"wait_days"`      // about, until there are enough customers; null: nobody knows, or there are
	Own      *float64   `json:"sales_unshrunk"` // the group's own figure, before pooling
}

// TasteItem is how much more than the chain's customers some buy of something.
type TasteItem struct {
	Category string           `json:"category,omitempty"`
	Product  retail.ProductID `json:"product,omitempty"`
	Name     string           `json:"name,omitempty"` // of the product
	Index    float64          `json:"index"`          // 1 is as the chain
	Low      float64          `json:"low"`
	High     float64          `json:"high"`
	N        int              `json:"observations"` // customers who buy it, or units sold
}

// FindingView is a group in which a promotion flops, and what it buys instead.
type FindingView struct {
	By       outcome.By  `json:"by"`
	Group    string      `json:"group"`
	Sales    *RangeView  `json:"sales"`
	Than     string      `json:"than"` // the group of the same kind that answers best
	ThanSale *RangeView  `json:"than_sales"`
	Promoted *TasteItem  `json:"promoted"` // how much of the promotion's goods it bought before; null: not known
	Instead  []TasteItem `json:"instead"`
	Swap     string      `json:"swap"` // category a version of the store may be for; empty: none fits
}

// VersionView is a store's version against the centre's.
type VersionView struct {
	Store    retail.StoreID `json:"store"`
	Since    string         `json:"since"`
	Basis    outcome.Basis  `json:"basis"` // lot: customers of the store keep the centre's; matched: other stores that sold alike before
	Local    int            `json:"local"`
	Centre   int            `json:"centre"`
	Sales    *RangeView     `json:"sales"` // the store's over the centre's, relative
	Margin   *RangeView     `json:"margin"`
	Verdict  string         `json:"verdict"`
	WaitDays *int           `json:"wait_days"` // about, until a difference of a tenth can be told
}

// EstimateView is what a promotion will probably bring. Money is minor units.
type EstimateView struct {
	Basis    outcome.EstimateBasis `json:"basis"` // past, assumed, goods or none
	Past     int                   `json:"past_promotions"`
	Sample   int                   `json:"sample"` // customers it was tried on
	Currency retail.Currency       `json:"currency"`
	Reach    *RangeView            `json:"reach"`
	Vouchers *RangeView            `json:"vouchers"`
	Redeemed *RangeView            `json:"redeemed"`
	Cost     *RangeView            `json:"cost"`
	Margin   *RangeView            `json:"margin"`
	Capped   bool                  `json:"capped"` // a limit or the budget ends it early
	AsOf     string                `json:"as_of"`
}

// TasteView is what a store's customers buy beside the chain's.
type TasteView struct {
	Store      retail.StoreID `json:"store"`
	AsOf       *string        `json:"as_of"` // last business day that counts; null: nobody has looked yet
	Days       int            `json:"days"`
	Categories []TasteItem    `json:"categories"`
	Products   []TasteItem    `json:"products"`
}

func rangeOf(f outcome.Figure) *RangeView {
	if !f.Known {
		return nil
	}
	return &RangeView{Low: f.Low, Estimate: f.Estimate, High: f.High}
}

func waitOf(days int) *int {
	if days == 0 {
		return nil
	}
	return &days
}

// wordOf names a verdict.
func wordOf(v response.Verdict) string {
	switch v {
	case response.Behind:
		return "behind"
	case response.Ahead:
		return "ahead"
	case response.Alike:
	}
	return "alike"
}

func itemOf(t outcome.Taste) TasteItem {
	return TasteItem{Category: t.Name, Index: t.Index, Low: t.Low, High: t.High, N: t.N}
}

// Asked is which part of a report is shown, and to whom.
type Asked struct {
	By     []outcome.By // none: no groups
	Stores func(retail.StoreID) bool
}

// Of shows a report; the zero one says that nobody has looked.
func Of(r *outcome.Report, a Asked) Response {
	out := Response{Sales: rangeOf(r.All.Sales), Findings: []FindingView{}, Versions: []VersionView{}}
	if r.At != 0 {
		at := rfc3339(r.At)
		out.ReadAt = &at
	}
	if r.NextLook > 0 {
		next := r.At.Time().AddDate(0, 0, r.NextLook).Format(time.DateOnly)
		out.NextLook = &next
	}
	for _, by := range a.By {
		out.Groups = append(out.Groups, groupsOf(r.Of(by), a)...)
	}
	if len(a.By) > 0 && out.Groups == nil {
		out.Groups = []GroupView{}
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Row.By != outcome.ByStore || a.Stores(retail.StoreID(f.Row.Group)) {
			out.Findings = append(out.Findings, findingOf(f))
		}
	}
	for _, l := range r.Locals {
		if a.Stores(l.Store) {
			out.Versions = append(out.Versions, VersionView{
				Store: l.Store, Since: rfc3339(l.Since), Basis: l.Basis, Local: l.Local, Centre: l.Centre, Sales: rangeOf(l.Sales), Margin: rangeOf(l.Margin),
				Verdict: wordOf(l.Verdict), WaitDays: waitOf(l.Wait),
			})
		}
	}
	return out
}

func groupsOf(rows []outcome.Row, a Asked) (out []GroupView) {
	for i := range rows {
		row := &rows[i]
		if row.By == outcome.ByStore && !a.Stores(retail.StoreID(row.Group)) {
			continue
		}
		g := GroupView{
			By: row.By, Group: row.Group, Treated: row.Treated, Holdout: row.Held, Sales: rangeOf(row.Sales), Margin: rangeOf(row.Margin),
			Verdict: wordOf(row.Verdict), WaitDays: waitOf(row.Wait),
		}
		if row.Sales.Known {
			g.Own = &row.Own
		}
		out = append(out, g)
	}
	return out
}

func findingOf(f *outcome.Finding) FindingView {
	out := FindingView{
		By: f.Row.By, Group: f.Row.Group, Sales: rangeOf(f.Row.Sales), Than: f.Than.Group, ThanSale: rangeOf(f.Than.Sales), Instead: []TasteItem{}, Swap: f.Swap,
	}
	if f.Promoted.N > 0 {
		one := itemOf(f.Promoted)
		out.Promoted = &one
	}
	for _, t := range f.Instead {
		out.Instead = append(out.Instead, itemOf(t))
	}
	return out
}

// EstimateOf shows an estimate.
func EstimateOf(e *outcome.Estimate, currency retail.Currency, at retail.Micros) EstimateView {
	return EstimateView{
		Basis: e.Basis, Past: e.Past, Sample: e.Sample, Currency: currency, Reach: rangeOf(e.Reach), Vouchers: rangeOf(e.Vouchers), Redeemed: rangeOf(e.Redeemed),
		Cost: rangeOf(e.Cost), Margin: rangeOf(e.Margin), Capped: e.Capped, AsOf: rfc3339(at),
	}
}

// TasteOf shows what a store's customers like; through 0 means nobody has looked.
func TasteOf(t *outcome.Tastes, store retail.StoreID, chain *retail.Catalogue) TasteView {
	out := TasteView{Store: store, Days: t.Days, Categories: []TasteItem{}, Products: []TasteItem{}}
	if t.Through != 0 {
		day := t.Through.String()
		out.AsOf = &day
	}
	for _, c := range t.Categories {
		out.Categories = append(out.Categories, itemOf(c))
	}
	for _, p := range t.Products {
		item := itemOf(p)
		item.Category, item.Product = "", retail.ProductID(p.Name)
		if n, ok := chain.ProductNumber(item.Product); ok {
			item.Name = chain.Product(n).Name
		}
		out.Products = append(out.Products, item)
	}
	return out
}

func rfc3339(at retail.Micros) string { return at.Time().Format(time.RFC3339) }
