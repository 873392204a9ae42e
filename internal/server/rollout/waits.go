package rollout

import (
	"context"

	"sartor/internal/console/view"
	domain "sartor/internal/rollout"
)

// How many hours a week and a year have.
const (
	week = 7 * 24
	year = 365 * 24
)

// mostAsking is how many of the rollouts that were changed last are looked at, as many as
// their page lists.
const mostAsking = 50

// Waits adds the new products on their way whose gates ask for a step. An hour of
// waiting costs what the next stores would bring in it, or what those that carry it lose.
func (d Desk) Waits(ctx context.Context, scope view.Scope, out *view.Today) error {
	if !scope.All {
		return nil
	}
	all, err := d.List(ctx, nil, mostAsking)
	for i := range all {
		if all[i].Asks() {
			item := askOf(&all[i])
			item.Currency = d.DB.Catalogue().Store(1).Currency
			out.Bench = append(out.Bench, item)
		}
	}
	return err
}

func askOf(s *domain.Shown) view.BenchItem {
	r := &s.Reading
	item := view.BenchItem{Kind: view.BenchRollout, At: r.At.Time(), Rollout: string(s.ID), Name: s.Plan.Name, Advice: string(r.Verdict.Do)}
	for _, why := range r.Verdict.Why {
		item.Why = append(item.Why, string(why))
	}
	switch {
	case r.Verdict.Do == domain.Leave && r.Readout.Margin.Known && r.Readout.Margin.Estimate < 0:
		f, stores := r.Readout.Margin, float64(len(s.Carriers()))
		item.Cost = over(view.Interval{Low: -f.High * stores, Mid: -f.Estimate * stores, High: -f.Low * stores, N: int64(max(f.N, 1))}, week)
	case r.Verdict.Do == domain.Go && r.Next != nil:
		item.Count = int64(len(r.Next.Stores))
		if f := r.Worth; f.Known {
			item.Worth = view.Interval{Low: f.Low, Mid: f.Estimate, High: f.High, N: int64(max(f.N, 1))}
		}
		if item.Worth.Mid > 0 {
			item.Cost = over(item.Worth, year)
		}
	}
	return item
}

// over spreads an amount over hours.
func over(v view.Interval, hours float64) view.Interval {
	return view.Interval{Low: v.Low / hours, Mid: v.Mid / hours, High: v.High / hours, N: v.N}
}
