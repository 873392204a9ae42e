package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/predict"
	"sartor/internal/retail"
)

// predictCmd are predictions from file to file: no database, no server.
type predictCmd struct {
	Lifetime predictLifetimeCmd `cmd:"" help:"Purchases in, lifetime value of each customer out."`
	Habit    predictHabitCmd    `cmd:"" help:"Baskets in, the products of each customer's next one out."`
	Demand   predictDemandCmd   `cmd:"" help:"Demand of series in, what each will ask for next out."`
}

// fileFlags are the output and report that predictions share.
type fileFlags struct {
	Seed   uint64 `default:"1" help:"Seed of whatever is drawn by lot; recorded in the report."`
	Out    string `required:"" placeholder:"FILE" help:"CSV to write, gzip when it ends in .gz, - for standard output."`
	Report string `placeholder:"FILE" help:"JSON with the model, its parameters and how it was chosen."`
}

// say shows how far a prediction has come, on the error stream.
func say(w world) (predict.Say, func()) {
	bar := &progressBar{out: w.stderr, terminal: isTerminal(w.stderr)}
	return func(p predict.Progress) {
		bar.show(intake.Progress{Stage: intake.Stage(p.Stage), Done: p.Done, Total: p.Total})
	}, bar.end
}

func (w world) streams() predict.Streams { return predict.Streams{In: w.stdin, Out: w.stdout} }

// predicted is what a prediction came to.
type predicted struct {
	sum      fmt.Stringer
	warnings []string
	seconds  float64
}

// tell says what came out: nothing beside a prediction or report on standard output.
func (f *fileFlags) tell(w world, p predicted) error {
	for _, warning := range p.warnings {
		w.note("warning: %s", warning)
	}
	if f.Out == "-" || f.Report == "-" {
		return nil
	}
	_, err := fmt.Fprintf(w.stdout, "%s; %.1f s\n", p.sum, p.seconds)
	return err
}

type predictLifetimeCmd struct {
	fileFlags
	Receipts string  `required:"" placeholder:"FILE" help:"CSV with customer,at and, when values are wanted, amount; gzip is fine, - for standard input."`
	Until    string  `required:"" placeholder:"DATE" help:"The last known day, inclusive; later rows are not read."`
	Horizon  int     `required:"" placeholder:"DAYS" help:"Days behind it to look ahead."`
	Model    string  `default:"auto" placeholder:"MODEL" help:"auto, bgnbd, mbgnbd, mbgcnbdk or paretonbd."`
	Unit     string  `default:"week" placeholder:"UNIT" help:"day or week: of recency, age and parameters."`
	Discount float64 `default:"0.10" placeholder:"RATE" help:"Discount a year."`
}

// Help shows examples.
func (predictLifetimeCmd) Help() string {
	return `Examples:
  sartor predict lifetime --receipts receipts.csv --until 2026-06-30 --horizon 364 --out value.csv --report model.json
  gzip -dc log.csv.gz | sartor predict lifetime --receipts - --until 2026-06-30 --horizon 91 --model mbgnbd --out -

Out come customer,purchases,recency,age,p_alive,expected_purchases,expected_spend,
value,value_low,value_high, a row a customer in the order of their first rows:
value is discounted revenue over the horizon, with its 5 % and 95 % points.

Rows may come in any order. A purchase is a customer-day: all that a customer
bought on one date counts once, a time counts with its date as written. A negative amount brings goods back: it lowers what its day
brought in and makes no purchase. A cell that does not hold ends the run with its
line and column. Fewer than 200 customers, or 50 who bought twice, teach nothing:
the run ends and says so. docs/PREDICT.md has the rest.`
}

// Run predicts and says what came out.
func (c *predictLifetimeCmd) Run(ctx context.Context, w world) error {
	until, err := retail.ParseDay(c.Until)
	if err != nil {
		return fault.New(fault.Malformed, "usage", "--until %q is not a date such as 2026-06-30", c.Until)
	}
	show, end := say(w)
	sum, err := predict.PredictLifetime(ctx, predict.Lifetime{
		Receipts: w.path(c.Receipts), Until: until, Horizon: c.Horizon, Model: strings.ToLower(c.Model), Unit: strings.ToLower(c.Unit),
		Discount: c.Discount, Seed: c.Seed, Out: w.path(c.Out), Report: w.path(c.Report), Workers: runtime.GOMAXPROCS(0), Say: show, Now: time.Now,
	}, w.streams())
	end()
	if err != nil {
		return err
	}
	return c.tell(w, predicted{sum, sum.Warnings(), sum.Seconds})
}
