package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// migration is one step of the schema, applied once and for ever.
type migration struct {
	number int64
	name   string
	text   string
}

func loadMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []migration
	for _, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migration/"), ".sql")
		digits, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n != int64(len(out)+1) {
			return nil, fmt.Errorf("%s: migrations are numbered 0001, 0002, … without gaps", file)
		}
		out = append(out, migration{number: n, name: name, text: string(text)})
	}
	return out, nil
}

var migrations = must(loadMigrations(migrationFiles))

// migrate brings the schema up to date: each migration and its mark in one
// transaction, so that a kill in the middle leaves the state before it.
func (d *DB) migrate(ctx context.Context) error {
	if err := d.engine.write(ctx, Bulk, func(tx *Tx) error {
		_, err := tx.exec(ctx, sql("migration.table"))
		return err
	}); err != nil {
		return err
	}
	var at int64
	if _, err := one(ctx, d.engine.reader(), sql("migration.last"), nil, &at); err != nil {
		return err
	}
	if at > int64(len(migrations)) {
		return fault.New(fault.Conflict, "newer_schema", "the database was written by a newer Sartor (schema %d, this binary knows %d): use that version or a newer one", at, len(migrations))
	}
	for _, m := range migrations[at:] {
		if err := d.engine.write(ctx, Bulk, func(tx *Tx) error { return m.apply(ctx, tx, d.engine.dialect()) }); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return d.engine.ready(ctx)
}

// apply marks first: a second process waits at the mark and then finds it taken.
func (m migration) apply(ctx context.Context, tx *Tx, d dialect) error {
	n, err := tx.exec(ctx, sql("migration.mark"), m.number, m.name)
	if err != nil || n == 0 {
		return err
	}
	for text := range strings.SplitSeq(conditional(stripComments(m.text), d), ";") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if _, err := tx.exec(ctx, &query{name: m.name, sqlite: text, pg: text}); err != nil {
			return fmt.Errorf("%.60s: %w", text, err)
		}
	}
	return nil
}

func stripComments(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			b.WriteString(line)
		}
	}
	return b.String()
}
