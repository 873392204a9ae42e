// Package engine owns the two databases as such: SQLite, one file with one
// writer and group commit, and PostgreSQL. It runs statements that are written
// once for both (query.go) and writes of guarded steps, all or nothing; it
// brings a schema up to date (migrate.go). What it refuses: knowing any row.
//
// Invariants and the tests that hold them (db/dbtest, both engines): a write is
// durable before it returns; a guard that does not hold undoes the whole write;
// after a failed sync nothing is accepted any more; fresh equals migrated.
package engine

import (
	"context"
	"net/url"
	"strings"

	"sartor/internal/fault"
)

// Lane says who waits for a write.
type Lane uint8

// The lanes: tills go before everything else.
const (
	Till Lane = iota // a till waits: grouped, at most groupTill at once
	Bulk             // imports, folds, jobs: taken only when no till waits
)

// Engine is what differs between SQLite and PostgreSQL.
type Engine interface {
	// Write runs fn in one durable transaction; it may run fn again after a
	// rollback, so fn changes nothing but the database.
	Write(ctx context.Context, lane Lane, fn func(*Tx) error) error
	// Reader returns a session for single reads, each its own snapshot.
	Reader() Session
	// View runs fn on one consistent snapshot.
	View(ctx context.Context, fn func(Session) error) error
	// Broken returns why writes are no longer accepted, or nil.
	Broken() error
	Close() error
	Dialect() Dialect
	// Backup writes a consistent copy of everything to path (SQLite only).
	Backup(ctx context.Context, path string) error
	// Ready is called once the schema stands, with the highest number that a
	// write has taken.
	Ready(ctx context.Context, last int64) error
}

// Dialect names an engine.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Open opens "sqlite:PATH" or "postgres://…"; the schema may be missing or old.
func Open(ctx context.Context, rawURL string) (Engine, error) {
	switch scheme, rest, _ := strings.Cut(rawURL, ":"); scheme {
	case "sqlite":
		return openSQLite(ctx, rest)
	case "postgres", "postgresql":
		return openPostgres(ctx, rawURL)
	}
	return nil, fault.New(fault.Invalid, "db_url", "%q is no database: give sqlite:PATH or postgres://…", redact(rawURL))
}

// redact hides a password in a database address.
func redact(rawURL string) string {
	if u, err := url.Parse(rawURL); err == nil {
		return u.Redacted()
	}
	return "(unreadable address)"
}

// Session runs statements.
type Session interface {
	Exec(ctx context.Context, q *Query, args ...any) (int64, error)
	Query(ctx context.Context, q *Query, args ...any) (Rows, error)
}

// Rows is a result that is read forward and closed.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Glance reads a few rows where that is quickest: SQLite begins once for all of them and
// looks at one state; PostgreSQL, which would have to be asked twice more, at each one's own.
func Glance(ctx context.Context, e Engine, fn func(Session) error) error {
	if e.Dialect() == SQLite {
		return e.View(ctx, fn)
	}
	return fn(e.Reader())
}

// One reads a single row; found is false when there is none.
func One(ctx context.Context, s Session, q *Query, args []any, dest ...any) (found bool, err error) {
	r, err := s.Query(ctx, q, args...)
	if err != nil {
		return false, q.failed(err)
	}
	defer r.Close()
	if r.Next() {
		if err := r.Scan(dest...); err != nil {
			return false, q.failed(err)
		}
		found = true
	}
	r.Close()
	if err := r.Err(); err != nil {
		return false, q.failed(err)
	}
	return found, nil
}

// breath is after how many rows whoever reads many lets tills go first.
const breath = 16

// Each calls fn for every row.
func Each(ctx context.Context, s Session, q *Query, args []any, fn func(scan func(...any) error) error) error {
	r, err := s.Query(ctx, q, args...)
	if err != nil {
		return q.failed(err)
	}
	defer r.Close()
	for n := 1; r.Next(); n++ {
		if err := fn(r.Scan); err != nil {
			return q.failed(err)
		}
		if n%breath == 0 {
			GiveWay()
		}
	}
	if err := r.Err(); err != nil {
		return q.failed(err)
	}
	return nil
}
