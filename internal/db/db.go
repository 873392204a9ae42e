// Package db owns the rows: what every step of the loop keeps, behind the small
// interfaces that the steps declare. One SQL text a query serves both engines
// (db/engine runs them); migrations are embedded and forward only. What it
// refuses: rules. A statement here guards a race or an invariant by its row
// count or a named CHECK; what should happen was decided before.
//
// Invariants and the tests that hold them: dbtest.Run (one suite, both
// engines): durable before acknowledged, a receipt counts once, a voucher is
// spent once, a budget is never overspent, fresh equals migrated.
package db

import (
	"context"
	"embed"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/db/fold"
	"sartor/internal/db/house"
	"sartor/internal/db/learned"
	"sartor/internal/db/local"
	"sartor/internal/db/shelf"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

//go:embed query/*.sql
var queryFiles embed.FS

//go:embed migration/*.sql
var migrationFiles embed.FS

// queries holds every statement by name, migrations every step of the schema;
// both are read only after start.
var (
	queries    = engine.Embedded(queryFiles)
	migrations = must(engine.LoadMigrations(migrationFiles))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // the binary itself is wrong: an embedded file does not parse
	}
	return v
}

// sql returns a statement by name.
func sql(name string) *engine.Query { return queries.Named(name) }

// DB is an open database with the chain's catalogue in memory.
type DB struct {
	*house.House
	engine    engine.Engine
	url       string
	catalogue atomic.Pointer[retail.Catalogue]
	// promotionIDs maps promotion numbers to what they are known by, which never changes.
	promotionIDs sync.Map
	book         book
	reloading    sync.Mutex
	folds        *fold.Folds
	outlooks     *learned.Outlooks
	locals       *local.Versions
	shelf        *shelf.Shelf
	now          func() time.Time
	lastSale     atomic.Int64 // Unix seconds of the last close of a till on this node
	migrated     []string
}

// tx is one write transaction with what this package knows of rows.
type tx struct{ *engine.Tx }

// Open opens "sqlite:PATH" or "postgres://…" and brings its schema up to date.
func Open(ctx context.Context, rawURL string) (*DB, error) {
	const op = "db.Open"
	e, err := engine.Open(ctx, rawURL)
	if err != nil {
		return nil, fault.At(op, err)
	}
	d := &DB{engine: e, url: rawURL, now: time.Now, outlooks: &learned.Outlooks{Engine: e, Query: sql}}
	d.House = house.New(house.Parts{Engine: e, Query: sql, Now: func() time.Time { return d.now() }})
	d.locals = &local.Versions{Engine: e, Query: sql, Catalogue: d.Catalogue}
	d.shelf = &shelf.Shelf{Books: fold.Books{Session: e.Reader(), Query: sql}, Engine: e, Query: sql, Group: d.group, Now: func() time.Time { return d.now() }}
	d.folds = fold.New(fold.Parts{
		Engine: e, Query: sql, Catalogue: d.Catalogue, Reload: d.ReloadCatalogue, Forget: d.outlooks.Forget, Quiet: d.quiet, Now: func() time.Time { return d.now() },
	})
	if err := d.prepare(ctx); err != nil {
		return nil, fault.At(op, errors.Join(err, e.Close()))
	}
	return d, nil
}

// prepare brings the schema up to date and reads what is kept in memory.
func (d *DB) prepare(ctx context.Context) (err error) {
	if d.migrated, err = engine.Migrate(ctx, d.engine, migrations); err != nil {
		return err
	}
	var last int64
	if _, err := engine.One(ctx, d.engine.Reader(), sql("journal.last"), nil, &last); err != nil {
		return err
	}
	if err := d.engine.Ready(ctx, last); err != nil {
		return err
	}
	if err := d.resettle(ctx); err != nil {
		return err
	}
	return d.ReloadCatalogue(ctx)
}

// resettle mends the order of the journal after a restore from a dump. Places on
// PostgreSQL begin with a transaction's id, and a new server counts those from
// the start: without this, what the dump brought would lie in the future, and
// folds would pass over what is written from now on. What was derived is dropped
// and folded anew.
func (d *DB) resettle(ctx context.Context) error {
	if d.Embedded() {
		return nil
	}
	var ahead int64
	if _, err := engine.One(ctx, d.engine.Reader(), sql("journal.ahead"), nil, &ahead); err != nil || ahead == 0 {
		return err
	}
	var steps []engine.Step
	for _, q := range []string{"catalogue.lock", "journal.settle", "consent.settle", "fold.forget", "profile.clear", "demand.clear", "stock_day.clear", "stock_level.clear", "stock_store.clear", "journal_day.clear"} {
		steps = append(steps, engine.Step{Query: sql(q), Want: engine.AnyRows})
	}
	return d.apply(ctx, engine.Bulk, steps)
}

// Close waits for running writes and closes the database cleanly.
func (d *DB) Close() error {
	const goodbye = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	var err error
	if !d.Embedded() && d.Broken() == nil {
		err = d.folds.Release(ctx)
	}
	return fault.At("db.Close", errors.Join(err, d.engine.Close()))
}

// Schema is the version of the schema that stands.
func (d *DB) Schema() int { return len(migrations) }

// Migrated names the migrations that opening the database applied.
func (d *DB) Migrated() []string { return d.migrated }

// Broken returns why writes are no longer accepted, or nil. After a failed sync
// nothing may be acknowledged any more.
func (d *DB) Broken() error { return d.engine.Broken() }

// Embedded reports whether the database is a file of this process.
func (d *DB) Embedded() bool { return d.engine.Dialect() == engine.SQLite }

// Engine returns what runs statements: the door for upkeep, which has its own.
func (d *DB) Engine() engine.Engine { return d.engine }

// Shelf reads and writes what is where.
func (d *DB) Shelf() *shelf.Shelf { return d.shelf }

// Outlooks reads and writes what is expected of customers.
func (d *DB) Outlooks() *learned.Outlooks { return d.outlooks }

// Catalogue returns the products and stores as last loaded.
func (d *DB) Catalogue() *retail.Catalogue { return d.catalogue.Load() }

// apply runs guarded steps in one transaction.
func (d *DB) apply(ctx context.Context, lane engine.Lane, steps []engine.Step) error {
	return d.write(ctx, lane, func(ctx context.Context, tx tx) error { return tx.Run(ctx, steps) })
}

// write runs fn in one durable transaction. Once it runs, the caller's
// cancellation no longer reaches the statements.
func (d *DB) write(ctx context.Context, lane engine.Lane, fn func(context.Context, tx) error) error {
	inner := context.WithoutCancel(ctx)
	return d.engine.Write(ctx, lane, func(t *engine.Tx) error { return fn(inner, tx{t}) })
}

// Each runs a reading query by its name and calls fn for every row: the door
// for packages that only read.
func (d *DB) Each(ctx context.Context, name string, args []any, fn func(scan func(...any) error) error) error {
	return fault.At("db.Each", engine.Each(ctx, d.engine.Reader(), sql(name), args, fn))
}
