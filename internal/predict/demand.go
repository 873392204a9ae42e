package predict

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/forecast"
	"sartor/internal/predict/panel"
)

// Demand is what a prediction of demand is asked for.
type Demand struct {
	History   string // CSV: series,at,quantity and further columns
	Future    string // CSV: series,at and the columns known ahead; empty for none
	Horizon   int    // steps behind the last one of the file
	Quantiles []float64
	Freq      string // day, week; empty: found from the steps
	Fill      string // gap or zero: what a step without a row is
	Point     string // mean, median or mape: the error the point forecast is smallest in
	Seed      uint64 // of samples
	Out       string
	Report    string // JSON; empty for none
	Workers   int
	Say       Say
	Now       func() time.Time // for the seconds of the report
}

// Bounds of what can be asked.
const (
	mostHorizon   = forecast.MostHorizon
	mostQuantiles = forecast.MostQuantiles
)

// check returns the request with its quantiles in order, or what is wrong with it.
func (d Demand) check() (Demand, error) {
	switch {
	case d.Horizon < 1 || d.Horizon > mostHorizon:
		return d, usage("--horizon %d is not a number of steps from 1 to %d", d.Horizon, mostHorizon)
	case !slices.Contains([]string{"", "day", "week"}, d.Freq):
		return d, usage("--freq %q is neither day nor week; leave it out to have it found from the steps", d.Freq)
	case d.Fill != "gap" && d.Fill != "zero":
		return d, usage("--fill %q is neither gap nor zero", d.Fill)
	case !slices.Contains([]string{"mean", "median", "mape"}, d.Point):
		return d, usage("--point %q is none of mean, median, mape", d.Point)
	case d.History == stdio && d.Future == stdio:
		return d, usage("--history and --future cannot both be standard input")
	case len(d.Quantiles) > mostQuantiles:
		return d, usage("--quantiles names %d of them; at most %d can be told", len(d.Quantiles), mostQuantiles)
	}
	d.Quantiles = slices.Clone(d.Quantiles)
	slices.Sort(d.Quantiles)
	for i, q := range d.Quantiles {
		if !(q > 0 && q < 1) {
			return d, usage("--quantiles %v does not lie between 0 and 1, such as 0.1,0.5,0.9", q)
		}
		if i > 0 && q == d.Quantiles[i-1] {
			return d, usage("--quantiles names %v twice", q)
		}
	}
	return d, nil
}

// DemandSummary is what a prediction of demand came to.
type DemandSummary struct {
	Model      string             `json:"model"`
	Freq       forecast.Frequency `json:"freq"`      // step where integers were not said to be days or weeks
	FreqFrom   string             `json:"freq_from"` // asked, or found
	Origin     string             `json:"origin"`    // the last step of the file
	Horizon    int                `json:"horizon"`   // steps
	Point      string             `json:"point"`     // the error the point forecast is smallest in
	Fill       string             `json:"fill"`
	Quantiles  []float64          `json:"quantiles"`
	Series     int                `json:"series"`
	Rows       int                `json:"rows"`
	Empty      int                `json:"rows_without_quantity"`
	Steps      int                `json:"steps"`      // from the first of the file to the origin
	Gaps       int                `json:"gaps"`       // steps of series that nothing is known of
	Silent     int                `json:"silent"`     // series without any demand: forecast 0
	Covariates []string           `json:"covariates"` // columns of numbers that are used
	Categories []string           `json:"categories"` // columns of texts that are used
	Ahead      int                `json:"future_rows"`
	Outside    int                `json:"future_rows_outside"` // of other steps than the horizon's
	Choice     forecast.Report    `json:"choice"`              // how each way did on the inner holdout, by kind of series
	Seed       uint64             `json:"seed"`
	Warnings   []string           `json:"warnings"`
	Seconds    float64            `json:"seconds"`
	Stages     map[string]float64 `json:"stages"` // seconds of each
}

func (s *DemandSummary) String() string {
	return fmt.Sprintf("%d series, %d steps (%s) behind %s, by %s", s.Series, s.Horizon, s.Freq, s.Origin, s.Model)
}

// PredictDemand reads the demand of series and writes what is expected of each.
// What cannot be done is refused before anything is written.
func PredictDemand(ctx context.Context, d Demand, s Streams) (*DemandSummary, error) {
	d, err := d.check()
	if err != nil {
		return nil, err
	}
	if err := s.ready(places{read: []string{d.History, d.Future}, out: d.Out, report: d.Report}); err != nil {
		return nil, err
	}
	clock := newClock(d.Now, d.Say)
	d.Say = clock.say
	p, sum, err := d.read(ctx, s)
	if err != nil {
		return nil, err
	}
	m, err := d.learn(ctx, p, sum)
	if err != nil {
		return nil, err
	}
	if err := s.write(d.Out, func(o *output) error { return d.foretell(ctx, p, m, o, sum) }); err != nil {
		return nil, err
	}
	sum.Seconds, sum.Stages = clock.end()
	return sum, d.report(s, sum)
}

// strict reads rows for a panel.
type strict struct{ *input }

func (s strict) Next(ctx context.Context) bool   { return s.next(ctx) }
func (s strict) Wrong(col int, should string)    { s.wrong(col, should) }
func (s strict) Fail(format string, args ...any) { s.fail(format, args...) }
func (s strict) End() error                      { return s.end() }

// read reads both files and lays them out.
func (d Demand) read(ctx context.Context, s Streams) (*panel.Panel, *DemandSummary, error) {
	extra := func(column string) bool { return column != "" } // spreadsheets write row numbers under no name
	in, err := s.openWith(d.History, panel.Columns(), d.Say, extra)
	if err != nil {
		return nil, nil, err
	}
	p, err := panel.Read(ctx, in.Name, strict{in}, panel.Options{Freq: forecast.Frequency(d.Freq), Zero: d.Fill == "zero", Horizon: d.Horizon})
	if err != nil {
		return nil, nil, err
	}
	if p.Facts.Empty == p.Facts.Rows {
		return nil, nil, fault.New(fault.Invalid, "no_quantity", "%s holds no quantity in any row: there is nothing to forecast from; fill the column quantity", in.Name)
	}
	if d.Future != "" {
		d.Say.stage("reading what is known ahead")
		if in, err = s.openWith(d.Future, panel.AheadColumns(), nil, extra); err != nil {
			return nil, nil, err
		}
		if err := p.ReadAhead(ctx, strict{in}); err != nil {
			return nil, nil, err
		}
	}
	p.Settle()
	return p, d.summary(p.Facts), nil
}

// summary tells what was read.
func (d Demand) summary(f panel.Facts) *DemandSummary {
	sum := &DemandSummary{
		Freq: f.Freq, FreqFrom: "asked", Origin: f.Origin, Horizon: d.Horizon, Point: d.Point, Fill: d.Fill, Quantiles: append([]float64{}, d.Quantiles...),
		Series: f.Series, Rows: f.Rows, Empty: f.Empty, Steps: f.Steps, Gaps: f.Gaps, Covariates: f.Covariates, Categories: f.Categories,
		Ahead: f.Ahead, Outside: f.Outside, Seed: d.Seed, Warnings: append([]string{}, f.Warnings...),
	}
	if d.Freq == "" {
		sum.FreqFrom = "found"
	}
	return sum
}

func (d Demand) report(s Streams, sum *DemandSummary) error {
	if d.Report == "" {
		return nil
	}
	return s.write(d.Report, func(o *output) error {
		e := json.NewEncoder(o)
		e.SetIndent("", "  ")
		return e.Encode(sum)
	})
}
