package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sartor/internal/server/upkeep"
)

type exportCmd struct {
	dbFlag
	jsonFlag
	Dest string `arg:"" help:"New folder for the files."`
}

// Help shows examples.
func (exportCmd) Help() string {
	return `Examples:
  sartor export ./export
  sartor export ./export --json

Writes receipts, customers, vouchers, promotions, stores and products as gzipped
CSV files; receipts, stores, products and customers in the columns that "import
csv" reads. A customer is in them, under a pseudonym and without card, address or
phone, only with consent to "analytics"; receipts of others are anonymous, and so
is every receipt with a no_inference product. Codes of vouchers that can still be
used are left out. The export is audited.`
}

// Run writes the files, inside the server when one runs.
func (c *exportCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	out, err := upkeep.Export(ctx, chain, w.path(c.Dest), "command line")
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(out)
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %s (%d with a customer), %s, %s, %s, %s; left out, since analytics are not allowed: %s\n",
		w.path(c.Dest), counted(out.Receipts, "receipt"), out.Named, counted(out.Lines, "line"), counted(out.Customers, "customer"),
		counted(out.Vouchers, "voucher"), counted(out.Promotions, "promotion"), counted(out.Withheld, "customer"))
	return err
}
