package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"sartor/internal/predict"
)

type predictDemandCmd struct {
	fileFlags
	History   string    `required:"" placeholder:"FILE" help:"CSV with series,at,quantity and any further columns; gzip is fine, - for standard input."`
	Future    string    `placeholder:"FILE" help:"CSV with series,at and the columns known ahead: planned prices, promotions, events."`
	Horizon   int       `required:"" placeholder:"N" help:"Steps to look ahead, behind the last one of the whole file."`
	Quantiles []float64 `default:"0.1,0.5,0.9" placeholder:"LEVELS" help:"Levels between 0 and 1."`
	Freq      string    `placeholder:"STEP" help:"day or week; without it found from the dates."`
	Fill      string    `default:"gap" placeholder:"HOW" help:"gap or zero: what a step without a row is."`
	Point     string    `default:"mean" placeholder:"POINT" help:"mean, median or mape: the error that the point forecast is to be smallest in."`
}

// Help shows examples.
func (predictDemandCmd) Help() string {
	return `Examples:
  sartor predict demand --history sales.csv --horizon 28 --out forecast.csv --report model.json
  sartor predict demand --history weekly.csv.gz --future planned.csv --horizon 8 --freq week --point mape --quantiles 0.05,0.5,0.95 --out -

Out come series,at,mean and a column a quantile (q0.1, …), --horizon rows a series in
the order of ids; the point forecast stands in mean, and quantiles never cross.

Rows may come in any order. at is a date or an integer step. A further column whose
cells are all numbers, or empty, is a covariate; any other is a category. A covariate
is used when --future covers it; a category that --future lacks keeps its last value.
A step without a row is a gap, in which demand is not known, unless --fill zero. Two
rows of one series and step are refused. A cell that does not hold ends the run with
its line and column, before anything is written. docs/PREDICT.md has the rest.`
}

// Run predicts and says what came out.
func (c *predictDemandCmd) Run(ctx context.Context, w world) error {
	const garbage = 25 // percent: rows are kept, and hardly anything is thrown away
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	show, end := say(w)
	d := predict.Demand{
		History: w.path(c.History), Future: w.path(c.Future), Horizon: c.Horizon, Quantiles: c.Quantiles,
		Freq: strings.ToLower(c.Freq), Fill: strings.ToLower(c.Fill), Point: strings.ToLower(c.Point), Seed: c.Seed,
		Out: w.path(c.Out), Report: w.path(c.Report), Workers: runtime.GOMAXPROCS(0), Say: show, Now: time.Now,
	}
	sum, err := predict.PredictDemand(ctx, d, w.streams())
	end()
	if err != nil {
		return err
	}
	return c.tell(w, predicted{sum, sum.Warnings, sum.Seconds})
}
