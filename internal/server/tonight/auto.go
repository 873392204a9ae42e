package tonight

import (
	"context"
	"maps"
	"math"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/plan"
	"sartor/internal/db/readout"
	"sartor/internal/model/demand"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// The brake: a class whose forecasts err to one side by more than alarm on average, over
// the last days, is left to people (SCIENCE 4.3: beyond ±.5 for four steps).
const (
	alarm     = .5
	alarmDays = 4
)

// drifts follow the forecasts of each class: what was expected of a day and what came.
type drifts map[string]*drift

type drift struct {
	demand.Tracking
	beyond int // days in a row
}

// add takes one day's sums of a class.
func (d drifts) add(class string, expected, came float64) {
	one := d[class]
	if one == nil {
		one = &drift{}
		d[class] = one
	}
	one.Add((expected - came) / math.Max(came, 1))
	if math.Abs(one.Signal()) > alarm {
		one.beyond++
	} else {
		one.beyond = 0
	}
}

// classes are those whose forecasts drift, in their order.
func (d drifts) classes() []string {
	out := []string{}
	for _, class := range slices.Sorted(maps.Keys(d)) {
		if d[class].beyond >= alarmDays {
			out = append(out, class)
		}
	}
	return out
}

// Autopilot is the actor of what the autopilot accepted.
const Autopilot = "autopilot"

// autopilot accepts what its classes allow, unless their forecasts drift.
func (m *maker) autopilot(ctx context.Context, run plan.Run, drifting []string) (count int64, err error) {
	for _, class := range slices.Sorted(maps.Keys(m.settings.Autopilot)) {
		a := m.settings.Autopilot[class]
		if !a.On || slices.Contains(drifting, class) {
			continue
		}
		for i := range m.kernel.Stores {
			n, err := m.DB.Plans().AcceptAll(ctx, plan.Sweep{
				Filter: plan.Filter{Run: run.Number, Class: class}, Store: m.kernel.Stores[i].Number, LeastGain: least(a.LeastGain), MostUnits: a.MostUnits,
				Actor: Autopilot, Reason: "autopilot of class " + class, At: retail.MicrosOf(m.Clock()),
			})
			if err != nil {
				return count, err
			}
			count += n
		}
	}
	return count, nil
}

// mostRuns is how many plans are looked back at: two weeks of one a night, and some more.
const mostRuns = 30

// follow compares what earlier plans foretold of their next day, by class, with what
// stores sold on it.
func (m *maker) follow(ctx context.Context) error {
	m.drift = drifts{}
	runs, err := m.DB.Plans().Newest(ctx, mostRuns)
	if err != nil || len(runs) == 0 {
		return err
	}
	foretold := map[retail.BusinessDay]map[string]float64{}
	for i := range runs { // the newest first: the last plan of a day is the one that counts
		t, err := TotalsOf(&runs[i])
		if day := runs[i].Day + 1; err == nil && foretold[day] == nil && day < m.day {
			foretold[day] = t.Foretold
		}
	}
	if len(foretold) == 0 {
		return nil
	}
	days := slices.Sorted(maps.Keys(foretold))
	came, err := m.came(ctx, days[0])
	for _, day := range days {
		for _, class := range slices.Sorted(maps.Keys(foretold[day])) {
			m.drift.add(class, foretold[day][class], came[day][class])
		}
	}
	return err
}

// came sums what stores were asked for since a day, by day and class.
func (m *maker) came(ctx context.Context, since retail.BusinessDay) (map[retail.BusinessDay]map[string]float64, error) {
	out := map[retail.BusinessDay]map[string]float64{}
	for day := since; day < m.day; day++ {
		out[day] = map[string]float64{}
	}
	for i := range m.kernel.Stores {
		span := stock.Span{Store: m.kernel.Stores[i].Number, First: since, Last: m.day - 1}
		err := m.asked(ctx, span, func(at onDay, units float64) { out[at.day][m.classes[at.product]] += units })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// onDay is a product on a day.
type onDay struct {
	day     retail.BusinessDay
	product uint32
}

// asked adds what a store sold. Of a shelf that ran empty nobody knows what was asked for:
// it counts for at least what is foretold of its weekday, or each delivery that fails would
// look like customers who stay away, and the brake would stop the orders that make up for it.
func (m *maker) asked(ctx context.Context, span stock.Span, add func(at onDay, units float64)) error {
	empty := map[onDay]float64{} // and what was sold there
	err := m.DB.Shelf().RanEmpty(ctx, span, func(day retail.BusinessDay, product uint32) { empty[onDay{day, product}] = 0 })
	if err != nil {
		return err
	}
	err = m.DB.Readouts().Demand(ctx, readout.Span(span), func(where customer.StoreDay, d *customer.Demand) error {
		for k := range d.Cells {
			at, units := onDay{where.Day, d.Cells[k].Product}, (d.Cells[k].Units - d.Cells[k].Returned).Units()
			if _, hit := empty[at]; hit {
				empty[at] = units
			} else {
				add(at, units)
			}
		}
		return nil
	})
	if err != nil || len(empty) == 0 {
		return err
	}
	forecast, err := m.Forecast(ctx, span.Store, m.day+1)
	if err != nil {
		return err
	}
	for at, sold := range empty {
		add(at, max(sold, forecast(at.product).weekday(m.day+1, at.day)))
	}
	return nil
}

// weekday is what is foretold, from a day on, of the next day of another's weekday.
func (f Forecast) weekday(from, of retail.BusinessDay) float64 {
	if ahead := int((of-from)%7+7) % 7; ahead < len(f.Means) {
		return f.Means[ahead]
	}
	return 0
}
