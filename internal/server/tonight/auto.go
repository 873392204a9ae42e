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

// came sums what stores sold since a day, by day and class.
func (m *maker) came(ctx context.Context, since retail.BusinessDay) (map[retail.BusinessDay]map[string]float64, error) {
	out := map[retail.BusinessDay]map[string]float64{}
	for i := range m.kernel.Stores {
		span := readout.Span{Store: m.kernel.Stores[i].Number, First: since, Last: m.day - 1}
		err := m.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
			if out[where.Day] == nil {
				out[where.Day] = map[string]float64{}
			}
			for k := range d.Cells {
				if class := m.classes[d.Cells[k].Product]; class != "" {
					out[where.Day][class] += (d.Cells[k].Units - d.Cells[k].Returned).Units()
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
