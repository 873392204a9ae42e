package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sartor/internal/db/fold"
)

type rebuildCmd struct {
	dbFlag
	jsonFlag
	Check bool `help:"Only compare; change nothing, and exit 1 when something differs."`
}

// Help shows examples.
func (rebuildCmd) Help() string {
	return `Examples:
  sartor rebuild
  sartor rebuild --check --json

Folds the journal anew into profiles and demand, compares them byte by byte with
what stood, and puts right what differs. The journal is only read; tills go on.
Stopped in the middle it has put right a part, and may be run again.`
}

// Run folds anew, inside the server when one runs.
func (c *rebuildCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	anew := chain.DB.Rebuild
	if c.Check {
		anew = chain.DB.CompareFolds
	}
	out, err := anew(ctx, chain.Sight().Chain.Consent)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if err := c.print(w, out); err != nil {
		return err
	}
	if c.Check && !out.Same() {
		return exitError(exitFailed)
	}
	return nil
}

type rebuildView struct {
	fold.Rebuilt
	Equal bool `json:"equal"`
}

func (c *rebuildCmd) print(w world, out fold.Rebuilt) error {
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(rebuildView{out, out.Same()})
	}
	fmt.Fprintf(w.stdout, "%d profiles of %d customers and %d stores' days folded anew: ", out.Profiles, out.Customers, out.Days)
	if out.Same() {
		fmt.Fprintln(w.stdout, "equal to what stood, byte for byte")
		return nil
	}
	word := "put right"
	if c.Check {
		word = "left as they are"
	}
	fmt.Fprintf(w.stdout, "%d profiles and %d days differed and were %s\n  first: %s\n", out.ProfilesDiffer, out.DaysDiffer, word, out.FirstDifference)
	return nil
}
