// Package db owns the rows: SQLite and PostgreSQL behind the small interfaces
// that the steps of the loop declare. One SQL text a query serves both engines
// (query.go); migrations are embedded and forward only (migrate.go). What it
// refuses: rules. A statement here guards a race or an invariant by its row
// count or a named CHECK; what should happen was decided before.
//
// Invariants and the tests that hold them: dbtest.Run (one suite, both
// engines): durable before acknowledged, a receipt counts once, a voucher is
// spent once, a budget is never overspent, fresh equals migrated.
package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Lane says who waits for a write.
type Lane uint8

// The lanes: tills go before everything else.
const (
	Till Lane = iota // a till waits: grouped, at most groupTill at once
	Bulk             // imports, folds, jobs: taken only when no till waits
)

// DB is an open database with the chain's catalogue in memory.
type DB struct {
	engine    engine
	url       string
	catalogue atomic.Pointer[retail.Catalogue]
	// promotionIDs maps promotion numbers to ids, which never change.
	promotionIDs sync.Map
	// following lets one follower of this process run at a time.
	following sync.Mutex
	now       func() time.Time
}

// engine is what differs between SQLite and PostgreSQL.
type engine interface {
	// write runs fn in one durable transaction; it may run fn again after a
	// rollback, so fn changes nothing but the database.
	write(ctx context.Context, lane Lane, fn func(*Tx) error) error
	// reader returns a session for single reads, each its own snapshot.
	reader() session
	// view runs fn on one consistent snapshot.
	view(ctx context.Context, fn func(session) error) error
	broken() error
	close() error
	dialect() dialect
	// backup writes a consistent copy of everything to path (SQLite only).
	backup(ctx context.Context, path string) error
	// ready is called once the schema stands.
	ready(ctx context.Context) error
}

// dialect names an engine.
type dialect string

const (
	sqliteDialect   dialect = "sqlite"
	postgresDialect dialect = "postgres"
)

// session runs statements.
type session interface {
	exec(ctx context.Context, q *query, args ...any) (int64, error)
	query(ctx context.Context, q *query, args ...any) (rows, error)
}

// rows is a result that is read forward and closed.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Tx is one write transaction. Seq is the write's place in the journal: it
// grows in the order of commitment on SQLite; on PostgreSQL it is unique, and
// the transaction's id orders before it.
type Tx struct {
	session
	Seq  int64
	more func(context.Context) (int64, error)
}

// next gives a further number for a write that appends several entries.
func (tx *Tx) next(ctx context.Context) (int64, error) { return tx.more(ctx) }

// step is one guarded statement: when it changes another number of rows than
// want, the whole write is undone and answered with *lost.
type step struct {
	q    *query
	want int64
	args []any
}

// any number of rows is fine.
const anyRows = -1

// seq stands in the args of a step for the write's Tx.Seq.
type seqArg struct{}

// lost says which guard failed: the state was not what the decision had read.
type lost struct{ at int }

func (l *lost) Error() string { return fmt.Sprintf("guard %d did not hold", l.at) }

// lostAt returns the index of the failed guard.
func lostAt(err error) (int, bool) {
	l, ok := errors.AsType[*lost](err)
	if !ok {
		return 0, false
	}
	return l.at, true
}

// Open opens "sqlite:PATH" or "postgres://…" and brings its schema up to date.
func Open(ctx context.Context, rawURL string) (*DB, error) {
	const op = "db.Open"
	var (
		e   engine
		err error
	)
	switch scheme, rest, _ := strings.Cut(rawURL, ":"); scheme {
	case "sqlite":
		e, err = openSQLite(ctx, rest)
	case "postgres", "postgresql":
		e, err = openPostgres(ctx, rawURL)
	default:
		return nil, fault.New(fault.Invalid, "db_url", "%q is no database: give sqlite:PATH or postgres://…", redact(rawURL))
	}
	if err != nil {
		return nil, fault.At(op, err)
	}
	d := &DB{engine: e, url: rawURL, now: time.Now}
	if err := d.migrate(ctx); err != nil {
		return nil, fault.At(op, errors.Join(err, e.close()))
	}
	if err := d.ReloadCatalogue(ctx); err != nil {
		return nil, fault.At(op, errors.Join(err, e.close()))
	}
	return d, nil
}

// Close waits for running writes and closes the database cleanly.
func (d *DB) Close() error { return fault.At("db.Close", d.engine.close()) }

// Broken returns why writes are no longer accepted, or nil. After a failed sync
// nothing may be acknowledged any more.
func (d *DB) Broken() error { return d.engine.broken() }

// Embedded reports whether the database is a file of this process.
func (d *DB) Embedded() bool { return d.engine.dialect() == sqliteDialect }

// Catalogue returns the products and stores as last loaded.
func (d *DB) Catalogue() *retail.Catalogue { return d.catalogue.Load() }

// apply runs guarded steps in one transaction.
func (d *DB) apply(ctx context.Context, lane Lane, steps []step) error {
	return d.write(ctx, lane, func(ctx context.Context, tx *Tx) error { return tx.run(ctx, steps) })
}

// write runs fn in one durable transaction. Once it runs, the caller's
// cancellation no longer reaches the statements.
func (d *DB) write(ctx context.Context, lane Lane, fn func(context.Context, *Tx) error) error {
	inner := context.WithoutCancel(ctx)
	return d.engine.write(ctx, lane, func(tx *Tx) error { return fn(inner, tx) })
}

func (tx *Tx) run(ctx context.Context, steps []step) error {
	if p, ok := tx.session.(pipeliner); ok {
		return p.pipeline(ctx, tx.Seq, steps)
	}
	for i := range steps {
		if steps[i].q.sqlite == "" {
			continue // a step of PostgreSQL alone
		}
		n, err := tx.exec(ctx, steps[i].q, bind(steps[i].args, tx.Seq)...)
		if err != nil {
			return fmt.Errorf("%s: %w", steps[i].q.name, err)
		}
		if steps[i].want != anyRows && n != steps[i].want {
			return &lost{at: i}
		}
	}
	return nil
}

// pipeliner sends all steps at once and looks at the counts afterwards.
type pipeliner interface {
	pipeline(ctx context.Context, seq int64, steps []step) error
}

// bind puts the write's number where a step asks for it.
func bind(args []any, seq int64) []any {
	for i := range args {
		if _, ok := args[i].(seqArg); !ok {
			continue
		}
		out := make([]any, len(args))
		copy(out, args)
		for j := i; j < len(out); j++ {
			if _, ok := out[j].(seqArg); ok {
				out[j] = seq
			}
		}
		return out
	}
	return args
}

// one reads a single row; found is false when there is none.
func one(ctx context.Context, s session, q *query, args []any, dest ...any) (found bool, err error) {
	r, err := s.query(ctx, q, args...)
	if err != nil {
		return false, fmt.Errorf("%s: %w", q.name, err)
	}
	defer r.Close()
	if r.Next() {
		if err := r.Scan(dest...); err != nil {
			return false, fmt.Errorf("%s: %w", q.name, err)
		}
		found = true
	}
	r.Close()
	if err := r.Err(); err != nil {
		return false, fmt.Errorf("%s: %w", q.name, err)
	}
	return found, nil
}

// each calls fn for every row.
func each(ctx context.Context, s session, q *query, args []any, fn func(scan func(...any) error) error) error {
	r, err := s.query(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", q.name, err)
	}
	defer r.Close()
	for r.Next() {
		if err := fn(r.Scan); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("%s: %w", q.name, err)
	}
	return nil
}

// redact hides a password in a database address.
func redact(rawURL string) string {
	if u, err := url.Parse(rawURL); err == nil {
		return u.Redacted()
	}
	return "(unreadable address)"
}

// Each runs a reading query by its name and calls fn for every row: the door
// for packages that only read, such as internal/view.
func (d *DB) Each(ctx context.Context, name string, args []any, fn func(scan func(...any) error) error) error {
	return fault.At("db.Each", each(ctx, d.engine.reader(), sql(name), args, fn))
}
