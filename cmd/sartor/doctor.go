package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sartor/internal/server/upkeep"
)

type doctorCmd struct {
	dbFlag
	jsonFlag
}

// Help shows examples.
func (doctorCmd) Help() string {
	return `Examples:
  sartor doctor
  sartor doctor --db postgres://sartor@db/sartor --json

Looks at disk, database, schema, sync, keys, clock, folds, learning and lock,
says what to do about what is not well, and exits 1 when something is not.`
}

type doctorView struct {
	Well   bool             `json:"ok"`
	Checks []upkeep.Symptom `json:"checks"`
}

// Run examines the chain, also when it does not open.
func (c *doctorCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		chain, done = nil, func() error { return nil }
	}
	all, well := upkeep.Examine(ctx, upkeep.Patient{Chain: chain, URL: w.url(c.DB), Failure: err})
	if err := done(); err != nil {
		return err
	}
	if err := c.print(w, doctorView{well, all}); err != nil {
		return err
	}
	if !well {
		return exitError(exitFailed)
	}
	return nil
}

func (c *doctorCmd) print(w world, v doctorView) error {
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(v)
	}
	for _, s := range v.Checks {
		word := "ok  "
		if !s.Well {
			word = "FAIL"
		}
		fmt.Fprintf(w.stdout, "%s  %-9s %s\n", word, s.Name, s.Detail)
		if s.Mend != "" {
			fmt.Fprintf(w.stdout, "                → %s\n", s.Mend)
		}
	}
	return nil
}

type migrateCmd struct {
	dbFlag
	jsonFlag
}

// Help shows examples.
func (migrateCmd) Help() string {
	return `Examples:
  sartor migrate
  sartor migrate --db postgres://sartor@db/sartor

Every command brings the schema up to date when it opens a database; this one
does nothing else, for those who like to see it done before they start.`
}

type migrateView struct {
	Schema  int      `json:"schema"`
	Applied []string `json:"applied"`
}

// Run brings the schema up to date and says what it did.
func (c *migrateCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.open(ctx, w.options(c.dbFlag))
	if err != nil {
		return err
	}
	v := migrateView{Applied: []string{}}
	if !w.inside { // a running server did it when it started
		v.Applied = append(v.Applied, chain.DB.Migrated()...)
	}
	v.Schema, err = upkeep.Schema(ctx, chain)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(v)
	}
	for _, name := range v.Applied {
		fmt.Fprintf(w.stdout, "applied %s\n", name)
	}
	if len(v.Applied) == 0 {
		newest := "the newest"
		if w.inside {
			newest = "the newest that the running server knows; a newer one migrates when it is started"
		}
		fmt.Fprintf(w.stdout, "nothing to do: the schema is at migration %d, %s\n", v.Schema, newest)
	}
	return nil
}
