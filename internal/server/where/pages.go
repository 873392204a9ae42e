package where

import (
	"context"
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Pages gives the console what it asks for; it is view.Responses and view.Estimates.
type Pages struct{ Keeper }

// Response is where and why a promotion works, for the stores of a scope.
func (p Pages) Response(ctx context.Context, scope view.Scope, id retail.PromotionID) (view.Response, error) {
	row, err := p.DB.Promotion(ctx, id)
	if err != nil {
		return view.Response{}, err
	}
	out := view.Response{Promotion: id, Currency: row.Budget.Currency, Framed: row.Frame != nil, Stores: map[retail.StoreID]view.ResponseStore{}}
	if out.Report, _, err = p.DB.Readouts().Report(ctx, row.Number); err != nil {
		return out, err
	}
	if p.Today(1) > row.Ends {
		out.Unseen.Wait = 0 // nobody comes any more
	}
	out.Rows = slices.DeleteFunc(out.Rows, func(r outcome.Row) bool {
		return r.By == outcome.ByStore && !scope.Allows(retail.StoreID(r.Group))
	})
	out.Findings = slices.DeleteFunc(out.Findings, func(f outcome.Finding) bool {
		return f.Row.By == outcome.ByStore && !scope.Allows(retail.StoreID(f.Row.Group))
	})
	out.Locals = slices.DeleteFunc(out.Locals, func(l outcome.Local) bool { return !scope.Allows(l.Store) })
	for _, s := range p.DB.Catalogue().Stores {
		if s.ID != "" && scope.Allows(s.ID) {
			out.Stores[s.ID] = view.ResponseStore{Name: s.Name, Region: s.Region}
		}
	}
	for _, l := range out.Locals {
		s := out.Stores[l.Store]
		s.Local = true
		out.Stores[l.Store] = s
	}
	return out, nil
}

// Estimate says what a promotion will probably bring.
func (p Pages) Estimate(ctx context.Context, of promotion.Promotion) (view.Estimate, error) {
	e, err := p.Keeper.Estimate(ctx, of)
	if err != nil {
		return view.Estimate{}, err
	}
	n := int64(e.Sample)
	interval := func(f outcome.Figure) view.Interval {
		if !f.Known {
			return view.Interval{}
		}
		return view.Interval{Low: f.Low, Mid: f.Estimate, High: f.High, N: n}
	}
	bases := map[outcome.EstimateBasis]view.Basis{outcome.OnPast: view.BasisPast, outcome.OnAssumed: view.BasisAssumed, outcome.OnGoods: view.BasisGoods}
	return view.Estimate{
		Reach: interval(e.Reach), Vouchers: interval(e.Vouchers), Redeemed: interval(e.Redeemed), Cost: interval(e.Cost), Margin: interval(e.Margin),
		Basis: bases[e.Basis], Past: e.Past, Sample: n, AsOf: p.Clock(),
	}, nil
}
