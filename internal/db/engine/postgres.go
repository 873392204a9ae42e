package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sartor/internal/fault"
)

// Limits of the PostgreSQL engine: writers wait in the pool; serialisation
// failures and deadlocks are tried again a bounded number of times.
const (
	pgTries    = 8
	seqBlock   = 1000 // numbers a node takes at once; the sequence's increment
	minVersion = 150000
)

type postgres struct {
	pool *pgxpool.Pool
	mu   sync.Mutex
	next int64
	end  int64
	stop atomic.Bool
	// numbered is set once the schema stands and journal_seq exists.
	numbered bool
}

func openPostgres(ctx context.Context, rawURL string) (*postgres, error) {
	cfg, err := pgxpool.ParseConfig(rawURL)
	if err != nil {
		return nil, fault.New(fault.Invalid, "db_url", "the address of the database cannot be read: give postgres://user@host:5432/name")
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "sartor"
	cfg.AfterConnect = waitForDisk
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	var version int
	if err := pool.QueryRow(ctx, "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect %s: %w", redact(rawURL), err)
	}
	if version < minVersion {
		pool.Close()
		return nil, fault.New(fault.Invalid, "db_version", "PostgreSQL %d is too old: 15 or newer is needed", version/10000)
	}
	return &postgres{pool: pool}, nil
}

// waitForDisk makes commits of a connection wait until they are kept, where the
// server or the database says that they need not. What says more than "on", such
// as remote_apply, stays.
func waitForDisk(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'")
	return err
}

func (e *postgres) Dialect() Dialect { return Postgres }

func (e *postgres) Broken() error { return nil } // the server keeps its own promise

func (e *postgres) Ready(context.Context, int64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.numbered = true
	return nil
}

func (e *postgres) Close() error {
	e.stop.Store(true)
	e.pool.Close()
	return nil
}

func (e *postgres) Backup(context.Context, string) error {
	return fault.New(fault.Invalid, "backup_postgres", "a PostgreSQL database is backed up with pg_dump; this command backs up the embedded one and the keys")
}

func (e *postgres) Reader() Session { return pgSession{e.pool} }

func (e *postgres) View(ctx context.Context, fn func(Session) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, e.pool, opts, func(tx pgx.Tx) error { return fn(pgSession{tx}) })
}

func (e *postgres) Write(ctx context.Context, _ Lane, fn func(*Tx) error) error {
	if e.stop.Load() {
		return errClosed
	}
	var err error
	for range pgTries {
		err = pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
			seq, err := e.number(ctx, tx)
			if err != nil {
				return err
			}
			more := func(ctx context.Context) (int64, error) { return e.number(ctx, tx) }
			return fn(&Tx{Session: pgSession{tx}, Seq: seq, more: more})
		})
		if !retryable(err) {
			return away(err)
		}
	}
	return away(err)
}

// away tells an error of ours from a server that is gone, stopping or full: that
// one passes, and whoever asked repeats the call.
func away(err error) error {
	if err == nil || !gone(err) {
		return err
	}
	f := fault.New(fault.Unavailable, "database_away", "the database does not answer; send it again in a few seconds")
	f.Err = err
	return f
}

func gone(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return slices.Contains([]string{"08", "53", "57"}, pg.Code[:2]) // connection, resources, operator
	}
	_, network := errors.AsType[net.Error](err)
	return network && !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// retryable reports a serialisation failure or a deadlock: nothing was written.
func retryable(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}

// number gives the next journal number from this node's block.
func (e *postgres) number(ctx context.Context, tx pgx.Tx) (int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.next >= e.end {
		if !e.numbered {
			return 0, nil // a migration: it writes no numbered rows
		}
		var last int64
		if err := tx.QueryRow(ctx, "select nextval('journal_seq')").Scan(&last); err != nil {
			return 0, fmt.Errorf("journal_seq: %w", err)
		}
		e.next, e.end = last, last+seqBlock
	}
	e.next++
	return e.next - 1, nil
}

// pgRunner is a pool or a transaction.
type pgRunner interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

type pgSession struct{ on pgRunner }

func (s pgSession) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	if q.pg == "" {
		return 0, nil // a step of SQLite alone
	}
	tag, err := s.on.Exec(ctx, q.pg, args...)
	return tag.RowsAffected(), err
}

func (s pgSession) Query(ctx context.Context, q *Query, args ...any) (Rows, error) {
	return s.on.Query(ctx, q.pg, args...) //nolint:sqlclosecheck // the caller closes it
}

// pipeline sends all steps in one round trip, then compares the counts.
func (s pgSession) pipeline(ctx context.Context, seq int64, steps []Step) error {
	batch := &pgx.Batch{}
	for i := range steps {
		batch.Queue(steps[i].Query.pg, bind(steps[i].Args, seq)...)
	}
	results := s.on.SendBatch(ctx, batch)
	var failed error
	for i := range steps {
		tag, err := results.Exec()
		if err != nil {
			failed = fmt.Errorf("%s: %w", steps[i].Query.name, err)
			break
		}
		if steps[i].Want != AnyRows && tag.RowsAffected() != steps[i].Want {
			failed = &Lost{at: i}
			break
		}
	}
	if err := results.Close(); err != nil && failed == nil {
		failed = err
	}
	return failed
}
