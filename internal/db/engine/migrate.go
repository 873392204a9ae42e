package engine

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
)

// Migration is one step of the schema, applied once and for ever.
type Migration struct {
	number int64
	name   string
	text   string
}

// LoadMigrations reads migration/0001_name.sql, 0002_…, numbered without gaps.
func LoadMigrations(files fs.FS) ([]Migration, error) {
	names, err := fs.Glob(files, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []Migration
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
		out = append(out, Migration{number: n, name: name, text: string(text)})
	}
	return out, nil
}

// The engine's own statements: the list of applied migrations.
var (
	migrationTable = plain("migration.table", `create table if not exists migration (number bigint not null primary key, name text not null)`)
	migrationLast  = plain("migration.last", `select coalesce(max(number), 0) from migration`)
	migrationMark  = &Query{
		name: "migration.mark", args: []string{"number", "name"},
		sqlite: `insert into migration (number, name) values (?1, ?2) on conflict do nothing`,
		pg:     `insert into migration (number, name) values ($1, $2) on conflict do nothing`,
	}
)

// migrationLock lets one process at a time change the schema, or look whether it
// stands; SQLite has one writer anyway.
var migrationLock = Step{Query: &Query{name: "migration.lock", pg: `select pg_advisory_xact_lock(71000)`}, Want: AnyRows}

// plain is a statement without arguments that both engines take.
func plain(name, text string) *Query { return &Query{name: name, sqlite: text, pg: text} }

// Migrate brings the schema up to date and returns the names of the migrations
// it applied. Each and its mark are one transaction, so that a kill in the
// middle leaves the state before it.
func Migrate(ctx context.Context, e Engine, all []Migration) (applied []string, err error) {
	if err := e.Write(ctx, Bulk, func(tx *Tx) error {
		return tx.Run(ctx, []Step{migrationLock, {Query: migrationTable, Want: AnyRows}})
	}); err != nil {
		return nil, err
	}
	var at int64
	if _, err := One(ctx, e.Reader(), migrationLast, nil, &at); err != nil {
		return nil, err
	}
	if at > int64(len(all)) {
		return nil, fault.New(fault.Conflict, "newer_schema", "the database was written by a newer Sartor (schema %d, this binary knows %d): use that version or a newer one", at, len(all))
	}
	for _, m := range all[at:] {
		if err := e.Write(ctx, Bulk, func(tx *Tx) error { return m.apply(ctx, tx, e.Dialect()) }); err != nil {
			return applied, fmt.Errorf("migration %s: %w", m.name, err)
		}
		applied = append(applied, m.name)
	}
	return applied, nil
}

// apply locks and marks first: a second process waits and then finds it taken.
func (m Migration) apply(ctx context.Context, tx *Tx, d Dialect) error {
	if err := tx.Run(ctx, []Step{migrationLock}); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, migrationMark, m.number, m.name)
	if err != nil || n == 0 {
		return err
	}
	for text := range strings.SplitSeq(conditional(stripComments(m.text), d), ";") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if _, err := tx.Exec(ctx, plain(m.name, text)); err != nil {
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
