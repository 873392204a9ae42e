package engine

import (
	"context"
	"errors"
	"fmt"

	"sartor/internal/db/engine/lite"
)

// line is a connection to a SQLite file with the statements prepared on it. It is
// not for two goroutines at a time.
type line struct {
	conn  *lite.Conn
	stmts map[*Query]*prepared
}

// prepared is a statement; while its rows are read it runs for nobody else.
type prepared struct {
	*lite.Stmt
	busy bool
	kept bool // in stmts
}

func newLine(conn *lite.Conn) *line { return &line{conn: conn, stmts: map[*Query]*prepared{}} }

func (l *line) close() error {
	for _, s := range l.stmts {
		s.Close()
	}
	clear(l.stmts)
	return l.conn.Close()
}

// take returns the statement of a query, a second one while the first is read.
func (l *line) take(q *Query) (*prepared, error) {
	s := l.stmts[q]
	if s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	if q.sqlite == "" {
		return nil, fmt.Errorf("%s is for PostgreSQL only", q.name)
	}
	stmt, err := l.conn.Prepare(q.sqlite)
	if err != nil {
		return nil, err
	}
	out := &prepared{Stmt: stmt, busy: true, kept: s == nil}
	if out.kept {
		l.stmts[q] = out
	}
	return out, nil
}

// give takes a statement back.
func (s *prepared) give() {
	if s.Reset(); !s.kept {
		s.Close()
	}
	s.busy = false
}

// Exec runs a statement to its end.
func (l *line) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	s, err := l.take(q)
	if err != nil {
		return 0, err
	}
	defer s.give()
	quiet := l.heed(ctx)
	n, err := s.Exec(args...)
	return n, quiet(err)
}

// Query begins to read rows.
func (l *line) Query(ctx context.Context, q *Query, args ...any) (Rows, error) {
	return l.read(ctx, q, args, nil)
}

// read begins to read rows; after them the line goes back to its pool, if it is of one.
func (l *line) read(ctx context.Context, q *Query, args []any, back *pool) (Rows, error) {
	s, err := l.take(q)
	if err != nil {
		return nil, err
	}
	r := &liteRows{prepared: s, line: l, quiet: l.heed(ctx)}
	if err := s.Query(args...); err != nil {
		return nil, r.quit(err) // who called has the line
	}
	r.back = back
	return r, nil
}

// heed has the context's end interrupt what runs, until the function it returns is
// called with what came of it.
func (l *line) heed(ctx context.Context) (quiet func(error) error) {
	if ctx.Done() == nil {
		return asItIs
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		l.conn.Interrupt()
		close(ended)
	})
	return func(err error) error {
		if !stop() {
			<-ended // or it would hit whoever has the connection next
		}
		if err != nil && ctx.Err() != nil {
			return errors.Join(ctx.Err(), err)
		}
		return err
	}
}

func asItIs(err error) error { return err }

// liteRows are rows of a line.
type liteRows struct {
	*prepared
	line  *line
	back  *pool
	quiet func(error) error
	err   error
	ended bool
}

// Next reads the next row. At the end, or after an error, the rows are closed.
func (r *liteRows) Next() bool {
	if r.ended {
		return false
	}
	more, err := r.prepared.Next()
	if err != nil || !more {
		r.err = r.quit(err)
	}
	return more && err == nil
}

func (r *liteRows) Err() error { return r.err }

func (r *liteRows) Close() {
	if !r.ended {
		_ = r.quit(nil) // nothing failed
	}
}

// quit ends the reading and says what came of it.
func (r *liteRows) quit(err error) error {
	r.ended = true
	err = r.quiet(err)
	r.give()
	if r.back != nil {
		r.back.lines <- r.line
	}
	return err
}

// pool lends reading connections.
type pool struct {
	lines  chan *line
	closed chan struct{}
}

func newPool(path string) (*pool, error) {
	p := &pool{lines: make(chan *line, readers), closed: make(chan struct{})}
	for range readers {
		l, err := connect(path, "cache_size(-32768)", "query_only(1)")
		if err != nil {
			return nil, errors.Join(err, p.closeAll(len(p.lines)))
		}
		p.lines <- l
	}
	return p, nil
}

var errPool = errors.New("the database is closed")

// borrow waits for a free connection.
func (p *pool) borrow(ctx context.Context) (*line, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case l := <-p.lines:
		return l, nil
	case <-p.closed:
		return nil, errPool
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Exec runs a statement to its end; it may only read.
func (p *pool) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	l, err := p.borrow(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { p.lines <- l }()
	return l.Exec(ctx, q, args...)
}

// Query begins to read rows on a connection of their own.
func (p *pool) Query(ctx context.Context, q *Query, args ...any) (Rows, error) {
	l, err := p.borrow(ctx)
	if err != nil {
		return nil, err
	}
	r, err := l.read(ctx, q, args, p)
	if err != nil {
		p.lines <- l
	}
	return r, err
}

// What begins and ends a view.
var (
	viewBegin = plain("view.begin", "begin")
	viewEnd   = plain("view.end", "rollback")
)

// view runs fn on one state of the database.
func (p *pool) view(ctx context.Context, fn func(Session) error) error {
	l, err := p.borrow(ctx)
	if err != nil {
		return err
	}
	defer func() { p.lines <- l }()
	keep := context.WithoutCancel(ctx)
	if _, err := l.Exec(keep, viewBegin); err != nil {
		return err
	}
	err = fn(viewing{l})
	_, ended := l.Exec(keep, viewEnd)
	return errors.Join(err, ended)
}

// viewing reads inside a view.
type viewing struct{ *line }

func (viewing) Exec(context.Context, *Query, ...any) (int64, error) {
	return 0, errors.New("a view only reads")
}

// close waits until all that was lent is back, and closes it.
func (p *pool) close() error {
	select {
	case <-p.closed:
		return nil
	default:
		close(p.closed)
	}
	return p.closeAll(readers)
}

func (p *pool) closeAll(n int) (all error) {
	for range n {
		all = errors.Join(all, (<-p.lines).close())
	}
	return all
}
