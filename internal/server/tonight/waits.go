package tonight

import (
	"context"
	"time"

	"sartor/internal/console/stock"
	"sartor/internal/console/view"
	"sartor/internal/db/plan"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// Waiting is what of the plan that stands nobody has decided yet.
type Waiting struct {
	Lines, Moves int64        // moves are among the lines
	Gain         kernel.Range // what all of them together are expected to add, minor units
	Made, Until  time.Time    // after Until, goods come a day later
}

// night is how many hours pass until the next orders go out.
const night = 24

// Bench adds the lines of tonight's plan that nobody decided yet: whoever leaves them
// loses, night by night, what they would bring.
func (p Pages) Bench(ctx context.Context, scope view.Scope, out *view.Today) error {
	w, err := p.Waits(ctx, scope)
	if err != nil || w.Lines == 0 {
		return err
	}
	item := view.BenchItem{
		Kind: view.BenchOrders, At: w.Made, By: w.Until, Currency: p.DB.Catalogue().Store(1).Currency, Count: w.Lines, Moves: w.Moves,
		Worth: view.Interval{Low: w.Gain.Low, Mid: w.Gain.Mid, High: w.Gain.High, N: w.Lines},
	}
	if len(scope.Stores) == 1 && !scope.All {
		n, _ := p.DB.Catalogue().StoreNumber(scope.Stores[0])
		shop := p.DB.Catalogue().Store(n)
		item.Store, item.StoreName = shop.ID, shop.Name
	}
	if w.Gain.Mid > 0 {
		item.Cost = view.Interval{Low: w.Gain.Low / night, Mid: w.Gain.Mid / night, High: w.Gain.High / night, N: w.Lines}
	}
	out.Bench = append(out.Bench, item)
	return nil
}

// Waits counts what waits in the stores of a scope; without lines nothing does.
func (p Pages) Waits(ctx context.Context, scope view.Scope) (out Waiting, err error) {
	run, found, err := p.DB.Plans().Current(ctx)
	if err != nil || !found {
		return out, err
	}
	settings, err := p.PlanSettings(ctx)
	if err != nil {
		return out, err
	}
	out.Made, out.Until = run.Made.Time(), p.cutOff(run.Day, settings.CutOff)
	q := stock.Query{Scope: scope}
	f := p.filter(&run, q)
	if scope.All {
		err = p.waitsOfChain(ctx, &out, &run, f)
		return out, err
	}
	rows, err := p.own(ctx, f, q)
	for i := range rows {
		out.add(rows[i].Kind, 1)
		low, mid, high := rows[i].Why.Gain[0], rows[i].Why.Gain[1], rows[i].Why.Gain[2]
		out.Gain.Low, out.Gain.Mid, out.Gain.High = out.Gain.Low+low, out.Gain.Mid+mid, out.Gain.High+high
	}
	return out, err
}

// waitsOfChain counts by sums. Where some lines are decided, the range of the others is
// as wide, for what they bring, as that of the whole plan: see rest.
func (p Pages) waitsOfChain(ctx context.Context, out *Waiting, run *plan.Run, f plan.Filter) error {
	t, err := TotalsOf(run)
	if err != nil {
		return err
	}
	sums, err := p.DB.Plans().Sums(ctx, f.Run, f.Since)
	mid, all := 0.0, int64(0)
	for _, s := range sums {
		all += s.Count
		if s.State == plan.Proposed {
			out.add(kernel.Kind(s.Kind), s.Count)
			mid += float64(s.Gain)
		}
	}
	if out.Lines > 0 {
		out.Gain = rest(t.Gain, mid, float64(out.Lines)/float64(all))
	}
	return err
}

// rest is the range of what is left of a plan. Where that is expected to cost, or to bring
// more than the whole, what it brings says nothing about how wide its range is: its share
// of the lines does.
func rest(whole kernel.Range, mid, lines float64) kernel.Range {
	share := mid / whole.Mid
	if whole.Mid <= 0 || mid <= 0 || mid > whole.Mid {
		share = lines
	}
	return kernel.Range{Low: mid - share*(whole.Mid-whole.Low), Mid: mid, High: mid + share*(whole.High-whole.Mid)}
}

func (w *Waiting) add(kind kernel.Kind, n int64) {
	w.Lines += n
	if kind == kernel.Move {
		w.Moves += n
	}
}

// cutOff is when a day's orders go out, at the chain's first store.
func (d *Desk) cutOff(day retail.BusinessDay, at string) time.Time {
	date := day.Time()
	clock, _ := time.Parse("15:04", at) // was read when it was set
	return time.Date(date.Year(), date.Month(), date.Day(), clock.Hour(), clock.Minute(), 0, 0, d.DB.Catalogue().Location(1))
}
