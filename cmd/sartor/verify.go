package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sartor/internal/server/upkeep"
)

type verifyCmd struct {
	dbFlag
	jsonFlag
}

// Help shows examples.
func (verifyCmd) Help() string {
	return `Examples:
  sartor verify
  sartor verify --db postgres://sartor@db/sartor --json

Checks every invariant of the ledger and of storage on one consistent state, also
while tills are open, and exits 1 when one does not hold.`
}

// Run checks and says what does not hold.
func (c *verifyCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	all, sound, err := upkeep.Verify(ctx, chain)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if err := c.print(w, verifyView{sound, all}); err != nil {
		return err
	}
	if !sound {
		return exitError(exitFailed)
	}
	return nil
}

type verifyView struct {
	Holds  bool           `json:"holds"`
	Checks []upkeep.Check `json:"checks"`
}

func (c *verifyCmd) print(w world, v verifyView) error {
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(v)
	}
	for _, k := range v.Checks {
		word := "holds"
		if !k.Holds {
			word = "DOES NOT HOLD"
		}
		fmt.Fprintf(w.stdout, "%-12s %s: %s\n", k.Name, word, k.Says)
		for _, f := range k.Findings {
			fmt.Fprintf(w.stdout, "             - %s: %s\n", f.Subject, f.Detail)
		}
	}
	return nil
}
