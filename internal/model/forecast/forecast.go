// Package forecast owns what many series will do next, together: it knows simple
// candidates (smoothers with trends and seasons, methods for rare demand) and a
// pooled model of trees that learns prices, promotions, events and calendars
// from all series at once; it chooses among them by rolling origins inside the
// history, for each class of series; and it says how sure it is with quantiles
// calibrated on those origins. It refuses files, shops, clocks: a series is its
// steps, the newest last, and what is known of each step.
//
// Invariants and the tests that hold them: the same numbers for any number of
// workers (TestFit_SameForAnyWorkers), nothing after an origin is ever read for
// it (TestFit_NeverLooksPastItsOrigin), quantiles never cross and nothing that is
// no number comes out (TestForecast_Edges), a share of about u lies below the
// u-quantile (TestQuantiles_Cover), no worse than the season before where that
// is best (TestForecast_SeasonFoundByItself), promotions are learned
// (TestPooled_Promotions), one bulk order changes next to nothing
// (TestForecast_BulkDayChangesLittle).
//
// Sources are SCIENCE.md 4 and the papers named at each method.
package forecast

import (
	"math"
	"slices"

	"sartor/internal/fault"
)

// Frequency is what a step is.
type Frequency string

// The frequencies. Step is a number without a calendar: its season, if any, is
// found in the values.
const (
	Day  Frequency = "day"
	Week Frequency = "week"
	Step Frequency = "step"
)

// Point says which error a point forecast is to be smallest in.
type Point string

// The points. Percentage is low on purpose and never to be ordered by
// (SCIENCE 4.5).
const (
	Mean       Point = "mean"   // squared error: sums, stock, money
	Median     Point = "median" // absolute error
	Percentage Point = "mape"   // absolute error divided by what came, steps above 0 only
)

// Series is what is known of one series. A Number or Code of a step after the
// last value is known ahead: a planned price, a holiday.
type Series struct {
	Values  []float32   // the oldest first, the last at Panel.Last; NaN is a gap
	Numbers [][]float32 // by Panel.Numbers: len(Values)+Horizon each, NaN unknown; nil: unknown throughout
	Codes   [][]int32   // by Panel.Codes: one for the whole series, or len(Values)+Horizon; −1 unknown
}

// Panel is many series that end at the same step.
type Panel struct {
	Freq    Frequency
	Last    int      // days since 1970-01-01 of the last step; of the week's first day; of no meaning for Step
	Horizon int      // steps ahead, 1 to MostHorizon
	Series  int      // their number
	Numbers []string // covariates: prices, shares, flags
	Codes   []string // categories: stores, products, events; their codes are 0 or more
	// Read fills in a series. Several goroutines call it, with any number, more
	// than once; the answer is always the same and stays untouched by the caller.
	Read func(i int, s *Series)
}

// The bounds of a panel.
const (
	// MostHorizon is two years of days: further ahead is not a forecast.
	MostHorizon = 732
	// MostColumns bounds covariates and categories, each.
	MostColumns = 256
	// MostQuantiles bounds the quantiles asked for: all whole percents.
	MostQuantiles = 99
)

// Options say how a model is made. What is 0 takes the value in brackets.
type Options struct {
	Quantiles []float64 // growing levels in (0,1), MostQuantiles at most; none: no quantiles
	Point     Point     // [mean]
	Origins   int       // rolling origins inside the history, at least 3 [4; up to 16 where there are few series]
	Sample    int       // series that choices and trees are learned from, at most [3,000]
	Rows      int       // rows that trees are learned from, at most [80,000]
	Only      []string  // names of the candidates to choose from [all]: ses+7, pooled, … as reports name them
	Workers   int       // goroutines; the numbers do not depend on it [1]
	Seed      uint64
	Stop      func() error // asked now and then; an error ends the work. nil never does
}

const (
	leastOrigins = 3
	usualOrigins = 4
	mostOrigins  = 16
	usualSample  = 3000
	usualRows    = 80_000
)

func (p *Panel) check() error {
	switch {
	case p.Freq != Day && p.Freq != Week && p.Freq != Step:
		return invalid("forecast_frequency", "a step is a day, a week or a plain step, not %q", p.Freq)
	case p.Horizon < 1 || p.Horizon > MostHorizon:
		return invalid("forecast_horizon", "the horizon is 1 to %d steps, not %d", MostHorizon, p.Horizon)
	case p.Series < 1 || p.Read == nil:
		return invalid("forecast_series", "there is no series to forecast")
	case len(p.Numbers) > MostColumns || len(p.Codes) > MostColumns:
		return invalid("forecast_columns", "at most %d covariates and %d categories", MostColumns, MostColumns)
	}
	return nil
}

func (o *Options) fill() error {
	if o.Point == "" {
		o.Point = Mean
	}
	o.Workers = max(o.Workers, 1)
	for _, v := range []struct {
		at    *int
		usual int
	}{{&o.Sample, usualSample}, {&o.Rows, usualRows}} {
		if *v.at == 0 {
			*v.at = v.usual
		}
	}
	switch {
	case o.Point != Mean && o.Point != Median && o.Point != Percentage:
		return invalid("forecast_point", "the point forecast is mean, median or mape, not %q", o.Point)
	case o.Origins != 0 && (o.Origins < leastOrigins || o.Origins > mostOrigins):
		return invalid("forecast_origins", "rolling origins are %d to %d, not %d", leastOrigins, mostOrigins, o.Origins)
	case o.Sample < 1 || o.Rows < 1:
		return invalid("forecast_sample", "a model needs at least one series and one row to learn from")
	case len(o.Quantiles) > MostQuantiles:
		return invalid("forecast_quantiles", "at most %d quantiles", MostQuantiles)
	}
	for i, u := range o.Quantiles {
		if !(u > 0 && u < 1) || i > 0 && u <= o.Quantiles[i-1] {
			return invalid("forecast_quantiles", "quantiles are growing levels between 0 and 1; %g is not", u)
		}
	}
	return nil
}

func (o *Options) stopped() error {
	if o.Stop == nil {
		return nil
	}
	return o.Stop()
}

// allowed says whether a candidate may be chosen.
func (o *Options) allowed(name string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, name) }

func invalid(code, hint string, args ...any) error {
	return fault.New(fault.Invalid, code, hint, args...)
}

func finite(x float64) bool { return x-x == 0 }

var gap = math.NaN()
