package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/intake/completejourney"
	"sartor/internal/intake/csvfolder"
	"sartor/internal/intake/onlineretail"
	"sartor/internal/retail"
)

type importCmd struct {
	dbFlag
	jsonFlag
	Format   string   `arg:"" help:"csv, online-retail or complete-journey."`
	Paths    []string `arg:"" name:"path" help:"File or folder, plain or gzip."`
	Currency string   `help:"Currency of stores whose currency the data lack, such as EUR."`
	Timezone string   `help:"Zone of stores whose zone the data lack, such as Europe/Berlin."`
	Consent  []string `help:"Purposes the chain declares for imported customers: profile, offers, email, analytics."`
	Proof    string   `help:"What that declaration rests on; needed with --consent."`
	Refused  string   `placeholder:"FILE" help:"Write refused rows with their reasons to this CSV file."`
}

// Help shows examples.
func (importCmd) Help() string {
	return `Examples:
  sartor import csv ./export --currency EUR --timezone Europe/Berlin --consent profile,offers --proof "loyalty terms 3"
  sartor import online-retail online_retail.csv.gz --consent profile,offers --proof "account terms"

A folder for csv holds receipts.csv, and if you like products.csv, stores.csv,
customers.csv, stock.csv, suppliers.csv, promotions.csv. The header of receipts.csv:
  receipt,at,store,till,customer,product,quantity,amount,discount

An import may be killed at any moment and run again: it continues, and nothing
counts twice. While tills are open it yields to them.`
}

// formats are what import can read, by name.
func formats() map[string]func() intake.Format {
	return map[string]func() intake.Format{
		csvfolder.Name: csvfolder.New, onlineretail.Name: onlineretail.New, completejourney.Name: completejourney.New,
	}
}

// formatOf finds a format by its name.
func formatOf(name string) (intake.Format, error) {
	known := formats()
	if f, ok := known[name]; ok {
		return f(), nil
	}
	return intake.Format{}, fault.New(fault.Malformed, "usage", "%q is no format; there are csv, online-retail and complete-journey", name)
}

// Run imports and prints what came in.
func (c *importCmd) Run(ctx context.Context, w world) error {
	format, err := formatOf(c.Format)
	if err != nil {
		return err
	}
	chain, done, err := w.open(ctx, w.options(c.dbFlag))
	if err != nil {
		return err
	}
	product := func(id retail.ProductID) (retail.Product, bool) {
		known := chain.DB.Catalogue()
		number, ok := known.ProductNumber(id)
		return known.Product(number), ok
	}
	bar := &progressBar{out: w.stderr, terminal: isTerminal(w.stderr)}
	job := intake.Job{Sink: chain.Sink(), Options: intake.Options{
		Currency: retail.Currency(c.Currency), Timezone: c.Timezone, Consent: c.Consent, Proof: c.Proof,
		Now: chain.Clock(), Progress: bar.show, Stands: chain.Declared(), Product: product, Stores: slices.DeleteFunc(slices.Clone(chain.DB.Catalogue().Stores), func(s retail.Store) bool { return s.ID == "" }),
	}}
	for _, p := range c.Paths {
		job.Paths = append(job.Paths, w.path(p))
	}
	refused := nothing
	if c.Refused != "" {
		f, err := os.Create(w.path(c.Refused))
		if err != nil {
			return errors.Join(fmt.Errorf("refused rows: %w", err), done())
		}
		job.Options.Refused, refused = f, f.Close
	}
	before, _ := presumed(chain.DB.Catalogue())
	result, err := intake.Run(ctx, format, job)
	bar.end()
	if err == nil {
		err = chain.CatchUp(ctx)
	}
	if now, such := presumed(chain.DB.Catalogue()); err == nil && now > before {
		w.note("%s presumed private by name or category, such as %q: nothing is learned or said of them until PUT /v1/products/{id} says what holds", counted(now-before, "product"), such)
	}
	if err = errors.Join(err, refused(), done()); err != nil {
		return err
	}
	if err := c.report(w, &result); err != nil || !result.Nothing() {
		return err
	}
	return fault.New(fault.Invalid, "nothing_imported", "nothing was imported: every row that was read is refused")
}

// presumed counts the products that the word list holds for private, and names one.
func presumed(chain *retail.Catalogue) (n int, such string) {
	for i := range chain.Products {
		if p := &chain.Products[i]; p.Restriction&retail.Presumed != 0 {
			n, such = n+1, cmp.Or(p.Name, string(p.ID))
		}
	}
	return n, such
}

func nothing() error { return nil }

func (c *importCmd) report(w world, r *intake.Result) error {
	for _, warning := range r.Warnings {
		w.note("warning: %s", warning)
	}
	if r.Refused > 0 && c.Refused == "" {
		w.note("warning: %s refused; run it again with --refused FILE to see line and reason of each", counted(r.Refused, "row"))
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(r)
	}
	if r.Facts > 0 && r.Read == 0 {
		w.note("%s beside receipts: stock, suppliers, campaigns, past prices", counted(r.Facts, "new row"))
	}
	_, err := fmt.Fprintf(w.stdout, "%s (%d read, %d known), %s, %s, %s, %s\namount %s, of it returned %s; %s refused; %.1f s\n",
		counted(r.Receipts, "new receipt"), r.Read, r.Duplicates, counted(r.Lines, "line"), counted(r.Customers, "customer"),
		counted(r.Stores, "store"), counted(r.Products, "product"), r.Amount, r.Returned, counted(r.Refused, "row"), r.Seconds)
	return err
}
