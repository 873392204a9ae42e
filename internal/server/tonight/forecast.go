package tonight

import (
	"context"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/foresight"
	"sartor/internal/model/demand"
	"sartor/internal/retail"
	"sartor/internal/server"
	kernel "sartor/internal/stock/plan"
)

// Days of the past that a simple forecast looks at.
const (
	past   = 182
	week   = 56 // for the week's pattern
	spread = 7  // days of the sums whose ratio is learned
)

// stale is for how many days a night's forecasts are gone by; older ones give way to the
// simple rule.
const stale = 7

// Foreseen reads what a night has foretold; where none has, or long ago, Simple stands in.
func Foreseen(c *server.Chain) func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) Forecast, error) {
	simple := Simple(c)
	return func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) Forecast, error) {
		var sheets []foresight.Sheet
		err := c.DB.Forecasts().Each(ctx, store, func(s *foresight.Sheet) error {
			if from-s.Day <= stale {
				sheets = append(sheets, *s)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(sheets) == 0 {
			return simple(ctx, store, from)
		}
		return func(product uint32) Forecast {
			for i := range sheets {
				if f, found := sheets[i].Of(product); found {
					return ahead(f, int(from-sheets[i].Day))
				}
			}
			return Forecast{}
		}, nil
	}
}

// ahead is a forecast from a day on.
func ahead(f *foresight.Forecast, first int) Forecast {
	out := Forecast{Today: f.On(first - 1), Means: make([]float64, kernel.Horizon), Ratio: f.Ratio}
	for day := range out.Means {
		out.Means[day] = f.On(first + day)
	}
	if f.Event != "" {
		out.Planned, out.Event = f.Planned[min(first-1, foresight.Horizon):], f.Event
	}
	return out
}

// Simple forecasts from what a store sold: exponential smoothing with the week's pattern,
// the rule that stands in where nothing better was learned (SCIENCE 4.4). What was bulk
// says nothing.
func Simple(c *server.Chain) func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) Forecast, error) {
	return func(ctx context.Context, store uint32, from retail.BusinessDay) (func(uint32) Forecast, error) {
		first := from - 1 - past
		sold := map[uint32][]float64{}
		err := c.DB.Readouts().Demand(ctx, readout.Span{Store: store, First: first, Last: from - 2}, func(where customer.StoreDay, d *customer.Demand) error {
			for i := range d.Cells {
				cell := &d.Cells[i]
				y := sold[cell.Product]
				if y == nil {
					y = make([]float64, past)
					sold[cell.Product] = y
				}
				if at := int(where.Day - first); at >= 0 && at < past {
					y[at] = max((cell.Units - cell.Returned).Units(), 0)
				}
			}
			return nil
		})
		return func(product uint32) Forecast {
			y := demand.Begun(sold[product])
			if len(y) == 0 {
				return Forecast{}
			}
			demand.Lower(y)
			means := demand.SES.Weekly(y, 1+kernel.Horizon, week, demand.Usual()) // the first of them is today
			return Forecast{Today: means[0], Means: means[1:], Ratio: demand.Ratio(y, spread, past)}
		}, err
	}
}
