package engine

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"

	driver "modernc.org/sqlite" // the embedded engine: pure Go, one static binary
	codes "modernc.org/sqlite/lib"
)

// readers bounds the reading connections: two cores gain nothing from more.
const readers = 4

// sqlite is one file: one writing connection behind a queue (group.go)
// and a pool of reading ones.
type sqlite struct {
	*group
	path        string
	writer      *stdsql.DB
	reading     *stdsql.DB
	pool        *stdSession
	checkpoints *checkpointer
}

// fullSync makes every commit wait until the disk has it (sync_test.go).
const fullSync = "synchronous(FULL)"

// openSQLite opens the file with write-ahead log and full sync.
func openSQLite(ctx context.Context, path string) (*sqlite, error) {
	return openFile(ctx, path, fullSync, usualLog())
}

func openFile(ctx context.Context, path, sync string, log logLimits) (*sqlite, error) {
	if path == "" {
		return nil, errors.New("sqlite: needs a path")
	}
	if f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	} else if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer, err := stdsql.Open("sqlite", dsn(path, "cache_size(-131072)", sync, "wal_autocheckpoint(0)"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reading, err := stdsql.Open("sqlite", dsn(path, "cache_size(-32768)", "query_only(1)"))
	if err != nil {
		return nil, err
	}
	reading.SetMaxOpenConns(readers)
	reading.SetMaxIdleConns(readers)
	conn, err := writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, writer.Close()))
	}
	copying, err := stdsql.Open("sqlite", dsn(path, sync))
	if err != nil {
		return nil, errors.Join(err, conn.Close(), writer.Close())
	}
	e := &sqlite{path: path, writer: writer, reading: reading, pool: newStdSession(reading), group: startGroup(conn, newFiles(path))}
	e.checkpoints = startCheckpointer(e.group, path, copying, log)
	return e, nil
}

// dsn builds the address with the pragmas every connection needs.
func dsn(path string, pragmas ...string) string {
	v := url.Values{}
	v.Add("_pragma", "busy_timeout(10000)")
	v.Add("_pragma", "journal_mode(WAL)")
	v.Add("_pragma", "temp_store(MEMORY)")
	for _, p := range pragmas {
		v.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// failing reports whether the disk or the file is to blame: what such a write
// left behind is not known.
func failing(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return false
	}
	switch e.Code() & 0xff { // the primary code
	case codes.SQLITE_IOERR, codes.SQLITE_FULL, codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN:
		return true
	}
	return false
}

func (e *sqlite) Dialect() Dialect { return SQLite }

func (e *sqlite) Reader() Session { return e.pool }

func (e *sqlite) View(ctx context.Context, fn func(Session) error) error {
	tx, err := e.reading.BeginTx(ctx, &stdsql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	err = fn(&txSession{pool: e.pool, tx: tx})
	return errors.Join(err, ignoreDone(tx.Rollback()))
}

func ignoreDone(err error) error {
	if errors.Is(err, stdsql.ErrTxDone) {
		return nil
	}
	return err
}

func (e *sqlite) Close() error {
	return errors.Join(e.stop(), e.checkpoints.stop(), e.pool.close(), e.reading.Close(), e.writer.Close())
}

func (e *sqlite) Backup(ctx context.Context, path string) error {
	conn, err := stdsql.Open("sqlite", dsn(e.path)) // of its own: the readers may only read
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "vacuum into ?", path)
	return errors.Join(err, conn.Close())
}

// stdSession runs prepared statements on a database/sql pool or connection.
type stdSession struct {
	prepare func(ctx context.Context, text string) (*stdsql.Stmt, error)
	mu      sync.RWMutex
	stmts   map[*Query]*stdsql.Stmt
}

func newStdSession(p interface {
	PrepareContext(ctx context.Context, text string) (*stdsql.Stmt, error)
}) *stdSession {
	return &stdSession{prepare: p.PrepareContext, stmts: map[*Query]*stdsql.Stmt{}}
}

func (s *stdSession) stmt(ctx context.Context, q *Query) (*stdsql.Stmt, error) {
	s.mu.RLock()
	st := s.stmts[q]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	if q.sqlite == "" {
		return nil, fmt.Errorf("%s is for PostgreSQL only", q.name)
	}
	st, err := s.prepare(context.WithoutCancel(ctx), q.sqlite)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.stmts[q]; other != nil {
		return other, st.Close() //nolint:sqlclosecheck // the loser of the race, closed once
	}
	s.stmts[q] = st
	return st, nil
}

func (s *stdSession) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all error
	for _, st := range s.stmts {
		all = errors.Join(all, st.Close())
	}
	clear(s.stmts)
	return all
}

func (s *stdSession) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	st, err := s.stmt(ctx, q) //nolint:sqlclosecheck // kept for the next call, closed by close
	if err != nil {
		return 0, err
	}
	r, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (s *stdSession) Query(ctx context.Context, q *Query, args ...any) (Rows, error) {
	st, err := s.stmt(ctx, q) //nolint:sqlclosecheck // kept for the next call, closed by close
	if err != nil {
		return nil, err
	}
	r, err := st.QueryContext(ctx, args...) //nolint:rowserrcheck // whoever reads the rows asks
	if err != nil {
		return nil, err
	}
	return stdRows{r}, nil
}

// txSession runs the pool's statements inside one read transaction.
type txSession struct {
	pool *stdSession
	tx   *stdsql.Tx
}

func (s *txSession) Exec(context.Context, *Query, ...any) (int64, error) {
	return 0, errors.New("a view only reads")
}

func (s *txSession) Query(ctx context.Context, q *Query, args ...any) (Rows, error) {
	r, err := s.tx.QueryContext(ctx, q.sqlite, args...) //nolint:rowserrcheck // whoever reads the rows asks
	if err != nil {
		return nil, err
	}
	return stdRows{r}, nil
}

type stdRows struct{ *stdsql.Rows }

func (r stdRows) Close() { _ = r.Rows.Close() } // Err tells what Close would

// conditional keeps /*ENGINE text*/ for the engine and drops it for the other.
func conditional(text string, d Dialect) string {
	other := Postgres
	if d == Postgres {
		other = SQLite
		text = strings.ReplaceAll(text, " blob ", " bytea ")
	}
	for {
		open := strings.Index(text, "/*"+string(other))
		if open < 0 {
			break
		}
		end := strings.Index(text[open:], "*/")
		if end < 0 {
			break
		}
		text = text[:open] + text[open+end+2:]
	}
	text = strings.ReplaceAll(text, "/*"+string(d), "")
	return strings.ReplaceAll(text, "*/", "")
}

// Ready takes the number from which the writer counts on.
func (e *sqlite) Ready(ctx context.Context, last int64) error {
	return e.Write(ctx, Bulk, func(*Tx) error {
		e.seq = max(e.seq, last)
		return nil
	})
}
