package main

import (
	"context"
	"runtime"
	"time"

	"sartor/internal/predict"
)

type predictHabitCmd struct {
	fileFlags
	Receipts  string `required:"" placeholder:"FILE" help:"CSV with customer,basket,at,product, a row a line of a receipt; gzip is fine, - for standard input."`
	Customers string `placeholder:"FILE" help:"CSV with customer: who to answer for, strangers included; without it everybody in the receipts."`
	Top       int    `default:"20" placeholder:"N" help:"Products a customer."`
}

// Help shows examples.
func (predictHabitCmd) Help() string {
	return `Examples:
  sartor predict habit --receipts receipts.csv --out next.csv --report model.json
  gzip -dc log.csv.gz | sartor predict habit --receipts - --customers who.csv --top 10 --out -

Out come customer,rank,product,score: exactly --top rows a customer, as far as there
are products. A stranger gets the popular list.

Rows may come in any order. A basket is one value of basket within a customer; its
time is its smallest at: a date, a time or an integer. A product that repeats in a
basket counts once. How to foretell is chosen inside the file, on baskets held back
from its end; the report has the score of each candidate. A cell that does not hold
ends the run with its line and column, before anything is written. docs/PREDICT.md
has the rest.`
}

// Run predicts and says what came out.
func (c *predictHabitCmd) Run(ctx context.Context, w world) error {
	show, end := say(w)
	h := predict.Habit{
		Receipts: w.path(c.Receipts), Customers: w.path(c.Customers), Top: c.Top, Seed: c.Seed, Out: w.path(c.Out), Report: w.path(c.Report),
		Workers: runtime.GOMAXPROCS(0), Say: show, Now: time.Now,
	}
	sum, err := predict.PredictHabit(ctx, h, w.streams())
	end()
	if err != nil {
		return err
	}
	return c.tell(w, predicted{sum, sum.Warnings, sum.Seconds})
}
