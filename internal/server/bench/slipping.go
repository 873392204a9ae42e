package bench

import (
	"context"

	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
)

// slipping adds the customers at risk: an hour of waiting costs what those are worth
// who lapse in an hour, as over the last four weeks.
func (b Bench) slipping(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	r, err := b.Segments(ctx, 0)
	if err != nil || r.Newest == 0 {
		return err
	}
	s, found := r.Find(string(lifecycle.AtRisk))
	if !found || s.Customers == 0 || !s.Spoken {
		return nil
	}
	gone := int64(0)
	for _, f := range r.Flows {
		if f.From == string(lifecycle.AtRisk) && f.To == string(lifecycle.Lapsed) {
			gone += f.Customers
		}
	}
	low, mid, high := s.Worth()
	perHour := float64(gone) / (28 * 24)
	item := view.BenchItem{
		Kind: view.BenchRisk, At: min(r.Day, r.Newest).Time(), Currency: b.DB.Catalogue().Store(1).Currency, Count: s.Customers, Worth: view.Interval{Low: float64(s.Low), Mid: float64(s.Value), High: float64(s.High), N: s.Customers},
	}
	if gone > 0 {
		item.Cost = view.Interval{Low: float64(low) * perHour, Mid: float64(mid) * perHour, High: float64(high) * perHour, N: gone}
	}
	out.Bench = append(out.Bench, item)
	return nil
}
