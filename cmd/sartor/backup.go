package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"sartor/internal/server/upkeep"
)

type backupCmd struct {
	dbFlag
	jsonFlag
	Dest       string `arg:"" help:"New folder for the backup."`
	WithoutKey bool   `help:"Leave the wrapping key out; the backup then opens only with your own copy of it."`
}

// Help shows examples.
func (backupCmd) Help() string {
	return `Examples:
  sartor backup /backups/monday
  sartor backup /backups/monday --without-key # the key is kept in a safe

Copies the chain while it runs: the database, its wrapped keys, the key that
wraps them, and the list of erasures. Whoever has the folder can make vouchers:
keep it as safe as the till's cash. On PostgreSQL the rows are pg_dump's; the
folder holds keys and erasures.`
}

// Run writes the backup, inside the server when one runs.
func (c *backupCmd) Run(ctx context.Context, w world) error {
	chain, done, err := w.standing(ctx, c.dbFlag)
	if err != nil {
		return err
	}
	key := upkeep.WithKey
	if c.WithoutKey {
		key = upkeep.WithoutKey
	}
	m, err := upkeep.Backup(ctx, chain, w.path(c.Dest), key)
	keyFile := chain.KeyFile()
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if m.Engine == "postgres" {
		w.note("The rows are not in it: take them with \"pg_dump --format=custom\" in the same night, and bring them back with pg_restore before \"sartor restore\".")
	}
	if !m.WithKey {
		w.note("The key is not in it: without a copy of %s no voucher of this backup can be read again.", keyFile)
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(m)
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %s, %s, %s, %s\n", w.path(c.Dest), counted(m.Receipts, "receipt"), counted(m.Customers, "customer"), counted(m.Vouchers, "voucher"), counted(m.Erasures, "erasure"))
	return err
}

type restoreCmd struct {
	dbFlag
	jsonFlag
	From     string `arg:"" help:"Folder of a backup."`
	Erasures string `placeholder:"FILE" help:"Newer list of erasures (default: the one beside the database, and that of the database itself)."`
	Force    bool   `help:"Replace a database that stands; it is kept beside the new one."`
}

// owns marks a command that owns its database file instead of asking a server.
func (*restoreCmd) owns() {}

// Help shows examples.
func (restoreCmd) Help() string {
	return `Examples:
  sartor restore /backups/monday --db sqlite:chain.db
  sartor restore /backups/monday --db sqlite:chain.db --force
  sartor restore /backups/monday --db sqlite:new.db --erasures chain.db.erasures.csv

Stop the server first. Before anything is replaced, everybody on a list of
erasures is forgotten in the copy, its keys read a known code, and every
invariant holds. On PostgreSQL run pg_restore first; this command then applies
erasures and proves keys and rows.`
}

// Run brings the backup back.
func (c *restoreCmd) Run(ctx context.Context, w world) error {
	r := upkeep.Restore{From: w.path(c.From), URL: w.url(c.DB), KeyFile: w.path(c.KeyFile), Erasures: w.path(c.Erasures)}
	if c.Force {
		r.Force = "--force"
	}
	out, err := r.Run(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(out)
	}
	fmt.Fprintf(w.stdout, "restored to %s: %s, %s, %s; %s erased again; keys and every invariant hold\n",
		shown(r.URL), counted(out.Receipts, "receipt"), counted(out.Customers, "customer"), counted(out.Vouchers, "voucher"), counted(out.Forgotten, "customer"))
	if out.Kept != "" {
		fmt.Fprintf(w.stdout, "what stood before lies at %s\n", out.Kept)
	}
	return nil
}

// shown is a database's address without its password.
func shown(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	return "the database"
}
